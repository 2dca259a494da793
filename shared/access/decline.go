package access

import (
	"context"
	"time"
)

// DeclineStore is what [Decline] reads and writes.
type DeclineStore interface {
	InvitationReader
	InvitationCloser
}

// Decline declines an invitation for the holder of its link. They need not sign in,
// because declining grants nothing to anybody.
type Decline struct {
	Store DeclineStore
	Now   Clock
}

// Do closes the invitation. It does nothing if the invitation was declined before.
func (c Decline) Do(ctx context.Context, id InvitationID, token string) error {
	return RetryStale(ctx, func(ctx context.Context) error {
		invitation, err := invitationByToken(ctx, c.Store, c.Now, id, token)
		if err != nil {
			return err
		}
		return invitation.decline(ctx, c.Store, c.Now(), invitation.subject())
	})
}

// decline declines the invitation for an actor. It does nothing if it was declined before.
func (i Invitation) decline(ctx context.Context, store InvitationCloser, now time.Time, actor Party) error {
	if i.Status == Declined {
		return nil
	}
	if err := i.requirePending(now); err != nil {
		return err
	}
	return store.Close(ctx, i.closure(Declined, now.UTC(), nil, actor))
}
