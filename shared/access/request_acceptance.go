package access

import (
	"context"
	"time"
)

// RequestAcceptance asks for an invitation to another address than that of the person
// who has signed in. Accept verifies who they are.
type RequestAcceptance struct {
	Accept Accept
	Store  InvitationUpdater
}

// Do stores the request and returns it. The invitation must be open, and the token one of
// its link. Do judges neither the inviter's authority nor the limits: the confirmation does.
// It refuses the invitee, who needs no request, and everybody while somebody else's request
// is open. A person who has already asked gets the request that they made, unless they have
// another address by now.
func (c RequestAcceptance) Do(ctx context.Context, caller Caller, id InvitationID, r AcceptRequest) (AcceptanceRequest, error) {
	var request AcceptanceRequest
	err := RetryStale(ctx, func(ctx context.Context) error {
		known := inBackground(ctx, func(ctx context.Context) (User, error) { return c.Accept.Store.User(ctx, caller.ID()) })
		defer known.stop()
		invitation, err := c.Accept.open(ctx, caller, id, r.Token)
		if err != nil {
			return err
		}
		user, isNew, err := c.Accept.user(ctx, caller, r, known)
		if err != nil {
			return invitation.mismatch(caller, err)
		}
		if user.Email.Key() == invitation.Email.Key() {
			return Refuse(RequestNotNeeded, "This invitation is for the email address that you signed in with. Accept it.")
		}
		asked := invitation.requestedBy(user.ID)
		if asked && invitation.AcceptanceRequest.User.Email.Key() == user.Email.Key() {
			request = invitation.AcceptanceRequest
			return nil
		}
		if !asked && invitation.AcceptanceRequest.IsOpen() {
			return Refuse(RequestPending, "Somebody else has already asked to accept this invitation.")
		}
		now := c.Accept.Now().UTC()
		request = AcceptanceRequest{User: user, New: isNew, Language: r.Language, At: now.Truncate(time.Second)}
		return c.Store.UpdateInvitation(ctx, InvitationUpdate{Before: invitation, After: invitation.withRequest(request), At: now,
			Event: invitation.requestEvent(EventAcceptanceRequested, now, user.Party(), request)})
	})
	if err != nil {
		return AcceptanceRequest{}, err
	}
	return request, nil
}
