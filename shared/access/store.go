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
	// Snapshot reads a scope for a decision. An organisation that is not there is
	// ErrNone; an account that is not there leaves Place.Account nil.
	Snapshot(ctx context.Context, q SnapshotQuery) (Snapshot, error)
	// Organisations reads those of the organisations that are there.
	Organisations(ctx context.Context, ids []OrganisationID) ([]Organisation, error)
	// Below lists the organisations below one, at every level, by name.
	Below(ctx context.Context, q BelowQuery) (Page[Organisation], error)
	// Accounts lists the accounts of an organisation, by name.
	Accounts(ctx context.Context, id OrganisationID) ([]Account, error)

	// User reads a user, or ErrNone.
	User(ctx context.Context, id UserID) (User, error)
	// UserByAddress finds the user who registered an address, or ErrNone.
	UserByAddress(ctx context.Context, address Address) (User, error)
	// Memberships lists everything that a user holds, a row an organisation.
	Memberships(ctx context.Context, user UserID) ([]Membership, error)
	// Members lists who holds something in an organisation, directly or as
	// somebody who governs it from above, sorted by address.
	Members(ctx context.Context, q MemberQuery) (Page[EffectiveAccess], error)

	// Invitation reads an invitation, or ErrNone.
	Invitation(ctx context.Context, id InvitationID) (Invitation, error)
	// Invitations reads one of the lists of an organisation's invitations.
	Invitations(ctx context.Context, q InvitationQuery) (Page[Invitation], error)
	// Offers lists the pending invitations of one address in one organisation,
	// those included whose time is up and which DynamoDB has not removed.
	Offers(ctx context.Context, id OrganisationID, address Address) (Offers, error)
	// ExpiredOffers lists pending invitations of an organisation whose time was up at a
	// moment, as many as the limit at most. Those of them that DynamoDB has
	// removed cannot be listed: their places are freed, as by Vacate.
	ExpiredOffers(ctx context.Context, id OrganisationID, at time.Time, limit int) (ExpiredOffers, error)
	// CountExpired counts the pending invitations of an organisation whose time was
	// up at a moment, up to a limit: those that Lapsed lists or frees.
	CountExpired(ctx context.Context, id OrganisationID, at time.Time, limit int) (int, error)
	// Usage reads how much of the limits of an organisation is used.
	Usage(ctx context.Context, q UsageQuery) (Usage, error)
	// Events lists what happened in an organisation, the latest first.
	Events(ctx context.Context, q EventQuery) (Page[Event], error)

	// CreateOrganisation writes an organisation that is not there yet.
	CreateOrganisation(ctx context.Context, w NewOrganisation) error
	// CreateAccount writes an account that is not there yet.
	CreateAccount(ctx context.Context, w NewAccount) error
	// Invite writes an invitation that is not there yet and holds its address
	// and scope, which must be free. What a limit forbids is *LimitError.
	Invite(ctx context.Context, w Offer) error
	// Resend offers an invitation anew. What a limit forbids is *LimitError.
	Resend(ctx context.Context, w InvitationResend) error
	// UpdateInvitation changes what a pending invitation says.
	UpdateInvitation(ctx context.Context, w InvitationUpdate) error
	// Accept closes a pending invitation and writes what it gives.
	Accept(ctx context.Context, w Acceptance) error
	// Close declines or revokes a pending invitation.
	Close(ctx context.Context, w InvitationClosure) error
	// Expire closes an invitation that DynamoDB has removed, or is about to
	// remove, because its time is up.
	Expire(ctx context.Context, w InvitationClosure) error
	// ReleaseSlot frees a place that is held for an invitation that is not there any
	// more: DynamoDB has removed it, and its Expire is still to come or was lost.
	// The place is what counts as an open invitation, so this frees that too,
	// and an Expire that comes later frees it no second time. A place that holds
	// an invitation, or nothing, is left alone.
	ReleaseSlot(ctx context.Context, scope Scope, address Address) error
	// ChangeMembership changes what a user holds and revokes invitations in the same step.
	ChangeMembership(ctx context.Context, w MembershipChange) error
	// ReserveAddress keeps an address for one registration. The address still has
	// no user.
	ReserveAddress(ctx context.Context, w Reservation) error
	// ReleaseAddress ends a reservation before its time. It is stale for anybody
	// but its holder.
	ReleaseAddress(ctx context.Context, w Reservation) error
	// DeleteUser removes a user, and is stale for one who still holds something.
	DeleteUser(ctx context.Context, user User) error
}

// ErrNone says that what was asked for is not there.
var ErrNone = errors.New("access: not there")

// ErrStale says that nothing was written, because what the write was decided on
// no longer holds.
var ErrStale = errors.New("access: decided on what no longer holds")

// SnapshotQuery asks for a scope, what each of the users holds there, and, if an
// address is given, who has it and whether mails to it are suppressed.
type SnapshotQuery struct {
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

// BelowQuery asks for organisations below one. After is the [Organisation.Snapshot]
// after which to begin.
type BelowQuery struct {
	Organisation OrganisationID
	After        string
	Limit        int
}

// MemberQuery asks for the people of an organisation. Match narrows a standing
// to what the caller may see of it, or leaves it out; nil takes every one as it
// is. Above are the organisations from which to list those who govern from
// there, the nearest first.
type MemberQuery struct {
	Organisation OrganisationID
	Above        []OrganisationID
	Prefix       string // of the address key
	After        string // Page.Next
	Limit        int
	Match        func(EffectiveAccess) (EffectiveAccess, bool)
}

// ExpiredOffers is invitations whose time is up, and how many places were freed of such
// as are not there any more.
type ExpiredOffers struct {
	Invitations []Invitation
	Freed       int
}

// InvitationList is one of the lists of an organisation's invitations.
type InvitationList int

const (
	// ListAll has every invitation, sorted by address. An invitation keeps its
	// place in it from the invite on, whatever becomes of it.
	ListAll InvitationList = iota
	// ListPending has the pending invitations, sorted by address. An invitation
	// leaves it when it is closed.
	ListPending
	// ListClosed has the pending invitations whose time was up at ExpiredAt, sorted
	// by address, and then the closed ones, the last closed first.
	ListClosed
)

// InvitationQuery asks for invitations of an organisation. A nil Match takes
// every one.
type InvitationQuery struct {
	Organisation OrganisationID
	List         InvitationList
	ExpiredAt    time.Time // of ListClosed; zero: no pending invitation is listed
	Prefix       string    // of the address key
	After        string    // Page.Next
	Limit        int
	Match        func(Invitation) bool
}

// Offers is the pending invitations of one address in one organisation, by
// account. Its Version is another one after every write that opens an offer or
// changes its roles: Invite, Renew, Amend. It may be forgotten an hour after the
// last such write, and is empty then.
type Offers struct {
	Pending []Invitation
	Version string
}

// EventQuery asks for the records of an organisation.
type EventQuery struct {
	Organisation OrganisationID
	After        string // Page.Next
	Limit        int
}
