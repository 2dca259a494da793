package access

import "context"

// DeclineAcceptanceStore is what [DeclineAcceptance] reads and writes.
type DeclineAcceptanceStore interface {
	SnapshotReader
	InvitationReader
	InvitationUpdater
}

// DeclineAcceptance declines the request of a person to accept an invitation to another
// address, for an administrator who governs its roles. The invitation stays open.
type DeclineAcceptance struct {
	Store DeclineAcceptanceStore
	Now   Clock

	precondition Precondition
}

// If returns a DeclineAcceptance that requires a version of the invitation.
func (c DeclineAcceptance) If(p Precondition) DeclineAcceptance {
	c.precondition = p
	return c
}

// Do removes the request of the user from the invitation, and returns the invitation. The
// user may ask again.
func (c DeclineAcceptance) Do(ctx context.Context, caller UserID, organisation OrganisationID, id InvitationID, requester UserID) (Invitation, error) {
	var after Invitation
	err := RetryStale(ctx, func(ctx context.Context) error {
		before, snapshot, err := loadPending(ctx, c.Store, caller, organisation, id, c.precondition, c.Now)
		if err != nil {
			return err
		}
		now := c.Now().UTC()
		request, err := before.request(requester)
		if err != nil {
			return err
		}
		after = before.withRequest(AcceptanceRequest{})
		event := before.requestEvent(EventAcceptanceDeclined, now, snapshot.Access[caller].party(), request)
		return c.Store.UpdateInvitation(ctx, InvitationUpdate{Before: before, After: after, At: now, Event: event})
	})
	if err != nil {
		return Invitation{}, err
	}
	return after, nil
}
