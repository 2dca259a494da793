package access

import (
	"context"
	"errors"
)

// InviteAdministratorStore is what [InviteAdministrator] reads and writes.
type InviteAdministratorStore interface {
	inviterStore
	InvitationCreator
	InvitationCloser
}

// InviteAdministrator invites an administrator to an organisation that exists, for when none
// is left who could. It is an operator's: it needs AWS credentials, not a token.
type InviteAdministrator struct {
	Store  InviteAdministratorStore
	Limits Limits
	Now    Clock
}

// Do writes the invitation, unless whoever has the address is an administrator
// there already. An open one of the same address is taken back first: an
// operator who asks again wants a mail that works. So this also lifts a suppression
// of the address: nobody may be left who could resend the invitation. No limit of
// invitations or mails refuses an operator.
func (c InviteAdministrator) Do(ctx context.Context, organisation OrganisationID, admin InviteRequest) (Invitation, error) {
	var wrong fieldErrors
	address := admin.invitee(&wrong, "admin.")
	if err := wrong.err(); err != nil {
		return Invitation{}, err
	}
	if !ValidID(string(organisation)) {
		return Invitation{}, errNotFound()
	}
	in, offer := inviter{c.Store, c.Limits}, Offer{Limits: c.Limits, ByOperator: true}
	err := RetryStale(ctx, func() error {
		snapshot, err := orNotFound(c.Store.Snapshot(ctx, SnapshotQuery{Scope: Scope{Organisation: organisation}, Address: &address}))
		if err != nil {
			return err
		}
		roles, err := notYetHeldBy(ctx, c.Store, c.Limits, snapshot.Addressee, snapshot.Scope(), []RoleID{snapshot.Organisation.firstAdminRole()})
		if err != nil {
			return err
		}
		offer.Invitation = admin.invitation(address, snapshot.Scope(), snapshot.names(), roles, Operator, c.Now())
		offer.Invitation.ID = InvitationID(NewID())
		offer.Event, offer.Lift = offer.Invitation.createdEvent(c.Now()), offer.Invitation.lift(snapshot.Suppression)
		err = in.resolve(ctx, c.Store.Invite(ctx, offer), &offer, c.Now())
		if KindOf(err) == InvitationPending {
			return c.clear(ctx, in, offer.Invitation)
		}
		return err
	})
	if err != nil {
		return Invitation{}, err
	}
	return offer.Invitation, nil
}

// clear revokes the open invitation that is in the way, and asks for another try.
func (c InviteAdministrator) clear(ctx context.Context, in inviter, wanted Invitation) error {
	open, err := in.conflicting(ctx, wanted)
	if err == nil {
		err = c.Store.Close(ctx, open.closure(Revoked, c.Now().UTC(), nil, Operator))
	}
	if err == nil || errors.Is(err, ErrNone) {
		return ErrStale
	}
	return err
}

// firstAdminRole is the role of an organisation's first administrator.
func (o Organisation) firstAdminRole() RoleID {
	if o.Partner {
		return PartnerOrganisationAdmin
	}
	return OrganisationAdmin
}
