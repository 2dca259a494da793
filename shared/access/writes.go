package access

import "time"

// The writes of a [Store], each with what it was decided on.

// NewOrganisation is a new organisation: a top-level one with the invitation of its
// first administrator, or one below another, which counts it among its children.
// Its record is listed in the organisation itself and in its parent. It is stale
// unless the parent is there and the witness stands.
type NewOrganisation struct {
	Organisation Organisation
	Event        Event
	Offer        *Offer     // nil: governed from above
	Authority    *Authority // nil for an operator
}

// NewAccount is a new account. It is stale unless its organisation is there and
// the witness stands.
type NewAccount struct {
	Account   Account
	Event     Event
	Authority *Authority
}

// Offer is an invitation to be written. An invitation in its place makes it
// stale, unless that is Lapsed, which is closed as expired in the same step.
type Offer struct {
	Invitation Invitation
	Event      Event
	Limits     Limits
	Expired    *InvitationClosure // the one in its place, whose time is up
	// Partner is the top-level organisation above the invitation's own, with its
	// name if the inviter may be told it. All organisations below it share
	// LimitDayOfPartner. Zero: the organisation has no parent.
	Partner Ancestor
	// ByOperator exempts the offer from every limit. It is counted among the open
	// invitations, because its end counts them down, and nowhere else.
	ByOperator bool
	Lift       *SuppressionChange // nil: mails to the address were not suppressed
}

// InvitationResend offers an invitation anew. It is stale unless the invitation has the
// version and status of Before and its place is its own or free, Lapsed making
// room as for an Offer. The invitation may have been closed, and is then no longer
// listed as such.
type InvitationResend struct {
	Before Invitation
	Offer  Offer // of the invitation with its next round and version
}

// InvitationUpdate changes roles and names of a pending invitation. It is stale unless
// the invitation has the version of Before and is open at At.
type InvitationUpdate struct {
	Before, After Invitation
	At            time.Time
	Event         Event
}

// Acceptance is what happens when an invitation is accepted. It is stale unless
// the invitation is still in the state and version of Invitation, open at At and
// in its place, the row still has the version of Before, the witness stands, and
// the user is there already or is NewUser. No user may have the address of
// NewUser. If there is a Holder, the address must be reserved by it, and otherwise
// by nobody at At.
type Acceptance struct {
	Invitation Invitation // as it was read
	At         time.Time
	Authority  *Authority // the inviter's; nil for an operator's invitation
	NewUser    *User      // a user to be written
	Holder     string     // of the reservation of NewUser's address; empty: NewUser has signed in
	Before     Membership // Version empty: there is no row yet
	After      Membership
	Events     []Event // in their order
}

// Reservation keeps an address for one registration until a moment. It is stale
// while a user has the address, or another holder a reservation that lasts at At.
// The holder may make it again.
type Reservation struct {
	Address   Address
	Holder    string
	At, Until time.Time
}

// InvitationClosure ends a pending invitation without giving anything. It is stale unless
// the invitation is in the state and version of Invitation and still has its
// place: one that made way for a later one is over. Declined or revoked, it must
// be open at At; expired, its time must be up. [Store.Expire] takes an
// invitation that is not there any more, and writes it down again as closed; it
// is stale when that has been done.
type InvitationClosure struct {
	Invitation Invitation // as it was read
	Status     Status     // Declined, Revoked or Expired
	At         time.Time
	Authority  *Authority // of the administrator who revokes; in a Change its own witnesses count
	Event      Event
}

// MembershipChange changes what a user holds in an organisation. It is stale unless the
// row has the version of Before, the witnesses stand, the organisation keeps an
// administrator and, while it has children, a Partner Organisation Admin, and each invitation is in
// the state in which it was read and in its place. If it has an OffersVersion, it
// is also stale unless that is still the version of the offers to the user's
// address. It has room for MaxRevocations.
type MembershipChange struct {
	Before        Membership
	After         Membership // without grants: the row goes
	At            time.Time
	Authorities   []Authority // all of one user; none for an operator
	AllowNoAdmin  bool        // the organisation may be left without the administrators that it must keep
	Revocations   []InvitationClosure
	OffersVersion *string // of the offers among which Revocations were found; nil: no offer matters
	Event         Event
}

// AdminsChange is by how much a change of a row changes the number of the
// organisation's own administrators.
func AdminsChange(before, after Membership) int {
	return countChange(before.IsOrganisationAdmin(), after.IsOrganisationAdmin())
}

// PartnerAdminsChange is by how much it changes the number of its Partner
// Organisation Admins.
func PartnerAdminsChange(before, after Membership) int {
	return countChange(before.GovernsBelow(), after.GovernsBelow())
}

func countChange(before, after bool) int {
	switch {
	case before == after:
		return 0
	case after:
		return 1
	}
	return -1
}
