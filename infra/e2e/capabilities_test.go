package e2e

import (
	"net/http"
	"slices"
	"testing"
)

// seenOrganisation is an organisation with what the caller may do in it.
type seenOrganisation struct {
	ID            string `json:"id"`
	Name          string `json:"name"`
	Partner       bool   `json:"partner"`
	ParentID      string `json:"parentId"`
	InheritedFrom source `json:"inheritedFrom"`
	Capabilities  struct {
		Administer          bool     `json:"administer"`
		AdministerAny       bool     `json:"administerAny"`
		ReadEvents          bool     `json:"readEvents"`
		CreateAccounts      bool     `json:"createAccounts"`
		CreateOrganisations bool     `json:"createOrganisations"`
		Delete              bool     `json:"delete"`
		GrantableRoles      []string `json:"grantableRoles"`
		AccountRoles        []string `json:"grantableAccountRoles"`
	} `json:"capabilities"`
	Accounts []struct {
		ID         string `json:"id"`
		Name       string `json:"name"`
		Administer bool   `json:"administer"`
	} `json:"accounts"`
	NextCursor string `json:"nextCursor"`
}

// What an organisation says of its caller is what the requests then do.
func TestCapabilitiesAgreeWithRequests(t *testing.T) {
	t.Parallel()
	partner := newPartner(t)
	o := partner.createChild(t, "Capable", true)
	shop, yard := o.createAccount(t, "Shop"), o.createAccount(t, "Yard")
	for what, by := range map[string]person{
		"above":        partner.admin,
		"admin":        o.join(t, "organisation-admin"),
		"accountAdmin": o.joinAccount(t, shop, "account-admin"),
		"reader":       o.join(t, "billing-viewer"),
	} {
		t.Run(what, func(t *testing.T) {
			seen := decode[seenOrganisation](t, get(t, o.path(""), by.token).want(t, http.StatusOK))
			agree := func(request string, capable bool, a response) {
				t.Helper()
				if done := a.status < 300; capable != done {
					t.Errorf("%s: capability %t\n\n%s", request, capable, a)
				}
			}
			agree("list", seen.Capabilities.AdministerAny, get(t, o.path("/permissions"), by.token))
			agree("events", seen.Capabilities.ReadEvents, get(t, o.path("/events"), by.token))
			agree("create an account", seen.Capabilities.CreateAccounts, post(t, o.path("/accounts"), by.token, map[string]any{"name": unique("Made")}))
			agree("create an organisation", seen.Capabilities.CreateOrganisations, post(t, o.path("/organisations"), by.token, map[string]any{"name": unique("Made")}))
			agree("preview a deletion", seen.Capabilities.Delete, get(t, o.path("/deletion"), by.token))
			for _, role := range []string{"partner-organisation-admin", "organisation-admin", "account-admin", "billing-viewer"} {
				invited := func(account string) response {
					return post(t, o.path("/invitations"), by.token, map[string]any{"email": address("offered"), "roles": []string{role}, "accountId": account})
				}
				agree("offer "+role, slices.Contains(seen.Capabilities.GrantableRoles, role), invited(""))
				for _, account := range []account{shop, yard} {
					capable := slices.Contains(seen.Capabilities.AccountRoles, role) && seen.administers(account.ID)
					agree("offer "+role+" at an account", capable, invited(account.ID))
				}
			}
			listed := pages[seenOrganisation](t, "/organisations", by, 50)
			n := slices.IndexFunc(listed, func(one seenOrganisation) bool { return one.ID == o.id })
			if n < 0 || listed[n].Capabilities.Administer != seen.Capabilities.Administer || listed[n].Capabilities.AdministerAny != seen.Capabilities.AdministerAny {
				t.Errorf("in the list: %+v, by itself %+v", listed, seen)
			}
		})
	}
}

// administers reports whether the caller is an administrator of an account.
func (o seenOrganisation) administers(account string) bool {
	for _, one := range o.Accounts {
		if one.ID == account {
			return one.Administer
		}
	}
	return false
}
