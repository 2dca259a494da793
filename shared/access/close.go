package access

import (
	"context"
	"time"
)

// Decline ends an invitation for the holder of its link, who need not sign in:
// it gives nothing to anybody.
type Decline struct {
	Store Store
	Now   Clock
}

// Do closes the invitation. Declining twice is declining once.
func (c Decline) Do(ctx context.Context, id InvitationID, token string) error {
	return decide(ctx, func() error {
		invitation, err := openWith(ctx, c.Store, id, token)
		if err != nil || invitation.Status == Declined {
			return err
		}
		now := c.Now().UTC()
		if err := invitation.open(now); err != nil {
			return err
		}
		return c.Store.Close(ctx, invitation.closing(Declined, now, nil, invitation.subject()))
	})
}

// Revoke ends an invitation for an administrator who governs what it offers.
type Revoke struct {
	Store Store
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
	return decide(ctx, func() error {
		invitation, place, err := administered(ctx, c.Store, caller, organisation, id)
		if err != nil {
			return err
		}
		witness, err := place.mayTake(caller, invitation.Scope.Account, invitation.Roles...)
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
		if err := invitation.open(now); err != nil {
			return err
		}
		return c.Store.Close(ctx, invitation.closing(Revoked, now, &witness, place.Standings[caller].person()))
	})
}

// administered reads an invitation of the organisation for an administrator of
// its scope. One of another organisation is not there; nor is one at a scope
// that the caller does not administer.
func administered(ctx context.Context, store Store, caller UserID, organisation OrganisationID, id InvitationID) (Invitation, Place, error) {
	place, err := enter(ctx, store, caller, PlaceQuery{Scope: Scope{Organisation: organisation}})
	if err != nil {
		return Invitation{}, Place{}, err
	}
	if !place.administersAny(caller) {
		return Invitation{}, Place{}, errNotAdministrator()
	}
	if !validID(string(id)) {
		return Invitation{}, Place{}, errNotFound()
	}
	invitation, err := found(store.Invitation(ctx, id))
	if err != nil {
		return Invitation{}, Place{}, err
	}
	if invitation.Scope.Organisation != organisation || !place.administers(caller, invitation.Scope.Account) {
		return Invitation{}, Place{}, errNotFound()
	}
	return invitation, place, nil
}

// endings is what goes on record when an invitation ends without giving
// anything.
var endings = map[Status]RecordType{Declined: InvitationWasLeft, Revoked: InvitationWithdrawn, Expired: InvitationLapsed}

func (i Invitation) closing(status Status, now time.Time, witness *Witness, actor Person) Closing {
	return Closing{Invitation: i, Status: status, At: now, Witness: witness, Record: i.ended(endings[status], now, actor)}
}
