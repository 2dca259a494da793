package access

import (
	"context"
	"errors"
)

// invitationByToken reads the invitation that a link opens. An unknown invitation, a
// wrong secret and another invitation's secret are one and the same answer.
func invitationByToken(ctx context.Context, store InvitationReader, id InvitationID, token string) (Invitation, error) {
	var invitation Invitation
	if ValidID(string(id)) {
		var err error
		invitation, err = store.Invitation(ctx, id)
		if err != nil && !errors.Is(err, ErrNone) {
			return Invitation{}, err
		}
	}
	if !invitation.matchesToken(token) {
		return Invitation{}, Refuse(NotFound, "This link opens no invitation.")
	}
	return invitation, nil
}

// loadOffer reads the place of an invitation, with what its inviter and further
// users hold there and with the user who has its address.
func loadOffer(ctx context.Context, store SnapshotReader, i Invitation, users ...UserID) (Snapshot, error) {
	snapshot, err := store.Snapshot(ctx, SnapshotQuery{Scope: i.Scope, Users: append(users, i.Inviter.ID), Address: &i.Email})
	if errors.Is(err, ErrNone) || (err == nil && i.Scope.Account != "" && snapshot.Account == nil) {
		return Snapshot{}, errNoAuthority()
	}
	return snapshot, err
}

// inviterAuthority is rule 3: the inviter could give these roles now. An operator's
// invitation rests on AWS credentials and needs no witness.
func inviterAuthority(catalogue Catalogue, snapshot Snapshot, i Invitation) (*Authority, error) {
	if i.Inviter.ID == Operator.ID {
		return nil, nil //nolint:nilnil // documented: an operator's invitation needs no witness
	}
	authority, err := snapshot.mayGive(catalogue, i.Inviter.ID, i.Scope.Account, i.Roles)
	if err != nil {
		return nil, errNoAuthority()
	}
	return &authority, nil
}

func errNoAuthority() error {
	return Refuse(InvitationNotAuthorised, "Whoever sent this invitation may no longer give this access. Ask for a new invitation.")
}
