package e2e

import (
	"net/http"
	"slices"
	"testing"
)

// Opening a link, however often and in whatever way a mail scanner does, changes nothing.
func TestOpeningALinkChangesNothing(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.waitUntilSent(t, org.invite(t, address("scanned"), "billing-viewer"))
	linkToken := mails.waitFor(t, i).token(i)
	before, events := asJSON(t, invitationAttributes(t, i.ID)), len(auditLog(t, org, org.admin))
	for kind, status := range map[string]int{"GET": http.StatusOK, "HEAD": http.StatusOK, "OPTIONS": 0} {
		t.Run(kind+" storm", func(t *testing.T) {
			page := request{method: kind, path: "/invitations/" + i.ID}
			for _, a := range concurrently(t, slices.Repeat([]request{page}, 30)) {
				if status != 0 && a.status != status && a.status != http.StatusServiceUnavailable {
					t.Errorf("%s", a)
				}
			}
		})
	}
	t.Run("preview storm", func(t *testing.T) {
		preview := request{method: http.MethodPost, path: "/invitations/" + i.ID + "/preview", body: map[string]string{"token": linkToken}}
		for _, a := range concurrently(t, slices.Repeat([]request{preview}, 30)) {
			a.want(t, http.StatusOK)
		}
	})
	if now := asJSON(t, invitationAttributes(t, i.ID)); now != before || len(auditLog(t, org, org.admin)) != events {
		t.Errorf("the invitation is\n%s\nand was\n%s", now, before)
	}
	tryAction(t, i, "register", "", linkToken).want(t, http.StatusCreated)
}
