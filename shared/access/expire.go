package access

import (
	"context"
	"errors"
)

// ExpireStore is what [Expire] reads and writes.
type ExpireStore interface {
	InvitationReader
	InvitationExpirer
}

// Expire records that an invitation expired, after the store has removed it.
type Expire struct {
	Store ExpireStore
	Now   Clock
}

// Do closes the invitation, which is given as it was when the store removed it. It
// does nothing if the invitation was closed or resent meanwhile, so a removal that
// is reported twice is recorded once.
func (c Expire) Do(ctx context.Context, removed Invitation) error {
	now := c.Now().UTC()
	if removed.Status != Pending || removed.StatusAt(now) != Expired {
		return nil
	}
	return RetryStale(ctx, func(ctx context.Context) error {
		err := c.Store.Expire(ctx, removed.closure(Expired, now, nil, System))
		if !errors.Is(err, ErrStale) {
			return err
		}
		stored, lookup := c.Store.Invitation(ctx, removed.ID)
		switch {
		case errors.Is(lookup, ErrNotFound):
			return err // it conflicted with another write
		case lookup != nil:
			return lookup
		case stored.Status == Pending && stored.Version == removed.Version:
			return err
		}
		return nil // closed, or resent
	})
}
