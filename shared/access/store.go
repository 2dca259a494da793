package access

import (
	"context"
	"errors"
	"time"
)

// Each use case names the small interfaces that it needs, so that a reader sees what it
// can read and write. The promises below hold for every implementation. Package
// storetest tests them.
//
// Reads are strongly consistent: a read sees every write that was acknowledged
// before the read began. A write is one transaction: all of it happens or nothing
// does, even if the caller is killed. A write names the state that it depends on. If
// that state has changed, nothing is written and the error is [ErrStale]. The caller
// then reads and judges again, as [RetryStale] does.
//
// A store may remove an expired invitation some time after it has expired. The slot of
// the invitation stays until Expire or ReleaseSlot.

// Store has all the interfaces of this file. Implementations of the store have it; no
// use case needs it.
type Store interface {
	SnapshotReader
	DecisionReader
	OrganisationReader
	ChildReader
	AccountReader
	AccountLister
	UserReader
	MembershipReader
	MembershipLister
	MemberReader
	InvitationReader
	InvitationLister
	OfferReader
	InviteeReader
	UsageReader
	EventReader
	Exporter

	OrganisationCreator
	AccountCreator
	Renamer
	ScopeDeleter
	InvitationCreator
	InvitationResender
	InvitationUpdater
	RenewalRequester
	InvitationAccepter
	InvitationCloser
	InvitationExpirer
	SlotReleaser
	MembershipChanger
	MembershipImporter
	AddressReserver
	AddressFreer
	UserRelinker
	UserRenamer
	UserDeleter
	PersonDeleter
	PersonReader
	Retainer
}

// SnapshotReader reads the state that a judgement is made on.
type SnapshotReader interface {
	// Snapshot returns ErrNotFound for an unknown organisation. For an unknown account,
	// Snapshot.Account is nil. If the query has users, the organisations above have their
	// present names; see [Ancestor].
	Snapshot(ctx context.Context, q SnapshotQuery) (Snapshot, error)
}

// DecisionReader reads what decisions about one user are made on.
type DecisionReader interface {
	// UserSnapshots returns the snapshot of each scope whose organisation exists, with
	// the access of one user. Above has only the grants that govern what is below them.
	UserSnapshots(ctx context.Context, user UserID, scopes []Scope) (map[Scope]Snapshot, error)
}

// OrganisationReader reads organisations by id.
type OrganisationReader interface {
	// Organisations returns the organisations that exist, and leaves out the others.
	Organisations(ctx context.Context, ids []OrganisationID) ([]Organisation, error)
}

// ChildReader lists the organisations below an organisation.
type ChildReader interface {
	// Below lists them at every level, by name.
	Below(ctx context.Context, q BelowQuery) (Page[Organisation], error)
}

// AccountReader reads accounts of an organisation by id.
type AccountReader interface {
	// Accounts returns the accounts that exist, and leaves out the others.
	Accounts(ctx context.Context, organisation OrganisationID, ids []AccountID) ([]Account, error)
}

// AccountLister lists the accounts of an organisation.
type AccountLister interface {
	// AccountsByName lists them by [Account.SortKey], which is their position.
	AccountsByName(ctx context.Context, q AccountQuery) (Page[Account], error)
}

// UserReader reads users. Both methods return ErrNotFound if there is no such user.
type UserReader interface {
	User(ctx context.Context, id UserID) (User, error)
	// UserByAddress returns the user who has an address.
	UserByAddress(ctx context.Context, address Address) (User, error)
}

// MembershipReader lists the memberships of a user.
type MembershipReader interface {
	// Memberships returns one for each organisation in which the user holds a role.
	Memberships(ctx context.Context, user UserID) ([]Membership, error)
}

// MembershipLister lists the memberships of a user, a page at a time.
type MembershipLister interface {
	// MembershipsAfter lists up to limit memberships of a user, by organisation, that
	// follow an organisation. The position of a membership is its organisation.
	MembershipsAfter(ctx context.Context, user UserID, after OrganisationID, limit int) (Page[Membership], error)
}

// MemberReader lists the users of an organisation.
type MemberReader interface {
	// Members lists those who hold a role in the organisation and those who govern
	// it from above, by address. The memberships are as [Membership.Listed] returns
	// them. A page may have fewer users than its limit, or none, and a next page all
	// the same.
	Members(ctx context.Context, q MemberQuery) (Page[EffectiveAccess], error)
}

// InvitationReader reads one invitation.
type InvitationReader interface {
	// Invitation returns ErrNotFound if there is no such invitation.
	Invitation(ctx context.Context, id InvitationID) (Invitation, error)
}

// InvitationLister lists the invitations of an organisation.
type InvitationLister interface {
	// Invitations lists them by address. A page may have fewer invitations than its
	// limit, or none, and a next page all the same.
	Invitations(ctx context.Context, q InvitationQuery) (Page[Invitation], error)
}

// OfferReader lists the pending invitations of one address in one organisation.
type OfferReader interface {
	// Offers lists them by account. It includes expired invitations that the store has
	// not removed.
	Offers(ctx context.Context, id OrganisationID, address Address) ([]Invitation, error)
}

// InviteeReader lists the invitations of a person.
type InviteeReader interface {
	// InvitationsTo lists the pending invitations to an address, in all organisations, by
	// the day of their latest attempt. A page may have fewer invitations than its limit, or
	// none, and a next page all the same.
	InvitationsTo(ctx context.Context, q InvitationsToQuery) (Page[Invitation], error)
}

// UsageReader reads how much of the limits of an organisation is used.
type UsageReader interface {
	Usage(ctx context.Context, q UsageQuery) (Usage, error)
	// CountExpired counts the slots of invitations that had expired at a time, up
	// to a limit. Those are the slots that ExpiredOffers lists or releases.
	CountExpired(ctx context.Context, id OrganisationID, at time.Time, limit int) (int, error)
}

// EventReader lists the audit log of an organisation.
type EventReader interface {
	// Events lists the latest event first. A page may be shorter than the limit, or empty,
	// and still have a next one.
	Events(ctx context.Context, q EventQuery) (Page[Event], error)
}

// Exporter reads the whole store.
type Exporter interface {
	// Export returns the organisations, accounts and memberships of a part of the store,
	// in no order. The first part is after the empty position. A part may have nothing
	// and a next part all the same. Everything that exists from the first call to the last
	// is in one part.
	Export(ctx context.Context, after string) (ExportPage, error)
}

// OrganisationCreator creates organisations.
type OrganisationCreator interface {
	// CreateOrganisation is stale if the organisation exists. It returns ErrDeleted if the
	// organisation was deleted.
	CreateOrganisation(ctx context.Context, w NewOrganisation) error
}

// AccountCreator creates accounts.
type AccountCreator interface {
	// CreateAccount is stale if the account exists. It returns ErrDeleted if the account
	// was deleted.
	CreateAccount(ctx context.Context, w NewAccount) error
}

// Renamer renames organisations and accounts.
type Renamer interface {
	RenameOrganisation(ctx context.Context, w OrganisationRename) error
	RenameAccount(ctx context.Context, w AccountRename) error
}

// ScopeDeleter deletes organisations and accounts. The methods do not look for what is
// there: [Delete] does.
type ScopeDeleter interface {
	BeginDeletion(ctx context.Context, w DeletionStart) error
	// EndDeletion ends a deletion that deleted nothing. It is stale if the organisation has
	// another one.
	EndDeletion(ctx context.Context, id OrganisationID, d Deletion) error
	DeleteOrganisation(ctx context.Context, w OrganisationDeletion) error
	DeleteAccount(ctx context.Context, w AccountDeletion) error
}

// InvitationCreator creates invitations.
type InvitationCreator interface {
	// Invite is stale if the invitation exists or the slot of its address and scope
	// is taken. It returns *LimitError for a limit that has been reached.
	Invite(ctx context.Context, w Offer) error
}

// InvitationResender writes the next attempt of an invitation.
type InvitationResender interface {
	// Resend returns *LimitError for a limit that has been reached.
	Resend(ctx context.Context, w InvitationResend) error
}

// InvitationUpdater updates pending invitations.
type InvitationUpdater interface {
	UpdateInvitation(ctx context.Context, w InvitationUpdate) error
}

// RenewalRequester marks expired invitations whose invitees ask for a new link.
type RenewalRequester interface {
	RequestRenewal(ctx context.Context, w RenewalRequest) error
}

// InvitationAccepter accepts invitations.
type InvitationAccepter interface {
	// Accept closes a pending invitation and writes the membership that it gives.
	Accept(ctx context.Context, w Acceptance) error
}

// InvitationCloser ends invitations.
type InvitationCloser interface {
	// Close declines or revokes a pending invitation.
	Close(ctx context.Context, w InvitationClosure) error
}

// InvitationExpirer records that invitations have expired.
type InvitationExpirer interface {
	// Expire closes an expired invitation, whether or not the store has removed it.
	Expire(ctx context.Context, w InvitationClosure) error
}

// SlotReleaser releases the slots of invitations that no longer exist. Each held
// slot counts as an open invitation.
type SlotReleaser interface {
	// ReleaseSlot releases the slot of an address and scope if the invitation in it
	// no longer exists. A later Expire of that invitation releases nothing. A slot
	// that is free, or whose invitation exists, is left as it is.
	ReleaseSlot(ctx context.Context, scope Scope, address Address) error
	// ExpiredOffers lists pending invitations that had expired at a time, up to a
	// limit. It releases the slots of those that no longer exist.
	ExpiredOffers(ctx context.Context, id OrganisationID, at time.Time, limit int) (ExpiredOffers, error)
}

// MaxRevocations is the number of invitations that every [MembershipChanger] can revoke
// in one change. A store promises it, whatever else the change does.
const MaxRevocations = 11

// MembershipChanger changes what a user holds in an organisation.
type MembershipChanger interface {
	// ChangeMembership also revokes up to MaxRevocations invitations.
	ChangeMembership(ctx context.Context, w MembershipChange) error
}

// MembershipImporter writes memberships that no invitation gives.
type MembershipImporter interface {
	ImportMembership(ctx context.Context, w MembershipImport) error
}

// AddressReserver reserves an address for one registration. A reserved address has
// no user.
type AddressReserver interface {
	ReserveAddress(ctx context.Context, w Reservation) error
	// ReleaseAddress ends a reservation early. It is stale for everybody but the
	// holder.
	ReleaseAddress(ctx context.Context, w Reservation) error
}

// AddressFreer frees addresses.
type AddressFreer interface {
	// FreeAddress frees the address of a user, who has no address from then on but keeps
	// it as a text. It is stale if the user does not have the address.
	FreeAddress(ctx context.Context, user User) error
}

// UserRelinker moves users to other identities and addresses.
type UserRelinker interface {
	RelinkUser(ctx context.Context, w UserRelink) error
	MoveMembership(ctx context.Context, w MembershipMove) error
}

// UserRenamer changes the names of users.
type UserRenamer interface {
	// RenameUser gives a user the first and last name of after, and leaves everything else as
	// it is stored. It is stale unless there is a user with the id and the names of before.
	// Memberships keep their names.
	RenameUser(ctx context.Context, before, after User) error
}

// UserDeleter deletes users.
type UserDeleter interface {
	// DeleteUser is stale for a user who still holds a role. The address becomes free
	// unless another user has it. It ends the deletion of the person.
	DeleteUser(ctx context.Context, user User) error
}

// PersonDeleter deletes what names a person.
type PersonDeleter interface {
	// BeginPersonDeletion stores a deletion, and returns it. If one of the same person has
	// begun, it returns that one, with the user as given. It returns ErrNotFound for a user
	// who does not exist.
	BeginPersonDeletion(ctx context.Context, d PersonDeletion) (PersonDeletion, error)
	// DeletePersonPart replaces the person by the pseudonym in the next part of the store,
	// and stores how far the deletion has come. The user and the memberships stay. An
	// active suppression stays under a hash of the address. It is stale if the deletion has
	// ended, or something has changed meanwhile.
	DeletePersonPart(ctx context.Context, r PersonDeletionRun) (DeletedPart, error)
	// EndPersonDeletion forgets a deletion. It is no error if there is none.
	EndPersonDeletion(ctx context.Context, d PersonDeletion) error
}

// PersonReader reads what names a person.
type PersonReader interface {
	// PersonPart returns what a part of the store has about a person, in no order. The first
	// part is after the empty position.
	PersonPart(ctx context.Context, q PersonQuery) (PersonPart, error)
}

// Retainer gives a retention to what was written without it.
type Retainer interface {
	// Retain gives events and closed invitations in a part of the store the present
	// retention. The first part is after the empty position.
	Retain(ctx context.Context, r RetentionRun) (RetainedPart, error)
}

// ErrNotFound means that what was asked for does not exist.
var ErrNotFound = errors.New("access: not found")

// ErrStale means that nothing was written, because the state that the write depends
// on has changed.
var ErrStale = errors.New("access: stale")

// ErrDeleted means that what is to be created was deleted. Its id is not used again.
var ErrDeleted = errors.New("access: deleted")

// SnapshotQuery asks for a scope and for what each of the users holds there. With an
// address it also asks which user has the address, and whether the organisation's
// emails to it are suppressed.
type SnapshotQuery struct {
	Scope   Scope
	Users   []UserID
	Address *Address
}

// Page is a part of a list. Next is the position after which the next page begins. It
// is empty at the end of the list. Positions has the position of each item, after which
// the next page begins if the page is cut behind that item. It is nil for a list whose
// pages cannot be cut.
type Page[T any] struct {
	Items     []T
	Next      string
	Positions []string
}

// cut returns the page with only its first n items.
func (p Page[T]) cut(n int) Page[T] {
	if n >= len(p.Items) {
		return p
	}
	return Page[T]{p.Items[:n], p.Positions[n-1], p.Positions[:n]}
}

// BelowQuery asks for the organisations below an organisation.
type BelowQuery struct {
	Organisation OrganisationID
	After        string // [Organisation.SortKey] of the last organisation of the previous page
	Limit        int
}

// AccountQuery asks for the accounts of an organisation.
type AccountQuery struct {
	Organisation OrganisationID
	After        string // [Account.SortKey] of the last account of the previous page
	Limit        int
}

// MemberQuery asks for the users of an organisation.
type MemberQuery struct {
	Organisation OrganisationID
	Above        []OrganisationID // whose users who govern Organisation are listed too; the nearest first
	Accounts     []AccountID      // if any, only members who hold a role at one of them
	Role         RoleID           // if any, only members who hold it, and those who govern from above; ignored with Accounts
	Prefix       string           // of the address key
	After        string           // Page.Next
	Limit        int
	// Match returns the part of a user's effective access that the caller may see, and
	// whether to list the user. A nil Match lists every user, with everything.
	Match func(EffectiveAccess) (EffectiveAccess, bool)
}

// ExpiredOffers are expired invitations that hold a slot.
type ExpiredOffers struct {
	Invitations []Invitation
	Released    int // the number of released slots, whose invitations no longer exist
}

// InvitationQuery asks for invitations of an organisation.
type InvitationQuery struct {
	Organisation OrganisationID
	Accounts     []AccountID // if any, only invitations at one of them
	Statuses     []Status    // if any, only invitations with one of them at At
	At           time.Time
	Prefix       string // of the address key
	After        string // Page.Next
	Limit        int
	Match        func(Invitation) bool // whether to list an invitation; a nil Match lists every one
}

// InvitationsToQuery asks for the invitations to an address that are pending at At.
type InvitationsToQuery struct {
	Address Address
	At      time.Time
	After   string // Page.Next
	Limit   int
}

// EventQuery asks for the audit log of an organisation.
type EventQuery struct {
	Organisation OrganisationID
	At           time.Time // events whose retention is over by then are not listed
	EventFilter
	Account AccountID // only what concerns it
	After   string    // Page.Next
	Limit   int
	// Visible returns the part of an event that the caller may see, and whether there is
	// one. A nil Visible shows every event, with everything.
	Visible func(Event) (Event, bool)
}

// ExportPage is a part of a store.
type ExportPage struct {
	Organisations []Organisation
	Accounts      []Account
	Memberships   []Membership
	Languages     map[UserID]string // that are kept with the addresses of their users
	Next          string            // the position of the next part; empty at the end
	Examined      int               // items of the store in this part
	Total         int64             // items of the store, an estimate
}
