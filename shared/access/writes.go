package access

import (
	"slices"
	"time"
)

// The writes of a [Store]. Each has the state that it depends on.

// NewOrganisation creates an organisation: a top-level one with the invitation of its
// first administrator, or one below another, whose Children goes up by one. The event
// is listed in the organisation and in its parent. The write is stale unless the parent
// exists and no deletion of it runs at the time of the event, and as its [Authority] says.
type NewOrganisation struct {
	Organisation Organisation
	Event        Event
	Offer        *Offer     // nil for an organisation that is governed from above
	Authority    *Authority // nil for an operator
}

// NewAccount creates an account. It is stale unless the organisation exists and no deletion
// of it or of an account runs at the time of the event, and as its [Authority] says.
type NewAccount struct {
	Account   Account
	Event     Event
	Authority *Authority // nil for an operator
}

// OrganisationRename gives an organisation another name, also in the lists of those above
// it. The event is listed in the organisation and in its parent. The write is stale unless
// the organisation has the name of Before, and as its [Authority] says.
type OrganisationRename struct {
	Before, After Organisation
	Event         Event
	Authority     *Authority // nil for an operator
}

// AccountRename gives an account another name. It is stale unless the account has the name
// of Before, and as its [Authority] says.
type AccountRename struct {
	Before, After Account
	Event         Event
	Authority     *Authority
}

// DeletionStart marks an organisation with a deletion, of itself or of an account of it.
// Every write that names an earlier Deletion is stale from then on. It is stale unless the
// organisation has the Deletion of Before.
type DeletionStart struct {
	Before   Organisation // as it was read
	Deletion Deletion     // later than that of Before
}

// OrganisationDeletion deletes an organisation. The event stays in its audit log, and is
// listed in its parent, whose Children goes down by one. It is stale unless the
// organisation has the name and the Deletion of Organisation and no children, and as its
// [Authority] says.
type OrganisationDeletion struct {
	Organisation Organisation
	Event        Event
	Authority    *Authority // nil for an operator
}

// AccountDeletion deletes an account and ends the deletion. It is stale unless the account
// has the name of Account and the organisation has the Deletion, and as its [Authority]
// says.
type AccountDeletion struct {
	Account   Account
	Deletion  Deletion
	Event     Event
	Authority *Authority
}

// Offer is the write of an invitation that can be accepted from now on. It is stale
// unless its slot is free. With an Expired it is stale unless that invitation holds the
// slot, and closes that invitation in the same transaction.
type Offer struct {
	Invitation Invitation
	Event      Event
	Limits     Limits
	Expired    *InvitationClosure // of the expired invitation that holds the slot; nil if there is none
	// Partner is the top-level organisation above the organisation of the invitation.
	// All organisations below it share LimitDayOfPartner. Its name is empty unless the
	// inviter may know it. Partner is zero if the organisation has no parent.
	Partner Ancestor
	// ByOperator exempts the offer from every limit. The offer is counted only among
	// the open invitations, because that count goes down when the invitation ends.
	ByOperator bool
	Lift       *SuppressionChange // nil if emails to the address were not suppressed
	// Replaces revokes another pending invitation in the same transaction, whose place among
	// the open invitations the new one takes. It is nil if there is none. The offer is stale
	// as an [InvitationClosure] is.
	Replaces *InvitationClosure
}

// InvitationResend writes the next attempt of an invitation. It is stale unless the
// invitation has the version and status of Before. The slot must be its own if it is
// pending, and otherwise free or that of Expired, as for an [Offer]. If the invitation
// was closed, it leaves the list of closed invitations.
type InvitationResend struct {
	Before Invitation // as it was read
	Offer  Offer      // of the invitation with its next attempt and version
}

// InvitationUpdate changes the roles, the names, the inviter, the return URL, the metadata
// and the acceptance request of an invitation, and its notice if that is queued at another
// time. It is stale unless the invitation has the version of Before and can be accepted at
// At.
type InvitationUpdate struct {
	Before, After Invitation // Before as it was read
	At            time.Time
	Event         Event
}

// RenewalRequest gives an expired invitation the RenewalRequestedAt, the Notice and the
// version of After. It is stale unless the invitation is closed as expired and has the
// version of Before.
type RenewalRequest struct {
	Before, After Invitation // Before as it was read
	Event         Event
}

// Acceptance closes an invitation as accepted and writes the membership that it gives.
// It is stale unless all of these hold:
//
//   - The invitation is pending, has the version of Invitation, expires after At and
//     holds its slot.
//   - The membership has the version of Before.
//   - No later change has taken an administrative grant away from the membership of the
//     authority, or of the confirmer. If that is the membership of this write, Before has
//     the grant. Neither of the two grants has ended at At.
//   - If an existing user gets the first administrative grant in the organisation, no
//     change that took such a grant away from them there is later than After.
//   - The user exists, or is NewUser and nobody has the address of NewUser.
//   - The address of NewUser is reserved by Holder. If Holder is empty, nobody has a
//     reservation of it that lasts longer than At.
//   - With a Language or HoldsAddress, the user has the address, or is NewUser.
type Acceptance struct {
	Invitation Invitation // as it was read
	At         time.Time
	Authority  *Authority // of the inviter; nil for an operator
	Confirmer  *Authority // of the administrator who confirmed an acceptance request; nil for an acceptance by the invitee
	NewUser    *User      // the user to create; nil for a user who exists
	Holder     string     // of the reservation of NewUser's address; empty for somebody who has signed in
	Language   string     // to keep with the user's address; empty leaves what is kept
	Before     Membership // Version is empty for a user without a membership
	After      Membership
	// HoldsAddress says that the acceptance rests on the user's address, and not on a link.
	HoldsAddress bool
	Events       [2]Event // that the invitation was accepted, and that access was granted
}

// Reservation keeps an address for one registration. It is stale while a user has the
// address, or another holder has a reservation of it that lasts longer than At. The
// holder may reserve the address again.
type Reservation struct {
	Address Address
	Holder  string // a random id of the registration
	At      time.Time
	Until   time.Time // when the reservation ends
}

// InvitationClosure ends a pending invitation without giving anything. It is stale
// unless the invitation is pending and has the version of Invitation.
//
// A Status of Declined or Revoked requires that the invitation expires after At and
// holds its slot. Expired requires that it has expired at At. [Store.Expire] also
// accepts an invitation that the store has removed, and writes it again as closed. It
// is stale if the invitation has already been closed.
type InvitationClosure struct {
	Invitation Invitation // as it was read
	Status     Status     // Declined, Revoked or Expired
	At         time.Time
	Authority  *Authority // of the administrator who revokes; not used in a MembershipChange, which has its own
	Event      Event
}

// MembershipChange changes what a user holds directly in an organisation, and revokes
// invitations of the user. The time ChangedAt of After must be later than that of Before.
// The change is stale unless all of these hold:
//
//   - The membership has the version of Before.
//   - No later change has taken an administrative grant away from the memberships of the
//     authorities. An authority in the membership of this write is in Before. No authority
//     has ended at At.
//   - The first administrative grant is not given too early, as for an [Acceptance].
//   - The organisation keeps an administrator and, if it has children, a Partner
//     Organisation Admin. AllowNoAdmin lifts this condition.
//   - Each invitation to be revoked is pending, has the version that was read, expires
//     after the time of its revocation and holds its slot.
//   - If it adds a grant at an account, no later deletion than Deletion has begun.
type MembershipChange struct {
	Before       Membership // as it was read
	After        Membership // without grants if the membership is removed
	At           time.Time
	Authorities  []Authority         // all of one user; none for an operator
	AllowNoAdmin bool                // the organisation may be left without the administrators that it must keep
	Revocations  []InvitationClosure // at most MaxRevocations
	Event        Event
	Deletion     Deletion // of the organisation, as it was read; needed to add a grant at an account
}

// AddsAtAccount reports whether a change of a membership adds a grant at an account.
func AddsAtAccount(before, after Membership) bool {
	return slices.ContainsFunc(after.Grants, func(g Grant) bool { return g.Scope.Account != "" && !before.Holds(g.Role, g.Scope) })
}

// MembershipImport writes a membership that an operator gives. It is stale unless all of
// these hold, as for an [Acceptance]:
//
//   - The membership has the version of Before.
//   - The first administrative grant is not given too early.
//   - The user exists, or is NewUser and nobody has the address of NewUser, which is
//     reserved by Holder or by nobody.
//   - No later deletion than Deletion has begun.
type MembershipImport struct {
	Before  Membership // Version is empty for a user without a membership
	After   Membership
	At      time.Time
	NewUser *User  // the user to create; nil for a user who exists
	Holder  string // of the reservation of NewUser's address; empty if there is none
	Event   Event

	Language string   // as in an [Acceptance]
	Deletion Deletion // of the organisation, as it was read
}

// UserRelink makes the user of an identity or an address to which another user is moved.
// If To has another id, From stays, and loses only an address that To gets. The language
// that is kept with the address of From is kept with that of To. It is stale unless all of
// these hold:
//
//   - From exists, and so does To if Exists is set. Otherwise nobody has the id of To, or
//     From has it.
//   - Nobody but From has the address of To, and nobody has a reservation of it that lasts
//     longer than At.
type UserRelink struct {
	From   User // as it was read
	To     User
	Exists bool // To is a user already, who stays as they are
	At     time.Time
}

// MembershipMove gives a user what another one holds in an organisation, or what the same
// one holds with other particulars. It is stale unless the membership of From has its
// version, the membership of another user has the version of Before, both users exist, no
// later deletion than Deletion has begun, and the organisation keeps its administrators, as
// for a [MembershipChange].
type MembershipMove struct {
	From   Membership // as it was read
	Before Membership // of the other user; zero for the same one
	After  Membership
	Events []Event // one or two

	Deletion Deletion // of the organisation, as it was read
}

// AdminsChange returns by how much the move changes the number of the organisation's
// administrators.
func (w MembershipMove) AdminsChange() int {
	return AdminsChange(w.From, Membership{}) + AdminsChange(w.Before, w.After)
}

// PartnerAdminsChange returns by how much the move changes the number of the organisation's
// Partner Organisation Admins.
func (w MembershipMove) PartnerAdminsChange() int {
	return PartnerAdminsChange(w.From, Membership{}) + PartnerAdminsChange(w.Before, w.After)
}

// AdminsChange returns by how much a change of a membership changes the number of the
// organisation's administrators: -1, 0 or 1.
func AdminsChange(before, after Membership) int {
	return countChange(before.IsOrganisationAdmin(), after.IsOrganisationAdmin())
}

// PartnerAdminsChange returns by how much a change of a membership changes the number of
// the organisation's Partner Organisation Admins: -1, 0 or 1.
func PartnerAdminsChange(before, after Membership) int {
	return countChange(before.IsPartnerAdmin(), after.IsPartnerAdmin())
}

// countChange returns by how much a count changes: before and after say whether the
// membership is counted.
func countChange(before, after bool) int {
	switch {
	case before == after:
		return 0
	case after:
		return 1
	}
	return -1
}
