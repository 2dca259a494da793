package access

import (
	"context"
	"errors"
)

// InviteAdministratorStore is what [InviteAdministrator] reads and writes.
type InviteAdministratorStore interface {
	SnapshotReader
	offerStore
	InvitationCreator
	InvitationCloser
}

// InviteAdministrator invites an administrator to an existing organisation, for
// example because it has no administrator left who could. Only operators use it.
type InviteAdministrator struct {
	Store  InviteAdministratorStore
	Limits Limits
	Now    Clock
}

// Do creates the invitation, unless the person with the address already has the
// role that it offers. It first revokes a pending invitation to the address at the
// whole organisation, because an operator who repeats the invitation wants an email
// that works. For the same reason it lifts a suppression of the address: there may
// be no administrator left who could resend. Limits of invitations and emails do not
// apply to operators.
func (c InviteAdministrator) Do(ctx context.Context, organisation OrganisationID, admin InviteRequest) (Invitation, error) {
	var wrong fieldErrors
	address := admin.invitee(&wrong, "admin.")
	if err := wrong.err(); err != nil {
		return Invitation{}, err
	}
	if !ValidID(string(organisation)) {
		return Invitation{}, errNotFound()
	}
	offer := Offer{Limits: c.Limits, ByOperator: true}
	err := RetryStale(ctx, func(ctx context.Context) error {
		snapshot, err := orNotFound(c.Store.Snapshot(ctx, SnapshotQuery{Scope: Scope{Organisation: organisation}, Address: &address}))
		if err != nil {
			return err
		}
		roles, err := notYetHeldBy(ctx, c.Store, c.Limits, c.Now(), snapshot.Addressee, snapshot.Scope(), []RoleID{snapshot.Organisation.firstAdminRole()})
		if err != nil {
			return err
		}
		offer.Invitation = admin.invitation(address, snapshot.Scope(), snapshot.names(), roles, Operator.Person, c.Now())
		offer.Invitation.ID = InvitationID(NewID())
		offer.Event, offer.Lift = offer.Invitation.createdEvent(c.Now(), Operator), offer.Invitation.lift(snapshot.Suppression)
		err = resolveOffer(ctx, c.Store, c.Store.Invite(ctx, offer), &offer, c.Now())
		if KindOf(err) == InvitationPending {
			return c.clear(ctx, offer.Invitation)
		}
		return err
	})
	if err != nil {
		return Invitation{}, err
	}
	return offer.Invitation, nil
}

// clear revokes the pending invitation that conflicts with a new one. It returns
// ErrStale, so that the caller tries again.
func (c InviteAdministrator) clear(ctx context.Context, new Invitation) error {
	conflict, err := conflicting(ctx, c.Store, new)
	if err == nil {
		err = c.Store.Close(ctx, conflict.closure(Revoked, c.Now().UTC(), nil, Operator))
	}
	if err == nil || errors.Is(err, ErrNotFound) {
		return ErrStale
	}
	return err
}

// firstAdminRole returns the role that operators offer to an administrator of the
// organisation.
func (o Organisation) firstAdminRole() RoleID {
	if o.Partner {
		return PartnerOrganisationAdmin
	}
	return OrganisationAdmin
}
