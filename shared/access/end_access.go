package access

import (
	"context"
	"errors"
	"time"
)

// EndAccessStore is what [EndAccess] reads and writes.
type EndAccessStore interface {
	SnapshotReader
	OfferReader
	InvitationCloser
	MembershipChanger
}

// EndAccess removes grants that have ended from a membership, and records it. They have
// not counted since their end. With the last grant of somebody who is suspended it also
// revokes the pending invitations to them in the organisation.
type EndAccess struct {
	Store EndAccessStore
	Now   Clock
}

// Ending is the item of a membership with an end that the store has removed after the
// first end.
type Ending struct {
	User         UserID
	Organisation OrganisationID
	At           time.Time // the first end
}

// Do removes the grants that have ended, with one event for all of them. A removal that is
// reported twice, or late, finds none, and is recorded once.
func (c EndAccess) Do(ctx context.Context, ending Ending) error {
	return RetryStale(ctx, func(ctx context.Context) error {
		snapshot, err := c.Store.Snapshot(ctx, SnapshotQuery{Scope: Scope{Organisation: ending.Organisation}, Users: []UserID{ending.User}})
		if errors.Is(err, ErrNotFound) {
			return nil
		}
		if err != nil {
			return err
		}
		before := snapshot.Access[ending.User].Direct
		now := before.nextChange(later(c.Now(), ending.At))
		after := before.next(before.User, before.Organisation, now).without(func(g Grant) bool { return g.EndedAt(now) })
		if len(after.Grants) == len(before.Grants) {
			return nil
		}
		change := MembershipChange{Before: before, After: after, At: now,
			Event: accessEvent(EventAccessEnded, before, after, snapshot.Scope(), snapshot.names(), now, System)}
		if change.endsSuspension() {
			if err := change.planRevocations(ctx, c.Store, System, everyInvitation); err != nil {
				return err
			}
		}
		_, err = change.write(ctx, c.Store)
		return err
	})
}

// later returns the later of two times. The clock of the store may be ahead of this one.
func later(a, b time.Time) time.Time {
	if a.Before(b) {
		return b
	}
	return a
}
