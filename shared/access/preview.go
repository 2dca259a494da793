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
	shown := Previewed{Invitation: invitation, Organisation: place.Organisation, Account: place.Account,
		Roles: c.Roles.describe(invitation.Roles), HasUser: place.Addressee != ""}
	if !shown.HasUser {
		shown.HasUser, err = c.hasIdentity(ctx, invitation.Email)
	}
	return shown, err
}

// hasIdentity tells whether somebody signs in with the address who is no user of
// Admit yet.
func (c Preview) hasIdentity(ctx context.Context, address Address) (bool, error) {
	identity, err := c.Identities.Find(ctx, address)
	if errors.Is(err, ErrNone) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	return identity.taken(ctx, c.Store)
}
