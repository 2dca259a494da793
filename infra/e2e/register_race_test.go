package e2e

import (
	"net/http"
	"slices"
	"testing"
)

// Of many registrations one wins, and its password is the one that counts.
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
		t.Fatalf("%d of %d registrations won:\n%v", len(won), racers, answers)
	}
	for _, a := range answers {
		chosen := a.request.body.(map[string]string)["password"]
		result, err := authenticate(t.Context(), deployment.ClientID, i.Email, chosen)
		signsIn := err == nil && result.AccessToken != nil
		if signsIn != (a.status == http.StatusCreated) {
			t.Errorf("the password of this registration signs in: %t\n\n%s", signsIn, a)
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

// Whoever clicks twice is registered once. The second click waits for the first,
// and is told what came of it.
func TestADoubleClickRegistersOnce(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.invite(t, address("Clicker"), "billing-viewer")
	click := request{method: http.MethodPost, path: "/invitations/" + i.ID + "/register", body: registration(mails.of(t, i).secret(i), password())}
	answers := atTheSameTime(t, slices.Repeat([]request{click}, 3))
	if won := winners(answers, http.StatusCreated); len(won) != 1 {
		t.Fatalf("%d of %d clicks registered:\n%v", len(won), len(answers), answers)
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

// Two invitations to one address, taken at once, make one identity, also where
// the user pool lets both creations through, as an emulator's does.
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
			t.Fatalf("round %d: %d registrations won:\n%v", n, len(won), answers)
		}
		for _, a := range answers {
			if a.status != http.StatusCreated {
				a.refused(t, http.StatusConflict, "already-registered")
			}
		}
		if made := identities(t, one[n].Email); made != 1 {
			t.Errorf("round %d: %d identities have the address", n, made)
		}
	}
}
