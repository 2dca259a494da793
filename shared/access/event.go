package access

import "time"

// EventType says what happened. Published events have the same names, so a name
// never changes.
type EventType string

// The types of events.
const (
	EventOrganisationCreated  EventType = "organisation.created"
	EventOrganisationRenamed  EventType = "organisation.renamed"
	EventOrganisationDeleted  EventType = "organisation.deleted"
	EventAccountCreated       EventType = "account.created"
	EventAccountRenamed       EventType = "account.renamed"
	EventAccountDeleted       EventType = "account.deleted"
	EventInvitationCreated    EventType = "invitation.created"
	EventInvitationUpdated    EventType = "invitation.changed"
	EventInvitationTakenOver  EventType = "invitation.taken-over"
	EventInvitationResent     EventType = "invitation.resent"
	EventInvitationSent       EventType = "invitation.sent"
	EventInvitationReminded   EventType = "invitation.reminded"
	EventInvitationDelayed    EventType = "invitation.delayed"
	EventInvitationDelivered  EventType = "invitation.delivered"
	EventInvitationFailed     EventType = "invitation.failed"
	EventInvitationBounced    EventType = "invitation.bounced"
	EventInvitationComplained EventType = "invitation.complained"
	EventInvitationAccepted   EventType = "invitation.accepted"
	EventInvitationDeclined   EventType = "invitation.declined"
	EventInvitationRevoked    EventType = "invitation.revoked"
	EventInvitationExpired    EventType = "invitation.expired"
	EventAcceptanceRequested  EventType = "invitation.acceptance-requested"
	EventAcceptanceDeclined   EventType = "invitation.acceptance-declined"
	EventRenewalRequested     EventType = "invitation.renewal-requested"
	EventAccessGranted        EventType = "access.granted"
	EventAccessChanged        EventType = "access.changed"
	EventAccessRemoved        EventType = "access.removed"
	EventAccessEnded          EventType = "access.ended"
	EventAccessSuspended      EventType = "access.suspended"
	EventAccessReactivated    EventType = "access.reactivated"
	EventUserRenamed          EventType = "user.renamed"
)

// EventTypes lists all types of events.
var EventTypes = []EventType{
	EventOrganisationCreated, EventOrganisationRenamed, EventOrganisationDeleted, EventAccountCreated, EventAccountRenamed, EventAccountDeleted,
	EventInvitationCreated, EventInvitationUpdated, EventInvitationTakenOver, EventInvitationResent, EventInvitationSent, EventInvitationReminded, EventInvitationDelayed, EventInvitationDelivered,
	EventInvitationFailed, EventInvitationBounced, EventInvitationComplained,
	EventInvitationAccepted, EventInvitationDeclined, EventInvitationRevoked, EventInvitationExpired,
	EventAcceptanceRequested, EventAcceptanceDeclined, EventRenewalRequested,
	EventAccessGranted, EventAccessChanged, EventAccessRemoved, EventAccessEnded, EventAccessSuspended, EventAccessReactivated,
	EventUserRenamed,
}

// Event is one change: who did what to whom, where and when, with the names of that
// time. It is written in the transaction that makes the change.
//
// In an event about an invitation, Before and After are the roles that it offered.
// In an event about access, they are everything that the subject held directly in
// the organisation. In an event about a new name, they are the same. The actor has the old
// name, and the subject the new one.
type Event struct {
	ID         string
	Type       EventType
	Scope      Scope
	Names      Names
	At         time.Time // to the microsecond
	Actor      Party
	Subject    Party // zero in an event of an organisation or an account
	Invitation InvitationID
	Before     []ScopedRole
	After      []ScopedRole
	Detail     string   // more about an email: the email service's words, or why it was not sent
	Metadata   Metadata // of the invitation that the event is about, or that gave the access
	Suspended  bool     // of an event about access: after it, none of the roles counts

	// InvitedEmail is the invited address in an event about a person with another address:
	// they asked to accept, were declined, or accepted because an administrator confirmed
	// it. It is empty in every other event.
	InvitedEmail string
	// FormerName is the name before, in an event of a new name. It is empty in every other
	// event.
	FormerName string
}

// scopeEvent returns an event of an organisation or an account itself, which is about no
// person and no roles.
func scopeEvent(kind EventType, scope Scope, names Names, at time.Time, actor Party) Event {
	return Event{ID: NewID(), Type: kind, Scope: scope, Names: names, At: eventTime(at), Actor: actor,
		Before: []ScopedRole{}, After: []ScopedRole{}}
}

// Party is a person in an event: who did it, or whom it is about. Issuer and Subject
// are those of a user's token, and empty for everybody else. Only events have them.
// Invitations and grants have a Person, because requests read them much more often.
type Party struct {
	Person
	Issuer, Subject string
}

// Operator is the actor of events that an operator caused.
var Operator = Party{Person: Person{ID: "operator", Name: "Operator"}}

// System is the actor of events that no person caused: an invitation expired, or
// the state of an email changed.
var System = Party{Person: Person{ID: "system", Name: "Admit"}}

// Party returns the user, as named now, for an event.
func (u User) Party() Party { return Party{u.Person(), u.Issuer, u.Subject} }

// party returns the user, as named now, for an event. It returns nobody if the
// user holds nothing.
func (e EffectiveAccess) party() Party {
	if user := e.User(); user.ID != "" {
		return user.Party()
	}
	return Party{}
}

// inviter returns the inviter of an invitation, as named then, for an event. The
// snapshot must have the inviter's access.
func (s Snapshot) inviter(i Invitation) Party {
	user := s.Access[i.Inviter.ID].User()
	return Party{i.Inviter, user.Issuer, user.Subject}
}

// subject returns the invitee as the subject of an event. The id is empty until the
// invitation is accepted.
func (i Invitation) subject() Party {
	return Party{Person: Person{ID: i.AcceptedBy, Name: fullName(i.FirstName, i.LastName), Email: i.Email.String()}}
}

// offers lists the roles that the invitation offers, each with its account and its end.
func (i Invitation) offers() []ScopedRole { return offersOf(i.Roles, i.Ends, i.Scope.Account) }

// offersOf returns roles at one scope with their ends.
func offersOf(roles []RoleID, ends Ends, account AccountID) []ScopedRole {
	list := make([]ScopedRole, 0, len(roles))
	for _, role := range roles {
		list = append(list, ScopedRole{role, account, ends[role]})
	}
	return list
}

// Event returns an event about the invitation that leaves its roles as they are.
func (i Invitation) Event(kind EventType, at time.Time, actor Party) Event {
	return Event{ID: NewID(), Type: kind, Scope: i.Scope, Names: i.Names, At: eventTime(at), Actor: actor,
		Subject: i.subject(), Invitation: i.ID, Before: i.offers(), After: i.offers(), Metadata: i.Metadata}
}

// createdEvent returns the event of a new invitation.
func (i Invitation) createdEvent(at time.Time, actor Party) Event {
	event := i.Event(EventInvitationCreated, at, actor)
	event.Before = []ScopedRole{}
	return event
}

// endedEvent returns the event of an invitation that is closed. A closed invitation
// offers no roles.
func (i Invitation) endedEvent(kind EventType, at time.Time, actor Party) Event {
	event := i.Event(kind, at, actor)
	event.After = []ScopedRole{}
	return event
}

// accessEvent returns the event of a change of a membership.
func accessEvent(kind EventType, before, after Membership, scope Scope, names Names, at time.Time, actor Party) Event {
	return Event{ID: NewID(), Type: kind, Scope: scope, Names: names, At: eventTime(at), Actor: actor,
		Subject: after.User.Party(), Before: scopedRoles(before.Grants), After: scopedRoles(after.Grants), Suspended: after.Suspended}
}

// eventTime returns a time in UTC, to the microsecond, as events keep it.
func eventTime(at time.Time) time.Time { return at.UTC().Truncate(time.Microsecond) }
