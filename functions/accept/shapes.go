package main

import (
	"time"

	"admit/shared/access"
	"admit/shared/api"
)

// offer is what an invitee sees before they accept or decline.
type offer struct {
	Email        string        `json:"email"`
	FirstName    string        `json:"firstName"`
	LastName     string        `json:"lastName"`
	Organisation organisation  `json:"organisation"`
	Account      *api.Account  `json:"account,omitempty"`
	Roles        []offeredRole `json:"roles"`
	InvitedBy    inviter       `json:"invitedBy"`
	ExpiresAt    time.Time     `json:"expiresAt"`
}

// preview is what the holder of a link sees.
type preview struct {
	offer
	Registration access.Registration `json:"registration"`
}

// renewal is the request of an invitee for a new link.
type renewal struct {
	RequestedAt time.Time `json:"requestedAt"`
}

// ownInvitation is what the invitee sees who has signed in.
type ownInvitation struct {
	ID access.InvitationID `json:"id"`
	offer
}

// organisation is the part of an organisation that an invitee may see.
type organisation struct {
	ID   access.OrganisationID `json:"id"`
	Name string                `json:"name"`
}

// offeredRole is a role that the invitation offers.
type offeredRole struct {
	ID          access.RoleID `json:"id"`
	Name        string        `json:"name"`
	Description string        `json:"description"`
	Until       time.Time     `json:"until,omitzero"`
}

// inviter is the part of the inviter that an invitee may see.
type inviter struct {
	Name string `json:"name"`
}

// offerOf returns what an invitation offers as the API shows it, with the roles in a
// language.
func offerOf(p access.InvitationPreview, texts access.RoleTexts) offer {
	shown := offer{
		Email: p.Email, FirstName: p.Invitation.FirstName, LastName: p.Invitation.LastName,
		Organisation: organisation{p.Organisation.ID, p.Organisation.Name}, InvitedBy: inviter{p.Invitation.Inviter.Name},
		ExpiresAt: p.Invitation.ExpiresAt,
	}
	if p.Account != nil {
		shown.Account = &api.Account{ID: p.Account.ID, Name: p.Account.Name}
	}
	for _, role := range p.Roles {
		role = texts.In(role)
		shown.Roles = append(shown.Roles, offeredRole{role.ID, role.Name, role.Description, p.Invitation.Ends[role.ID]})
	}
	return shown
}
