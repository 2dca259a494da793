package access

import "time"

// RecordType names what happened. It is also the detail type of the event that
// is published, so that a name given once stays.
type RecordType string

// What goes on record.
const (
	OrganisationCreated  RecordType = "organisation.created"
	AccountCreated       RecordType = "account.created"
	InvitationCreated    RecordType = "invitation.created"
	InvitationChanged    RecordType = "invitation.changed"
	InvitationResent     RecordType = "invitation.resent"
	InvitationSent       RecordType = "invitation.sent"
	InvitationDelayed    RecordType = "invitation.delayed"
	InvitationDelivered  RecordType = "invitation.delivered"
	InvitationFailed     RecordType = "invitation.failed"
	InvitationBounced    RecordType = "invitation.bounced"
	InvitationComplained RecordType = "invitation.complained"
	InvitationWasTaken   RecordType = "invitation.accepted"
	InvitationWasLeft    RecordType = "invitation.declined"
	InvitationWithdrawn  RecordType = "invitation.revoked"
	InvitationLapsed     RecordType = "invitation.expired"
	AccessGranted        RecordType = "access.granted"
	AccessChanged        RecordType = "access.changed"
	AccessRemoved        RecordType = "access.removed"
)

// RecordTypes lists what goes on record.
var RecordTypes = []RecordType{
	OrganisationCreated, AccountCreated,
	InvitationCreated, InvitationChanged, InvitationResent, InvitationSent, InvitationDelayed, InvitationDelivered,
	InvitationFailed, InvitationBounced, InvitationComplained,
	InvitationWasTaken, InvitationWasLeft, InvitationWithdrawn, InvitationLapsed,
	AccessGranted, AccessChanged, AccessRemoved,
}

// Record is one change: who did what to whom, where and when, with names as
// they were then. It is written in the transaction that makes the change.
//
// Before and After are, of an invitation, the roles that it offered; of access,
// everything that the subject held directly in the organisation.
type Record struct {
	ID         string
	Type       RecordType
	Scope      Scope
	Names      Names
	At         time.Time // to the microsecond
	Actor      Person
	Subject    Person // nobody, where an organisation or an account is created
	Invitation InvitationID
	Before     []Held
	After      []Held
	Detail     string // what the mail's provider said
}

// System is on record for what no person did: time passed, a mail went its way.
var System = Person{ID: "system", Name: "Admit"}

// subject is the invitee as a person on record.
func (i Invitation) subject() Person {
	return Person{ID: i.AcceptedBy, Name: fullName(i.FirstName, i.LastName), Email: i.Email.String()}
}

// offers lists what the invitation offers.
func (i Invitation) offers() []Held {
	list := make([]Held, 0, len(i.Roles))
	for _, role := range i.Roles {
		list = append(list, Held{role, i.Scope.Account})
	}
	return list
}

// Event returns an event about the invitation that leaves its roles as they are.
func (i Invitation) Event(kind RecordType, at time.Time, actor Person) Record {
	return Record{ID: NewID(), Type: kind, Scope: i.Scope, Names: i.Names, At: onRecord(at), Actor: actor,
		Subject: i.subject(), Invitation: i.ID, Before: i.offers(), After: i.offers()}
}

// created is the record of an invitation that was not there before.
func (i Invitation) created(at time.Time) Record {
	record := i.Event(InvitationCreated, at, i.Inviter)
	record.Before = []Held{}
	return record
}

// ended is the record of an invitation that offers nothing from now on.
func (i Invitation) ended(kind RecordType, at time.Time, actor Person) Record {
	record := i.Event(kind, at, actor)
	record.After = []Held{}
	return record
}

// accessRecord is a change of what somebody holds in an organisation.
func accessRecord(kind RecordType, before, after Row, scope Scope, names Names, at time.Time, actor Person) Record {
	return Record{ID: NewID(), Type: kind, Scope: scope, Names: names, At: onRecord(at), Actor: actor,
		Subject: after.User.Person(), Before: held(before.Grants), After: held(after.Grants)}
}

// onRecord is a time as records keep it.
func onRecord(at time.Time) time.Time { return at.UTC().Truncate(time.Microsecond) }
