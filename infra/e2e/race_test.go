package e2e

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
)

// concurrently sends requests concurrently and returns their responses.
func concurrently(t *testing.T, requests []request) []response {
	t.Helper()
	responses := make([]response, len(requests))
	start := make(chan struct{})
	var racing sync.WaitGroup
	for n, r := range requests {
		racing.Go(func() {
			<-start
			a, err := r.send(t.Context())
			if err != nil {
				t.Error(err)
			}
			responses[n] = a
		})
	}
	close(start)
	racing.Wait()
	for n, a := range responses {
		if !slices.ContainsFunc(slices.Delete(slices.Clone(responses), n, n+1), a.overlaps) {
			t.Errorf("request %d did not overlap with another: this was no race", n)
		}
	}
	return responses
}

// overlaps reports whether two requests were in progress at the same time.
func (a response) overlaps(b response) bool {
	return a.began.Before(b.began.Add(b.took)) && b.began.Before(a.began.Add(a.took))
}

// withStatus returns the responses with the status.
func withStatus(responses []response, status int) []response {
	return slices.DeleteFunc(slices.Clone(responses), func(a response) bool { return a.status != status })
}

// wantOneOf fails the test unless the response is one of these problems.
func wantOneOf(t *testing.T, a response, names ...string) {
	t.Helper()
	var p problem
	if json.Unmarshal(a.body, &p) != nil || !slices.Contains(names, strings.TrimPrefix(p.Type, "urn:admit:problem:")) {
		t.Errorf("the response is none of the problems %v\n\n%s", names, a)
	}
}

const racers = 20

func TestOneAcceptanceWins(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	member := org.join(t, "billing-viewer")
	i := org.invite(t, member.email, "audit-viewer")
	accept := request{method: http.MethodPost, path: "/invitations/" + i.ID + "/accept", token: member.token, body: map[string]string{"token": mails.waitFor(t, i).token(i)}}
	responses := concurrently(t, slices.Repeat([]request{accept}, racers))
	if won := withStatus(responses, http.StatusOK); len(won) != 1 {
		t.Fatalf("%d of %d acceptances succeeded, want one:\n%v", len(won), racers, responses)
	}
	for _, a := range responses {
		if a.status != http.StatusOK {
			wantOneOf(t, a, "already-granted", "unavailable")
		}
	}
	wantOneRow(t, org, member.email, "audit-viewer", "billing-viewer")
}

// wantOneRow fails the test unless the address has one permission row with these roles.
func wantOneRow(t *testing.T, org organisation, email string, roles ...string) {
	t.Helper()
	a := get(t, org.path("/permissions?email="+escaped(email)), org.admin.token).want(t, http.StatusOK)
	if rows := decode[list[userAndGrants]](t, a).Items; len(rows) != 1 || !slices.Equal(roleIDs(rows[0].Grants), roles) {
		t.Errorf("want one row with %v\n\n%s", roles, a)
	}
}

func TestOneEndingWins(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.invite(t, address("Ending"), "billing-viewer")
	linkToken := mails.waitFor(t, i).token(i)
	link, body := "/invitations/"+i.ID, map[string]string{"token": linkToken}
	responses := concurrently(t, []request{
		{method: http.MethodPost, path: link + "/register", body: registrationBody(linkToken, password())},
		{method: http.MethodPost, path: link + "/decline", body: body},
		{method: http.MethodDelete, path: org.path(link), token: org.admin.token},
	})
	ended := decode[invitation](t, get(t, org.path(link), org.admin.token).want(t, http.StatusOK)).Status
	for n, status := range []string{"accepted", "declined", "revoked"} {
		if won := responses[n].status < 300; won != (status == ended) {
			t.Errorf("the invitation is %s, but the request for %s returned\n%s", ended, status, responses[n])
		}
	}
}

func TestOneInvitationOfAnAddressWins(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	name := unique("ada")
	spellings := []string{
		name + "@bücher.example", strings.ToUpper(name) + "@bücher.example", name + "@xn--bcher-kva.example",
		name + "@BÜCHER.example", strings.ToUpper(name) + "@XN--BCHER-KVA.EXAMPLE",
	}
	var requests []request
	for _, email := range append(spellings, spellings...) {
		body := map[string]any{"email": email, "roles": []string{"billing-viewer"}}
		requests = append(requests, request{method: http.MethodPost, path: org.path("/invitations"), token: org.admin.token, body: body})
	}
	responses := concurrently(t, requests)
	won := withStatus(responses, http.StatusCreated)
	if len(won) != 1 {
		t.Fatalf("%d of %d invitations were created, want one:\n%v", len(won), len(responses), responses)
	}
	first := decode[invitation](t, won[0])
	for _, a := range withStatus(responses, http.StatusConflict) {
		if p := a.wantProblem(t, http.StatusConflict, "invitation-pending"); p.InvitationID != first.ID {
			t.Errorf("the problem names %q, want %q\n\n%s", p.InvitationID, first.ID, a)
		}
	}
	if n := len(withStatus(responses, http.StatusConflict)); n != len(responses)-1 {
		t.Errorf("%d of %d refused requests returned 409:\n%v", n, len(responses)-1, responses)
	}
}

// Two administrators remove each other at the same time. One of them always stays.
func TestTwoAdministratorsCannotRemoveEachOther(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	one, other := org.admin, org.join(t, "organisation-admin")
	for range 4 {
		removes := func(by, whom person) request {
			return request{method: http.MethodDelete, path: org.path("/permissions/" + whom.id), token: by.token}
		}
		responses := concurrently(t, []request{removes(one, other), removes(other, one)})
		if won := withStatus(responses, http.StatusOK); len(won) != 1 {
			t.Fatalf("%d removals succeeded, want one:\n%v", len(won), responses)
		}
		winner, loser, lost := one, other, responses[1]
		if responses[1].status == http.StatusOK {
			winner, loser, lost = other, one, responses[0]
		}
		wantOneOf(t, lost, "not-found", "last-administrator", "unavailable")
		get(t, org.path(""), loser.token).wantProblem(t, http.StatusNotFound, "not-found")
		get(t, org.path("/permissions"), winner.token).want(t, http.StatusOK)

		back := inviteAs(t, winner, org, loser.email, "organisation-admin")
		postAction(t, back, "accept", loser.token, mails.waitFor(t, back).token(back)).want(t, http.StatusOK)
	}
}

// An acceptance races with the removal of its inviter. After the removal the invitation
// cannot be accepted.
func TestAcceptanceRacesWithTheInvitersRemoval(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	deputy := org.join(t, "organisation-admin")
	i := inviteAs(t, deputy, org, address("between"), "organisation-admin")
	linkToken := mails.waitFor(t, i).token(i)
	responses := concurrently(t, []request{
		{method: http.MethodPost, path: "/invitations/" + i.ID + "/register", body: registrationBody(linkToken, password())},
		{method: http.MethodDelete, path: org.path("/permissions/" + deputy.id), token: org.admin.token},
	})
	responses[1].want(t, http.StatusOK)
	if responses[0].status != http.StatusCreated {
		responses[0].wantProblem(t, http.StatusConflict, "invitation-not-authorised")
	}
	again := postAction(t, i, "preview", "", linkToken)
	if accepted := responses[0].status == http.StatusCreated; accepted != (again.status == http.StatusConflict && strings.Contains(string(again.body), "invitation-accepted")) {
		t.Errorf("the response does not match the state:\n%s\n\n%s", responses[0], again)
	}
}
