package e2e

import (
	"net/http"
	"slices"
	"testing"
)

// The rules for edits of access, and their effects.

func TestRule1NobodyEditsMoreThanTheyGovern(t *testing.T) {
	t.Parallel()
	partner := newPartner(t)
	deputy, viewer := partner.join(t, "organisation-admin"), partner.join(t, "billing-viewer")
	chief, seen := row(t, partner, partner.admin, partner.admin.id), row(t, partner, partner.admin, viewer.id)
	highest, plain := held{Role: "partner-organisation-admin"}, held{Role: "billing-viewer"}
	for _, c := range []struct {
		what    string
		by      person
		shown   userAndGrants
		grants  []held
		status  int
		problem string
	}{
		{"an Organisation Admin gives the highest role", deputy, seen, []held{plain, highest}, 403, "role-not-allowed"},
		{"an Organisation Admin takes the highest role", deputy, chief, []held{plain}, 403, "role-not-allowed"},
		{"an Organisation Admin replaces their role with the highest", deputy, row(t, partner, deputy, deputy.id), []held{highest}, 403, "role-not-allowed"},
		{"a viewer edits themselves", viewer, seen, []held{plain, {Role: "organisation-admin"}}, 403, "forbidden"},
		{"a viewer edits an administrator", viewer, chief, []held{plain}, 403, "forbidden"},
		{"an administrator of another organisation", newOrganisation(t).admin, seen, []held{plain}, 404, "not-found"},
		{"an unknown user", partner.admin, userAndGrants{User: user{ID: "nobody"}, Version: "x"}, []held{plain}, 404, "not-found"},
	} {
		t.Run(c.what, func(t *testing.T) { edit(t, partner, c.by, c.shown, c.grants...).refused(t, c.status, c.problem) })
	}
	// Unchanged grants are not checked: an Organisation Admin may add a role that they
	// govern to somebody with a higher role.
	holds(t, read[userAndGrants](t, edit(t, partner, deputy, chief, highest, plain).want(t, http.StatusOK)), highest, plain)
}

// A changed grant applies to the next request, with the same access token.
func TestRule4AnEditAppliesAtOnce(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	shop, yard := org.opens(t, "Shop"), org.opens(t, "Yard")
	member := org.join(t, "billing-viewer")
	list := func(path string) answer { return get(t, org.path(path), member.token) }
	now := func(grants ...held) {
		t.Helper()
		edit(t, org, org.admin, row(t, org, org.admin, member.id), grants...).want(t, http.StatusOK)
	}
	list("/permissions").refused(t, http.StatusForbidden, "forbidden")
	now(held{Role: "organisation-admin"})
	list("/permissions").want(t, http.StatusOK)
	list("/events").want(t, http.StatusOK)
	inviteAs(t, member, org, address("invited"), "billing-viewer")
	now(held{"account-admin", shop.ID})
	list("/events").refused(t, http.StatusForbidden, "forbidden")
	list("/permissions?account="+shop.ID).want(t, http.StatusOK)
	list("/permissions?account="+yard.ID).refused(t, http.StatusNotFound, "not-found")
	post(t, org.path("/invitations"), member.token, offering("billing-viewer")).refused(t, http.StatusForbidden, "forbidden")
	now(held{"billing-viewer", yard.ID})
	list("/permissions").refused(t, http.StatusForbidden, "forbidden")
	list("/permissions?account="+shop.ID).refused(t, http.StatusNotFound, "not-found")
	if seen := read[organisationID](t, list("").want(t, http.StatusOK)); !slices.Equal(seen.Accounts, []account{yard}) {
		t.Errorf("the member sees the accounts %v", seen.Accounts)
	}
}

func TestAnAdministratorStepsDown(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	self := row(t, org, org.admin, org.admin.id)
	viewer := held{Role: "billing-viewer"}
	edit(t, org, org.admin, self, viewer).refused(t, http.StatusConflict, "last-administrator")
	edit(t, org, org.admin, self, held{Role: "organisation-admin"}, viewer).want(t, http.StatusOK)
	deputy := org.join(t, "organisation-admin")
	self = row(t, org, org.admin, org.admin.id)
	holds(t, read[userAndGrants](t, edit(t, org, org.admin, self, viewer).want(t, http.StatusOK)), viewer)
	get(t, org.path("/permissions"), org.admin.token).refused(t, http.StatusForbidden, "forbidden")
	get(t, org.path("/permissions"), deputy.token).want(t, http.StatusOK)
	edit(t, org, deputy, row(t, org, deputy, deputy.id), viewer).refused(t, http.StatusConflict, "last-administrator")
}

// An edit that removes a role revokes the pending invitations that offer it.
func TestAnEditRevokesWhatWouldBringTheRoleBack(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	shop := org.opens(t, "Shop")
	member := org.join(t, "support-viewer")
	both := org.invite(t, member.email, "audit-viewer", "signing-viewer")
	elsewhere := org.inviteTo(t, shop, org.admin, member.email, "audit-viewer")
	secret := mails.of(t, both).secret(both)
	support, audit := held{Role: "support-viewer"}, held{Role: "audit-viewer"}
	edit(t, org, org.admin, row(t, org, org.admin, member.id), support, audit).want(t, http.StatusOK)
	status := func(i invitation) string {
		return read[invitation](t, get(t, org.path("/invitations/"+i.ID), org.admin.token).want(t, http.StatusOK)).Status
	}
	if got := status(both); got != "pending" {
		t.Errorf("after adding the role the invitation is %s", got)
	}
	edit(t, org, org.admin, row(t, org, org.admin, member.id), support).want(t, http.StatusOK)
	if got := status(both); got != "revoked" {
		t.Errorf("after removing the role the invitation is %s", got)
	}
	if got := status(elsewhere); got != "pending" {
		t.Errorf("the invitation to the account, where nothing was removed, is %s", got)
	}
	act(t, both, "accept", member.token, secret).refused(t, http.StatusGone, "invitation-revoked")
	member.accepts(t, elsewhere)
	holds(t, row(t, org, org.admin, member.id), support, held{"audit-viewer", shop.ID})
}
