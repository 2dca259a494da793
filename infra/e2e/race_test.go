package e2e

import (
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
)

// atTheSameTime sends requests concurrently and returns their responses.
func atTheSameTime(t *testing.T, requests []request) []answer {
	t.Helper()
	answers := make([]answer, len(requests))
	start := make(chan struct{})
	var racing sync.WaitGroup
	for n, r := range requests {
		racing.Go(func() {
			<-start
			a, err := r.do(t.Context())
			if err != nil {
				t.Error(err)
			}
			answers[n] = a
		})
	}
	close(start)
	racing.Wait()
	for n, a := range answers {
		if !slices.ContainsFunc(slices.Delete(slices.Clone(answers), n, n+1), a.overlaps) {
			t.Errorf("request %d did not overlap with another: this was no race", n)
		}
	}
	return answers
}

// overlaps reports whether two requests were in progress at the same time.
func (a answer) overlaps(b answer) bool {
	return a.began.Before(b.began.Add(b.took)) && b.began.Before(a.began.Add(a.took))
}

// winners returns the responses with the status.
func winners(answers []answer, status int) []answer {
	return slices.DeleteFunc(slices.Clone(answers), func(a answer) bool { return a.status != status })
}

// losesBy fails the test unless the response is one of these problems.
func losesBy(t *testing.T, a answer, names ...string) {
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
	accept := request{method: http.MethodPost, path: "/invitations/" + i.ID + "/accept", token: member.token, body: map[string]string{"token": mails.of(t, i).secret(i)}}
	answers := atTheSameTime(t, slices.Repeat([]request{accept}, racers))
	if won := winners(answers, http.StatusOK); len(won) != 1 {
		t.Fatalf("%d of %d acceptances succeeded, want one:\n%v", len(won), racers, answers)
	}
	for _, a := range answers {
		if a.status != http.StatusOK {
			losesBy(t, a, "already-granted", "unavailable")
		}
	}
	oneRow(t, org, member.email, "audit-viewer", "billing-viewer")
}

// oneRow fails the test unless the address has one permission row with these roles.
func oneRow(t *testing.T, org organisation, email string, roles ...string) {
	t.Helper()
	a := get(t, org.path("/permissions?email="+escaped(email)), org.admin.token).want(t, http.StatusOK)
	if rows := read[list[userAndGrants]](t, a).Items; len(rows) != 1 || !slices.Equal(roleIDs(rows[0].Grants), roles) {
		t.Errorf("want one row with %v\n\n%s", roles, a)
	}
}

func TestOneEndingWins(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.invite(t, address("Ending"), "billing-viewer")
	secret := mails.of(t, i).secret(i)
	link, body := "/invitations/"+i.ID, map[string]string{"token": secret}
	answers := atTheSameTime(t, []request{
		{method: http.MethodPost, path: link + "/register", body: registration(secret, password())},
		{method: http.MethodPost, path: link + "/decline", body: body},
		{method: http.MethodDelete, path: org.path(link), token: org.admin.token},
	})
	ended := read[invitation](t, get(t, org.path(link), org.admin.token).want(t, http.StatusOK)).Status
	for n, status := range []string{"accepted", "declined", "revoked"} {
		if won := answers[n].status < 300; won != (status == ended) {
			t.Errorf("the invitation is %s, but the request for %s returned\n%s", ended, status, answers[n])
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
	answers := atTheSameTime(t, requests)
	won := winners(answers, http.StatusCreated)
	if len(won) != 1 {
		t.Fatalf("%d of %d invitations were created, want one:\n%v", len(won), len(answers), answers)
	}
	first := read[invitation](t, won[0])
	for _, a := range winners(answers, http.StatusConflict) {
		if p := a.refused(t, http.StatusConflict, "invitation-pending"); p.InvitationID != first.ID {
			t.Errorf("the problem names %q, want %q\n\n%s", p.InvitationID, first.ID, a)
		}
	}
	if n := len(winners(answers, http.StatusConflict)); n != len(answers)-1 {
		t.Errorf("%d of %d refused requests returned 409:\n%v", n, len(answers)-1, answers)
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
		answers := atTheSameTime(t, []request{removes(one, other), removes(other, one)})
		if won := winners(answers, http.StatusOK); len(won) != 1 {
			t.Fatalf("%d removals succeeded, want one:\n%v", len(won), answers)
		}
		winner, loser, lost := one, other, answers[1]
		if answers[1].status == http.StatusOK {
			winner, loser, lost = other, one, answers[0]
		}
		losesBy(t, lost, "not-found", "last-administrator", "unavailable")
		get(t, org.path(""), loser.token).refused(t, http.StatusNotFound, "not-found")
		get(t, org.path("/permissions"), winner.token).want(t, http.StatusOK)

		back := inviteAs(t, winner, org, loser.email, "organisation-admin")
		act(t, back, "accept", loser.token, mails.of(t, back).secret(back)).want(t, http.StatusOK)
	}
}

// An acceptance races with the removal of its inviter. After the removal the invitation
// cannot be accepted.
func TestAcceptanceAgainstTheInvitersRemoval(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	deputy := org.join(t, "organisation-admin")
	i := inviteAs(t, deputy, org, address("between"), "organisation-admin")
	secret := mails.of(t, i).secret(i)
	answers := atTheSameTime(t, []request{
		{method: http.MethodPost, path: "/invitations/" + i.ID + "/register", body: registration(secret, password())},
		{method: http.MethodDelete, path: org.path("/permissions/" + deputy.id), token: org.admin.token},
	})
	answers[1].want(t, http.StatusOK)
	if answers[0].status != http.StatusCreated {
		answers[0].refused(t, http.StatusConflict, "invitation-not-authorised")
	}
	again := act(t, i, "preview", "", secret)
	if accepted := answers[0].status == http.StatusCreated; accepted != (again.status == http.StatusConflict && strings.Contains(string(again.body), "invitation-accepted")) {
		t.Errorf("the response does not match the state:\n%s\n\n%s", answers[0], again)
	}
}
