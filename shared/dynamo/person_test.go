package dynamo_test

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws/retry"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/evidence"
	"admit/shared/fixture"
	"admit/shared/idempotency"
)

// Parts of the names of the person that is deleted, which nothing else in a table has.
const (
	firstPart, lastPart, formerPart = "Wilhelmina", "Quackenbush", "Featherstone"
	personMailbox                   = "wilhelmina.q"
)

// personScene has everything that a table can have about one person.
type personScene struct {
	*scene
	*fixture.Fixture
	table   table
	person  access.Caller
	others  access.Caller // who got a role from the person
	traces  []string      // texts that name the person
	address string
}

// livePerson makes a person do, and be in, everything that leaves a trace.
func livePerson(t *testing.T) *personScene {
	t.Helper()
	b := newTable(t, &http.Transport{MaxIdleConnsPerHost: 100}, retry.NewStandard())
	f := fixture.New(t, b)
	s := &personScene{scene: newScene(f), Fixture: f, table: b, address: fixture.Mailbox(personMailbox)}
	whole := fixture.Whole(s.organisation)
	named := func(roles ...access.RoleID) access.Invitation {
		i, err := f.Invite().Do(f.Context(), s.admin.ID(), s.organisation.ID, access.InviteRequest{Email: strings.ToUpper(s.address[:1]) + s.address[1:], FirstName: firstPart,
			LastName: formerPart, Roles: roles, Metadata: access.Metadata{"employee": firstPart}}, "")
		f.Must(err)
		return i
	}
	s.endInvitations(named)
	s.person = f.Join(named(fixture.OrganisationAdmin))
	first, last := firstPart, lastPart
	f.Must(fixture.Err(f.RenameUser().Do(f.Context(), s.person.ID(), access.RenameUserRequest{FirstName: &first, LastName: &last})))
	s.actAsAdministrator()
	s.sufferChanges()
	s.complain()
	other, _ := f.Organisation("other", false)
	f.InvitedByOperator(fixture.Whole(other), personMailbox, fixture.Viewer) // open
	f.Invited(s.admin, whole, personMailbox, fixture.Biller)                 // open
	user, err := f.Store.User(f.Context(), s.person.ID())
	f.Must(err)
	s.traces = []string{firstPart, lastPart, formerPart, personMailbox, string(user.ID), user.Subject}
	return s
}

// endInvitations makes invitations to the person in each state, with delivery events.
func (s *personScene) endInvitations(invite func(...access.RoleID) access.Invitation) {
	f := s.Fixture
	declined := invite(fixture.Viewer)
	f.Must(f.Decline().Do(f.Context(), declined.ID, f.Token(declined.ID)))
	revoked := invite(fixture.Viewer)
	f.Must(f.Revoke().Do(f.Context(), s.admin.ID(), s.organisation.ID, revoked.ID))
	expired := invite(fixture.Viewer)
	token := f.Token(expired.ID)
	f.Must(f.Expire().Do(f.Context(), f.LetExpire(expired)))
	f.Must(fixture.Err(f.RequestRenewal().Do(f.Context(), expired.ID, token)))
	s.answerWithAKey()
}

// complain makes an email to the person bounce, and the person complain about the next one.
func (s *personScene) complain() {
	f := s.Fixture
	bounced := f.Invited(s.admin, fixture.ScopeOf(s.shop), personMailbox, fixture.Signer)
	f.Token(bounced.ID)
	f.Must(f.Track().Do(f.Context(), delivery.Event{Invitation: bounced.ID, Attempt: 1, Status: access.Bounced, At: f.Now(), Permanent: true, Detail: "no " + firstPart}))
	f.Resent(s.admin, bounced)
	f.Token(bounced.ID)
	f.Must(f.Track().Do(f.Context(), delivery.Event{Invitation: bounced.ID, Attempt: 2, Status: access.Complained, At: f.Now().Add(time.Minute)}))
	f.Must(f.Revoke().Do(f.Context(), s.admin.ID(), s.organisation.ID, bounced.ID))
}

// answerWithAKey stores an answer that names the person as an invitee, as package api does.
func (s *personScene) answerWithAKey() {
	body, _ := json.Marshal(map[string]any{"id": "i", "email": s.address, "firstName": firstPart, "lastName": lastPart, "metadata": map[string]string{"employee": firstPart},
		"invitedBy": map[string]string{"userId": string(s.admin.ID()), "name": "Admin"}, "detail": "to " + s.address + ", once"})
	answer, _ := json.Marshal(map[string]any{"statusCode": 201, "body": string(body)})
	_, _, err := s.Requests().Do(s.Context(), idempotency.Key{Caller: s.admin.ID(), Route: "POST invitations", Value: "key"}, nil,
		func(context.Context, access.Seed) ([]byte, idempotency.Next) { return answer, idempotency.Replay })
	s.Must(err)
}

// actAsAdministrator leaves the person's name with other people.
func (s *personScene) actAsAdministrator() {
	f, whole := s.Fixture, fixture.Whole(s.organisation)
	f.Invited(s.person, whole, "pending-by-person", fixture.Viewer)
	revoked := f.Invited(s.person, whole, "revoked-by-person", fixture.Viewer)
	f.Must(f.Revoke().Do(f.Context(), s.person.ID(), s.organisation.ID, revoked.ID))
	s.others = f.Join(f.Invited(s.person, whole, "friend", fixture.Viewer))
	f.EditRoles(s.person, s.organisation, s.others, access.ScopedRole{Role: fixture.Viewer}, access.ScopedRole{Role: fixture.Signer})
}

// sufferChanges leaves the person's name as somebody who is managed, and who asks.
func (s *personScene) sufferChanges() {
	f := s.Fixture
	f.EditRoles(s.admin, s.organisation, s.person, access.ScopedRole{Role: fixture.OrganisationAdmin}, access.ScopedRole{Role: fixture.Biller, Account: s.shop.ID})
	foreign := f.Invited(s.admin, fixture.Whole(s.organisation), "somebody-else", fixture.Signer)
	f.Must(fixture.Err(f.RequestAcceptance().Do(f.Context(), s.person, foreign.ID, access.AcceptRequest{Token: f.Token(foreign.ID)})))
}

// found returns which texts name the person in the table, in any case, also in octets.
func (s *personScene) found(traces []string) map[string]string {
	found := map[string]string{}
	for at, i := range s.table.items() {
		text := strings.ToLower(at + " " + deepText(s.T, i))
		for _, trace := range traces {
			if strings.Contains(text, strings.ToLower(trace)) {
				found[trace] = at
			}
		}
	}
	return found
}

// deepText returns everything in an item as a text. Octets are texts, too.
func deepText(t *testing.T, i item) string {
	var text strings.Builder
	var add func(v any)
	add = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			for name, member := range v {
				text.WriteString(name + " ")
				add(member)
			}
		case []any:
			for _, member := range v {
				add(member)
			}
		case []string:
			text.WriteString(strings.Join(v, " ") + " ")
		case []byte:
			text.Write(append(v, ' '))
		case string:
			text.WriteString(v + " ")
		}
	}
	add(plain(t, i))
	return text.String()
}

// TestDeletedPersonLeavesNoTrace makes a person do everything, deletes their profile and
// searches the whole table. Before, the search finds each text that names them.
func TestDeletedPersonLeavesNoTrace(t *testing.T) {
	t.Parallel()
	s := livePerson(t)
	before := s.found(s.traces)
	for _, trace := range s.traces {
		if before[trace] == "" {
			t.Errorf("the search does not find %q before the deletion", trace)
		}
	}
	types := eventTypes(s.Events(s.organisation))
	deleted, err := s.DeleteUser().Do(t.Context(), s.person.ID())
	s.Must(err)
	if !deleted.Done || deleted.Changed == 0 {
		t.Errorf("the deletion is %+v", deleted)
	}
	after := s.found(append(slices.Clone(s.traces), "person-deletion"))
	for trace, at := range after {
		t.Errorf("%q is still in %s", trace, at)
	}
	evidence.Record(t, evidence.Figure{What: "texts that name a deleted person, searched in the table", Tried: fmt.Sprintf("%d texts", len(s.traces)), Wrong: len(after)})
	s.wantSameLog(types, deleted.Pseudonym)
	if wrong := sound(t, s.table.items()); len(wrong) > 0 {
		t.Errorf("the table is not sound:\n%s", strings.Join(wrong, "\n"))
	}
}

func eventTypes(events []access.Event) []access.EventType {
	return fixture.Each(events, func(e access.Event) access.EventType { return e.Type })
}

// wantSameLog checks that the audit log has the same events as before and those of the
// deletion, that one pseudonym stands for the person, and that others keep their names.
func (s *personScene) wantSameLog(before []access.EventType, p access.Pseudonym) {
	s.Helper()
	events := s.Events(s.organisation)
	if got := eventTypes(events); len(got) <= len(before) || !slices.Equal(got[:len(before)], before) {
		s.Errorf("the audit log is\n%q, was\n%q", got, before)
	}
	actors, subjects := 0, 0
	for _, e := range events {
		actors, subjects = actors+one(e.Actor == access.Party{Person: p.Person()}), subjects+one(e.Subject == access.Party{Person: p.Person()})
		if e.Type == access.EventAccessGranted && e.Subject.ID == s.others.ID() && e.Subject.Name == "" {
			s.Errorf("another person has lost their name: %+v", e)
		}
	}
	if actors < 5 || subjects < 15 {
		s.Errorf("%d events are by the pseudonym and %d about it", actors, subjects)
	}
	for _, g := range s.Membership(s.others.ID(), s.organisation.ID).Grants {
		if g.By != p.Person() {
			s.Errorf("given by %+v, want %+v", g.By, p.Person())
		}
	}
	address := fixture.Address(s, s.address)
	suppression, err := s.Store.(delivery.Store).Suppression(s.Context(), s.organisation.ID, address)
	if err != nil || !suppression.Active() || !suppression.Hashed {
		s.Errorf("the suppression is %+v (%v), want it under the hash", suppression, err)
	}
}

// TestAPersonWhoWasOnlyInvited deletes somebody by their address who never registered.
func TestAPersonWhoWasOnlyInvited(t *testing.T) {
	t.Parallel()
	b := newTable(t, &http.Transport{MaxIdleConnsPerHost: 100}, retry.NewStandard())
	f := fixture.New(t, b)
	s := &personScene{scene: newScene(f), Fixture: f, table: b, address: fixture.Mailbox(personMailbox)}
	open := f.Invited(s.admin, fixture.Whole(s.organisation), personMailbox, fixture.Viewer)
	f.Token(open.ID)
	if len(s.found([]string{personMailbox})) == 0 {
		t.Error("the search does not find the address")
	}
	deleted, err := f.DeleteUser().ByAddress(t.Context(), strings.ToUpper(s.address))
	f.Must(err)
	if left := s.found([]string{personMailbox, "person-deletion"}); !deleted.Done || len(left) > 0 {
		t.Errorf("%+v left %v", deleted, left)
	}
	if revoked := f.EventsOfType(s.organisation, access.EventInvitationRevoked); len(revoked) != 1 || revoked[0].Invitation != open.ID || revoked[0].Subject.Name != deleted.Pseudonym.Name {
		t.Errorf("events: %+v", revoked)
	}
}
