// Package events contains the public form of events. The audit log in the API and the
// event bus have the same JSON object. On the bus it also has a version. The JSON
// Schemas of the objects on the bus are public (see README.md).
package events

import (
	"embed"
	"strings"
	"time"

	"admit/shared/access"
)

// Source is the source of every event on the bus. The detail type is the type of the
// event.
const Source = "admit"

// Version is the version of the form of events. A version may get new properties.
// Every other change of the form needs a new version.
const Version = "1"

// Event is an event in its public form.
type Event struct {
	ID           string              `json:"id"`
	Type         access.EventType    `json:"type"`
	At           time.Time           `json:"at"`
	Organisation Organisation        `json:"organisation"`
	Account      *Account            `json:"account,omitempty"` // nil if the event is about the whole organisation
	Actor        Person              `json:"actor"`
	Subject      *Person             `json:"subject,omitempty"` // nil if the event is about no person
	InvitationID access.InvitationID `json:"invitationId,omitempty"`
	Before       []ScopedRole        `json:"before"`
	After        []ScopedRole        `json:"after"`
	Detail       string              `json:"detail,omitempty"`
	Metadata     access.Metadata     `json:"metadata,omitempty"` // of the invitation

	Suspended bool `json:"suspended,omitzero"` // after the event, none of the roles counts

	InvitedEmail string `json:"invitedEmail,omitempty"` // of an invitation that the subject has another address than
	FormerName   string `json:"formerName,omitempty"`   // of an organisation or an account that was renamed
}

// Organisation is an organisation with its name at the time of the event.
type Organisation struct {
	ID   access.OrganisationID `json:"id"`
	Name string                `json:"name"`
}

// Account is an account with its name at the time of the event.
type Account struct {
	ID   access.AccountID `json:"id"`
	Name string           `json:"name"`
}

// Person is a person with the name and email address of the time of the event. UserID
// is empty for a person who was only invited. Issuer and Subject are those of the
// user's token. They are empty for somebody who is no user, and in old events.
type Person struct {
	UserID  access.UserID `json:"userId,omitempty"`
	Name    string        `json:"name"`
	Email   string        `json:"email,omitempty"`
	Issuer  string        `json:"issuer,omitempty"`
	Subject string        `json:"subject,omitempty"`
}

// ScopedRole is a role for the whole organisation, or for one account in it.
type ScopedRole struct {
	Role      access.RoleID    `json:"role"`
	AccountID access.AccountID `json:"accountId,omitempty"`
	Until     time.Time        `json:"until,omitzero"` // when the role ends; zero if it does not
}

// FromAccess returns the public form of an event.
func FromAccess(e access.Event) Event {
	event := Event{
		ID: e.ID, Type: e.Type, At: e.At.UTC(),
		Organisation: Organisation{e.Scope.Organisation, e.Names.Organisation},
		Actor:        personOf(e.Actor), InvitationID: e.Invitation,
		Before: scopedRolesOf(e.Before), After: scopedRolesOf(e.After), Detail: e.Detail, Metadata: e.Metadata, InvitedEmail: e.InvitedEmail, Suspended: e.Suspended,
		FormerName: e.FormerName,
	}
	if e.Scope.Account != "" {
		event.Account = &Account{e.Scope.Account, e.Names.Account}
	}
	if e.Subject != (access.Party{}) {
		event.Subject = new(personOf(e.Subject))
	}
	return event
}

func personOf(p access.Party) Person {
	return Person{p.ID, p.Name, p.Email, p.Issuer, p.Subject}
}

func scopedRolesOf(list []access.ScopedRole) []ScopedRole {
	shown := make([]ScopedRole, 0, len(list))
	for _, scoped := range list {
		shown = append(shown, ScopedRole{scoped.Role, scoped.Account, scoped.Until})
	}
	return shown
}

// Message is an event as it is on the bus.
type Message struct {
	Version string `json:"version"`
	Event
}

// MessageOf returns an event with the version.
func MessageOf(e Event) Message { return Message{Version, e} }

// Schemas contains the JSON Schema of each family of events, at the path that
// [SchemaOf] returns.
//
//go:embed schemas/*.json
var Schemas embed.FS

// SchemaOf returns the path of the schema for a type of event in [Schemas]. Event types
// with the same first part, such as access, are a family and have one schema.
func SchemaOf(kind access.EventType) string {
	family, _, _ := strings.Cut(string(kind), ".")
	return "schemas/" + family + ".v" + Version + ".json"
}
