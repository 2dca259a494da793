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
	ID           string    `json:"id"`
	Type         string    `json:"type"`
	At           time.Time `json:"at"`
	Organisation account   `json:"organisation"`
	Account      *account  `json:"account"`
	Actor        someone   `json:"actor"`
	Subject      *someone  `json:"subject"`
	InvitationID string    `json:"invitationId"`
	Before       []held    `json:"before"`
	After        []held    `json:"after"`
	Detail       string    `json:"detail"`
}

// history returns the audit log of an organisation, oldest event first.
func history(t *testing.T, o organisation, by person) []event {
	t.Helper()
	all := pages[event](t, o.path("/events"), by, 50)
	slices.Reverse(all)
	return all
}

// chronicle is the audit log that a test expects.
type chronicle struct {
	org    organisation
	events []event
}

// tells adds an expected event. It concerns the whole organisation unless it names an
// account.
func (c *chronicle) tells(kind string, by someone, e event) {
	e.Type, e.Actor, e.Organisation = kind, by, account{c.org.id, c.org.name}
	if e.Before == nil {
		e.Before = []held{}
	}
	if e.After == nil {
		e.After = []held{}
	}
	c.events = append(c.events, e)
}

// offers adds the expected events of an invitation that was created and mailed.
func (c *chronicle) offers(t *testing.T, i invitation, by person, at *account) {
	t.Helper()
	deliveredAs(t, c.org, i, "sent")
	e := event{Account: at, Subject: asInvited(i), InvitationID: i.ID, After: offered(i)}
	c.tells("invitation.created", by.named(), e)
	e.Before = e.After
	c.tells("invitation.sent", system, e)
}

// ends adds the expected event of an invitation that ended without a grant.
func (c *chronicle) ends(kind string, i invitation, by someone, at *account) {
	c.tells(kind, by, event{Account: at, Subject: asInvited(i), InvitationID: i.ID, Before: offered(i)})
}

// system is the actor of events that no person caused.
var system = someone{UserID: "system", Name: "Admit"}

func (p person) named() someone { return someone{p.id, p.first + " " + p.last, p.email} }

func asInvited(i invitation) *someone {
	return &someone{Name: i.FirstName + " " + i.LastName, Email: i.Email}
}

func offered(i invitation) []held {
	list := []held{}
	for _, role := range i.Roles {
		list = append(list, held{role, i.AccountID})
	}
	return list
}

// matches fails the test unless the events are the expected ones, in order.
func (c *chronicle) matches(t *testing.T, got []event) {
	t.Helper()
	seen := map[string]bool{}
	for n := range max(len(got), len(c.events)) {
		if n >= len(got) || n >= len(c.events) {
			t.Fatalf("%d events, want %d: %v\nwant %v", len(got), len(c.events), kinds(got), kinds(c.events))
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

func kinds(events []event) []string {
	var list []string
	for _, e := range events {
		list = append(list, e.Type)
	}
	return list
}
