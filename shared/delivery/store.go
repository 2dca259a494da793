package delivery

import (
	"context"
	"time"

	"admit/shared/access"
)

// Store reads and writes what the use cases of this package need. A write whose
// condition no longer holds changes nothing and returns [access.ErrStale].
type Store interface {
	access.InvitationReader
	access.SnapshotReader
	access.UserReader
	access.MemberReader

	// Suppression reads the suppression of an organisation's emails to an address. It
	// is zero if there is none.
	Suppression(ctx context.Context, id access.OrganisationID, address access.Address) (access.Suppression, error)

	// ClaimDelivery gives the caller the exclusive right to work on the email of an
	// attempt until a time. If the claim has a hash, its token opens the invitation.
	ClaimDelivery(ctx context.Context, w Claim) error
	// SettleDelivery ends a claim and writes the outcome.
	SettleDelivery(ctx context.Context, w Settlement) error
	// ClaimReminder gives the caller the exclusive right to send the reminder of an
	// attempt. The token of the claim opens the invitation from then on.
	ClaimReminder(ctx context.Context, w ReminderClaim) error
	// ReleaseReminder undoes a claim. It is stale unless the claim is stored.
	ReleaseReminder(ctx context.Context, w ReminderClaim) error
	// SettleReminder ends a claim and writes when the reminder was sent, and its event.
	SettleReminder(ctx context.Context, w ReminderSettlement) error
	// ClaimNotice gives the caller the exclusive right to work on a notice until a time.
	ClaimNotice(ctx context.Context, w NoticeClaim) error
	// SettleNotice ends a claim of a notice.
	SettleNotice(ctx context.Context, w NoticeSettlement) error
	// UpdateDelivery writes a delivery event of the current attempt.
	UpdateDelivery(ctx context.Context, w StatusUpdate) error
	// Suppress changes a suppression for a delivery event of an earlier attempt.
	Suppress(ctx context.Context, w SuppressionEvent) error
}

// SendStore is what [Send] reads and writes.
type SendStore interface {
	Store
	access.InvitationCloser
}

// Claim is the right to work on the email of an attempt. It is stale unless, at At,
// the invitation is pending and not expired, its email is queued in this attempt, no
// other claim lasts longer, and the number of stored hashes is Unknown. A claim whose hash
// is already stored is a repetition of the same claim. A claim without a hash is a
// claim to end the attempt and adds nothing. A claim clears the detail of the
// delivery.
type Claim struct {
	Invitation access.InvitationID
	Attempt    int
	At, Until  time.Time
	Unknown    int // the number of the attempt's tries with an unknown outcome
	Token      *access.TokenHash
}

// Settlement ends a claim. It is stale unless the email of the attempt is queued. The
// state of the invitation does not matter. With the status Queued it releases the
// claim, so that the email can be tried again, and writes no event.
type Settlement struct {
	Invitation access.InvitationID
	Attempt    int
	Delivery   access.Delivery
	Forget     *access.TokenHash // the hash of the token of an email that was certainly not sent
	Event      *access.Event
}

// ReminderClaim is the right to send the reminder of an attempt. It is stale unless, at At,
// the invitation is pending in this attempt and not expired, its email was sent and has not
// failed since, and no reminder was sent or is claimed. A claim whose hash is already stored is a
// repetition of the same claim.
type ReminderClaim struct {
	Invitation access.InvitationID
	Attempt    int
	At         time.Time
	Token      access.TokenHash
}

// ReminderSettlement ends the claim of a reminder that was sent, or may have been. It is stale
// unless the reminder of the attempt is claimed. The state of the invitation does not matter.
type ReminderSettlement struct {
	Invitation access.InvitationID
	Attempt    int
	Event      access.Event
}

// NoticeClaim is the right to work on the notice of an invitation. It is stale unless the
// invitation has the notice as it was read and, at At, no other claim lasts longer. It
// counts as a try.
type NoticeClaim struct {
	Invitation access.InvitationID
	Notice     access.Notice // as it was read
	At, Until  time.Time
}

// NoticeSettlement ends a notice, whether or not anybody was told. A notice that was
// certainly not sent becomes as it was read, and can be tried again at once. A settlement is
// stale unless the notice is queued since the same time.
type NoticeSettlement struct {
	Invitation access.InvitationID
	Notice     access.Notice // as it was read, before the claim
	NotSent    bool
}

// StatusUpdate is a new delivery status. It is stale unless the invitation is in
// the attempt of Before and its delivery is that of Before.
type StatusUpdate struct {
	Before   access.Invitation // as it was read
	Delivery access.Delivery
	Suppress *access.SuppressionChange // nil: the event suppresses nothing
	Event    access.Event
}

// SuppressionEvent changes a suppression, and nothing of the invitation that the
// event is about.
type SuppressionEvent struct {
	access.SuppressionChange
	Event access.Event
}
