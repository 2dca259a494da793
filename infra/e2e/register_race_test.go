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
	secret := mails.of(t, i).secret(i)
	requests := make([]request, racers)
	for n := range requests {
		requests[n] = request{method: http.MethodPost, path: "/invitations/" + i.ID + "/register", body: registration(secret, password())}
	}
	answers := atTheSameTime(t, requests)
	won := winners(answers, http.StatusCreated)
	if len(won) != 1 {
		t.Fatalf("%d of %d registrations succeeded, want one:\n%v", len(won), racers, answers)
	}
	for _, a := range answers {
		chosen := a.request.body.(map[string]string)["password"]
		result, err := authenticate(t.Context(), deployment.ClientID, i.Email, chosen)
		signsIn := err == nil && result.AccessToken != nil
		if signsIn != (a.status == http.StatusCreated) {
			t.Errorf("sign-in with the password of this registration succeeds: %t\n\n%s", signsIn, a)
		}
		if a.status != http.StatusCreated {
			losesBy(t, a, "invitation-accepted", "unavailable")
		}
	}
	if n := identities(t, i.Email); n != 1 {
		t.Errorf("%d identities have the address", n)
	}
	oneRow(t, org, i.Email, "billing-viewer")
}

// A double click registers once. The second request waits for the first and returns that
// the invitation is accepted.
func TestADoubleClickRegistersOnce(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.invite(t, address("Clicker"), "billing-viewer")
	click := request{method: http.MethodPost, path: "/invitations/" + i.ID + "/register", body: registration(mails.of(t, i).secret(i), password())}
	answers := atTheSameTime(t, slices.Repeat([]request{click}, 3))
	if won := winners(answers, http.StatusCreated); len(won) != 1 {
		t.Fatalf("%d of %d clicks registered, want one:\n%v", len(won), len(answers), answers)
	}
	for _, a := range answers {
		if a.status != http.StatusCreated {
			a.refused(t, http.StatusConflict, "invitation-accepted")
		}
	}
	if n := identities(t, i.Email); n != 1 {
		t.Errorf("%d identities have the address", n)
	}
}

// Two invitations to one address that are accepted at the same time create one identity,
// even if the user pool allows both creations, as the emulator's does.
func TestTwoInvitationsMakeOneIdentity(t *testing.T) {
	t.Parallel()
	var rows []map[string]any
	for range 10 {
		rows = append(rows, inviting(address("twice.invited"), "billing-viewer"))
	}
	one, other := newOrganisation(t).batch(t, false, rows...), newOrganisation(t).batch(t, false, rows...)
	for n := range rows {
		var requests []request
		for _, i := range []invitation{*one[n].Invitation, *other[n].Invitation} {
			requests = append(requests, request{method: http.MethodPost, path: "/invitations/" + i.ID + "/register",
				body: registration(mails.of(t, i).secret(i), password())})
		}
		answers := atTheSameTime(t, requests)
		if won := winners(answers, http.StatusCreated); len(won) != 1 {
			t.Fatalf("pair %d: %d registrations succeeded, want one:\n%v", n, len(won), answers)
		}
		for _, a := range answers {
			if a.status != http.StatusCreated {
				a.refused(t, http.StatusConflict, "already-registered")
			}
		}
		if made := identities(t, one[n].Email); made != 1 {
			t.Errorf("pair %d: %d identities have the address", n, made)
		}
	}
}
