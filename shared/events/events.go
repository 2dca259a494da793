// Package events is what Admit tells the outside of a change. The list of events
// in the API and the event bus carry the same object; on the bus it has a
// version besides, and its shape is published as a JSON Schema (see README.md).
package events

import (
	"embed"
	"strings"
	"time"

	"admit/shared/access"
)

// Source is the source of every event on the bus. Its detail type is the type of
// the event.
const Source = "admit"

// Version is that of the shape of events. A shape that was published stays: it
// may gain a property, and every other change of it makes another version.
const Version = "1"

// Event is a record as it is shown.
type Event struct {
	ID           string              `json:"id"`
	Type         access.EventType    `json:"type"`
	At           time.Time           `json:"at"`
	Organisation Organisation        `json:"organisation"`
	Account      *Account            `json:"account,omitempty"` // nil: the whole organisation is meant
	Actor        Person              `json:"actor"`
	Subject      *Person             `json:"subject,omitempty"` // nil: it happened to nobody
	InvitationID access.InvitationID `json:"invitationId,omitempty"`
	Before       []ScopedRole        `json:"before"`
	After        []ScopedRole        `json:"after"`
	Detail       string              `json:"detail,omitempty"`
}

// Organisation is an organisation as it was called then.
type Organisation struct {
	ID   access.OrganisationID `json:"id"`
	Name string                `json:"name"`
}

// Account is an account as it was called then.
type Account struct {
	ID   access.AccountID `json:"id"`
	Name string           `json:"name"`
}

// Person is somebody as they were named then. Somebody who is only invited is no
// user yet.
type Person struct {
	UserID access.UserID `json:"userId,omitempty"`
	Name   string        `json:"name"`
	Email  string        `json:"email,omitempty"`
}

// ScopedRole is a role: of the whole organisation, or of an account.
type ScopedRole struct {
	Role      access.RoleID    `json:"role"`
	AccountID access.AccountID `json:"accountId,omitempty"`
}

// Of shows a record.
func Of(r access.Event) Event {
	event := Event{
		ID: r.ID, Type: r.Type, At: r.At.UTC(),
		Organisation: Organisation{r.Scope.Organisation, r.Names.Organisation},
		Actor:        personOf(r.Actor), InvitationID: r.Invitation,
		Before: scopedRolesOf(r.Before), After: scopedRolesOf(r.After), Detail: r.Detail,
	}
	if r.Scope.Account != "" {
		event.Account = &Account{r.Scope.Account, r.Names.Account}
	}
	if r.Subject != (access.Person{}) {
		event.Subject = new(personOf(r.Subject))
	}
	return event
}

func personOf(p access.Person) Person { return Person{p.ID, p.Name, p.Email} }

func scopedRolesOf(list []access.ScopedRole) []ScopedRole {
	shown := make([]ScopedRole, 0, len(list))
	for _, scoped := range list {
		shown = append(shown, ScopedRole{scoped.Role, scoped.Account})
	}
	return shown
}

// Message is an event as the bus carries it.
type Message struct {
	Version string `json:"version"`
	Event
}

// MessageOf puts the version on an event.
func MessageOf(e Event) Message { return Message{Version, e} }

// Schemas holds the JSON Schema of each family of events, in SchemaOf's paths.
//
//go:embed schemas/*.json
var Schemas embed.FS

// SchemaOf is the path in Schemas of the schema for a type of event. What
// happens to one kind of thing is one family.
func SchemaOf(kind access.EventType) string {
	family, _, _ := strings.Cut(string(kind), ".")
	return "schemas/" + family + ".v" + Version + ".json"
}
