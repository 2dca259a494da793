package access

import (
	"context"
	"time"
)

// RevokeStore is what [Revoke] reads and writes.
type RevokeStore interface {
	SnapshotReader
	InvitationReader
	InvitationCloser
}

// Revoke ends a pending invitation for an administrator who governs its roles.
type Revoke struct {
	Store RevokeStore
	Now   Clock

	precondition Precondition
}

// If returns a Revoke that requires a version of the invitation.
func (c Revoke) If(p Precondition) Revoke {
	c.precondition = p
	return c
}

// Do revokes the invitation. It does nothing if the invitation is already revoked.
func (c Revoke) Do(ctx context.Context, caller UserID, organisation OrganisationID, id InvitationID) error {
	return RetryStale(ctx, func(ctx context.Context) error {
		invitation, snapshot, err := loadInvitation(ctx, c.Store, c.Now, caller, organisation, id)
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
		return c.Store.Close(ctx, invitation.closure(Revoked, now, &authority, snapshot.Access[caller].party()))
	})
}

// loadInvitation reads an invitation of the organisation for an administrator of its
// scope, with a snapshot of the organisation. An invitation of another organisation is
// not found, and neither is one at a scope that the caller does not administer.
func loadInvitation(ctx context.Context, store interface {
	SnapshotReader
	InvitationReader
}, now Clock, caller UserID, organisation OrganisationID, id InvitationID) (Invitation, Snapshot, error) {
	snapshot, err := loadScope(ctx, store, now, caller, SnapshotQuery{Scope: Scope{Organisation: organisation}})
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
	if invitation.GoneAt(now()) || invitation.Scope.Organisation != organisation || !snapshot.administers(caller, invitation.Scope.Account) {
		return Invitation{}, Snapshot{}, errNotFound()
	}
	invitation.Names.Organisation = snapshot.Organisation.Name
	return invitation, snapshot, nil
}

// loadPending returns a pending invitation in one of the versions of the precondition, for
// an administrator who governs its roles.
func loadPending(ctx context.Context, store interface {
	SnapshotReader
	InvitationReader
}, caller UserID, organisation OrganisationID, id InvitationID, p Precondition, now Clock) (Invitation, Snapshot, error) {
	invitation, snapshot, err := loadInvitation(ctx, store, now, caller, organisation, id)
	if err != nil {
		return Invitation{}, Snapshot{}, err
	}
	_, err = snapshot.mayUpdate(caller, invitation, p, now())
	return invitation, snapshot, err
}

// mayUpdate returns the authority by which an administrator may update an invitation: they
// govern its roles, and it is pending in one of the versions of the precondition.
func (s Snapshot) mayUpdate(caller UserID, i Invitation, p Precondition, now time.Time) (Authority, error) {
	authority, err := s.mayTake(caller, i.Scope.Account, i.Roles...)
	if err != nil {
		return Authority{}, err
	}
	if err := p.check(i.VersionTag()); err != nil {
		return Authority{}, err
	}
	return authority, i.requirePending(now)
}
