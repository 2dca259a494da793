package delivery

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"admit/shared/access"
)

// Postponed names an email or a notice that waits until the email service sends emails again.
// A postponed email leaves the store's stream, so that it holds back no other change.
type Postponed struct {
	Invitation access.InvitationID `json:"invitationId"`
	Attempt    int                 `json:"attempt,omitempty"` // of the email; 0 for a notice
	Notice     int64               `json:"notice,omitempty"`  // when the notice was queued, in milliseconds since 1970; 0 for an email
	Try        int                 `json:"try"`               // how often it was postponed
}

// Postponer calls [Send.Resume] or [Notify.Resume] later.
type Postponer interface {
	// Postpone schedules a try. It does nothing if the try is scheduled already. It tries a
	// call that fails more than once.
	Postpone(ctx context.Context, p Postponed, at time.Time) error
}

// reasonPostponed is the detail of a queued delivery, for an administrator.
const reasonPostponed = "The email waits, because the email service has reached its limit of emails in 24 hours. It is tried again until the invitation expires."

// lateAfter is how long an email may be queued before each try of it warns of that.
const lateAfter = time.Hour

// LateMessage is the message of the log record about an email that was queued for more than an
// hour. An alarm counts these records.
const LateMessage = "the email is late"

// warnOfLate logs how long an email has been queued, if that is long.
func warnOfLate(ctx context.Context, id access.InvitationID, queued time.Duration) {
	if queued >= lateAfter {
		slog.WarnContext(ctx, LateMessage, "invitationId", id, "queuedSeconds", int(queued.Seconds()))
	}
}

// next returns the next postponement and its time. The first one lasts 15 minutes, each further
// one 15 minutes more, and at most an hour: the quota is one of the last 24 hours, so it frees
// itself little by little.
func (p Postponed) next(now time.Time) (Postponed, time.Time) {
	p.Try++
	return p, now.Add(time.Duration(min(p.Try, 4)) * 15 * time.Minute)
}

// notSent handles the failure of a claimed sending. It postpones an email for which the email
// service has no quota left, and one that was postponed before. Any other failure is returned, so
// that the caller tries again.
func (c Send) notSent(ctx context.Context, i access.Invitation, p Postponed, cause error, hash *access.TokenHash) error {
	if permanent, ok := errors.AsType[*PermanentError](cause); ok && c.Now().Sub(i.QueuedAt) >= permanent.RetryFor {
		return c.park(ctx, i, permanent.Reason, hash)
	}
	switch notSent := errors.Is(cause, ErrNotSent); {
	case errors.Is(cause, ErrQuota), notSent && p.Try > 0:
		return c.postpone(ctx, i, p, cause, hash)
	case notSent:
		return errors.Join(cause, c.settle(ctx, i, access.Delivery{Status: access.Queued}, hash))
	case p.Try > 0 && c.isTooLate(i, p):
		return c.park(ctx, i, "It is unknown whether the email was sent, and the invitation expires before another try.", hash)
	case p.Try > 0: // the claim is over when the postponement is
		return c.resumeLater(ctx, p, cause)
	}
	return cause // the claim stays until the next try may begin
}

// PostponedWithin is how long after its time a postponed email may be tried. A [Postponer] must not
// take longer.
const PostponedWithin = 15 * time.Minute

// postpone releases the claim of an email and schedules the next try of it. An email whose next
// try would come too late fails and is parked. The claim is released first: if the email cannot be
// scheduled, the caller tries it again at once.
func (c Send) postpone(ctx context.Context, i access.Invitation, p Postponed, cause error, hash *access.TokenHash) error {
	if c.isTooLate(i, p) {
		return c.park(ctx, i, "The email could not be sent before the invitation expires, because the email service has reached its limit of emails.", hash)
	}
	if err := c.settle(ctx, i, access.Delivery{Status: access.Queued, Detail: reasonPostponed}, hash); err != nil {
		return err
	}
	return c.resumeLater(ctx, p, cause)
}

// isTooLate reports whether the invitation may have expired at the next try of a postponed email.
func (c Send) isTooLate(i access.Invitation, p Postponed) bool {
	_, at := p.next(c.Now())
	return !at.Add(PostponedWithin).Before(i.ExpiresAt)
}

// resumeLater schedules the next try of an email.
func (c Send) resumeLater(ctx context.Context, p Postponed, cause error) error {
	next, at := p.next(c.Now())
	return postpone(ctx, c.Postponer, next, at, cause)
}

// postpone schedules a try of an email or a notice, and logs the cause.
func postpone(ctx context.Context, postponer Postponer, p Postponed, at time.Time, cause error) error {
	slog.WarnContext(ctx, "postpone an email", "invitationId", p.Invitation, "postponements", p.Try, "until", at.UTC().Format(time.RFC3339), "error", cause.Error())
	return postponer.Postpone(ctx, p, at)
}

// Resume tries an email that was postponed. It does nothing if the email was sent meanwhile, the
// invitation is no longer pending, or there is a later attempt. An email that cannot be sent is
// postponed again until the invitation expires. After an error the caller should call Resume again.
func (c Send) Resume(ctx context.Context, p Postponed) error { return c.try(ctx, p) }

// Resume tries a notice that was postponed. It does nothing if another notice has replaced it.
func (c Notify) Resume(ctx context.Context, p Postponed) error { return c.try(ctx, p) }
