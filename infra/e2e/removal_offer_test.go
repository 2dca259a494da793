package e2e

import (
	"net/http"
	"slices"
	"testing"
)

// A removal also revokes pending invitations that the caller could not revoke alone.
func TestARemovalRevokesWhatItsCallerCouldNotRevoke(t *testing.T) {
	t.Parallel()
	partner := newPartner(t)
	deputy, member := partner.join(t, "organisation-admin"), partner.join(t, "billing-viewer")
	high := partner.invite(t, member.email, "partner-organisation-admin")
	secret := mails.of(t, high).secret(high)
	del(t, partner.path("/invitations/"+high.ID), deputy.token).refused(t, http.StatusForbidden, "role-not-allowed")

	path := partner.path("/permissions/" + member.id)
	for _, a := range []answer{get(t, path+"/removal", deputy.token), del(t, path, deputy.token)} {
		if r := read[removal](t, a.want(t, http.StatusOK)); !slices.Equal(r.RevokedInvitations, []string{high.ID}) {
			t.Errorf("the revoked invitations are %v, want %s\n\n%s", r.RevokedInvitations, high.ID, a)
		}
	}
	act(t, high, "accept", member.token, secret).refused(t, http.StatusGone, "invitation-revoked")
	told := slices.DeleteFunc(history(t, partner, deputy), func(e event) bool { return e.Type != "invitation.revoked" })
	if len(told) != 1 || told[0].InvitationID != high.ID || told[0].Actor != deputy.named() {
		t.Errorf("the audit log has %+v, want the revocation by %s", told, deputy.email)
	}
}

// An edit that removes a role does the same for invitations that offer it.
func TestAnEditRevokesWhatItsCallerCouldNotRevoke(t *testing.T) {
	t.Parallel()
	partner := newPartner(t)
	deputy, member := partner.join(t, "organisation-admin"), partner.join(t, "billing-viewer")
	viewer, audit := held{Role: "billing-viewer"}, held{Role: "audit-viewer"}
	high := partner.invite(t, member.email, "audit-viewer", "partner-organisation-admin")
	secret := mails.of(t, high).secret(high)
	edit(t, partner, deputy, row(t, partner, deputy, member.id), viewer, audit).want(t, http.StatusOK)
	edit(t, partner, deputy, row(t, partner, deputy, member.id), viewer).want(t, http.StatusOK)
	act(t, high, "accept", member.token, secret).refused(t, http.StatusGone, "invitation-revoked")
}
