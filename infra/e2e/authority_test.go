package e2e

import (
	"net/http"
	"slices"
	"testing"
)

// invitationBody returns the body of an invitation of a new person.
func invitationBody(roles ...string) map[string]any {
	return map[string]any{"email": address("offered"), "roles": roles}
}

func TestNobodyGrantsMoreThanTheyGovern(t *testing.T) {
	t.Parallel()
	org, partner := newOrganisation(t), newPartner(t)
	viewer, billing := org.join(t, "billing-viewer"), org.join(t, "billing-admin", "audit-admin")
	deputy := partner.join(t, "organisation-admin")
	for _, c := range []struct {
		who     string
		by      person
		at      organisation
		roles   []string
		status  int
		problem string
	}{
		{"an Organisation Admin, a role only for partners", org.admin, org, []string{"partner-organisation-admin"}, 403, "role-not-allowed"},
		{"an Organisation Admin, one allowed role and one not", org.admin, org, []string{"billing-viewer", "partner-organisation-admin"}, 403, "role-not-allowed"},
		{"an Organisation Admin, a role only for accounts", org.admin, org, []string{"account-admin"}, 403, "role-not-allowed"},
		{"an Organisation Admin of a partner, the highest role", deputy, partner, []string{"partner-organisation-admin"}, 403, "role-not-allowed"},
		{"a viewer", viewer, org, []string{"billing-viewer"}, 403, "forbidden"},
		{"an admin of a product", billing, org, []string{"billing-admin"}, 403, "forbidden"},
		{"an administrator of another organisation", partner.admin, org, []string{"billing-viewer"}, 404, "not-found"},
		{"an administrator, an unknown organisation", org.admin, organisation{id: "nowhere"}, []string{"billing-viewer"}, 404, "not-found"},
	} {
		t.Run(c.who, func(t *testing.T) {
			post(t, c.at.path("/invitations"), c.by.token, invitationBody(c.roles...)).wantProblem(t, c.status, c.problem)
		})
	}
	inviteAs(t, deputy, partner, address("fine"), "organisation-admin", "billing-viewer")
	inviteAs(t, partner.admin, partner, address("fine"), "partner-organisation-admin")
}

func TestNobodyRemovesMoreThanTheyGovern(t *testing.T) {
	t.Parallel()
	partner := newPartner(t)
	deputy, viewer := partner.join(t, "organisation-admin"), partner.join(t, "billing-viewer")
	path := partner.path("/permissions/" + partner.admin.id)
	del(t, path, deputy.token).wantProblem(t, http.StatusForbidden, "role-not-allowed")
	del(t, path, viewer.token).wantProblem(t, http.StatusForbidden, "forbidden")
	get(t, path+"/removal", deputy.token).wantProblem(t, http.StatusForbidden, "role-not-allowed")
	i := partner.invite(t, address("high"), "partner-organisation-admin")
	del(t, partner.path("/invitations/"+i.ID), deputy.token).wantProblem(t, http.StatusForbidden, "role-not-allowed")
	del(t, partner.path("/invitations/"+i.ID), viewer.token).wantProblem(t, http.StatusForbidden, "forbidden")
	get(t, path, partner.admin.token).want(t, http.StatusOK) // nothing was removed
	del(t, partner.path("/permissions/"+deputy.id), partner.admin.token).want(t, http.StatusOK)
}

func TestAMemberWithoutAuthoritySeesNoLists(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	viewer := org.join(t, "billing-viewer")
	i := org.invite(t, address("invitee"), "billing-viewer")
	for _, path := range []string{"/permissions", "/permissions/" + viewer.id, "/permissions/" + org.admin.id, "/permissions/" + viewer.id + "/removal", "/invitations", "/invitations/" + i.ID} {
		get(t, org.path(path), viewer.token).wantProblem(t, http.StatusForbidden, "forbidden")
	}
	if seen := decode[organisationID](t, get(t, org.path(""), viewer.token).want(t, http.StatusOK)); seen.Name != org.name {
		t.Errorf("a member sees the organisation as %v", seen)
	}
}

func TestASecondInvitationNamesTheFirst(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	first := org.invite(t, address("Twice"), "billing-viewer")
	p := post(t, org.path("/invitations"), org.admin.token, map[string]any{"email": first.Email, "roles": []string{"audit-viewer"}}).
		wantProblem(t, http.StatusConflict, "invitation-pending")
	if p.InvitationID != first.ID {
		t.Errorf("the problem names the invitation %q, want %q", p.InvitationID, first.ID)
	}
}

func TestAMemberIsOfferedOnlyRolesNotYetHeld(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	member := org.join(t, "billing-viewer", "audit-viewer")
	again := func(roles ...string) response {
		return post(t, org.path("/invitations"), org.admin.token, map[string]any{"email": member.email, "roles": roles})
	}
	again("audit-viewer", "billing-viewer").wantProblem(t, http.StatusConflict, "already-granted")
	a := again("audit-viewer", "signing-viewer").want(t, http.StatusCreated)
	i := decode[invitation](t, a)
	if !slices.Equal(i.Roles, []string{"signing-viewer"}) {
		t.Errorf("the invitation offers %v, want only the role that the member does not hold\n\n%s", i.Roles, a)
	}
	accepted := decode[userAndGrants](t, postAction(t, i, "accept", member.token, mails.waitFor(t, i).token(i)).want(t, http.StatusOK))
	if roles := roleIDs(accepted.Grants); !slices.Equal(roles, []string{"audit-viewer", "billing-viewer", "signing-viewer"}) {
		t.Errorf("the member holds %v, want the union", roles)
	}
}

func TestAnInvitationIsForThePersonInvited(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	member := org.join(t, "billing-viewer")
	i := org.invite(t, address("invitee"), "audit-viewer")
	linkToken := mails.waitFor(t, i).token(i)
	postAction(t, i, "accept", member.token, linkToken).wantProblem(t, http.StatusForbidden, "wrong-account")
	postAction(t, i, "accept", org.admin.token, linkToken).wantProblem(t, http.StatusForbidden, "wrong-account")
	postAction(t, i, "accept", "", linkToken).want(t, http.StatusUnauthorized)
	register(t, i)
}

func TestTheInvitersAuthorityIsCheckedAgain(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	deputy := org.join(t, "organisation-admin")
	i := inviteAs(t, deputy, org, address("orphan"), "billing-viewer")
	linkToken := mails.waitFor(t, i).token(i)
	postAction(t, i, "preview", "", linkToken).want(t, http.StatusOK)
	del(t, org.path("/permissions/"+deputy.id), org.admin.token).want(t, http.StatusOK)
	for _, action := range []string{"preview", "register"} {
		tryAction(t, i, action, "", linkToken).wantProblem(t, http.StatusConflict, "invitation-not-authorised")
	}
	if n := identities(t, i.Email); n != 0 {
		t.Errorf("the refused registration left %d identities", n)
	}
	postAction(t, i, "decline", "", linkToken).want(t, http.StatusNoContent)
}

func TestARemovalRevokesPendingInvitations(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	member := org.join(t, "billing-viewer")
	i := org.invite(t, member.email, "audit-viewer")
	linkToken := mails.waitFor(t, i).token(i)
	path := org.path("/permissions/" + member.id)
	if r := decode[removal](t, get(t, path+"/removal", org.admin.token).want(t, http.StatusOK)); !slices.Equal(r.RevokedInvitations, []string{i.ID}) {
		t.Errorf("the preview lists the invitations %v", r.RevokedInvitations)
	}
	postAction(t, i, "preview", "", linkToken).want(t, http.StatusOK)
	if r := decode[removal](t, del(t, path, org.admin.token).want(t, http.StatusOK)); !slices.Equal(r.RevokedInvitations, []string{i.ID}) {
		t.Errorf("the removal revoked %v", r.RevokedInvitations)
	}
	postAction(t, i, "accept", member.token, linkToken).wantProblem(t, http.StatusGone, "invitation-revoked")
	del(t, path, org.admin.token).wantProblem(t, http.StatusNotFound, "not-found")

	back := org.invite(t, member.email, "signing-viewer")
	got := decode[userAndGrants](t, postAction(t, back, "accept", member.token, mails.waitFor(t, back).token(back)).want(t, http.StatusOK))
	if roles := roleIDs(got.Grants); !slices.Equal(roles, []string{"signing-viewer"}) {
		t.Errorf("after the removal and a new invitation the member holds %v, want only the new role", roles)
	}
}

// TestAMemberLeaves gives up an account and then the organisation, with the token of the
// member alone.
func TestAMemberLeaves(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	member := org.join(t, "billing-viewer")
	i := org.invite(t, member.email, "audit-viewer")
	leave := "/me/permissions/" + org.id
	del(t, leave, org.admin.token).wantProblem(t, http.StatusConflict, "last-administrator")
	del(t, leave+"?account="+org.createAccount(t, "Shop").ID, member.token).wantProblem(t, http.StatusConflict, "inherited-access")
	if r := decode[removal](t, del(t, leave, member.token).want(t, http.StatusOK)); len(r.Removed) != 1 || !slices.Equal(r.RevokedInvitations, []string{i.ID}) {
		t.Errorf("leaving removed %v and revoked %v", r.Removed, r.RevokedInvitations)
	}
	get(t, org.path(""), member.token).wantProblem(t, http.StatusNotFound, "not-found")
	del(t, leave, member.token).wantProblem(t, http.StatusNotFound, "not-found")
}

func TestTheLastAdministratorStays(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	org.join(t, "billing-admin")
	self := org.path("/permissions/" + org.admin.id)
	del(t, self, org.admin.token).wantProblem(t, http.StatusConflict, "last-administrator")
	get(t, self+"/removal", org.admin.token).wantProblem(t, http.StatusConflict, "last-administrator")
	deputy := org.join(t, "organisation-admin")
	del(t, self, org.admin.token).want(t, http.StatusOK) // now there is another administrator
	del(t, org.path("/permissions/"+deputy.id), deputy.token).wantProblem(t, http.StatusConflict, "last-administrator")
}
