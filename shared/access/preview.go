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
	shown.HasUser = place.Addressee != ""
	if !shown.HasUser {
		shown.HasUser, err = canSignIn(ctx, c.Identities, invitation.Email)
	}
	return shown, err
}

// canSignIn tells whether the identity provider knows somebody by the address
// who can sign in, though no user of Admit.
func canSignIn(ctx context.Context, identities Identities, address Address) (bool, error) {
	identity, err := identities.Find(ctx, address)
	if errors.Is(err, ErrNone) {
		return false, nil
	}
	return !identity.Unfinished, err
}
