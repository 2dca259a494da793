package e2e

import (
	"net/http"
	"testing"
)

// The access rules in a hierarchy of organisations.

// An administrator from above may give every role that is allowed at the scope, but none
// above their own authority.
func TestGovernedRolesFromAbove(t *testing.T) {
	t.Parallel()
	partner := newPartner(t)
	plain, branch := partner.createChild(t, "Plain", false), partner.createChild(t, "Branch", true)
	shop := plain.createAccount(t, "Shop")
	deputy := branch.join(t, "organisation-admin")
	for what, c := range map[string]struct {
		by      person
		at      organisation
		account string
		role    string
		status  int
	}{
		"an administrator below":                                {partner.admin, plain, "", "organisation-admin", 201},
		"an Account Admin below":                                {partner.admin, plain, shop.ID, "account-admin", 201},
		"a Partner Organisation Admin below":                    {partner.admin, branch, "", "partner-organisation-admin", 201},
		"a Partner Organisation Admin of no partner":            {partner.admin, plain, "", "partner-organisation-admin", 403},
		"an Account Admin of an organisation":                   {partner.admin, plain, "", "account-admin", 403},
		"an Organisation Admin of an account":                   {partner.admin, plain, shop.ID, "organisation-admin", 403},
		"a Partner Organisation Admin by an Organisation Admin": {deputy, branch, "", "partner-organisation-admin", 403},
	} {
		t.Run(what, func(t *testing.T) {
			body := map[string]any{"email": address("offered"), "roles": []string{c.role}}
			if c.account != "" {
				body["accountId"] = c.account
			}
			a := post(t, c.at.path("/invitations"), c.by.token, body)
			if c.status == http.StatusForbidden {
				a.wantProblem(t, c.status, "role-not-allowed")
				return
			}
			a.want(t, c.status)
		})
	}
}

// An administrator is removed while they create organisations and accounts. Exactly the
// successful requests have created something.
func TestCurrentAuthorityCreationRacesWithItsRemoval(t *testing.T) {
	t.Parallel()
	partner := newPartner(t)
	deputy := partner.join(t, "partner-organisation-admin")
	creates := func(what string) request {
		return request{method: http.MethodPost, path: partner.path(what), token: deputy.token, body: map[string]any{"name": unique("Raced")}}
	}
	for range 3 {
		before := len(pages[organisationID](t, "/organisations", partner.admin, 50)) + len(decode[organisationID](t, get(t, partner.path(""), partner.admin.token)).Accounts)
		responses := concurrently(t, []request{
			creates("/organisations"), creates("/accounts"),
			{method: http.MethodDelete, path: partner.path("/permissions/" + deputy.id), token: partner.admin.token},
			creates("/organisations"), creates("/accounts"),
		})
		responses[2].want(t, http.StatusOK)
		for n, a := range responses {
			if n != 2 && a.status != http.StatusCreated {
				wantOneOf(t, a, "not-found", "unavailable")
			}
		}
		after := len(pages[organisationID](t, "/organisations", partner.admin, 50)) + len(decode[organisationID](t, get(t, partner.path(""), partner.admin.token)).Accounts)
		if made := len(withStatus(responses, http.StatusCreated)); after-before != made {
			t.Errorf("%d requests succeeded, but there are %d new ones", made, after-before)
		}
		deputy.accept(t, partner.invite(t, deputy.email, "partner-organisation-admin"))
	}
}

// The access of a Partner Organisation Admin is inherited below. No other role is.
func TestImmediateEffectOnlyPartnerOrganisationAdminsSeeBelow(t *testing.T) {
	t.Parallel()
	partner := newPartner(t)
	child, sister := partner.createChild(t, "Child", true), partner.createChild(t, "Sister", true)
	shop := child.createAccount(t, "Shop")
	inside := targets{child.join(t, "billing-viewer").id, child.invite(t, address("inside"), "billing-viewer").ID, shop.ID, address("new")}
	partnerShop := partner.createAccount(t, "Shop")
	unknown := fingerprints(t, unknownOrganisation(child).allRequests(inside), partner.admin)
	for who, stranger := range map[string]person{
		"an Organisation Admin of the parent":      partner.join(t, "organisation-admin", "billing-admin"),
		"an Account Admin of the parent":           partner.joinAccount(t, partnerShop, "account-admin"),
		"a Partner Organisation Admin of a sister": sister.join(t, "partner-organisation-admin"),
		"an administrator of another organisation": newOrganisation(t).admin,
	} {
		t.Run(who, func(t *testing.T) { wantHidden(t, stranger, child, inside, unknown) })
	}
	for _, r := range child.allRequests(inside) { // the requests themselves are valid
		if a := r.sendAs(t, partner.admin); a.status == http.StatusBadRequest || a.status == http.StatusForbidden || a.status >= 500 {
			t.Errorf("the request is not valid for an administrator\n\n%s", a)
		}
	}
}

// fingerprints sends requests as a person and returns the comparable responses.
func fingerprints(t *testing.T, requests []request, asked person) []string {
	t.Helper()
	var responses []string
	for _, r := range requests {
		responses = append(responses, r.sendAs(t, asked).fingerprint())
	}
	return responses
}

// wantHidden sends every request to an organisation and compares the responses with
// those for an unknown organisation.
func wantHidden(t *testing.T, stranger person, o organisation, inside targets, unknown []string) {
	t.Helper()
	for n, r := range o.allRequests(inside) {
		a := r.sendAs(t, stranger)
		a.wantProblem(t, http.StatusNotFound, "not-found")
		if a.fingerprint() != unknown[n] {
			t.Errorf("the response shows that the organisation exists:\n%s\n\nfor an unknown organisation it is\n%s", a, unknown[n])
		}
	}
	for _, seen := range pages[organisationID](t, "/organisations", stranger, 50) {
		if seen.ID == o.id || seen.ParentID == o.id {
			t.Errorf("the organisation is listed: %+v", seen)
		}
	}
}

// Inherited authority ends with the next request on every level, and with it the
// invitations that depend on it.
func TestImmediateEffectOnAuthorityFromAbove(t *testing.T) {
	t.Parallel()
	for how, end := range map[string]func(t *testing.T, partner organisation, who person){
		"removed": func(t *testing.T, partner organisation, who person) {
			del(t, partner.path("/permissions/"+who.id), partner.admin.token).want(t, http.StatusOK)
		},
		"demoted": func(t *testing.T, partner organisation, who person) {
			editAccess(t, partner, partner.admin, permissionRow(t, partner, partner.admin, who.id), roleGrant{Role: "organisation-admin"}).want(t, http.StatusOK)
		},
	} {
		t.Run(how, func(t *testing.T) {
			t.Parallel()
			partner := newPartner(t)
			child := partner.createChild(t, "Child", true)
			grandchild := child.createChild(t, "Grandchild", false)
			second := partner.join(t, "partner-organisation-admin")
			i := inviteAs(t, second, grandchild, address("orphan"), "billing-viewer")
			linkToken := mails.waitFor(t, i).token(i)
			postAction(t, i, "preview", "", linkToken).want(t, http.StatusOK)
			end(t, partner, second)
			about := targets{partner.admin.id, i.ID, "none", address("new")}
			unknown := fingerprints(t, unknownOrganisation(child).allRequests(about), second)
			for _, o := range []organisation{child, grandchild} {
				wantHidden(t, second, o, about, unknown)
			}
			postAction(t, i, "preview", "", linkToken).wantProblem(t, http.StatusConflict, "invitation-not-authorised")
			tryAction(t, i, "register", "", linkToken).wantProblem(t, http.StatusConflict, "invitation-not-authorised")
		})
	}
}

// Only an administrator from above can remove or demote the last administrator.
func TestLastAdministratorGoesOnlyFromAbove(t *testing.T) {
	t.Parallel()
	partner := newPartner(t)
	child := partner.createChild(t, "Child", false)
	owner := child.join(t, "organisation-admin")
	self := child.path("/permissions/" + owner.id)
	del(t, self, owner.token).wantProblem(t, http.StatusConflict, "last-administrator")
	editAccess(t, child, owner, permissionRow(t, child, owner, owner.id), roleGrant{Role: "billing-viewer"}).wantProblem(t, http.StatusConflict, "last-administrator")
	editAccess(t, child, partner.admin, permissionRow(t, child, partner.admin, owner.id), roleGrant{Role: "billing-viewer"}).want(t, http.StatusOK)
	editAccess(t, child, partner.admin, permissionRow(t, child, partner.admin, owner.id), roleGrant{Role: "organisation-admin"}).want(t, http.StatusOK)
	del(t, self, partner.admin.token).want(t, http.StatusOK)
	get(t, child.path(""), owner.token).wantProblem(t, http.StatusNotFound, "not-found")
	child.join(t, "organisation-admin") // a new administrator, invited from above
}
