package main

import (
	"encoding/json"
	"strings"
	"time"

	"admit/shared/access"
	"admit/shared/api"
)

// The lines of an import and an export, as docs/import.md describes them.
type (
	organisationLine struct {
		Kind      string                `json:"kind"`
		ID        access.OrganisationID `json:"id"`
		Name      string                `json:"name"`
		Partner   bool                  `json:"partner,omitempty"`
		Parent    access.OrganisationID `json:"parent,omitempty"`
		CreatedAt time.Time             `json:"createdAt,omitzero"`
	}
	accountLine struct {
		Kind         string                `json:"kind"`
		Organisation access.OrganisationID `json:"organisation"`
		ID           access.AccountID      `json:"id"`
		Name         string                `json:"name"`
		CreatedAt    time.Time             `json:"createdAt,omitzero"`
	}
	memberLine struct {
		Kind         string                `json:"kind"`
		Organisation access.OrganisationID `json:"organisation"`
		Account      access.AccountID      `json:"account,omitempty"`
		Issuer       string                `json:"issuer,omitempty"`
		Subject      string                `json:"subject,omitempty"`
		Email        string                `json:"email"`
		FirstName    string                `json:"firstName,omitempty"`
		LastName     string                `json:"lastName,omitempty"`
		Locale       string                `json:"locale,omitempty"`
		RegisteredAt time.Time             `json:"registeredAt,omitzero"`
		Roles        []access.RoleID       `json:"roles"`
		GrantedAt    time.Time             `json:"grantedAt,omitzero"`
		GrantedBy    person                `json:"grantedBy,omitzero"`
		Invitation   access.InvitationID   `json:"invitation,omitempty"`
		Until        *time.Time            `json:"until,omitzero"`
		Suspended    bool                  `json:"suspended,omitzero"`
	}
	person struct {
		ID    access.UserID `json:"id,omitempty"`
		Name  string        `json:"name,omitempty"`
		Email string        `json:"email,omitempty"`
	}
)

// The kinds of lines.
const (
	organisationKind = "organisation"
	accountKind      = "account"
	memberKind       = "member"
)

// parseLine returns the line in a text.
func parseLine(text string) (access.Line, error) {
	var named struct {
		Kind string `json:"kind"`
	}
	if err := json.Unmarshal([]byte(text), &named); err != nil {
		return nil, access.Refuse(access.Invalid, "The line is not a JSON object.")
	}
	switch named.Kind {
	case organisationKind:
		var l organisationLine
		err := api.Decode([]byte(text), &l)
		return access.OrganisationLine{ID: l.ID, Name: l.Name, Partner: l.Partner, Parent: l.Parent, CreatedAt: l.CreatedAt}, err
	case accountKind:
		var l accountLine
		err := api.Decode([]byte(text), &l)
		return access.AccountLine{Organisation: l.Organisation, ID: l.ID, Name: l.Name, CreatedAt: l.CreatedAt}, err
	case memberKind:
		var l memberLine
		err := api.Decode([]byte(text), &l)
		return access.MemberLine{Organisation: l.Organisation, Account: l.Account, Issuer: l.Issuer, Subject: l.Subject,
			Email: l.Email, FirstName: l.FirstName, LastName: l.LastName, Locale: l.Locale, RegisteredAt: l.RegisteredAt,
			Roles: l.Roles, GrantedAt: l.GrantedAt, GrantedBy: access.Person(l.GrantedBy), Invitation: l.Invitation,
			Until: api.EndOf(l.Until), Suspended: l.Suspended}, err
	}
	return nil, access.InvalidField("kind", "must be organisation, account or member")
}

// formatLine returns the text of a line, without a line break. No roles are an empty list,
// because an import takes no null.
func formatLine(line access.Line) (string, error) {
	var form any
	switch l := line.(type) {
	case access.OrganisationLine:
		form = organisationLine{organisationKind, l.ID, l.Name, l.Partner, l.Parent, l.CreatedAt.UTC()}
	case access.AccountLine:
		form = accountLine{accountKind, l.Organisation, l.ID, l.Name, l.CreatedAt.UTC()}
	case access.MemberLine:
		form = memberLine{memberKind, l.Organisation, l.Account, l.Issuer, l.Subject, l.Email, l.FirstName, l.LastName, l.Locale,
			l.RegisteredAt.UTC(), append([]access.RoleID{}, l.Roles...), l.GrantedAt.UTC(), person(l.GrantedBy), l.Invitation, endOf(l.Until), l.Suspended}
	}
	var text strings.Builder
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(form)
	return strings.TrimSuffix(text.String(), "\n"), err
}

// endOf returns an end as a line has it. A role that does not end has none.
func endOf(until time.Time) *time.Time {
	if until.IsZero() {
		return nil
	}
	return &until
}
