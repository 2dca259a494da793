package accesstest

import (
	"time"

	"admit/shared/access"
)

// window is what a limit of mails counts in: an hour of an organisation, or a
// day of an address.
type window struct {
	limit access.LimitName
	of    string
	begin time.Time
}

// sent is the windows in which an offer counts as a mail.
func sent(i access.Invitation) (hour, day window) {
	at := i.QueuedAt.UTC()
	return window{access.LimitHour, string(i.Scope.Organisation), at.Truncate(time.Hour)},
		window{access.LimitDay, i.Email.Key(), at.Truncate(24 * time.Hour)}
}

// within tells which limit an offer would exceed.
func (m *Memory) within(w access.Offer) error {
	hour, day := sent(w.Invitation)
	_, held := m.offers[slotOf(w.Invitation)]
	switch {
	case !held && m.open(w.Invitation.Scope.Organisation) >= w.Limits.OpenInvitations:
		return &access.LimitError{Limit: access.LimitOpen}
	case m.used[hour] >= w.Limits.InvitationsPerHour:
		return &access.LimitError{Limit: access.LimitHour}
	case m.used[day] >= w.Limits.MailsPerDay:
		return &access.LimitError{Limit: access.LimitDay}
	}
	return nil
}

// open counts the places of an organisation that are held.
func (m *Memory) open(organisation access.OrganisationID) int {
	held := 0
	for at := range m.offers {
		if at.scope.Organisation == organisation {
			held++
		}
	}
	return held
}

// count counts the mail of an offer.
func (m *Memory) count(i access.Invitation) {
	hour, day := sent(i)
	m.used[hour]++
	m.used[day]++
}
