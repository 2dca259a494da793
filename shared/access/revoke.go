package access

import "context"

// RevokeStore is what [Revoke] reads and writes.
type RevokeStore interface {
	SnapshotReader
	InvitationReader
	InvitationCloser
}

// Revoke ends an invitation for an administrator who governs what it offers.
type Revoke struct {
	Store RevokeStore
	Now   Clock

	precondition Precondition
}

// If returns a revocation of an invitation in one of these versions.
func (c Revoke) If(p Precondition) Revoke {
	c.precondition = p
	return c
}

// Do closes the invitation. Revoking twice is revoking once.
func (c Revoke) Do(ctx context.Context, caller UserID, organisation OrganisationID, id InvitationID) error {
	return RetryStale(ctx, func() error {
		invitation, snapshot, err := administered(ctx, c.Store, caller, organisation, id)
		if err != nil {
			return err
		}
		authority, err := snapshot.mayTake(caller, invitation.Scope.Account, invitation.Roles...)
		if err != nil {
			return err
		}
		if err := c.precondition.check(invitation.VersionTag()); err != nil {
			return err
		}
		if invitation.Status == Revoked {
			return nil
		}
		now := c.Now().UTC()
		if err := invitation.requirePending(now); err != nil {
			return err
		}
		return c.Store.Close(ctx, invitation.closure(Revoked, now, &authority, snapshot.Access[caller].person()))
	})
}

// administered reads an invitation of the organisation for an administrator of
// its scope. One of another organisation is not there; nor is one at a scope
// that the caller does not administer.
func administered(ctx context.Context, store interface {
	SnapshotReader
	InvitationReader
}, caller UserID, organisation OrganisationID, id InvitationID) (Invitation, Snapshot, error) {
	snapshot, err := loadScope(ctx, store, caller, SnapshotQuery{Scope: Scope{Organisation: organisation}})
	if err != nil {
		return Invitation{}, Snapshot{}, err
	}
	if !snapshot.administersAny(caller) {
		return Invitation{}, Snapshot{}, errNotAdministrator()
	}
	if !ValidID(string(id)) {
		return Invitation{}, Snapshot{}, errNotFound()
	}
	invitation, err := orNotFound(store.Invitation(ctx, id))
	if err != nil {
		return Invitation{}, Snapshot{}, err
	}
	if invitation.Scope.Organisation != organisation || !snapshot.administers(caller, invitation.Scope.Account) {
		return Invitation{}, Snapshot{}, errNotFound()
	}
	return invitation, snapshot, nil
}
