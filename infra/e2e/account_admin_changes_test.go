package e2e

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// What an Account Admin can change: what is in their account, and nothing else.

func TestAnAccountAdminUpdatesInvitationsOfTheirAccount(t *testing.T) {
	t.Parallel()
	o := newAccountFixture(t)
	i := o.inviteToAccount(t, o.own, o.admin, address("changed"), "billing-viewer")
	path := o.path("/invitations/" + i.ID)
	first := mails.waitFor(t, i).token(i)
	change := func(roles ...string) response {
		return send(t, request{method: http.MethodPatch, path: path, token: o.accountAdmin.token, body: map[string]any{"roles": roles}})
	}
	change("organisation-admin").wantProblem(t, http.StatusForbidden, "role-not-allowed")
	changed := decode[invitation](t, change("signing-editor").want(t, http.StatusOK))
	if changed.InvitedBy.UserID != o.accountAdmin.id || !slices.Equal(changed.Roles, []string{"signing-editor"}) {
		t.Errorf("changed is %+v", changed)
	}
	decode[invitation](t, post(t, path+"/resend", o.accountAdmin.token, nil).want(t, http.StatusAccepted))
	postAction(t, i, "preview", "", first).wantProblem(t, http.StatusNotFound, "not-found")
	del(t, path, o.accountAdmin.token).want(t, http.StatusNoContent)
}

// An edit by an Account Admin leaves the grants that they cannot see unchanged.
func TestAnAccountAdminEditsOnlyTheirAccount(t *testing.T) {
	t.Parallel()
	o := newAccountFixture(t)
	hidden := []roleGrant{{Role: "audit-viewer"}, {"billing-viewer", o.other.ID}}
	editAccess(t, o.organisation, o.admin, permissionRow(t, o.organisation, o.admin, o.colleague.id),
		append(hidden, roleGrant{"billing-viewer", o.own.ID})...).want(t, http.StatusOK)

	seen := permissionRow(t, o.organisation, o.accountAdmin, o.colleague.id)
	wantGrants(t, seen, roleGrant{"billing-viewer", o.own.ID})
	visible := []roleGrant{{"signing-editor", o.own.ID}, {"support-viewer", o.own.ID}}
	after := decode[userAndGrants](t, editAccess(t, o.organisation, o.accountAdmin, seen, visible...).want(t, http.StatusOK))
	wantGrants(t, after, visible...)
	wantGrants(t, permissionRow(t, o.organisation, o.admin, o.colleague.id), append(hidden, visible...)...)

	kept := visible[0]
	for what, c := range map[string]struct {
		more    roleGrant
		status  int
		problem string
	}{
		"of the organisation":              {roleGrant{Role: "billing-viewer"}, 403, "forbidden"},
		"of the organisation, held hidden": {roleGrant{Role: "audit-viewer"}, 403, "forbidden"},
		"an administrator":                 {roleGrant{Role: "organisation-admin"}, 403, "forbidden"},
		"at another account":               {roleGrant{"support-viewer", o.other.ID}, 404, "not-found"},
		"at another account, held hidden":  {roleGrant{"billing-viewer", o.other.ID}, 404, "not-found"},
		"at an account that never was":     {roleGrant{"billing-viewer", strings.Repeat("A", 20)}, 404, "not-found"},
		"too high for an account":          {roleGrant{"organisation-admin", o.own.ID}, 403, "role-not-allowed"},
	} {
		t.Run(what, func(t *testing.T) {
			editAccess(t, o.organisation, o.accountAdmin, after, kept, c.more).wantProblem(t, c.status, c.problem)
		})
	}
	editAccess(t, o.organisation, o.accountAdmin, after, roleGrant{"account-admin", o.own.ID}).want(t, http.StatusOK)
	get(t, o.path("/permissions?account="+o.own.ID), o.colleague.token).want(t, http.StatusOK)
	editAccess(t, o.organisation, o.accountAdmin, permissionRow(t, o.organisation, o.accountAdmin, o.accountAdmin.id), roleGrant{"billing-viewer", o.own.ID}).want(t, http.StatusOK)
	get(t, o.path("/permissions"), o.accountAdmin.token).wantProblem(t, http.StatusForbidden, "forbidden") // they removed their own role
}

func TestAnAccountAdminRemovesOnlyFromTheirAccount(t *testing.T) {
	t.Parallel()
	o := newAccountFixture(t)
	path := o.path("/permissions/" + o.colleague.id)
	own := "?account=" + o.own.ID
	o.colleague.accept(t, o.invite(t, o.colleague.email, "audit-viewer"))
	o.colleague.accept(t, o.inviteToAccount(t, o.other, o.admin, o.colleague.email, "billing-viewer"))
	back := o.inviteToAccount(t, o.own, o.admin, o.colleague.email, "support-viewer")
	otherInvitation := o.inviteToAccount(t, o.other, o.admin, o.colleague.email, "support-viewer")
	mails.waitFor(t, back)

	for _, way := range []string{"", "?account=" + o.other.ID} {
		if a := del(t, path+way, o.accountAdmin.token); a.status != http.StatusForbidden && a.status != http.StatusNotFound {
			t.Errorf("an Account Admin removed access outside their account\n\n%s", a)
		}
	}
	preview := decode[removal](t, get(t, path+"/removal"+own, o.accountAdmin.token).want(t, http.StatusOK))
	a := del(t, path+own, o.accountAdmin.token).want(t, http.StatusOK)
	result := decode[removal](t, a)
	for what, r := range map[string]removal{"preview": preview, "removal": result} {
		if !slices.Equal(roleIDs(r.Removed), []string{"billing-viewer"}) || !slices.Equal(r.RevokedInvitations, []string{back.ID}) || len(r.Remaining) != 0 {
			t.Errorf("%s: %+v, want only the grants and invitations of the account", what, r)
		}
	}
	wantGrants(t, permissionRow(t, o.organisation, o.admin, o.colleague.id), roleGrant{Role: "audit-viewer"}, roleGrant{"billing-viewer", o.other.ID})
	open := addresses(pages[invitation](t, o.path("/invitations?status=pending"), o.admin, 50))
	if !slices.Equal(open, []string{otherInvitation.Email}) {
		t.Errorf("the pending invitations are for %v", open)
	}
	if again := del(t, path+own, o.accountAdmin.token); again.fingerprint() != del(t, o.path("/permissions/nobody"+own), o.accountAdmin.token).fingerprint() {
		t.Errorf("the response distinguishes a removed user from an unknown one\n\n%s", again)
	}
}
