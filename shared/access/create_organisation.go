package access

import (
	"context"
	"errors"
	"time"
)

// CreateOrganisationStore is what [CreateOrganisation] reads and writes.
type CreateOrganisationStore interface {
	OrganisationReader
	InvitationReader
	OrganisationCreator
}

// CreateOrganisation creates a top-level organisation and invites its first administrator.
// It is an operator's: it needs AWS credentials, not a token.
type CreateOrganisation struct {
	Store  CreateOrganisationStore
	Limits Limits
	Now    Clock
}

// CreateOrganisationRequest is what an operator says. Partner makes it a partner
// organisation, with a Partner Organisation Admin. The same key, unless it is
// empty, names the same organisation.
type CreateOrganisationRequest struct {
	Key     string
	Name    string
	Partner bool
	Admin   InviteRequest
}

// Do writes the organisation and the invitation in one step. Where a repetition
// finds the organisation and its invitation is gone, which happens when nobody
// took it, the answer has the zero Invitation.
func (c CreateOrganisation) Do(ctx context.Context, r CreateOrganisationRequest) (Organisation, Invitation, error) {
	var wrong fieldErrors
	wrong.check("name", requireName(r.Name))
	address := r.Admin.invitee(&wrong, "admin.")
	if err := wrong.err(); err != nil {
		return Organisation{}, Invitation{}, err
	}
	var seed Seed
	if r.Key != "" {
		seed = Seed(Derive("operator", r.Key))
	}
	now := c.Now().UTC().Truncate(time.Second)
	organisation := Organisation{ID: OrganisationID(seed.id("organisation")), Name: r.Name, Partner: r.Partner, CreatedAt: now}
	names := Names{Organisation: organisation.Name}
	invitation := r.Admin.invitation(address, Scope{Organisation: organisation.ID}, names, []RoleID{organisation.firstAdminRole()}, Operator, now)
	invitation.ID = InvitationID(seed.id("invitation"))
	return c.write(ctx, NewOrganisation{
		Organisation: organisation,
		Event:        organisation.createdEvent(c.Now(), Operator),
		Offer:        &Offer{Invitation: invitation, Event: invitation.createdEvent(c.Now()), Limits: c.Limits, ByOperator: true},
	})
}

// createdEvent is the record of a new organisation.
func (o Organisation) createdEvent(at time.Time, actor Person) Event {
	return Event{ID: NewID(), Type: EventOrganisationCreated, Scope: Scope{Organisation: o.ID},
		Names: Names{Organisation: o.Name}, At: eventTime(at), Actor: actor, Before: []ScopedRole{}, After: []ScopedRole{}}
}

// write keeps the organisation. When it is there already, it was a try of the
// same request that made it: an operator may repeat what broke off.
func (c CreateOrganisation) write(ctx context.Context, w NewOrganisation) (Organisation, Invitation, error) {
	organisation, invitation := w.Organisation, w.Offer.Invitation
	err := RetryStale(ctx, func() error {
		err := c.Store.CreateOrganisation(ctx, w)
		if err == nil {
			return nil
		}
		there, lookup := c.Store.Organisations(ctx, []OrganisationID{organisation.ID})
		if lookup != nil || len(there) == 0 {
			return err
		}
		organisation = there[0]
		invitation, err = c.Store.Invitation(ctx, w.Offer.Invitation.ID)
		if errors.Is(err, ErrNone) {
			return nil
		}
		return err
	})
	return organisation, invitation, err
}
