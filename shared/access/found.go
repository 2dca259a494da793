package access

import (
	"context"
	"time"
)

// Found creates a top-level organisation and invites its first administrator.
// It is an operator's: it needs AWS credentials, not a token.
type Found struct {
	Store Store
	Now   Clock
}

// FoundRequest is what an operator says. Partner makes it a partner
// organisation, with a Partner Organisation Admin.
type FoundRequest struct {
	Name    string
	Partner bool
	Admin   InviteRequest
}

// Do writes the organisation and the invitation in one step.
func (c Found) Do(ctx context.Context, r FoundRequest) (Organisation, Invitation, error) {
	var wrong fieldErrors
	wrong.check("name", requireName(r.Name))
	address := r.Admin.invitee(&wrong, "admin.")
	if err := wrong.err(); err != nil {
		return Organisation{}, Invitation{}, err
	}
	now := c.Now().UTC().Truncate(time.Second)
	organisation := Organisation{ID: OrganisationID(NewID()), Name: r.Name, Partner: r.Partner, CreatedAt: now}
	invitation := r.Admin.invitation(address, Scope{Organisation: organisation.ID}, []RoleID{organisation.leader()}, Operator, now)
	return organisation, invitation, c.write(ctx, Founding{
		Organisation: organisation,
		Record:       Record{ID: NewID(), Type: OrganisationCreated, Scope: invitation.Scope, At: now, Actor: Operator},
		Offer:        Offer{invitation, invitation.record(InvitationCreated, now, Operator)},
	})
}

// write keeps the organisation. Its id is new: when the answer is lost and the
// organisation is there all the same, it was this write that made it, and an
// operator need not try again and found a second one.
func (c Found) write(ctx context.Context, w Founding) error {
	return decide(ctx, func() error {
		err := c.Store.CreateOrganisation(ctx, w)
		if err == nil {
			return nil
		}
		there, lookup := c.Store.Organisations(ctx, []OrganisationID{w.Organisation.ID})
		if lookup == nil && len(there) == 1 {
			return nil
		}
		return err
	})
}
