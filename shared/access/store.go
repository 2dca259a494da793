package access

import (
	"context"
	"errors"
	"time"
)

// Store keeps everything. Every read is strongly consistent: it sees each write
// that was acknowledged before it began. Every write is one transaction: all of
// it happens or nothing does, also when the caller dies, and two writes that
// rest on the same state never both happen.
//
// A write carries what it was decided on. When that no longer holds, nothing
// is written and the answer is [ErrStale]: read again and decide again.
type Store interface {
	// Place reads a scope for a decision. An organisation that is not there is
	// ErrNone; an account that is not there leaves Place.Account nil.
	Place(ctx context.Context, q PlaceQuery) (Place, error)
	// Organisations reads those of the organisations that are there.
	Organisations(ctx context.Context, ids []OrganisationID) ([]Organisation, error)
	// Accounts lists the accounts of an organisation, by name.
	Accounts(ctx context.Context, id OrganisationID) ([]Account, error)

	// User reads a user, or ErrNone.
	User(ctx context.Context, id UserID) (User, error)
	// UserByAddress finds the user who registered an address, or ErrNone.
	UserByAddress(ctx context.Context, address Address) (User, error)
	// Rows lists everything that a user holds, a row an organisation.
	Rows(ctx context.Context, user UserID) ([]Row, error)
	// Members lists the rows of an organisation, sorted by address.
	Members(ctx context.Context, q MemberQuery) (Page[Row], error)

	// Invitation reads an invitation, or ErrNone.
	Invitation(ctx context.Context, id InvitationID) (Invitation, error)
	// Invitations lists the invitations of an organisation: the pending ones
	// sorted by address, then the closed ones, the last closed first.
	Invitations(ctx context.Context, q InvitationQuery) (Page[Invitation], error)
	// Offers lists the pending invitations of one address in one organisation,
	// those included whose time is up and which DynamoDB has not removed.
	Offers(ctx context.Context, id OrganisationID, address Address) ([]Invitation, error)

	// CreateOrganisation writes an organisation that is not there yet.
	CreateOrganisation(ctx context.Context, w Founding) error
	// CreateAccount writes an account that is not there yet, in an
	// organisation that is.
	CreateAccount(ctx context.Context, account Account, record Record) error
	// Invite writes an invitation and holds its address and scope, which must
	// be free of a live one.
	Invite(ctx context.Context, w Offer) error
	// Accept closes a pending invitation and writes what it gives.
	Accept(ctx context.Context, w Acceptance) error
	// Close declines or revokes a pending invitation.
	Close(ctx context.Context, w Closing) error
	// Remove takes grants away and revokes invitations in the same step.
	Remove(ctx context.Context, w Removal) error
	// ForgetUser removes a user, and is stale for one who still holds something.
	ForgetUser(ctx context.Context, user User) error

	// ClaimDelivery makes the caller the only one to send the mail of a round
	// until a moment, and lets the secret open the invitation.
	ClaimDelivery(ctx context.Context, w Claim) error
	// SettleDelivery ends a claim with what became of the mail.
	SettleDelivery(ctx context.Context, w Settlement) error
}

// ErrNone says that what was asked for is not there.
var ErrNone = errors.New("access: not there")

// ErrStale says that nothing was written, because what the write was decided on
// no longer holds.
var ErrStale = errors.New("access: decided on what no longer holds")

// PlaceQuery asks for a scope, what each of the users holds there, and who has
// the address, if one is given.
type PlaceQuery struct {
	Scope   Scope
	Users   []UserID
	Address *Address
}

// Page is a part of a list. Next asks for the part after it; it is empty at the
// end of the list.
type Page[T any] struct {
	Items []T
	Next  string
}

// MemberQuery asks for rows of an organisation. Match narrows a row to what the
// caller may see of it, or leaves it out; nil takes every row as it is.
type MemberQuery struct {
	Organisation OrganisationID
	Prefix       string // of the address key
	After        string // Page.Next
	Limit        int
	Match        func(Row) (Row, bool)
}

// InvitationQuery asks for invitations of an organisation. A nil Match takes
// every one.
type InvitationQuery struct {
	Organisation OrganisationID
	Prefix       string // of the address key
	After        string // Page.Next
	Limit        int
	Match        func(Invitation) bool
}

// Founding is a new organisation with the invitation of its first
// administrator.
type Founding struct {
	Organisation Organisation
	Record       Record
	Offer        Offer
}

// Offer is an invitation to be written. A live invitation in its place makes it
// stale; one whose time was up at Invitation.CreatedAt does not.
type Offer struct {
	Invitation Invitation
	Record     Record
}

// Acceptance is what happens when an invitation is accepted. It is stale unless
// the invitation is still in the state and round of Invitation, open at At and
// in its place, the row still has the version of Before, the witness stands, and
// the user is there already or is NewUser.
type Acceptance struct {
	Invitation Invitation // as it was read
	At         time.Time
	Witness    *Witness // the inviter's; nil for an operator's invitation
	NewUser    *User    // a user to be written, whose address must be free
	Before     Row      // Version empty: there is no row yet
	After      Row
	Records    []Record
}

// Closing ends a pending invitation without giving anything. It is stale unless
// the invitation is in the state and round of Invitation, open at At, and still
// has its place: one that made way for a later one is over.
type Closing struct {
	Invitation Invitation // as it was read
	Status     Status     // Declined or Revoked
	At         time.Time
	Witness    *Witness // of the administrator who revokes
	Record     Record
}

// Removal takes grants away. It is stale unless the row has the version of
// Before, the witness stands, and each invitation is in the state in which it
// was read and in its place. It has room for MaxRevocations.
type Removal struct {
	Before      Row
	After       Row // without grants: the row goes
	At          time.Time
	Witness     *Witness // nil for an operator
	Leaderless  bool     // the organisation may be left without an administrator of its own
	Revocations []Closing
	Record      Record
}

// AdminsChange is by how much a change of a row changes the number of the
// organisation's own administrators.
func AdminsChange(before, after Row) int {
	change := 0
	if before.KeepsOrganisation() {
		change--
	}
	if after.KeepsOrganisation() {
		change++
	}
	return change
}

// Claim is stale unless the invitation is pending and open at At, its mail is
// queued in this round, and no other claim runs at At. A claim that ran out
// without a settlement counts as lapsed.
type Claim struct {
	Invitation InvitationID
	Round      int
	At, Until  time.Time
	Secret     SecretHash
}

// Settlement is stale unless the mail of the round is queued, whatever became of
// the invitation meanwhile. With the status
// Queued it gives the claim back, for somebody to try again. The secret of a
// mail that surely was not sent is forgotten.
type Settlement struct {
	Invitation InvitationID
	Round      int
	Delivery   Delivery
	Forget     *SecretHash
}
