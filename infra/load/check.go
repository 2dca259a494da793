package load

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Findings are the differences between what clients were told and what came of it.
type Findings struct {
	Lost, Doubled  []string
	RepeatedMails  int // emails that were sent again because nobody can know whether SES took the first
	RepeatedEvents int // events that were published again, with the same id
}

// Check compares a ledger with the outcome of its load. before is the outcome at the beginning: what
// was there is not judged.
func Check(l *Ledger, before, after Outcome) Findings {
	l.mu.Lock()
	defer l.mu.Unlock()
	c := check{ledger: l, before: before, after: after, byInvitation: map[string]map[string]int{}, byMember: map[string]map[string]int{}, invitationOf: map[string]string{}, mails: map[SentMail]int{}}
	c.index()
	c.invitations()
	c.members()
	c.strangers()
	c.published()
	for _, message := range after.Parked {
		c.lost("parked: %s", message)
	}
	return c.found
}

type check struct {
	ledger        *Ledger
	before, after Outcome
	byInvitation  map[string]map[string]int // number of events by type
	byMember      map[string]map[string]int // number of events about access by type
	invitationOf  map[string]string         // an invitation of a member's events, which may be empty
	mails         map[SentMail]int
	found         Findings
}

func (c *check) lost(format string, arguments ...any) {
	c.found.Lost = append(c.found.Lost, fmt.Sprintf(format, arguments...))
}

func (c *check) doubled(format string, arguments ...any) {
	c.found.Doubled = append(c.found.Doubled, fmt.Sprintf(format, arguments...))
}

// count compares a number with that which clients were told.
func (c *check) count(what string, got, told int) {
	switch {
	case got < told:
		c.lost("%s: %d, clients were told of %d", what, got, told)
	case got > told:
		c.doubled("%s: %d, clients were told of %d", what, got, told)
	}
}

// index counts events and emails.
func (c *check) index() {
	old := map[string]bool{}
	for _, e := range c.before.Events {
		old[e.ID] = true
	}
	count := func(counts map[string]map[string]int, key, event string) {
		if counts[key] == nil {
			counts[key] = map[string]int{}
		}
		counts[key][event]++
	}
	for _, e := range c.after.Events {
		if old[e.ID] {
			continue
		}
		count(c.byInvitation, e.Invitation, e.Type)
		if key := e.Organisation + " " + e.Subject; strings.HasPrefix(e.Type, "access.") {
			count(c.byMember, key, e.Type)
			c.invitationOf[key] = cmp.Or(e.Invitation, c.invitationOf[key])
		}
	}
	for _, m := range c.after.Mails {
		c.mails[m]++
	}
}

func (c *check) invitations() {
	for _, id := range slices.Sorted(maps.Keys(c.ledger.Invitations)) {
		told := c.ledger.Invitations[id]
		if !c.ledger.Unanswered[told.Email] {
			c.invitation(*told)
		}
	}
	for id, stored := range c.after.Invitations {
		_, old := c.before.Invitations[id]
		if _, told := c.ledger.Invitations[id]; !told && !old && !c.ledger.Unanswered[stored.Email] {
			c.doubled("invitation %s to %s, of which no client was told", id, stored.Email)
		}
	}
}

func (c *check) invitation(told Invited) {
	name := fmt.Sprintf("invitation %s to %s", told.ID, told.Email)
	stored, ok := c.after.Invitations[told.ID]
	if !ok {
		c.lost("%s", name)
		return
	}
	if stored.Status != told.Status {
		c.lost("%s: it is %s, clients were told that it is %s", name, stored.Status, told.Status)
	}
	if !slices.Equal(stored.Roles, told.Roles) {
		c.lost("%s: it offers %q, clients were told of %q", name, stored.Roles, told.Roles)
	}
	c.count(name+": attempts", stored.Attempt, told.Attempts)
	events := c.byInvitation[told.ID]
	for event, number := range map[string]int{"created": 1, "changed": told.Updates, "resent": told.Attempts - 1,
		accepted: is(told.Status, accepted), declined: is(told.Status, declined), revoked: is(told.Status, revoked)} {
		c.count(name+": events "+event, events["invitation."+event], number)
	}
	c.delivery(name, told, stored)
	c.invitationMails(name, told)
}

// mostRepeated is how often an attempt is sent again at most, because package delivery gives up after three
// sendings with an unknown outcome.
const mostRepeated = 2

// invitationMails checks the emails of an invitation. One that was revoked may have been so before its
// email was sent, and so may an attempt that was followed by another one.
func (c *check) invitationMails(name string, told Invited) {
	for attempt := 1; attempt <= told.Attempts; attempt++ {
		mail := SentMail{told.ID, attempt}
		sent, excused := c.mails[mail], min(c.after.Excused[mail], mostRepeated)
		switch {
		case sent == 0 && attempt == told.Attempts && told.Status != revoked:
			c.lost("%s: the email of attempt %d", name, attempt)
		case sent > 1+excused:
			c.doubled("%s: %d emails of attempt %d", name, sent, attempt)
		case sent > 1:
			c.found.RepeatedMails += sent - 1
		}
	}
}

func is(status, want string) int {
	if status == want {
		return 1
	}
	return 0
}

func (c *check) members() {
	for _, key := range slices.Sorted(maps.Keys(c.ledger.Members)) {
		told := c.ledger.Members[key]
		if !c.ledger.Unanswered[told.Email] {
			c.member(key, *told)
		}
	}
	for key, stored := range c.after.Members {
		_, old := c.before.Members[key]
		if _, told := c.ledger.Members[key]; !told && !old && !c.ledger.Unanswered[stored.Email] {
			c.doubled("access of %s in %s, of which no client was told", stored.Email, stored.Organisation)
		}
	}
}

func (c *check) member(key string, told Member) {
	name := fmt.Sprintf("access of %s in %s", told.Email, told.Organisation)
	stored := c.after.Members[key]
	switch {
	case !slices.Equal(stored.Roles, told.Roles):
		c.lost("%s: it is %q, clients were told of %q", name, stored.Roles, told.Roles)
	case stored.Suspended != told.Suspended:
		c.lost("%s: suspended is %t, clients were told %t", name, stored.Suspended, told.Suspended)
	}
	events := c.byMember[key]
	for event, number := range map[string]int{"granted": told.Granted, "changed": told.Changed, "removed": told.Removed,
		"suspended": told.Suspensions, "reactivated": told.Reactivated} {
		c.count(name+": events "+event, events["access."+event], number)
	}
}

// published checks that each event of the table was published. The bus promises each event at least
// once, so a repetition with the same id is none of the doubled effects.
func (c *check) published() {
	known := map[string]bool{}
	for _, e := range c.before.Events {
		known[e.ID] = true
	}
	for _, e := range c.after.Events {
		if known[e.ID] {
			continue
		}
		known[e.ID] = true
		switch times := c.after.Published[e.ID]; {
		case times == 0:
			c.lost("event %s, %s, on the bus", e.ID, e.Type)
		case times > 1:
			c.found.RepeatedEvents += times - 1
		}
	}
	for id := range c.after.Published {
		if !known[id] {
			c.doubled("event %s on the bus, which is not in the table", id)
		}
	}
}
