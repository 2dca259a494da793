package access

import (
	"context"
	"errors"
	"time"
)

// Appoint invites an administrator to an organisation that exists, for when none
// is left who could. It is an operator's: it needs AWS credentials, not a token.
type Appoint struct {
	Store Store
	Now   Clock
}

// Do writes the invitation. An open one of the same address is taken back first:
// an operator who asks again wants a mail that works.
func (c Appoint) Do(ctx context.Context, organisation OrganisationID, admin InviteRequest) (Invitation, error) {
	var wrong fieldErrors
	address := admin.invitee(&wrong, "admin.")
	if err := wrong.err(); err != nil {
		return Invitation{}, err
	}
	if !validID(string(organisation)) {
		return Invitation{}, errNotFound()
	}
	var invitation Invitation
	err := decide(ctx, func() error {
		place, err := found(c.Store.Place(ctx, PlaceQuery{Scope: Scope{Organisation: organisation}}))
		if err != nil {
			return err
		}
		now := c.Now().UTC()
		invitation = admin.invitation(address, place.Scope(), []RoleID{place.Organisation.leader()}, Operator, now)
		err = c.Store.Invite(ctx, Offer{invitation, invitation.record(InvitationCreated, now, Operator)})
		if errors.Is(err, ErrStale) {
			return c.clear(ctx, invitation, now)
		}
		return err
	})
	return invitation, err
}

// clear revokes the open invitation that is in the way, and asks for another try.
func (c Appoint) clear(ctx context.Context, wanted Invitation, now time.Time) error {
	open, err := rival(ctx, c.Store, wanted)
	if err == nil {
		err = c.Store.Close(ctx, open.closing(Revoked, now, nil, Operator))
	}
	if err == nil || errors.Is(err, ErrNone) {
		return ErrStale
	}
	return err
}

// leader is the role of an organisation's first administrator.
func (o Organisation) leader() RoleID {
	if o.Partner {
		return PartnerOrganisationAdmin
	}
	return OrganisationAdmin
}
