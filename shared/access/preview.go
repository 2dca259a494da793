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
	_, shown.HasUser, err = hasUser(ctx, c.Identities, invitation.Email, place.Addressee)
	return shown, err
}

// hasUser tells whether whoever has the address is to sign in, perhaps without
// being a user of Admit yet. Nobody can whose registration broke off before it
// set a password: such a person, whose identity it is, registers again.
func hasUser(ctx context.Context, identities Identities, address Address, addressee UserID) (Identity, bool, error) {
	identity, err := identities.Find(ctx, address)
	if errors.Is(err, ErrNone) {
		return Identity{}, addressee != "", nil
	}
	unfinished := identity.Unfinished && (addressee == "" || addressee == identity.User())
	return identity, !unfinished, err
}
