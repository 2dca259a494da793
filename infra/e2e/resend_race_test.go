package e2e

import (
	"net/http"
	"slices"
	"testing"
)

// A resend races with an acceptance through the old link. Exactly one of them succeeds.
func TestAResendAgainstAnAcceptance(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	member := org.join(t, "support-viewer")
	outcomes := map[string]int{}
	for _, role := range []string{"billing-viewer", "audit-viewer", "identity-viewer", "signing-viewer", "developer-viewer", "support-editor"} {
		i := org.invite(t, member.email, role)
		old := mails.of(t, i).secret(i)
		answers := atTheSameTime(t, []request{
			{method: http.MethodPost, path: "/invitations/" + i.ID + "/accept", token: member.token, body: map[string]string{"token": old}},
			org.again(i, org.admin),
		})
		accepted, resent := answers[0].status == http.StatusOK, answers[1].status == http.StatusAccepted
		given := slices.Contains(roleIDs(row(t, org, org.admin, member.id).Grants), role)
		switch {
		case accepted == resent:
			t.Fatalf("want exactly one of the two to succeed:\n%s\n\n%s", answers[0], answers[1])
		case given != accepted:
			t.Fatalf("accepted: %t, but %s is held: %t", accepted, role, given)
		case accepted:
			outcomes["accepted"]++
			losesBy(t, answers[1], "invitation-accepted", "already-granted")
		case resent:
			outcomes["resent"]++
			losesBy(t, answers[0], "not-found")
			opensNothing(t, i, member, old)
			act(t, i, "accept", member.token, mails.another(t, i, old)).want(t, http.StatusOK)
		}
	}
	t.Logf("succeeded: %v", outcomes)
}

// After concurrent resends only one link works.
func TestOfManyResendsAtOnceOneLinkLives(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.invite(t, address("impatient"), "billing-viewer")
	mails.of(t, i)
	answers := atTheSameTime(t, slices.Repeat([]request{org.again(i, org.admin)}, 6))
	for _, a := range answers {
		if a.status != http.StatusAccepted {
			losesBy(t, a, "unavailable") // too many concurrent changes
		}
	}
	if len(winners(answers, http.StatusAccepted)) == 0 {
		t.Fatalf("no resend succeeded:\n%v", answers)
	}
	deliveredAs(t, org, i, "sent")
	living := 0
	eventually(t, "a link opens the invitation", func() bool {
		living = 0
		for _, secret := range mails.secrets(t, i) {
			if act(t, i, "preview", "", secret).status == http.StatusOK {
				living++
			}
		}
		return living > 0
	})
	if living != 1 {
		t.Errorf("%d of the mailed links work, want one", living)
	}
}
