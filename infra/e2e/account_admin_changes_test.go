package e2e

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// What an Account Admin can change: what is in their account, and nothing else.

func TestAnAccountAdminChangesInvitationsOfTheirAccount(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	i := o.inviteTo(t, o.own, o.admin, address("changed"), "billing-viewer")
	path := o.path("/invitations/" + i.ID)
	first := mails.of(t, i).secret(i)
	change := func(roles ...string) answer {
		return send(t, request{method: http.MethodPatch, path: path, token: o.clerk.token, body: map[string]any{"roles": roles}})
	}
	change("organisation-admin").refused(t, http.StatusForbidden, "role-not-allowed")
	changed := read[invitation](t, change("signing-editor").want(t, http.StatusOK))
	if changed.InvitedBy.UserID != o.clerk.id || !slices.Equal(changed.Roles, []string{"signing-editor"}) {
		t.Errorf("changed is %+v", changed)
	}
	read[invitation](t, post(t, path+"/resend", o.clerk.token, nil).want(t, http.StatusAccepted))
	act(t, i, "preview", "", first).refused(t, http.StatusNotFound, "not-found")
	del(t, path, o.clerk.token).want(t, http.StatusNoContent)
}

// An edit by an Account Admin leaves the grants that they cannot see unchanged.
func TestAnAccountAdminEditsTheirAccountAlone(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	hidden := []held{{Role: "audit-viewer"}, {"billing-viewer", o.other.ID}}
	edit(t, o.organisation, o.admin, row(t, o.organisation, o.admin, o.colleague.id),
		append(hidden, held{"billing-viewer", o.own.ID})...).want(t, http.StatusOK)

	seen := row(t, o.organisation, o.clerk, o.colleague.id)
	holds(t, seen, held{"billing-viewer", o.own.ID})
	visible := []held{{"signing-editor", o.own.ID}, {"support-viewer", o.own.ID}}
	after := read[userAndGrants](t, edit(t, o.organisation, o.clerk, seen, visible...).want(t, http.StatusOK))
	holds(t, after, visible...)
	holds(t, row(t, o.organisation, o.admin, o.colleague.id), append(hidden, visible...)...)

	kept := visible[0]
	for what, c := range map[string]struct {
		more    held
		status  int
		problem string
	}{
		"of the organisation":              {held{Role: "billing-viewer"}, 403, "forbidden"},
		"of the organisation, held hidden": {held{Role: "audit-viewer"}, 403, "forbidden"},
		"an administrator":                 {held{Role: "organisation-admin"}, 403, "forbidden"},
		"at another account":               {held{"support-viewer", o.other.ID}, 404, "not-found"},
		"at another account, held hidden":  {held{"billing-viewer", o.other.ID}, 404, "not-found"},
		"at an account that never was":     {held{"billing-viewer", strings.Repeat("A", 20)}, 404, "not-found"},
		"too high for an account":          {held{"organisation-admin", o.own.ID}, 403, "role-not-allowed"},
	} {
		t.Run(what, func(t *testing.T) {
			edit(t, o.organisation, o.clerk, after, kept, c.more).refused(t, c.status, c.problem)
		})
	}
	edit(t, o.organisation, o.clerk, after, held{"account-admin", o.own.ID}).want(t, http.StatusOK)
	get(t, o.path("/permissions?account="+o.own.ID), o.colleague.token).want(t, http.StatusOK)
	edit(t, o.organisation, o.clerk, row(t, o.organisation, o.clerk, o.clerk.id), held{"billing-viewer", o.own.ID}).want(t, http.StatusOK)
	get(t, o.path("/permissions"), o.clerk.token).refused(t, http.StatusForbidden, "forbidden") // they removed their own role
}

func TestAnAccountAdminRemovesFromTheirAccountAlone(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	path := o.path("/permissions/" + o.colleague.id)
	own := "?account=" + o.own.ID
	o.colleague.accepts(t, o.invite(t, o.colleague.email, "audit-viewer"))
	o.colleague.accepts(t, o.inviteTo(t, o.other, o.admin, o.colleague.email, "billing-viewer"))
	back := o.inviteTo(t, o.own, o.admin, o.colleague.email, "support-viewer")
	elsewhere := o.inviteTo(t, o.other, o.admin, o.colleague.email, "support-viewer")
	mails.of(t, back)

	for _, way := range []string{"", "?account=" + o.other.ID} {
		if a := del(t, path+way, o.clerk.token); a.status != http.StatusForbidden && a.status != http.StatusNotFound {
			t.Errorf("an Account Admin removed access outside their account\n\n%s", a)
		}
	}
	preview := read[removal](t, get(t, path+"/removal"+own, o.clerk.token).want(t, http.StatusOK))
	a := del(t, path+own, o.clerk.token).want(t, http.StatusOK)
	went := read[removal](t, a)
	for what, r := range map[string]removal{"preview": preview, "removal": went} {
		if !slices.Equal(roleIDs(r.Removed), []string{"billing-viewer"}) || !slices.Equal(r.RevokedInvitations, []string{back.ID}) || len(r.Remaining) != 0 {
			t.Errorf("%s: %+v, want only the grants and invitations of the account", what, r)
		}
	}
	holds(t, row(t, o.organisation, o.admin, o.colleague.id), held{Role: "audit-viewer"}, held{"billing-viewer", o.other.ID})
	open := addresses(pages[invitation](t, o.path("/invitations?status=pending"), o.admin, 50))
	if !slices.Equal(open, []string{elsewhere.Email}) {
		t.Errorf("the pending invitations are for %v", open)
	}
	if again := del(t, path+own, o.clerk.token); again.sameBytes() != del(t, o.path("/permissions/nobody"+own), o.clerk.token).sameBytes() {
		t.Errorf("the response distinguishes a removed user from an unknown one\n\n%s", again)
	}
}
