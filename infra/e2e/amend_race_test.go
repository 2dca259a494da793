package e2e

import (
	"net/http"
	"testing"
)

// A change and an acceptance at once: what is accepted is what was confirmed
// last, and a change that came too late says so.
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
		outcomes[map[bool]string{true: "the change", false: "the first offer"}[given == changed]]++
		want := append(holdings(before.Grants), held{Role: given})
		holds(t, row(t, org, org.admin, member.id), want...)
		holds(t, read[userAndGrants](t, answers[0]), want...) // the invitee was told the truth
	}
	t.Logf("what was accepted: %v", outcomes)
}

// Changes at once do not mix: the invitation is as one of them wanted it.
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
			losesBy(t, a, "unavailable") // too many changes at once
		}
	}
	now := org.shown(t, before.ID)
	if now.FirstName != now.LastName || len(now.Roles) != 1 || wanted[now.FirstName] != now.Roles[0] {
		t.Errorf("it is a mixture: %s %s, %v\n%v", now.FirstName, now.LastName, now.Roles, answers)
	}
}
