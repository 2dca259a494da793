package access

import (
	"context"
	"errors"
)

// CorrectAddressStore is what [CorrectAddress] reads and writes.
type CorrectAddressStore interface {
	SnapshotReader
	offerStore
	InvitationReader
	InvitationCreator
}

// CorrectAddress replaces a pending invitation by one to another address, with everything
// else as it is. The old link stops working at once.
type CorrectAddress struct {
	Store  CorrectAddressStore
	Roles  Catalogue
	Limits Limits
	Now    Clock

	precondition Precondition
}

// If returns a CorrectAddress that requires a version of the invitation.
func (c CorrectAddress) If(p Precondition) CorrectAddress {
	c.precondition = p
	return c
}

// Do revokes the invitation and creates the new one in one transaction. The caller must
// govern the roles and be allowed to give them, and every rule of [Invite] holds for the new
// address. Roles that its owner already holds are left out. A request that is repeated with
// its seed returns the invitation that it created.
func (c CorrectAddress) Do(ctx context.Context, caller UserID, organisation OrganisationID, id InvitationID, email string, seed Seed) (Invitation, error) {
	address, err := ParseAddress(email)
	if err != nil {
		return Invitation{}, InvalidField("email", err.Error())
	}
	var offer Offer
	err = RetryStale(ctx, func(ctx context.Context) error {
		before, snapshot, err := loadInvitation(ctx, c.Store, c.Now, caller, organisation, id)
		if err != nil {
			return err
		}
		replacement := InvitationID(seed.id("address", string(id)))
		if existing, err := c.existing(ctx, before, replacement); !errors.Is(err, ErrNotFound) {
			offer.Invitation = existing
			return err
		}
		next, err := c.judge(ctx, snapshot, caller, before, address)
		if err == nil {
			next.Invitation.ID, next.Event.Invitation, next.Expired = replacement, replacement, offer.Expired
			offer = next
			err = c.Store.Invite(ctx, offer)
		}
		return resolveOffer(ctx, c.Store, err, &offer, c.Now())
	})
	if err != nil {
		return Invitation{}, err
	}
	return offer.Invitation, nil
}

// existing returns the invitation that an earlier try with the same seed created, or
// ErrNotFound. Only a revoked invitation may have been replaced.
func (c CorrectAddress) existing(ctx context.Context, before Invitation, replacement InvitationID) (Invitation, error) {
	if before.Status != Revoked {
		return Invitation{}, ErrNotFound
	}
	return c.Store.Invitation(ctx, replacement)
}

// judge returns the offer that replaces the invitation, without its id.
func (c CorrectAddress) judge(ctx context.Context, snapshot Snapshot, caller UserID, before Invitation, address Address) (Offer, error) {
	now := c.Now().UTC()
	authority, err := snapshot.mayUpdate(caller, before, c.precondition, now)
	if err != nil {
		return Offer{}, err
	}
	if address.Key() == before.Email.Key() {
		return Offer{}, InvalidField("email", "is the address of this invitation")
	}
	addressed, roles, err := before.offerAgain(ctx, c.Store, c.Roles, c.Limits, snapshot, caller, address)
	if err != nil {
		return Offer{}, err
	}
	inviter := snapshot.Access[caller].party()
	after := InviteRequest{FirstName: before.FirstName, LastName: before.LastName, Ends: before.Ends, Locale: before.Locale, ReturnURL: before.ReturnURL, Metadata: before.Metadata}.
		invitation(address, before.Scope, addressed.names(), roles, inviter.Person, now)
	revocation := before.closure(Revoked, now, &authority, inviter)
	return Offer{Invitation: after, Event: after.createdEvent(now, inviter), Limits: c.Limits, Partner: snapshot.partner(caller), Replaces: &revocation}, nil
}
