package memory

import (
	"context"
	"time"

	"admit/shared/access"
)

// window is the key of a count of emails: an hour of an organisation, or a day of
// an organisation and an address.
type window struct {
	limit        access.LimitName
	organisation access.OrganisationID
	address      string // key
	begin        time.Time
}

// hourOf returns the window of LimitHour.
func hourOf(o access.OrganisationID, at time.Time) window {
	return window{access.LimitHour, o, "", at.UTC().Truncate(time.Hour)}
}

// dayOf returns the window of LimitDay or LimitDayOfPartner.
func dayOf(limit access.LimitName, o access.OrganisationID, address access.Address, at time.Time) window {
	return window{limit, o, address.Key(), at.UTC().Truncate(24 * time.Hour)}
}

// windowLimit is a window and the number of emails that it allows.
type windowLimit struct {
	window
	maximum int
}

// windows returns the windows in which an offer is counted as an email, in the order
// in which their limits are checked. An offer by an operator is counted in none.
func windows(w access.Offer) []windowLimit {
	if w.ByOperator {
		return nil
	}
	i, o := w.Invitation, w.Invitation.Scope.Organisation
	list := []windowLimit{
		{hourOf(o, i.QueuedAt), w.Limits.InvitationsPerHour},
		{dayOf(access.LimitDay, o, i.Email, i.QueuedAt), w.Limits.MailsPerDay},
	}
	if top := w.Partner.ID; top != "" {
		list = append(list, windowLimit{dayOf(access.LimitDayOfPartner, top, i.Email, i.QueuedAt), w.Limits.MailsPerDayOfPartner})
	}
	return list
}

// checkLimits returns an [access.LimitError] for the first limit that an offer would
// exceed. An offer that already holds its slot is already counted as open.
func (m *Store) checkLimits(w access.Offer) error {
	_, held := m.slots[slotOf(w.Invitation)]
	if !held && w.Replaces == nil && !w.ByOperator && m.countOpen(w.Invitation.Scope.Organisation) >= w.Limits.OpenInvitations {
		return &access.LimitError{Limit: access.LimitOpen}
	}
	for _, l := range windows(w) {
		if m.emailCounts[l.window] >= l.maximum {
			return &access.LimitError{Limit: l.limit}
		}
	}
	return nil
}

// countOpen returns the number of held slots in an organisation.
func (m *Store) countOpen(organisation access.OrganisationID) int {
	held := 0
	for at := range m.slots {
		if at.scope.Organisation == organisation {
			held++
		}
	}
	return held
}

// countMail counts the email of an offer in its windows.
func (m *Store) countMail(w access.Offer) {
	for _, l := range windows(w) {
		m.emailCounts[l.window]++
	}
}

// Usage implements [access.Store].
func (m *Store) Usage(ctx context.Context, q access.UsageQuery) (access.Usage, error) {
	return read(ctx, m, func() (access.Usage, error) {
		usage := access.Usage{
			Open: m.countOpen(q.Organisation), Hour: m.emailCounts[hourOf(q.Organisation, q.At)],
			Day: map[string]int{}, DayOfPartner: map[string]int{},
		}
		for _, address := range q.Addresses {
			if n := m.emailCounts[dayOf(access.LimitDay, q.Organisation, address, q.At)]; n > 0 {
				usage.Day[address.Key()] = n
			}
			if n := m.emailCounts[dayOf(access.LimitDayOfPartner, q.Partner, address, q.At)]; n > 0 {
				usage.DayOfPartner[address.Key()] = n
			}
		}
		return usage, nil
	})
}
