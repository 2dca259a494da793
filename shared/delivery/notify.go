package delivery

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"time"

	"admit/shared/access"
)

// Notify sends the notice of an invitation: the email that tells an administrator what
// somebody asks for. It claims and settles the notice as [Send] does an email, and has the
// same limits.
type Notify struct {
	Store       Store
	Mailer      NoticeMailer
	DeadLetters DeadLetters
	Postponer   Postponer
	Roles       access.Catalogue
	BaseURL     string // of the console, without a slash at the end
	Now         access.Clock
}

// Do sends the notice if there is one and what it asks for is still open. Otherwise it ends
// the notice, also if there is no administrator who can be sent an email: the console and
// the audit log show the request, too. Do is called as [Send.Do] is.
func (c Notify) Do(ctx context.Context, id access.InvitationID) error {
	return c.try(ctx, Postponed{Invitation: id})
}

// try tries the notice of an invitation, for the first time or after a postponement.
func (c Notify) try(ctx context.Context, p Postponed) error {
	i, err := c.Store.Invitation(ctx, p.Invitation)
	if errors.Is(err, access.ErrNotFound) {
		return nil
	}
	if err != nil || i.Notice.QueuedAt.IsZero() || p.Try > 0 && p.Notice != i.Notice.QueuedAt.UnixMilli() {
		return err
	}
	p.Notice = i.Notice.QueuedAt.UnixMilli()
	now := c.Now().UTC()
	notice, asked := noticeOf(i, now)
	if !asked {
		return c.settle(ctx, i, false)
	}
	administrator, err := access.FindAdministrator{Store: c.Store, Roles: c.Roles, Now: c.Now}.Do(ctx, i)
	if errors.Is(err, access.ErrNotFound) {
		return c.settle(ctx, i, false)
	}
	if err != nil {
		return err
	}
	if err := c.claim(ctx, i, now); err != nil {
		return err
	}
	if i.Notice.Tries >= maxUnknown {
		return c.park(ctx, i, "the email service did not answer several times")
	}
	if limit := c.limit(p); now.Sub(i.Notice.QueuedAt) > limit {
		return c.park(ctx, i, fmt.Sprintf("it could not be sent for %.0f hours", limit.Hours()))
	}
	return c.send(ctx, i, p, c.addressed(notice, i, administrator))
}

// noticeOf returns what a notice of the invitation is about, and whether somebody asks for
// that at a time.
func noticeOf(i access.Invitation, now time.Time) (notice Notice, asked bool) {
	notice = Notice{Kind: RenewalNotice, Invitation: i.ID, Invitee: i.Email.String(), Requester: i.Email.String()}
	switch i.StatusAt(now) {
	case access.Expired:
		return notice, !i.RenewalRequestedAt.IsZero()
	case access.Pending:
		notice.Kind, notice.Requester = AcceptanceNotice, i.AcceptanceRequest.User.Email.String()
		return notice, i.AcceptanceRequest.IsOpen()
	}
	return notice, false
}

// addressed completes a notice for an administrator.
func (c Notify) addressed(n Notice, i access.Invitation, to access.Administrator) Notice {
	n.To, n.Locale, n.Organisation = to.Email, to.Language, to.Organisation.Name
	if to.Account != nil {
		n.Account = to.Account.Name
	}
	query := url.Values{"invitation": {string(i.ID)}}
	if n.Kind == RenewalNotice {
		query.Set("view", "closed") // the tab of the list that has it
	}
	n.Link = c.BaseURL + "/console/organisations/" + string(i.Scope.Organisation) + "/users?" + query.Encode()
	return n
}

// limit returns how long a notice is tried. One that was postponed is tried as long as an
// invitation is open.
func (Notify) limit(p Postponed) time.Duration {
	if p.Try > 0 {
		return access.OpenFor
	}
	return GiveUpAfter
}

// send sends a notice that the caller has claimed.
func (c Notify) send(ctx context.Context, i access.Invitation, p Postponed, n Notice) error {
	err := c.Mailer.SendNotice(ctx, n)
	if permanent, ok := errors.AsType[*PermanentError](err); ok && c.Now().Sub(i.Notice.QueuedAt) >= permanent.RetryFor {
		return c.park(ctx, i, permanent.Reason)
	}
	switch notSent := errors.Is(err, ErrNotSent); {
	case errors.Is(err, ErrQuota), notSent && p.Try > 0:
		if failed := c.settle(ctx, i, true); failed != nil {
			return failed
		}
		return c.resumeLater(ctx, p, err)
	case notSent:
		return errors.Join(err, c.settle(ctx, i, true))
	case err != nil && p.Try > 0: // the claim is over when the postponement is
		return c.resumeLater(ctx, p, err)
	case err != nil:
		return err // the claim stays until the next try may begin
	}
	return c.settle(ctx, i, false)
}

// resumeLater schedules the next try of a notice.
func (c Notify) resumeLater(ctx context.Context, p Postponed, cause error) error {
	next, at := p.next(c.Now())
	return postpone(ctx, c.Postponer, next, at, cause)
}

// claim claims the notice for the caller. It returns ErrBusy if another call has claimed it.
func (c Notify) claim(ctx context.Context, i access.Invitation, now time.Time) error {
	duration := claimDurations[min(i.Notice.Tries, len(claimDurations)-1)]
	err := c.Store.ClaimNotice(ctx, NoticeClaim{Invitation: i.ID, Notice: i.Notice, At: now, Until: now.Add(duration)})
	if errors.Is(err, access.ErrStale) {
		return ErrBusy
	}
	return err
}

// park ends a notice that the caller has claimed, and raises an alarm.
func (c Notify) park(ctx context.Context, i access.Invitation, reason string) error {
	letter := DeadLetter{Invitation: i.ID, Organisation: i.Scope.Organisation, At: c.Now().UTC(), Kind: NoticeLetter,
		Reason: "An administrator could not be told by email what somebody asks for: " + reason + "."}
	if err := c.DeadLetters.Park(ctx, letter); err != nil {
		return err
	}
	return c.settle(ctx, i, false)
}

// settle ends the notice, or the claim of one that was certainly not sent. It does nothing if
// another one has replaced it.
func (c Notify) settle(ctx context.Context, i access.Invitation, notSent bool) error {
	write := func(ctx context.Context) error {
		return c.Store.SettleNotice(ctx, NoticeSettlement{Invitation: i.ID, Notice: i.Notice, NotSent: notSent})
	}
	return settle(ctx, c.Store, i.ID, write, func(stored access.Invitation) bool { return !stored.Notice.QueuedAt.Equal(i.Notice.QueuedAt) })
}
