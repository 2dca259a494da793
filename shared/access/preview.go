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
	if err := invitation.open(c.Now()); err != nil {
		return Previewed{}, err
	}
	place, err := offered(ctx, c.Store, invitation)
	if err != nil {
		return Previewed{}, err
	}
	if _, err := stillGiven(c.Roles, place, invitation); err != nil {
		return Previewed{}, err
	}
	hasUser, err := hasUser(ctx, c.Store, c.Identities, invitation.Email)
	if err != nil {
		return Previewed{}, err
	}
	return Previewed{
		Invitation: invitation, Organisation: place.Organisation, Account: place.Account,
		Roles: c.Roles.describe(invitation.Roles), HasUser: hasUser,
	}, nil
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
