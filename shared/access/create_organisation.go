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

// CreateOrganisation creates a top-level organisation and invites its first
// administrator. Only operators use it.
type CreateOrganisation struct {
	Store  CreateOrganisationStore
	Limits Limits
	Now    Clock
}

// CreateOrganisationRequest is an operator's request for a new organisation.
type CreateOrganisationRequest struct {
	Key     string // a request with the same key returns the same organisation; empty: always a new one
	Name    string
	Partner bool          // a partner organisation, whose first administrator is a Partner Organisation Admin
	Admin   InviteRequest // to the first administrator; its account and roles are ignored
}

// Do creates the organisation and the invitation in one transaction. A request that
// is repeated with its key returns what it created. If the invitation no longer
// exists then, because the store removed it, Do returns the zero Invitation.
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
	invitation := r.Admin.invitation(address, Scope{Organisation: organisation.ID}, organisation.names(), []RoleID{organisation.firstAdminRole()}, Operator.Person, now)
	invitation.ID = InvitationID(seed.id("invitation"))
	return c.write(ctx, NewOrganisation{
		Organisation: organisation,
		Event:        organisation.createdEvent(c.Now(), Operator),
		Offer:        &Offer{Invitation: invitation, Event: invitation.createdEvent(c.Now(), Operator), Limits: c.Limits, ByOperator: true},
	})
}

// createdEvent returns the event of a new organisation.
func (o Organisation) createdEvent(at time.Time, actor Party) Event {
	return scopeEvent(EventOrganisationCreated, Scope{Organisation: o.ID}, o.names(), at, actor)
}

// write writes the organisation and its first invitation. If the organisation
// exists, an earlier try with the same seed created it, and write returns what
// is stored.
func (c CreateOrganisation) write(ctx context.Context, w NewOrganisation) (Organisation, Invitation, error) {
	organisation, invitation := w.Organisation, w.Offer.Invitation
	err := RetryStale(ctx, func(ctx context.Context) error {
		err := c.Store.CreateOrganisation(ctx, w)
		if err == nil {
			return nil
		}
		found, lookup := c.Store.Organisations(ctx, []OrganisationID{organisation.ID})
		if lookup != nil || len(found) == 0 {
			return refuseDeleted(err)
		}
		organisation = found[0]
		invitation, err = c.Store.Invitation(ctx, w.Offer.Invitation.ID)
		if errors.Is(err, ErrNotFound) {
			return nil
		}
		return err
	})
	return organisation, invitation, err
}
