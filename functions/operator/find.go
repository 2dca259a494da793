package main

import (
	"context"
	"encoding/json"
	"time"

	"admit/shared/access"
	"admit/shared/api"
)

// The answer to a call that finds a user.
type (
	foundUser struct {
		User        *user             `json:"user"` // null if no user has the address
		Memberships []foundMembership `json:"memberships"`
		Invitations []foundInvitation `json:"invitations"`
	}
	user struct {
		ID        access.UserID `json:"id"`
		Email     string        `json:"email"`
		FirstName string        `json:"firstName"`
		LastName  string        `json:"lastName"`
		Issuer    string        `json:"issuer"`
		Subject   string        `json:"subject"`
		CreatedAt time.Time     `json:"createdAt"`
	}
	foundMembership struct {
		OrganisationID access.OrganisationID `json:"organisationId"`
		Organisation   string                `json:"organisation"` // its name
		Suspended      bool                  `json:"suspended"`
		Roles          []foundRole           `json:"roles"`
		Suppressed     string                `json:"suppressed,omitempty"` // why the organisation sends no emails to the address
	}
	foundRole struct {
		Role      access.RoleID    `json:"role"`
		AccountID access.AccountID `json:"accountId,omitempty"`
		Until     *time.Time       `json:"until,omitempty"`
	}
	foundInvitation struct {
		api.Invitation
		Organisation string `json:"organisation"`
		Suppressed   string `json:"suppressed,omitempty"`
	}
)

// findUser finds the user with an address.
func (h handler) findUser(ctx context.Context, call json.RawMessage) (any, error) {
	var body struct {
		Action string `json:"action"`
		Email  string `json:"email"`
	}
	if err := api.Decode(call, &body); err != nil {
		return nil, err
	}
	found, err := h.find.Do(ctx, body.Email)
	if err != nil {
		return nil, err
	}
	answer := foundUser{Memberships: []foundMembership{}, Invitations: []foundInvitation{}}
	if u := found.User; u != nil {
		answer.User = &user{u.ID, u.Email.String(), u.FirstName, u.LastName, u.Issuer, u.Subject, u.CreatedAt.UTC()}
	}
	for _, m := range found.Memberships {
		shown := foundMembership{OrganisationID: m.Organisation, Organisation: found.Organisations[m.Organisation].Name, Suspended: m.Suspended,
			Roles: []foundRole{}, Suppressed: found.Suppressions[m.Organisation].Reason}
		for _, g := range m.Grants {
			shown.Roles = append(shown.Roles, roleOf(g))
		}
		answer.Memberships = append(answer.Memberships, shown)
	}
	for _, i := range found.Invitations {
		answer.Invitations = append(answer.Invitations, foundInvitation{Invitation: api.InvitationOf(i, h.find.Now()),
			Organisation: found.Organisations[i.Scope.Organisation].Name, Suppressed: found.Suppressions[i.Scope.Organisation].Reason})
	}
	return map[string]any{"found": answer}, nil
}

func roleOf(g access.Grant) foundRole {
	role := foundRole{Role: g.Role, AccountID: g.Scope.Account}
	if !g.Until.IsZero() {
		until := g.Until.UTC()
		role.Until = &until
	}
	return role
}
