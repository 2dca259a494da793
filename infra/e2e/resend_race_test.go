package e2e

import (
	"net/http"
	"slices"
	"testing"
)

// A resend races with an acceptance through the old link. Exactly one of them succeeds.
func TestResendRacesWithAcceptance(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	member := org.join(t, "support-viewer")
	outcomes := map[string]int{}
	for _, role := range []string{"billing-viewer", "audit-viewer", "identity-viewer", "signing-viewer", "developer-viewer", "support-editor"} {
		i := org.invite(t, member.email, role)
		old := mails.waitFor(t, i).token(i)
		responses := concurrently(t, []request{
			{method: http.MethodPost, path: "/invitations/" + i.ID + "/accept", token: member.token, body: map[string]string{"token": old}},
			org.resendRequest(i, org.admin),
		})
		accepted, resent := responses[0].status == http.StatusOK, responses[1].status == http.StatusAccepted
		given := slices.Contains(roleIDs(permissionRow(t, org, org.admin, member.id).Grants), role)
		switch {
		case accepted == resent:
			t.Fatalf("want exactly one of the two to succeed:\n%s\n\n%s", responses[0], responses[1])
		case given != accepted:
			t.Fatalf("accepted: %t, but %s is held: %t", accepted, role, given)
		case accepted:
			outcomes["accepted"]++
			wantOneOf(t, responses[1], "invitation-accepted", "already-granted")
		case resent:
			outcomes["resent"]++
			wantOneOf(t, responses[0], "not-found")
			wantTokenRejected(t, i, member, old)
			postAction(t, i, "accept", member.token, mails.nextToken(t, i, old)).want(t, http.StatusOK)
		}
	}
	t.Logf("succeeded: %v", outcomes)
}

// After concurrent resends only one link works.
func TestConcurrentResendsLeaveOneLink(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.invite(t, address("impatient"), "billing-viewer")
	mails.waitFor(t, i)
	responses := concurrently(t, slices.Repeat([]request{org.resendRequest(i, org.admin)}, 6))
	for _, a := range responses {
		if a.status != http.StatusAccepted {
			wantOneOf(t, a, "unavailable") // too many concurrent changes
		}
	}
	if len(withStatus(responses, http.StatusAccepted)) == 0 {
		t.Fatalf("no resend succeeded:\n%v", responses)
	}
	waitForDelivery(t, org, i, "sent")
	living := 0
	eventually(t, "a link opens the invitation", func() bool {
		living = 0
		for _, linkToken := range mails.tokens(t, i) {
			if postAction(t, i, "preview", "", linkToken).status == http.StatusOK {
				living++
			}
		}
		return living > 0
	})
	if living != 1 {
		t.Errorf("%d of the mailed links work, want one", living)
	}
}
