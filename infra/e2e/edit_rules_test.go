package e2e

import (
	"net/http"
	"slices"
	"testing"
)

// The rules for edits of access, and their effects.

func TestGovernedRolesOfAnEdit(t *testing.T) {
	t.Parallel()
	partner := newPartner(t)
	deputy, viewer := partner.join(t, "organisation-admin"), partner.join(t, "billing-viewer")
	chief, seen := permissionRow(t, partner, partner.admin, partner.admin.id), permissionRow(t, partner, partner.admin, viewer.id)
	highest, plain := roleGrant{Role: "partner-organisation-admin"}, roleGrant{Role: "billing-viewer"}
	for _, c := range []struct {
		what    string
		by      person
		shown   userAndGrants
		grants  []roleGrant
		status  int
		problem string
	}{
		{"an Organisation Admin gives the highest role", deputy, seen, []roleGrant{plain, highest}, 403, "role-not-allowed"},
		{"an Organisation Admin takes the highest role", deputy, chief, []roleGrant{plain}, 403, "role-not-allowed"},
		{"an Organisation Admin replaces their role with the highest", deputy, permissionRow(t, partner, deputy, deputy.id), []roleGrant{highest}, 403, "role-not-allowed"},
		{"a viewer edits themselves", viewer, seen, []roleGrant{plain, {Role: "organisation-admin"}}, 403, "forbidden"},
		{"a viewer edits an administrator", viewer, chief, []roleGrant{plain}, 403, "forbidden"},
		{"an administrator of another organisation", newOrganisation(t).admin, seen, []roleGrant{plain}, 404, "not-found"},
		{"an unknown user", partner.admin, userAndGrants{User: user{ID: "nobody"}, Version: "x"}, []roleGrant{plain}, 404, "not-found"},
	} {
		t.Run(c.what, func(t *testing.T) {
			editAccess(t, partner, c.by, c.shown, c.grants...).wantProblem(t, c.status, c.problem)
		})
	}
	// Unchanged grants are not checked: an Organisation Admin may add a role that they
	// govern to somebody with a higher role.
	wantGrants(t, decode[userAndGrants](t, editAccess(t, partner, deputy, chief, highest, plain).want(t, http.StatusOK)), highest, plain)
}

// A changed grant applies to the next request, with the same access token.
func TestImmediateEffectOfAnEdit(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	shop, yard := org.createAccount(t, "Shop"), org.createAccount(t, "Yard")
	member := org.join(t, "billing-viewer")
	list := func(path string) response { return get(t, org.path(path), member.token) }
	now := func(grants ...roleGrant) {
		t.Helper()
		editAccess(t, org, org.admin, permissionRow(t, org, org.admin, member.id), grants...).want(t, http.StatusOK)
	}
	list("/permissions").wantProblem(t, http.StatusForbidden, "forbidden")
	now(roleGrant{Role: "organisation-admin"})
	list("/permissions").want(t, http.StatusOK)
	list("/events").want(t, http.StatusOK)
	inviteAs(t, member, org, address("invited"), "billing-viewer")
	now(roleGrant{"account-admin", shop.ID})
	list("/events?account="+shop.ID).want(t, http.StatusOK)
	list("/events?account="+yard.ID).wantProblem(t, http.StatusNotFound, "not-found")
	list("/permissions?account="+shop.ID).want(t, http.StatusOK)
	list("/permissions?account="+yard.ID).wantProblem(t, http.StatusNotFound, "not-found")
	post(t, org.path("/invitations"), member.token, invitationBody("billing-viewer")).wantProblem(t, http.StatusForbidden, "forbidden")
	now(roleGrant{"billing-viewer", yard.ID})
	list("/permissions").wantProblem(t, http.StatusForbidden, "forbidden")
	list("/events").wantProblem(t, http.StatusForbidden, "forbidden")
	list("/permissions?account="+shop.ID).wantProblem(t, http.StatusNotFound, "not-found")
	if seen := decode[organisationID](t, list("").want(t, http.StatusOK)); !slices.Equal(seen.Accounts, []account{yard}) {
		t.Errorf("the member sees the accounts %v", seen.Accounts)
	}
}

func TestAnAdministratorStepsDown(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	self := permissionRow(t, org, org.admin, org.admin.id)
	viewer := roleGrant{Role: "billing-viewer"}
	editAccess(t, org, org.admin, self, viewer).wantProblem(t, http.StatusConflict, "last-administrator")
	editAccess(t, org, org.admin, self, roleGrant{Role: "organisation-admin"}, viewer).want(t, http.StatusOK)
	deputy := org.join(t, "organisation-admin")
	self = permissionRow(t, org, org.admin, org.admin.id)
	wantGrants(t, decode[userAndGrants](t, editAccess(t, org, org.admin, self, viewer).want(t, http.StatusOK)), viewer)
	get(t, org.path("/permissions"), org.admin.token).wantProblem(t, http.StatusForbidden, "forbidden")
	get(t, org.path("/permissions"), deputy.token).want(t, http.StatusOK)
	editAccess(t, org, deputy, permissionRow(t, org, deputy, deputy.id), viewer).wantProblem(t, http.StatusConflict, "last-administrator")
}

// An edit that removes a role revokes the pending invitations that offer it.
func TestAnEditRevokesInvitationsWithRemovedRoles(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	shop := org.createAccount(t, "Shop")
	member := org.join(t, "support-viewer")
	both := org.invite(t, member.email, "audit-viewer", "signing-viewer")
	atAccount := org.inviteToAccount(t, shop, org.admin, member.email, "audit-viewer")
	linkToken := mails.waitFor(t, both).token(both)
	support, audit := roleGrant{Role: "support-viewer"}, roleGrant{Role: "audit-viewer"}
	editAccess(t, org, org.admin, permissionRow(t, org, org.admin, member.id), support, audit).want(t, http.StatusOK)
	status := func(i invitation) string {
		return decode[invitation](t, get(t, org.path("/invitations/"+i.ID), org.admin.token).want(t, http.StatusOK)).Status
	}
	if got := status(both); got != "pending" {
		t.Errorf("after adding the role the invitation is %s", got)
	}
	editAccess(t, org, org.admin, permissionRow(t, org, org.admin, member.id), support).want(t, http.StatusOK)
	if got := status(both); got != "revoked" {
		t.Errorf("after removing the role the invitation is %s", got)
	}
	if got := status(atAccount); got != "pending" {
		t.Errorf("the invitation to the account, where nothing was removed, is %s", got)
	}
	postAction(t, both, "accept", member.token, linkToken).wantProblem(t, http.StatusGone, "invitation-revoked")
	member.accept(t, atAccount)
	wantGrants(t, permissionRow(t, org, org.admin, member.id), support, roleGrant{"audit-viewer", shop.ID})
}
