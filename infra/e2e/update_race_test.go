package e2e

import (
	"net/http"
	"testing"
)

// An update races with an acceptance. The acceptance grants the roles of the last
// confirmed update, and an update that is too late fails.
func TestUpdateRacesWithAcceptance(t *testing.T) {
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
		linkToken := mails.waitFor(t, i).token(i)
		before := permissionRow(t, org, org.admin, member.id)
		responses := concurrently(t, []request{
			{method: http.MethodPost, path: "/invitations/" + i.ID + "/accept", token: member.token, body: map[string]string{"token": linkToken}},
			org.updateRequest(i, org.admin, map[string]any{"roles": []string{changed}}),
		})
		responses[0].want(t, http.StatusOK)
		given := changed
		if responses[1].status != http.StatusOK {
			given = first
			wantOneOf(t, responses[1], "invitation-accepted", "already-granted")
		}
		outcomes[map[bool]string{true: "the updated roles", false: "the original roles"}[given == changed]]++
		want := append(roleGrants(before.Grants), roleGrant{Role: given})
		wantGrants(t, permissionRow(t, org, org.admin, member.id), want...)
		wantGrants(t, decode[userAndGrants](t, responses[0]), want...) // the response shows the same
	}
	t.Logf("accepted: %v", outcomes)
}

// Concurrent updates do not mix: the result is that of a single one.
func TestConcurrentUpdatesDoNotMix(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	before := org.waitUntilSent(t, org.invite(t, address("mixed"), "billing-viewer"))
	wanted := map[string]string{"Ada": "audit-viewer", "Bea": "signing-viewer", "Cea": "support-viewer", "Dea": "developer-viewer"}
	var requests []request
	for name, role := range wanted {
		requests = append(requests, org.updateRequest(before, org.admin, map[string]any{"firstName": name, "lastName": name, "roles": []string{role}}))
	}
	responses := concurrently(t, requests)
	for _, a := range responses {
		if a.status != http.StatusOK {
			wantOneOf(t, a, "unavailable") // too many concurrent changes
		}
	}
	now := org.invitation(t, before.ID)
	if now.FirstName != now.LastName || len(now.Roles) != 1 || wanted[now.FirstName] != now.Roles[0] {
		t.Errorf("the updates are mixed: %s %s, %v\n%v", now.FirstName, now.LastName, now.Roles, responses)
	}
}
