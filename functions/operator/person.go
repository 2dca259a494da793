package main

import (
	"context"
	"encoding/json"
	"time"

	"admit/shared/access"
	"admit/shared/api"
)

// personProgress is how far the deletion of a person has come.
type personProgress struct {
	Pseudonym access.UserID `json:"pseudonym"`
	Name      string        `json:"name"`
	Passes    int           `json:"passes"`
	Examined  int           `json:"examined"` // items, in all passes
	Changed   int           `json:"changed"`
}

// deleteUser deletes a user, or a person by their address, as far as one call has time for.
// The same call goes on where it stopped.
func (h handler) deleteUser(ctx context.Context, call json.RawMessage) (any, error) {
	var body struct {
		Action string        `json:"action"`
		UserID access.UserID `json:"userId"`
		Email  string        `json:"email"`
	}
	if err := api.Decode(call, &body); err != nil {
		return nil, err
	}
	if body.UserID != "" && body.Email != "" {
		return nil, access.InvalidField("email", "and userId exclude each other")
	}
	run := func() (access.DeletedPerson, error) { return h.delete.Do(ctx, body.UserID) }
	if body.Email != "" {
		run = func() (access.DeletedPerson, error) { return h.delete.ByAddress(ctx, body.Email) }
	}
	d, err := run()
	if err != nil {
		return nil, err
	}
	answer := map[string]any{"deleted": d.Done, "deletion": personProgress{d.Pseudonym.ID, d.Pseudonym.Name, d.Pass, d.Examined, d.Changed}}
	if d.User.ID != "" {
		answer["userId"] = d.User.ID
	}
	return answer, nil
}

// retention is how far a run has come that gives the table the present retention.
type retention struct {
	Next     string `json:"next,omitempty"`
	Examined int    `json:"examined"` // items, in this call
	Changed  int    `json:"changed"`
	Total    int64  `json:"total"` // of the table, an estimate
}

// retainTable gives events and closed invitations the present retention.
func (h handler) retainTable(ctx context.Context, call json.RawMessage) (any, error) {
	var body struct {
		Action string `json:"action"`
		After  string `json:"after"`
	}
	if err := api.Decode(call, &body); err != nil {
		return nil, err
	}
	r, err := h.retain.Do(ctx, body.After)
	if err != nil {
		return nil, err
	}
	return map[string]any{"retention": retention{r.Next, r.Examined, r.Changed, r.Total}}, nil
}

// exportPerson answers a part of what is kept about one person.
func (h handler) exportPerson(ctx context.Context, call json.RawMessage) (any, error) {
	var body struct {
		Action string          `json:"action"`
		UserID access.UserID   `json:"userId"`
		Email  string          `json:"email"`
		Emails []string        `json:"emails"`
		Users  []access.UserID `json:"users"`
		After  string          `json:"after"`
	}
	if err := api.Decode(call, &body); err != nil {
		return nil, err
	}
	part, err := h.person.Do(ctx, access.ExportPersonRequest{User: body.UserID, Email: body.Email, Emails: body.Emails, Users: body.Users, After: body.After})
	if err != nil {
		return nil, err
	}
	return map[string]any{"person": personOf(part, h.person.Now().UTC())}, nil
}

// exportedPerson is a part of the document about a person. docs/personal-data.md describes it.
type exportedPerson struct {
	Profile      *exportedProfile      `json:"profile,omitempty"`
	Invitations  []exportedInvitation  `json:"invitations"`
	Events       []exportedEvent       `json:"events"`
	Suppressions []exportedSuppression `json:"suppressions"`
	Emails       []exportedCount       `json:"emails"`
	Addresses    []string              `json:"addresses"` // found in this part
	Users        []access.UserID       `json:"users"`
	Next         string                `json:"next,omitempty"`
	Examined     int                   `json:"examined"`
	Total        int64                 `json:"total"`
}

type exportedProfile struct {
	UserID      access.UserID        `json:"userId"`
	Issuer      string               `json:"issuer"`
	Subject     string               `json:"subject"`
	Email       string               `json:"email"`
	FirstName   string               `json:"firstName"`
	LastName    string               `json:"lastName"`
	Language    string               `json:"language,omitempty"`
	CreatedAt   time.Time            `json:"createdAt"`
	Memberships []exportedMembership `json:"memberships"`
}

type exportedMembership struct {
	OrganisationID access.OrganisationID `json:"organisationId"`
	Organisation   string                `json:"organisation"`
	Suspended      bool                  `json:"suspended"`
	Grants         []exportedGrant       `json:"grants"`
}

type exportedGrant struct {
	Role         access.RoleID       `json:"role"`
	AccountID    access.AccountID    `json:"accountId,omitempty"`
	GrantedAt    time.Time           `json:"grantedAt"`
	Until        time.Time           `json:"until,omitzero"`
	InvitationID access.InvitationID `json:"invitationId,omitempty"`
}

// exportedInvitation is an invitation to the person, or one that the person sent or asked to
// accept. Of the last two it does not have who was invited.
type exportedInvitation struct {
	ID             access.InvitationID   `json:"id"`
	Part           string                `json:"part"` // invitee, inviter or requester
	OrganisationID access.OrganisationID `json:"organisationId"`
	Organisation   string                `json:"organisation"`
	AccountID      access.AccountID      `json:"accountId,omitempty"`
	Email          string                `json:"email,omitempty"`
	FirstName      string                `json:"firstName,omitempty"`
	LastName       string                `json:"lastName,omitempty"`
	Roles          []access.RoleID       `json:"roles"`
	Metadata       access.Metadata       `json:"metadata,omitempty"`
	Status         access.Status         `json:"status"`
	Delivery       access.DeliveryStatus `json:"delivery,omitempty"`
	CreatedAt      time.Time             `json:"createdAt"`
	ExpiresAt      time.Time             `json:"expiresAt"`
	KeptUntil      time.Time             `json:"keptUntil,omitzero"`
}

type exportedEvent struct {
	ID             string                `json:"id"`
	Type           access.EventType      `json:"type"`
	At             time.Time             `json:"at"`
	OrganisationID access.OrganisationID `json:"organisationId"`
	Organisation   string                `json:"organisation"` // as it was named then
	AccountID      access.AccountID      `json:"accountId,omitempty"`
	Actor          exportedParty         `json:"actor"`
	Subject        exportedParty         `json:"subject"`
	InvitationID   access.InvitationID   `json:"invitationId,omitempty"`
	Before         []access.RoleID       `json:"before"`
	After          []access.RoleID       `json:"after"`
	Detail         string                `json:"detail,omitempty"`
	FormerName     string                `json:"formerName,omitempty"`
}

// exportedParty is the person, or somebody else, of whom only the id is told.
type exportedParty struct {
	Person bool          `json:"person"`
	ID     access.UserID `json:"id,omitempty"`
	Name   string        `json:"name,omitempty"`
	Email  string        `json:"email,omitempty"`
}

type exportedSuppression struct {
	OrganisationID access.OrganisationID `json:"organisationId"`
	Organisation   string                `json:"organisation"`
	Reason         string                `json:"reason"`
	At             time.Time             `json:"at"`
	Active         bool                  `json:"active"`
}

type exportedCount struct {
	OrganisationID access.OrganisationID `json:"organisationId"`
	Organisation   string                `json:"organisation"`
	BelowPartner   bool                  `json:"belowPartner"`
	Day            string                `json:"day"`
	Emails         int                   `json:"emails"`
}
