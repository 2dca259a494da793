package memory

import (
	"slices"
	"time"

	"admit/shared/access"
)

// The store takes and returns copies, so that no caller shares memory with it.

// moment returns a time with the precision that every store keeps.
func moment(t time.Time) time.Time { return t.UTC().Truncate(time.Millisecond) }

func copyOrganisation(o access.Organisation) access.Organisation {
	o.Ancestors = slices.Clone(o.Ancestors)
	o.CreatedAt = moment(o.CreatedAt)
	return o
}

func copyAccount(a access.Account) access.Account {
	a.CreatedAt = moment(a.CreatedAt)
	return a
}

func copyUser(u access.User) access.User {
	u.CreatedAt = moment(u.CreatedAt)
	return u
}

func copyRow(r access.Membership) access.Membership {
	r.User = copyUser(r.User)
	r.Grants = slices.Clone(r.Grants)
	for i := range r.Grants {
		r.Grants[i].At = moment(r.Grants[i].At)
	}
	return r
}

func copyInvitation(i access.Invitation) access.Invitation {
	i.Roles = slices.Clone(i.Roles)
	i.TokenHashes = slices.Clone(i.TokenHashes)
	i.ResendIDs = slices.Clone(i.ResendIDs)
	for _, t := range []*time.Time{&i.CreatedAt, &i.ExpiresAt, &i.ClosedAt, &i.QueuedAt, &i.Delivery.At} {
		*t = moment(*t)
	}
	return i
}

func copyDelivery(d access.Delivery) access.Delivery {
	d.At = moment(d.At)
	return d
}

func copyRecord(r access.Event) access.Event {
	r.At = r.At.UTC().Truncate(time.Microsecond)
	r.Before = slices.Clone(r.Before)
	r.After = slices.Clone(r.After)
	return r
}
