package access

import (
	"context"
	"errors"
)

// Preview shows the holder of a link what is offered, and changes nothing.
type Preview struct {
	Store      Store
	Identities Identities
	Roles      Catalogue
	Now        Clock
}

// Previewed is what an invitee sees before deciding.
type Previewed struct {
	Invitation   Invitation
	Organisation Organisation
	Account      *Account
	Roles        []Role
	HasUser      bool // the invitee signs in instead of registering
}

// Do refuses an invitation that is not open any more, and says why.
func (c Preview) Do(ctx context.Context, id InvitationID, token string) (Previewed, error) {
	invitation, err := openWith(ctx, c.Store, id, token)
	if err != nil {
		return Previewed{}, err
	}
	now := c.Now()
	_, err = brokenOff(ctx, c.Identities, invitation, now)
	unfinished := err == nil
	if err != nil && !errors.Is(err, ErrNone) {
		return Previewed{}, err
	}
	if err := invitation.open(now); err != nil && !unfinished {
		return Previewed{}, err
	}
	place, err := offered(ctx, c.Store, invitation)
	if err != nil {
		return Previewed{}, err
	}
	shown := Previewed{Invitation: invitation, Organisation: place.Organisation, Account: place.Account,
		Roles: c.Roles.describe(invitation.Roles)}
	if unfinished {
		return shown, nil // for a new person, who finishes by registering again
	}
	if _, err := stillGiven(c.Roles, place, invitation); err != nil {
		return Previewed{}, err
	}
	shown.HasUser, err = hasUser(ctx, c.Store, c.Identities, invitation.Email)
	return shown, err
}

// hasUser tells whether somebody can sign in with the address already: a user
// of Admit, or of the identity provider alone.
func hasUser(ctx context.Context, store Store, identities Identities, address Address) (bool, error) {
	switch _, err := store.UserByAddress(ctx, address); {
	case err == nil:
		return true, nil
	case !errors.Is(err, ErrNone):
		return false, err
	}
	identity, err := identities.Find(ctx, address)
	if errors.Is(err, ErrNone) {
		return false, nil
	}
	return !identity.Unfinished, err
}
