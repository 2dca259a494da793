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
	address, err := ParseAddress(r.Admin.Email)
	wrong.check("name", requireName(r.Name))
	wrong.check("admin.email", err)
	wrong.check("admin.firstName", checkName(r.Admin.FirstName))
	wrong.check("admin.lastName", checkName(r.Admin.LastName))
	wrong.check("locale", checkLocale(r.Admin.Locale))
	if err := wrong.err(); err != nil {
		return Organisation{}, Invitation{}, err
	}
	now := c.Now().UTC().Truncate(time.Second)
	organisation := Organisation{ID: OrganisationID(NewID()), Name: r.Name, Partner: r.Partner, CreatedAt: now}
	role := OrganisationAdmin
	if r.Partner {
		role = PartnerOrganisationAdmin
	}
	invitation := r.Admin.invitation(address, Scope{Organisation: organisation.ID}, []RoleID{role}, Operator, now)
	return organisation, invitation, c.Store.CreateOrganisation(ctx, Founding{
		Organisation: organisation,
		Record:       Record{ID: NewID(), Type: OrganisationCreated, Scope: invitation.Scope, At: now, Actor: Operator},
		Offer:        Offer{invitation, invitation.record(InvitationCreated, now, Operator)},
	})
}
