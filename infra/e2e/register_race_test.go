package e2e

import (
	"net/http"
	"slices"
	"testing"
)

// Of many concurrent registrations one succeeds, and its password is the valid one.
func TestOneRegistrationWins(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.invite(t, address("Racer"), "billing-viewer")
	linkToken := mails.waitFor(t, i).token(i)
	requests := make([]request, racers)
	for n := range requests {
		requests[n] = request{method: http.MethodPost, path: "/invitations/" + i.ID + "/register", body: registrationBody(linkToken, password())}
	}
	responses := concurrently(t, requests)
	won := withStatus(responses, http.StatusCreated)
	if len(won) != 1 {
		t.Fatalf("%d of %d registrations succeeded, want one:\n%v", len(won), racers, responses)
	}
	for _, a := range responses {
		chosen := a.request.body.(map[string]string)["password"]
		result, err := authenticate(t.Context(), deployment.ClientID, i.Email, chosen)
		signsIn := err == nil && result.AccessToken != nil
		if signsIn != (a.status == http.StatusCreated) {
			t.Errorf("sign-in with the password of this registration succeeds: %t\n\n%s", signsIn, a)
		}
		if a.status != http.StatusCreated {
			wantOneOf(t, a, "invitation-accepted", "unavailable")
		}
	}
	if n := identities(t, i.Email); n != 1 {
		t.Errorf("%d identities have the address", n)
	}
	wantOneRow(t, org, i.Email, "billing-viewer")
}

// A double click registers once. The second request waits for the first and returns that
// the invitation is accepted.
func TestADoubleClickRegistersOnce(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.invite(t, address("Clicker"), "billing-viewer")
	click := request{method: http.MethodPost, path: "/invitations/" + i.ID + "/register", body: registrationBody(mails.waitFor(t, i).token(i), password())}
	responses := concurrently(t, slices.Repeat([]request{click}, 3))
	if won := withStatus(responses, http.StatusCreated); len(won) != 1 {
		t.Fatalf("%d of %d clicks registered, want one:\n%v", len(won), len(responses), responses)
	}
	for _, a := range responses {
		if a.status != http.StatusCreated {
			a.wantProblem(t, http.StatusConflict, "invitation-accepted")
		}
	}
	if n := identities(t, i.Email); n != 1 {
		t.Errorf("%d identities have the address", n)
	}
}

// Two invitations to one address that are accepted at the same time create one identity,
// even if the user pool allows both creations, as the emulator's does.
func TestTwoInvitationsCreateOneIdentity(t *testing.T) {
	t.Parallel()
	var rows []map[string]any
	for range 10 {
		rows = append(rows, invitationFor(address("twice.invited"), "billing-viewer"))
	}
	one, other := newOrganisation(t).batch(t, false, rows...), newOrganisation(t).batch(t, false, rows...)
	for n := range rows {
		var requests []request
		for _, i := range []invitation{*one[n].Invitation, *other[n].Invitation} {
			requests = append(requests, request{method: http.MethodPost, path: "/invitations/" + i.ID + "/register",
				body: registrationBody(mails.waitFor(t, i).token(i), password())})
		}
		responses := concurrently(t, requests)
		if won := withStatus(responses, http.StatusCreated); len(won) != 1 {
			t.Fatalf("pair %d: %d registrations succeeded, want one:\n%v", n, len(won), responses)
		}
		for _, a := range responses {
			if a.status != http.StatusCreated {
				a.wantProblem(t, http.StatusConflict, "already-registered")
			}
		}
		if made := identities(t, one[n].Email); made != 1 {
			t.Errorf("pair %d: %d identities have the address", n, made)
		}
	}
}
