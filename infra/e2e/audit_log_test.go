package e2e

import (
	"reflect"
	"slices"
	"testing"
	"time"
)

// The audit log as the API returns it and as a test expects it.

// event is an entry of the audit log.
type event struct {
	ID           string            `json:"id"`
	Type         string            `json:"type"`
	At           time.Time         `json:"at"`
	Organisation account           `json:"organisation"`
	Account      *account          `json:"account"`
	Actor        party             `json:"actor"`
	Subject      *party            `json:"subject"`
	InvitationID string            `json:"invitationId"`
	Before       []roleGrant       `json:"before"`
	After        []roleGrant       `json:"after"`
	Detail       string            `json:"detail"`
	Metadata     map[string]string `json:"metadata"`
	InvitedEmail string            `json:"invitedEmail"`
	FormerName   string            `json:"formerName"`
}

// party is a person in an event. Only a user has an issuer and a subject.
type party struct {
	personRef
	Issuer  string `json:"issuer,omitempty"`
	Subject string `json:"subject,omitempty"`
}

// auditLog returns the audit log of an organisation, oldest event first.
func auditLog(t *testing.T, o organisation, by person) []event {
	t.Helper()
	all := pages[event](t, o.path("/events"), by, 50)
	slices.Reverse(all)
	return all
}

// expectedLog is the audit log that a test expects.
type expectedLog struct {
	org    organisation
	events []event
}

// expect adds an expected event. It concerns the whole organisation unless it names an
// account.
func (c *expectedLog) expect(kind string, by party, e event) {
	e.Type, e.Actor, e.Organisation = kind, by, account{ID: c.org.id, Name: c.org.name}
	if e.Before == nil {
		e.Before = []roleGrant{}
	}
	if e.After == nil {
		e.After = []roleGrant{}
	}
	c.events = append(c.events, e)
}

// expectSent adds the expected events of an invitation that was created and mailed.
func (c *expectedLog) expectSent(t *testing.T, i invitation, by person, at *account) {
	t.Helper()
	waitForDelivery(t, c.org, i, "sent")
	e := event{Account: at, Subject: asInvitee(i), InvitationID: i.ID, After: offeredGrants(i)}
	c.expect("invitation.created", by.asActor(), e)
	e.Before = e.After
	c.expect("invitation.sent", systemActor, e)
}

// expectEnded adds the expected event of an invitation that ended without a grant.
func (c *expectedLog) expectEnded(kind string, i invitation, by party, at *account) {
	c.expect(kind, by, event{Account: at, Subject: asInvitee(i), InvitationID: i.ID, Before: offeredGrants(i)})
}

// systemActor is the actor of events that no person caused.
var systemActor = party{personRef: personRef{UserID: "system", Name: "Admit"}}

func (p person) asActor() party {
	return party{personRef{p.id, p.first + " " + p.last, p.email}, p.issuer, p.subject}
}

func asInvitee(i invitation) *party {
	return &party{personRef: personRef{Name: i.FirstName + " " + i.LastName, Email: i.Email}}
}

func offeredGrants(i invitation) []roleGrant {
	list := []roleGrant{}
	for _, role := range i.Roles {
		list = append(list, roleGrant{role, i.AccountID})
	}
	return list
}

// check fails the test unless the events are the expected ones, in order.
func (c *expectedLog) check(t *testing.T, got []event) {
	t.Helper()
	seen := map[string]bool{}
	for n := range max(len(got), len(c.events)) {
		if n >= len(got) || n >= len(c.events) {
			t.Fatalf("%d events, want %d: %v\nwant %v", len(got), len(c.events), eventTypes(got), eventTypes(c.events))
		}
		e, want := got[n], c.events[n]
		if e.ID == "" || seen[e.ID] || time.Since(e.At).Abs() > 10*time.Minute || (n > 0 && e.At.Before(got[n-1].At)) {
			t.Errorf("event %d has the id %q and the time %s, after %s", n, e.ID, e.At, got[max(n-1, 0)].At)
		}
		seen[e.ID] = true
		want.ID, want.At = e.ID, e.At
		if !reflect.DeepEqual(e, want) {
			t.Errorf("event %d is\n%s\nwant\n%s", n, asJSON(t, e), asJSON(t, want))
		}
	}
}

func eventTypes(events []event) []string {
	var list []string
	for _, e := range events {
		list = append(list, e.Type)
	}
	return list
}
