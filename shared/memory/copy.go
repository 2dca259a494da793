package memory

import (
	"maps"
	"slices"
	"time"

	"admit/shared/access"
)

// The store copies the values that it takes and returns, so that no caller shares
// memory with it.

// truncated returns a time in UTC, with the precision to which every store keeps
// times other than those of events.
func truncated(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

func copyOrganisation(o access.Organisation) access.Organisation {
	o.Ancestors = slices.Clone(o.Ancestors)
	o.CreatedAt = truncated(o.CreatedAt)
	return o
}

func copyAccount(a access.Account) access.Account {
	a.CreatedAt = truncated(a.CreatedAt)
	return a
}

func copyUser(u access.User) access.User {
	u.CreatedAt = truncated(u.CreatedAt)
	return u
}

func copyMembership(m access.Membership) access.Membership {
	m.User = copyUser(m.User)
	m.Grants = slices.Clone(m.Grants)
	for i := range m.Grants {
		m.Grants[i].At = truncated(m.Grants[i].At)
	}
	return m
}

func copyInvitation(i access.Invitation) access.Invitation {
	i.Roles = slices.Clone(i.Roles)
	i.TokenHashes = slices.Clone(i.TokenHashes)
	i.ResendIDs = slices.Clone(i.ResendIDs)
	i.Metadata = maps.Clone(i.Metadata)
	i.Ends = maps.Clone(i.Ends)
	if request := i.AcceptanceRequest; request.IsOpen() {
		i.AcceptanceRequest = access.AcceptanceRequest{User: copyUser(request.User), New: request.New, Language: request.Language, At: truncated(request.At)}
	}
	for _, t := range []*time.Time{&i.CreatedAt, &i.ExpiresAt, &i.ClosedAt, &i.KeptUntil, &i.QueuedAt, &i.ReminderClaimedAt, &i.RemindedAt, &i.Delivery.At, &i.RenewalRequestedAt, &i.Notice.QueuedAt} {
		*t = truncated(*t)
	}
	return i
}

func copyDelivery(d access.Delivery) access.Delivery {
	d.At = truncated(d.At)
	return d
}

// copyEvent keeps the microseconds of the event's time, which order the audit log.
func copyEvent(e access.Event) access.Event {
	e.At = e.At.UTC().Truncate(time.Microsecond)
	e.Before = slices.Clone(e.Before)
	e.After = slices.Clone(e.After)
	e.Metadata = maps.Clone(e.Metadata)
	return e
}
