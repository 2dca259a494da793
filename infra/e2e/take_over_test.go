package e2e

import (
	"net/http"
	"slices"
	"testing"
)

// An invitation whose inviter was removed is marked in the lists. Another administrator takes
// it over, and the link that was mailed before works again.
func TestAnInvitationIsTakenOver(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	shop := org.createAccount(t, "Shop")
	deputy, clerk := org.join(t, "organisation-admin"), org.joinAccount(t, shop, "account-admin")
	i := inviteAs(t, deputy, org, address("invitee"), "billing-viewer")
	atShop := org.inviteToAccount(t, shop, deputy, address("invitee"), "billing-viewer")
	mine := org.invite(t, address("mine"), "billing-viewer")
	linkToken := mails.waitFor(t, i).token(i)
	del(t, org.path("/permissions/"+deputy.id), org.admin.token).want(t, http.StatusOK)

	needing := func(by person) (ids []string) {
		for _, one := range pages[invitation](t, org.path("/invitations?needsInviter=true"), by, 1) {
			ids = append(ids, one.ID)
		}
		return ids
	}
	marked := needing(org.admin)
	if len(marked) != 2 || !slices.Contains(marked, i.ID) || !slices.Contains(marked, atShop.ID) {
		t.Errorf("%v need an inviter, want %v", marked, []string{i.ID, atShop.ID})
	}
	if !org.invitation(t, i.ID).NeedsInviter || org.invitation(t, mine.ID).NeedsInviter {
		t.Error("by themselves, the invitations are marked otherwise")
	}
	get(t, org.path("/invitations?needsInviter=false"), org.admin.token).wantInvalid(t, "needsInviter")

	takeOver := func(i invitation, by person) request {
		return request{method: http.MethodPost, path: org.path("/invitations/" + i.ID + "/takeover"), token: by.token}
	}
	send(t, takeOver(i, clerk)).wantProblem(t, http.StatusNotFound, "not-found")
	send(t, takeOver(atShop, clerk)).want(t, http.StatusOK)
	send(t, withIfMatch(takeOver(i, org.admin), `"7"`)).wantProblem(t, http.StatusPreconditionFailed, "version-mismatch")
	for range 2 {
		if taken := decode[invitation](t, send(t, takeOver(i, org.admin)).want(t, http.StatusOK)); taken.InvitedBy.UserID != org.admin.id || taken.ExpiresAt != i.ExpiresAt {
			t.Errorf("taken over as %+v", taken)
		}
	}
	if left := needing(org.admin); len(left) > 0 {
		t.Errorf("%v still need an inviter", left)
	}
	if count := countByType(eventsAbout(i, auditLog(t, org, org.admin)))["invitation.taken-over"]; count != 1 {
		t.Errorf("%d events of the take-over, want 1", count)
	}
	registerWithToken(t, i, linkToken)
	send(t, takeOver(i, org.admin)).wantProblem(t, http.StatusConflict, "invitation-accepted")
}
