package e2e

import (
	"net/http"
	"strings"
	"testing"
)

// The deletion of organisations and accounts.

// deletionPreview is the response of GET .../deletion.
type deletionPreview struct {
	Deletable     bool `json:"deletable"`
	Members       int  `json:"members"`
	Invitations   int  `json:"invitations"`
	Accounts      *int `json:"accounts"`
	Organisations *int `json:"organisations"`
}

func TestWhatIsEmptyIsDeleted(t *testing.T) {
	t.Parallel()
	partner := newPartner(t)
	below := partner.createChild(t, "Below", true)
	lowest, shop := below.createChild(t, "Lowest", false), below.createAccount(t, "Shop")
	member := below.joinAccount(t, shop, "billing-viewer")
	by, account := partner.admin.token, below.path("/accounts/"+shop.ID)

	a := get(t, below.path("/deletion"), by).want(t, http.StatusOK)
	if p := decode[deletionPreview](t, a); p.Deletable || p.Members != 1 || p.Accounts == nil || *p.Accounts != 1 || *p.Organisations != 1 {
		t.Errorf("the preview differs from what there is\n\n%s", a)
	}
	refused := del(t, below.path(""), by).wantProblem(t, http.StatusConflict, "not-empty")
	if !strings.Contains(refused.Detail, "It still has 1 member, 1 account, 1 organisation below it.") {
		t.Errorf("the refusal does not say what is left: %s", refused.Detail)
	}
	del(t, account, by).wantProblem(t, http.StatusConflict, "not-empty")
	del(t, below.path("/permissions/"+member.id), by).want(t, http.StatusOK)
	if p := decode[deletionPreview](t, get(t, account+"/deletion", by).want(t, http.StatusOK)); !p.Deletable || p.Accounts != nil {
		t.Errorf("the preview of the account is %+v", p)
	}
	del(t, account, by).want(t, http.StatusNoContent)
	del(t, account, by).wantProblem(t, http.StatusNotFound, "not-found")
	del(t, lowest.path(""), by).want(t, http.StatusNoContent)
	del(t, below.path(""), by).want(t, http.StatusNoContent)

	never := get(t, "/organisations/never-was", by)
	for _, path := range []string{"", "/permissions", "/invitations", "/events", "/deletion"} {
		get(t, below.path(path), by).wantProblem(t, http.StatusNotFound, "not-found")
	}
	if never.status != http.StatusNotFound {
		t.Errorf("an organisation that never was is %d", never.status)
	}
	events := auditLog(t, partner, partner.admin)
	if last := events[len(events)-1]; last.Type != "organisation.deleted" || last.Organisation != named(below) {
		t.Errorf("the last event of the partner is %+v", last)
	}
	for _, o := range pages[organisationID](t, "/organisations", partner.admin, 2) {
		if o.ID == below.id || o.ID == lowest.id {
			t.Errorf("the list still has %s", o.Name)
		}
	}
}

// named returns the id and the name of an organisation, as events have them.
func named(o organisation) account { return account{ID: o.id, Name: o.name} }

func TestWhoMayDelete(t *testing.T) {
	t.Parallel()
	partner := newPartner(t)
	plain := partner.createChild(t, "Plain", false)
	shop := plain.createAccount(t, "Shop")
	owner, clerk := plain.join(t, "organisation-admin"), plain.joinAccount(t, shop, "account-admin")
	account := plain.path("/accounts/" + shop.ID)
	for _, path := range []string{"", "/deletion"} {
		method := http.MethodDelete
		if path != "" {
			method = http.MethodGet
		}
		ask := func(at, token string) response {
			return send(t, request{method: method, path: at + path, token: token})
		}
		ask(plain.path(""), owner.token).wantProblem(t, http.StatusForbidden, "forbidden")
		ask(account, clerk.token).wantProblem(t, http.StatusForbidden, "forbidden")
		ask(partner.path(""), partner.admin.token).wantProblem(t, http.StatusForbidden, "forbidden")
		ask(plain.path(""), newOrganisation(t).admin.token).wantProblem(t, http.StatusNotFound, "not-found")
		ask(plain.path("/accounts/never-was"), owner.token).wantProblem(t, http.StatusNotFound, "not-found")
	}
	remove := request{method: http.MethodDelete, path: account, token: owner.token}
	send(t, withIfMatch(remove, `"another"`)).wantProblem(t, http.StatusPreconditionFailed, "version-mismatch")
	send(t, withIfMatch(remove, "bad")).wantInvalid(t, "If-Match")

	own := newOrganisation(t)
	type answer struct {
		Deleted        bool   `json:"deleted"`
		OrganisationID string `json:"organisationId"`
	}
	if got := invokeOperator[answer](t, map[string]any{"action": "delete-organisation", "organisationId": own.id, "withLastMember": true}); got != (answer{true, own.id}) {
		t.Error("the operator did not delete it")
	}
	get(t, own.path(""), own.admin.token).wantProblem(t, http.StatusNotFound, "not-found")
}
