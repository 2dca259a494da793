package access

import (
	"context"
	"errors"
	"time"
)

// invitationByToken returns the invitation that a link opens. The answer is the same
// for an unknown invitation, a wrong token, the token of another invitation, and an
// invitation whose retention is over.
func invitationByToken(ctx context.Context, store InvitationReader, now Clock, id InvitationID, token string) (Invitation, error) {
	var invitation Invitation
	if ValidID(string(id)) {
		var err error
		invitation, err = store.Invitation(ctx, id)
		if err != nil && !errors.Is(err, ErrNotFound) {
			return Invitation{}, err
		}
	}
	if !invitation.matchesToken(token) || invitation.GoneAt(now()) {
		return Invitation{}, Refuse(NotFound, "This link does not open an invitation.")
	}
	return invitation, nil
}

// loadInvitationScope reads the scope of an invitation, what its inviter and further users
// hold there, and which user has its address.
func loadInvitationScope(ctx context.Context, store SnapshotReader, now time.Time, i Invitation, users ...UserID) (Snapshot, error) {
	snapshot, err := store.Snapshot(ctx, SnapshotQuery{Scope: i.Scope, Users: append(users, i.Inviter.ID), Address: &i.Email})
	if errors.Is(err, ErrNotFound) || (err == nil && i.Scope.Account != "" && snapshot.Account == nil) {
		return Snapshot{}, errNoAuthority()
	}
	snapshot.At = now
	return snapshot, err
}

// inviterAuthority returns the grant by which the inviter may give the roles of the
// invitation now (inviter's authority). It returns nil for an operator, who needs no
// grant.
func inviterAuthority(catalogue Catalogue, snapshot Snapshot, i Invitation) (*Authority, error) {
	if i.Inviter.ID == Operator.ID {
		return nil, nil //nolint:nilnil // documented: an operator needs no grant
	}
	authority, err := snapshot.mayGive(catalogue, i.Inviter.ID, i.Scope.Account, i.offersAt(snapshot.At))
	if err != nil {
		return nil, errNoAuthority()
	}
	return &authority, nil
}

func errNoAuthority() error {
	return Refuse(InvitationNotAuthorised, "The person who sent this invitation may no longer grant this access. Ask for a new invitation.")
}
