package e2e

import (
	"net/http"
	"testing"
)

// An update races with an acceptance. The acceptance grants the roles of the last
// confirmed update, and an update that is too late fails.
func TestAChangeAgainstAnAcceptance(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	member := org.join(t, "support-viewer")
	outcomes := map[string]int{}
	for _, roles := range [][2]string{
		{"billing-viewer", "billing-editor"}, {"audit-viewer", "audit-admin"}, {"identity-viewer", "identity-editor"},
		{"signing-viewer", "signing-editor"}, {"developer-viewer", "developer"}, {"identity-writer", "identity-admin"},
	} {
		first, changed := roles[0], roles[1]
		i := org.invite(t, member.email, first)
		secret := mails.of(t, i).secret(i)
		before := row(t, org, org.admin, member.id)
		answers := atTheSameTime(t, []request{
			{method: http.MethodPost, path: "/invitations/" + i.ID + "/accept", token: member.token, body: map[string]string{"token": secret}},
			org.amending(i, org.admin, map[string]any{"roles": []string{changed}}),
		})
		answers[0].want(t, http.StatusOK)
		given := changed
		if answers[1].status != http.StatusOK {
			given = first
			losesBy(t, answers[1], "invitation-accepted", "already-granted")
		}
		outcomes[map[bool]string{true: "the updated roles", false: "the original roles"}[given == changed]]++
		want := append(holdings(before.Grants), held{Role: given})
		holds(t, row(t, org, org.admin, member.id), want...)
		holds(t, read[userAndGrants](t, answers[0]), want...) // the response shows the same
	}
	t.Logf("accepted: %v", outcomes)
}

// Concurrent updates do not mix: the result is that of a single one.
func TestChangesAtOnceDoNotMix(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	before := org.settled(t, org.invite(t, address("mixed"), "billing-viewer"))
	wanted := map[string]string{"Ada": "audit-viewer", "Bea": "signing-viewer", "Cea": "support-viewer", "Dea": "developer-viewer"}
	var requests []request
	for name, role := range wanted {
		requests = append(requests, org.amending(before, org.admin, map[string]any{"firstName": name, "lastName": name, "roles": []string{role}}))
	}
	answers := atTheSameTime(t, requests)
	for _, a := range answers {
		if a.status != http.StatusOK {
			losesBy(t, a, "unavailable") // too many concurrent changes
		}
	}
	now := org.shown(t, before.ID)
	if now.FirstName != now.LastName || len(now.Roles) != 1 || wanted[now.FirstName] != now.Roles[0] {
		t.Errorf("the updates are mixed: %s %s, %v\n%v", now.FirstName, now.LastName, now.Roles, answers)
	}
}
