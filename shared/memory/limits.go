package memory

import (
	"context"
	"time"

	"admit/shared/access"
)

// window is the key of a counter of mails: an hour of an organisation, or a day of
// an organisation and an address.
type window struct {
	limit   access.LimitName
	of      access.OrganisationID
	address string // key
	begin   time.Time
}

func hourOf(o access.OrganisationID, at time.Time) window {
	return window{access.LimitHour, o, "", at.UTC().Truncate(time.Hour)}
}

func dayOf(limit access.LimitName, o access.OrganisationID, address access.Address, at time.Time) window {
	return window{limit, o, address.Key(), at.UTC().Truncate(24 * time.Hour)}
}

// limitOf is a window and the number of mails that it allows.
type limitOf struct {
	window
	most int
}

// windows returns the windows in which an offer counts as a mail, in the order in
// which their limits are checked. An offer by the operator counts in none.
func windows(w access.Offer) []limitOf {
	if w.ByOperator {
		return nil
	}
	i, o := w.Invitation, w.Invitation.Scope.Organisation
	list := []limitOf{
		{hourOf(o, i.QueuedAt), w.Limits.InvitationsPerHour},
		{dayOf(access.LimitDay, o, i.Email, i.QueuedAt), w.Limits.MailsPerDay},
	}
	if top := w.Partner.ID; top != "" {
		list = append(list, limitOf{dayOf(access.LimitDayOfPartner, top, i.Email, i.QueuedAt), w.Limits.MailsPerDayOfPartner})
	}
	return list
}

// within returns an [access.LimitError] for the first limit that an offer would
// exceed.
func (m *Store) within(w access.Offer) error {
	_, held := m.offers[slotOf(w.Invitation)]
	if !held && !w.ByOperator && m.open(w.Invitation.Scope.Organisation) >= w.Limits.OpenInvitations {
		return &access.LimitError{Limit: access.LimitOpen}
	}
	for _, l := range windows(w) {
		if m.used[l.window] >= l.most {
			return &access.LimitError{Limit: l.limit}
		}
	}
	return nil
}

// open returns the number of slots that an organisation holds.
func (m *Store) open(organisation access.OrganisationID) int {
	held := 0
	for at := range m.offers {
		if at.scope.Organisation == organisation {
			held++
		}
	}
	return held
}

// count adds the mail of an offer to its windows.
func (m *Store) count(w access.Offer) {
	for _, l := range windows(w) {
		m.used[l.window]++
	}
}

// Usage implements [access.Store].
func (m *Store) Usage(ctx context.Context, q access.UsageQuery) (access.Usage, error) {
	return read(ctx, m, func() (access.Usage, error) {
		usage := access.Usage{
			Open: m.open(q.Organisation), Hour: m.used[hourOf(q.Organisation, q.At)],
			Day: map[string]int{}, DayOfPartner: map[string]int{},
		}
		for _, address := range q.Addresses {
			if n := m.used[dayOf(access.LimitDay, q.Organisation, address, q.At)]; n > 0 {
				usage.Day[address.Key()] = n
			}
			if n := m.used[dayOf(access.LimitDayOfPartner, q.Partner, address, q.At)]; n > 0 {
				usage.DayOfPartner[address.Key()] = n
			}
		}
		return usage, nil
	})
}
