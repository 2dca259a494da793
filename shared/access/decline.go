package access

import "context"

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
		invitation, err := invitationByToken(ctx, c.Store, id, token)
		if err != nil || invitation.Status == Declined {
			return err
		}
		now := c.Now().UTC()
		if err := invitation.requirePending(now); err != nil {
			return err
		}
		return c.Store.Close(ctx, invitation.closure(Declined, now, nil, invitation.subject()))
	})
}
