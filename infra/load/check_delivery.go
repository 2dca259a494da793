package load

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// delivery checks what is stored of the emails of an invitation. The report of SES that the last email was delivered
// is always written. It may come before Admit has written that it sent the email: then there is no event
// of that.
func (c *check) delivery(name string, told Invited, stored StoredInvitation) {
	events := c.byInvitation[told.ID]
	for _, event := range []string{"sent", "delivered"} {
		if got := events["invitation."+event]; got > told.Attempts {
			c.count(name+": events "+event, got, told.Attempts)
		}
	}
	if c.mails[SentMail{told.ID, told.Attempts}] == 0 {
		return // invitationMails finds an email that is lost
	}
	switch {
	case stored.Delivery != delivered:
		c.lost("%s: its email is %q, SES delivered it", name, stored.Delivery)
	case events["invitation.delivered"] == 0:
		c.lost("%s: the event that its email was delivered", name)
	case stored.Settled && events["invitation.sent"] == 0:
		c.lost("%s: the event that its email was sent", name)
	}
}

// strangers finds the emails and events of which no client was told.
func (c *check) strangers() {
	for _, m := range slices.SortedFunc(maps.Keys(c.mails), SentMail.compare) {
		told := c.ledger.Invitations[m.Invitation]
		switch {
		case c.excusedAll(m.Invitation):
		case told == nil:
			c.doubled("an email of attempt %d of invitation %s, of which no client was told", m.Attempt, m.Invitation)
		case m.Attempt < 1 || m.Attempt > told.Attempts:
			c.doubled("an email of attempt %d of invitation %s, clients were told of %d", m.Attempt, m.Invitation, told.Attempts)
		}
	}
	for _, id := range slices.Sorted(maps.Keys(c.byInvitation)) {
		_, stored := c.after.Invitations[id]
		if c.ledger.Invitations[id] == nil && !stored && id != "" {
			c.doubled("events of invitation %s, which nobody knows: %v", id, c.byInvitation[id])
		}
	}
	for _, key := range slices.Sorted(maps.Keys(c.byMember)) {
		_, stored := c.after.Members[key]
		if _, old := c.before.Members[key]; stored && !old {
			continue // members judges it
		}
		if c.ledger.Members[key] == nil && !c.excusedAll(c.invitationOf[key]) {
			c.doubled("events of access %q, of which no client was told: %v", key, c.byMember[key])
		}
	}
}

// excusedAll reports whether an invitation is not judged, because a client never got an answer about its invitee.
func (c *check) excusedAll(invitation string) bool {
	stored, ok := c.after.Invitations[invitation]
	return ok && c.ledger.Unanswered[stored.Email]
}

// compare orders emails.
func (m SentMail) compare(other SentMail) int {
	return strings.Compare(fmt.Sprint(m), fmt.Sprint(other))
}
