package e2e

import (
	"net/http"
	"slices"
	"testing"
)

// A removal also revokes pending invitations that the caller could not revoke alone.
func TestARemovalRevokesInvitationsBeyondTheCallersAuthority(t *testing.T) {
	t.Parallel()
	partner := newPartner(t)
	deputy, member := partner.join(t, "organisation-admin"), partner.join(t, "billing-viewer")
	high := partner.invite(t, member.email, "partner-organisation-admin")
	linkToken := mails.waitFor(t, high).token(high)
	del(t, partner.path("/invitations/"+high.ID), deputy.token).wantProblem(t, http.StatusForbidden, "role-not-allowed")

	path := partner.path("/permissions/" + member.id)
	for _, a := range []response{get(t, path+"/removal", deputy.token), del(t, path, deputy.token)} {
		if r := decode[removal](t, a.want(t, http.StatusOK)); !slices.Equal(r.RevokedInvitations, []string{high.ID}) {
			t.Errorf("the revoked invitations are %v, want %s\n\n%s", r.RevokedInvitations, high.ID, a)
		}
	}
	postAction(t, high, "accept", member.token, linkToken).wantProblem(t, http.StatusGone, "invitation-revoked")
	revocations := slices.DeleteFunc(auditLog(t, partner, deputy), func(e event) bool { return e.Type != "invitation.revoked" })
	if len(revocations) != 1 || revocations[0].InvitationID != high.ID || revocations[0].Actor != deputy.asActor() {
		t.Errorf("the audit log has %+v, want the revocation by %s", revocations, deputy.email)
	}
}

// An edit that removes a role does the same for invitations that offer it.
func TestAnEditRevokesInvitationsBeyondTheCallersAuthority(t *testing.T) {
	t.Parallel()
	partner := newPartner(t)
	deputy, member := partner.join(t, "organisation-admin"), partner.join(t, "billing-viewer")
	viewer, audit := roleGrant{Role: "billing-viewer"}, roleGrant{Role: "audit-viewer"}
	high := partner.invite(t, member.email, "audit-viewer", "partner-organisation-admin")
	linkToken := mails.waitFor(t, high).token(high)
	editAccess(t, partner, deputy, permissionRow(t, partner, deputy, member.id), viewer, audit).want(t, http.StatusOK)
	editAccess(t, partner, deputy, permissionRow(t, partner, deputy, member.id), viewer).want(t, http.StatusOK)
	postAction(t, high, "accept", member.token, linkToken).wantProblem(t, http.StatusGone, "invitation-revoked")
}
