package e2e

import (
	"reflect"
	"slices"
	"testing"
	"time"
)

// What happened in an organisation, as it is told and as a test expects it.

// event is one change on record.
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

// history is what happened in an organisation, from the beginning.
func history(t *testing.T, o organisation, by person) []event {
	t.Helper()
	all := pages[event](t, o.path("/events"), by, 50)
	slices.Reverse(all)
	return all
}

// chronicle is what a test expects of a history.
type chronicle struct {
	org    organisation
	events []event
}

// tells expects one more event, about the whole organisation unless an account
// is named.
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

// offers expects the events of an invitation that was written and mailed.
func (c *chronicle) offers(t *testing.T, i invitation, by person, at *account) {
	t.Helper()
	deliveredAs(t, c.org, i, "sent")
	e := event{Account: at, Subject: asInvited(i), InvitationID: i.ID, After: offered(i)}
	c.tells("invitation.created", by.named(), e)
	e.Before = e.After
	c.tells("invitation.sent", system, e)
}

// ends expects the end of an invitation that gave nothing.
func (c *chronicle) ends(kind string, i invitation, by someone, at *account) {
	c.tells(kind, by, event{Account: at, Subject: asInvited(i), InvitationID: i.ID, Before: offered(i)})
}

// system is on record for what nobody did.
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

// matches ends the test unless these are the events, in this order.
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
