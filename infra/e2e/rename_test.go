package e2e

import (
	"net/http"
	"testing"
)

// New names of organisations and accounts.

// renameRequest returns the request that renames an organisation or an account of it.
func (o organisation) renameRequest(by person, path, name string) request {
	return request{method: http.MethodPatch, path: o.path(path), token: by.token, body: map[string]any{"name": name}}
}

func TestANewNameIsShownEverywhere(t *testing.T) {
	t.Parallel()
	partner := newPartner(t)
	below := partner.createChild(t, "Below", true)
	lowest := below.createChild(t, "Lowest", false)
	shop := below.createAccount(t, "Shop")
	renamed := unique("Renamed")

	a := send(t, partner.renameRequest(partner.admin, "", renamed)).want(t, http.StatusOK)
	if shown := decode[organisationID](t, a); shown.Name != renamed || shown.ID != partner.id {
		t.Errorf("the answer is not the organisation with its new name\n\n%s", a)
	}
	for _, path := range []string{below.path(""), lowest.path("")} {
		a := get(t, path, partner.admin.token).want(t, http.StatusOK)
		if shown := decode[organisationID](t, a); shown.InheritedFrom == nil || shown.InheritedFrom.Name != renamed {
			t.Errorf("want it inherited from %s\n\n%s", renamed, a)
		}
	}
	for _, o := range pages[organisationID](t, "/organisations", partner.admin, 2) {
		if o.InheritedFrom != nil && o.InheritedFrom.Name != renamed {
			t.Errorf("the list has %s inherited from %s, want %s", o.Name, o.InheritedFrom.Name, renamed)
		}
	}
	d := decode[decisions](t, post(t, "/decisions", partner.admin.token, question(check{"billing:read", lowest.id, ""})).want(t, http.StatusOK))
	if because := d.Items[0].Because; len(because) == 0 || because[0].InheritedFrom == nil || because[0].InheritedFrom.Name != renamed {
		t.Errorf("the decision rests on %+v, want %s", because, renamed)
	}

	member := below.joinAccount(t, shop, "billing-viewer")
	a = send(t, below.renameRequest(partner.admin, "/accounts/"+shop.ID, "Yard")).want(t, http.StatusOK)
	if made := decode[createdAccount](t, a); made.account != (account{ID: shop.ID, Name: "Yard"}) || made.OrganisationID != below.id {
		t.Errorf("the answer is not the account with its new name\n\n%s", a)
	}
	if shown := decode[organisationID](t, get(t, below.path(""), member.token).want(t, http.StatusOK)); shown.Accounts[0].Name != "Yard" {
		t.Errorf("a member of the account sees %v", shown.Accounts)
	}
	events := auditLog(t, below, partner.admin)
	if got := events[len(events)-1]; got.Type != "account.renamed" || got.FormerName != shop.Name || got.Account == nil || got.Account.Name != "Yard" {
		t.Errorf("the last event is %+v", got)
	}
}

func TestWhoMayRename(t *testing.T) {
	t.Parallel()
	partner := newPartner(t)
	plain := partner.createChild(t, "Plain", false)
	shop := plain.createAccount(t, "Shop")
	owner, clerk, viewer := plain.join(t, "organisation-admin"), plain.joinAccount(t, shop, "account-admin"), plain.join(t, "billing-viewer")
	for _, path := range []string{"", "/accounts/" + shop.ID} {
		send(t, plain.renameRequest(owner, path, unique("New"))).want(t, http.StatusOK)
		send(t, plain.renameRequest(partner.admin, path, unique("New"))).want(t, http.StatusOK)
		send(t, plain.renameRequest(clerk, path, "New")).wantProblem(t, http.StatusForbidden, "forbidden")
		send(t, plain.renameRequest(viewer, path, "New")).wantProblem(t, http.StatusForbidden, "forbidden")
		send(t, plain.renameRequest(newOrganisation(t).admin, path, "New")).wantProblem(t, http.StatusNotFound, "not-found")
		send(t, plain.renameRequest(owner, path, " ")).wantInvalid(t, "name")

		tag := send(t, plain.renameRequest(owner, path, "First")).want(t, http.StatusOK).header.Get("ETag")
		send(t, withIfMatch(plain.renameRequest(owner, path, "Second"), tag)).want(t, http.StatusOK)
		send(t, withIfMatch(plain.renameRequest(owner, path, "Third"), tag)).wantProblem(t, http.StatusPreconditionFailed, "version-mismatch")
		send(t, withIfMatch(plain.renameRequest(owner, path, "Third"), "bad")).wantInvalid(t, "If-Match")
	}
	send(t, plain.renameRequest(owner, "/accounts/never-was", "New")).wantProblem(t, http.StatusNotFound, "not-found")
	type answer struct {
		Organisation organisationID `json:"organisation"`
	}
	if got := invokeOperator[answer](t, map[string]string{"action": "rename-organisation", "organisationId": plain.id, "name": "By operator"}); got.Organisation.Name != "By operator" {
		t.Errorf("the operator renamed it to %+v", got)
	}
}
