package access

import (
	"context"
	"errors"
)

// openWith reads the invitation that a link opens. An unknown invitation, a
// wrong secret and another invitation's secret are one and the same answer.
func openWith(ctx context.Context, store Store, id InvitationID, token string) (Invitation, error) {
	var invitation Invitation
	if ValidID(string(id)) {
		var err error
		invitation, err = store.Invitation(ctx, id)
		if err != nil && !errors.Is(err, ErrNone) {
			return Invitation{}, err
		}
	}
	if !invitation.opens(token) {
		return Invitation{}, Refuse(NotFound, "This link opens no invitation.")
	}
	return invitation, nil
}

// offered reads the place of an invitation, with what its inviter and further
// users hold there and with the user who has its address.
func offered(ctx context.Context, store Store, i Invitation, users ...UserID) (Place, error) {
	place, err := store.Place(ctx, PlaceQuery{Scope: i.Scope, Users: append(users, i.Inviter.ID), Address: &i.Email})
	if errors.Is(err, ErrNone) || (err == nil && i.Scope.Account != "" && place.Account == nil) {
		return Place{}, errNoAuthority()
	}
	return place, err
}

// stillGiven is rule 3: the inviter could give these roles now. An operator's
// invitation rests on AWS credentials and needs no witness.
func stillGiven(catalogue Catalogue, place Place, i Invitation) (*Witness, error) {
	if i.Inviter.ID == Operator.ID {
		return nil, nil //nolint:nilnil // documented: an operator's invitation needs no witness
	}
	witness, err := place.mayGive(catalogue, i.Inviter.ID, i.Scope.Account, i.Roles)
	if err != nil {
		return nil, errNoAuthority()
	}
	return &witness, nil
}

func errNoAuthority() error {
	return Refuse(InvitationNotAuthorised, "Whoever sent this invitation may no longer give this access. Ask for a new invitation.")
}
