package access

import "time"

// RecordType names what happened.
type RecordType string

// What goes on record.
const (
	OrganisationCreated RecordType = "organisation.created"
	AccountCreated      RecordType = "account.created"
	InvitationCreated   RecordType = "invitation.created"
	InvitationWasTaken  RecordType = "invitation.accepted"
	InvitationWasLeft   RecordType = "invitation.declined"
	InvitationWithdrawn RecordType = "invitation.revoked"
	AccessGranted       RecordType = "access.granted"
	AccessRemoved       RecordType = "access.removed"
)

// Record is one change: who did what to whom, where and when, with names as
// they were then. It is written in the transaction that makes the change.
type Record struct {
	ID         string
	Type       RecordType
	Scope      Scope
	At         time.Time
	Actor      Person
	Subject    Person
	Invitation InvitationID
	Before     []RoleID // the subject's roles at the scope
	After      []RoleID
}

// subject is the invitee as a person on record.
func (i Invitation) subject() Person {
	return Person{ID: i.AcceptedBy, Name: fullName(i.FirstName, i.LastName), Email: i.Email.String()}
}

func (i Invitation) record(kind RecordType, at time.Time, actor Person) Record {
	return Record{ID: NewID(), Type: kind, Scope: i.Scope, At: at, Actor: actor,
		Subject: i.subject(), Invitation: i.ID, Before: []RoleID{}, After: i.Roles}
}
