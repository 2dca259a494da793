package access

import (
	"context"
	"errors"
	"time"
)

// RequestRenewalStore is what [RequestRenewal] reads and writes.
type RequestRenewalStore interface {
	renewalReader
	InvitationReader
	InvitationExpirer
	RenewalRequester
}

// renewalReader is what tells whether a new link can be asked for.
type renewalReader interface {
	SnapshotReader
	OfferReader
}

// RequestRenewal asks for a new link, for the holder of the link of an expired invitation.
// They need not sign in, because it grants nothing to anybody. An administrator is told, and
// resends the invitation.
type RequestRenewal struct {
	Store    RequestRenewalStore
	Limits   Limits
	Continue Continuation
	Now      Clock
}

// Do marks the invitation and returns when a new link was asked for. Until a resend, asking
// again changes nothing and returns the first time. Do refuses an invitation that is not
// expired, one that no administrator could resend, and one whose invitee has all of its
// roles by now.
func (c RequestRenewal) Do(ctx context.Context, id InvitationID, token string) (time.Time, error) {
	var requestedAt time.Time
	err := RetryStale(ctx, func(ctx context.Context) error {
		invitation, err := invitationByToken(ctx, c.Store, c.Now, id, token)
		if err != nil {
			return err
		}
		now := c.Now().UTC()
		if err := invitation.requireExpired(now); err != nil {
			return c.Continue.refusal(invitation, err)
		}
		if requestedAt = invitation.RenewalRequestedAt; !requestedAt.IsZero() {
			return nil
		}
		if err := c.judge(ctx, invitation, now); err != nil {
			return err
		}
		if invitation.Status == Pending {
			if err := c.Store.Expire(ctx, invitation.closure(Expired, now, nil, System)); err != nil {
				return err
			}
			invitation.Status = Expired
		}
		requestedAt = now.Truncate(time.Second)
		return c.Store.RequestRenewal(ctx, RenewalRequest{Before: invitation, After: invitation.renewalRequested(requestedAt),
			Event: invitation.Event(EventRenewalRequested, now, invitation.subject())})
	})
	if err != nil {
		return time.Time{}, err
	}
	return requestedAt, nil
}

// judge refuses an invitation that could not be resent. The refusal is for the invitee.
func (c RequestRenewal) judge(ctx context.Context, i Invitation, now time.Time) error {
	snapshot, err := i.renewable(ctx, c.Store, now)
	if err != nil {
		return err
	}
	_, err = notYetHeldBy(ctx, c.Store, c.Limits, now, snapshot.Addressee, i.Scope, i.RolesAt(now))
	switch KindOf(err) {
	case AlreadyGranted:
		return Refuse(AlreadyGranted, "You already have all of these roles.")
	case LimitReached:
		return Refuse(LimitReached, "You can have at most %d roles in an organisation.", c.Limits.Grants)
	}
	return err
}

// requireExpired refuses an invitation that is not expired, and says what it is.
func (i Invitation) requireExpired(now time.Time) error {
	err := i.requirePending(now)
	switch {
	case err == nil:
		return &Error{Kind: InvitationPending, Invitation: i.ID, Detail: "This invitation has not expired. Its link still works."}
	case KindOf(err) == InvitationExpired:
		return nil
	}
	return err
}

// renewalRequested returns the next version of the invitation, whose invitee asks for a new
// link. An administrator is told of it.
func (i Invitation) renewalRequested(at time.Time) Invitation {
	i.RenewalRequestedAt, i.Notice = at, Notice{QueuedAt: at}
	i.Version++
	return i
}

// renewable returns the snapshot of an expired invitation's scope for its address. It
// refuses an invitation whose roles have all ended, one whose organisation or account
// has been deleted or is being deleted, and one that a newer invitation keeps from being
// resent.
func (i Invitation) renewable(ctx context.Context, store renewalReader, now time.Time) (Snapshot, error) {
	if err := i.requireRole(now); err != nil {
		return Snapshot{}, err
	}
	snapshot, err := i.addressed(ctx, store, i.Email)
	gone := errors.Is(err, ErrNotFound) || KindOf(err) == NotFound
	if gone || (err == nil && snapshot.Organisation.BeingDeleted(i.Scope.Account, now)) {
		return Snapshot{}, Refuse(InvitationExpired, "This invitation expired, and what it was for does not exist any more.")
	}
	if err != nil {
		return Snapshot{}, err
	}
	return snapshot, i.requireNoNewer(ctx, store, now)
}

// requireNoNewer refuses an expired invitation to whose address another one at its scope is
// pending.
func (i Invitation) requireNoNewer(ctx context.Context, store OfferReader, now time.Time) error {
	newer, err := conflicting(ctx, store, i)
	switch {
	case errors.Is(err, ErrNotFound):
		return nil
	case err == nil && newer.StatusAt(now) == Pending:
		return Refuse(InvitationExpired, "This invitation expired, and a newer one was sent to you. Open the link in the newer email.")
	}
	return err
}

// ExpiredInvitation is what the holder of an expired invitation's link is shown.
type ExpiredInvitation struct {
	Organisation Organisation
	Account      *Account // nil for the whole organisation
	Inviter      Person
	ExpiresAt    time.Time
	RequestedAt  time.Time // when a new link was asked for; zero if it was not
}

// expiredRefusal completes the refusal of an expired invitation that can be asked for again,
// for the holder of its link. It returns every other refusal as it is.
func (i Invitation) expiredRefusal(ctx context.Context, store renewalReader, now time.Time, refused error) error {
	refusal, ok := errors.AsType[*Error](refused)
	if !ok || refusal.Kind != InvitationExpired {
		return refused
	}
	snapshot, err := i.renewable(ctx, store, now)
	if err != nil {
		return err
	}
	completed := *refusal
	completed.Expired = &ExpiredInvitation{Organisation: snapshot.Organisation, Account: snapshot.Account, Inviter: i.Inviter,
		ExpiresAt: i.ExpiresAt, RequestedAt: i.RenewalRequestedAt}
	return &completed
}
