package access

import "time"

// EventType names what happened. It is also the detail type of the event that
// is published, so that a name given once stays.
type EventType string

// What goes on record.
const (
	EventOrganisationCreated  EventType = "organisation.created"
	EventAccountCreated       EventType = "account.created"
	EventInvitationCreated    EventType = "invitation.created"
	EventInvitationUpdated    EventType = "invitation.changed"
	EventInvitationResent     EventType = "invitation.resent"
	EventInvitationSent       EventType = "invitation.sent"
	EventInvitationDelayed    EventType = "invitation.delayed"
	EventInvitationDelivered  EventType = "invitation.delivered"
	EventInvitationFailed     EventType = "invitation.failed"
	EventInvitationBounced    EventType = "invitation.bounced"
	EventInvitationComplained EventType = "invitation.complained"
	EventInvitationAccepted   EventType = "invitation.accepted"
	EventInvitationDeclined   EventType = "invitation.declined"
	EventInvitationRevoked    EventType = "invitation.revoked"
	EventInvitationExpired    EventType = "invitation.expired"
	EventAccessGranted        EventType = "access.granted"
	EventAccessChanged        EventType = "access.changed"
	EventAccessRemoved        EventType = "access.removed"
)

// EventTypes lists what goes on record.
var EventTypes = []EventType{
	EventOrganisationCreated, EventAccountCreated,
	EventInvitationCreated, EventInvitationUpdated, EventInvitationResent, EventInvitationSent, EventInvitationDelayed, EventInvitationDelivered,
	EventInvitationFailed, EventInvitationBounced, EventInvitationComplained,
	EventInvitationAccepted, EventInvitationDeclined, EventInvitationRevoked, EventInvitationExpired,
	EventAccessGranted, EventAccessChanged, EventAccessRemoved,
}

// Event is one change: who did what to whom, where and when, with names as
// they were then. It is written in the transaction that makes the change.
//
// Before and After are, of an invitation, the roles that it offered; of access,
// everything that the subject held directly in the organisation.
type Event struct {
	ID         string
	Type       EventType
	Scope      Scope
	Names      Names
	At         time.Time // to the microsecond
	Actor      Person
	Subject    Person // nobody, where an organisation or an account is created
	Invitation InvitationID
	Before     []ScopedRole
	After      []ScopedRole
	Detail     string // what the mail's provider said
}

// System is on record for what no person did: time passed, a mail went its way.
var System = Person{ID: "system", Name: "Admit"}

// subject is the invitee as a person on record.
func (i Invitation) subject() Person {
	return Person{ID: i.AcceptedBy, Name: fullName(i.FirstName, i.LastName), Email: i.Email.String()}
}

// offers lists what the invitation offers.
func (i Invitation) offers() []ScopedRole {
	list := make([]ScopedRole, 0, len(i.Roles))
	for _, role := range i.Roles {
		list = append(list, ScopedRole{role, i.Scope.Account})
	}
	return list
}

// Event returns an event about the invitation that leaves its roles as they are.
func (i Invitation) Event(kind EventType, at time.Time, actor Person) Event {
	return Event{ID: NewID(), Type: kind, Scope: i.Scope, Names: i.Names, At: eventTime(at), Actor: actor,
		Subject: i.subject(), Invitation: i.ID, Before: i.offers(), After: i.offers()}
}

// createdEvent is the record of an invitation that was not there before.
func (i Invitation) createdEvent(at time.Time) Event {
	event := i.Event(EventInvitationCreated, at, i.Inviter)
	event.Before = []ScopedRole{}
	return event
}

// endedEvent is the record of an invitation that offers nothing from now on.
func (i Invitation) endedEvent(kind EventType, at time.Time, actor Person) Event {
	event := i.Event(kind, at, actor)
	event.After = []ScopedRole{}
	return event
}

// accessEvent is a change of what somebody holds in an organisation.
func accessEvent(kind EventType, before, after Membership, scope Scope, names Names, at time.Time, actor Person) Event {
	return Event{ID: NewID(), Type: kind, Scope: scope, Names: names, At: eventTime(at), Actor: actor,
		Subject: after.User.Person(), Before: scopedRoles(before.Grants), After: scopedRoles(after.Grants)}
}

// eventTime is a time as records keep it.
func eventTime(at time.Time) time.Time { return at.UTC().Truncate(time.Microsecond) }
