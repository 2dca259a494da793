package access

import (
	"context"
	"errors"
	"slices"
	"time"
)

// inOrder returns all rows of the groups, in the order of the batch.
func inOrder(groups [][]int) []int {
	order := slices.Concat(groups...)
	slices.Sort(order)
	return order
}

// isTight reports whether a limit of the whole organisation may have no room for
// this many rows. It ignores the limits of emails to one address: rows to the same
// address are written one after the other in any case.
func (b *batchRun) isTight(ctx context.Context, rows int) (bool, error) {
	if rows <= 1 {
		return false, nil
	}
	used, err := b.usage.Usage(ctx, UsageQuery{Organisation: b.organisation.ID, At: b.invite.Now()})
	limits := b.invite.Limits
	return used.Open+rows > limits.OpenInvitations || used.Hour+rows > limits.InvitationsPerHour, err
}

// writeInOrder invites one row after the other. After a limit of the whole
// organisation has refused a row, no further row is written: to find out that
// there is no room, a write may have to read all open invitations. The limit of
// invitations per hour is tried again when the next hour begins.
func (b *batchRun) writeInOrder(ctx context.Context, order []int) {
	var reached *LimitError
	var since time.Time
	for _, n := range order {
		if reached != nil && (reached.Limit == LimitOpen || sameHour(since, b.invite.Now())) {
			b.outcomes[n] = b.withoutRoom(ctx, n, reached)
			continue
		}
		reached = nil
		b.outcomes[n] = b.writeRow(ctx, n)
		if limit, ok := errors.AsType[*LimitError](b.outcomes[n].Refused); ok && (limit.Limit == LimitOpen || limit.Limit == LimitHour) {
			reached, since = limit, b.invite.Now()
		}
	}
}

// sameHour reports whether two times are in the same hour of the clock.
func sameHour(a, b time.Time) bool { return a.Truncate(time.Hour).Equal(b.Truncate(time.Hour)) }

// judge does a dry run. It judges all rows. Then it applies the limits, in the
// order of the batch, to the rows that would be written.
func (b *batchRun) judge(ctx context.Context, groups [][]int) error {
	candidates := make([]*candidate, len(b.rows))
	inParallel(groups, func(n int) {
		b.outcomes[n] = recovered(func() Outcome {
			row, err := b.invite.check(ctx, b.caller, b.organisation.ID, b.rows[n])
			if err == nil {
				candidates[n] = &row
			}
			return Outcome{Refused: err}
		})
	})
	now := b.invite.Now()
	room, err := b.remaining(ctx, candidates, now)
	if err != nil {
		return err
	}
	for n, row := range candidates {
		if row == nil {
			continue
		}
		if limit := room.take(*row); limit != nil {
			b.outcomes[n].Refused = limit.refusal(row.Offer, now)
		}
	}
	return nil
}

// remaining reads how much room the limits have for the candidates.
func (b *batchRun) remaining(ctx context.Context, candidates []*candidate, now time.Time) (*remainingLimits, error) {
	q := UsageQuery{Organisation: b.organisation.ID, At: now}
	count := 0
	for _, row := range candidates {
		if row == nil {
			continue
		}
		count++
		q.Partner = row.Partner.ID
		if !slices.ContainsFunc(q.Addresses, func(a Address) bool { return a.Key() == row.Invitation.Email.Key() }) {
			q.Addresses = append(q.Addresses, row.Invitation.Email)
		}
	}
	if count == 0 {
		return &remainingLimits{}, nil
	}
	used, err := b.usage.Usage(ctx, q)
	if err != nil {
		return nil, err
	}
	left := &remainingLimits{limits: b.invite.Limits, used: used}
	if missing := used.Open + count - left.limits.OpenInvitations; missing > 0 {
		left.expired, err = b.usage.CountExpired(ctx, q.Organisation, now, missing+count)
	}
	return left, err
}

// remainingLimits simulates how a run would use up the limits, row by row.
type remainingLimits struct {
	limits  Limits
	used    Usage
	expired int  // how many of used.Open have expired; a run closes them when it needs room
	closed  bool // the run would have closed them by now
}

// take counts a row. It returns the limit that has no room for the row, or nil. It
// checks the limits in the order in which a store does.
func (r *remainingLimits) take(row candidate) *LimitError {
	key := row.Invitation.Email.Key()
	replaces := row.replaces && !r.closed
	switch {
	case !replaces && !r.hasSlot():
		return &LimitError{LimitOpen}
	case r.used.Hour >= r.limits.InvitationsPerHour:
		return &LimitError{LimitHour}
	case r.used.Day[key] >= r.limits.MailsPerDay:
		return &LimitError{LimitDay}
	case row.Partner.ID != "" && r.used.DayOfPartner[key] >= r.limits.MailsPerDayOfPartner:
		return &LimitError{LimitDayOfPartner}
	}
	if replaces {
		r.expired-- // the row takes its slot
	} else {
		r.used.Open++
	}
	r.used.Hour++
	r.used.Day[key]++
	r.used.DayOfPartner[key]++
	return nil
}

// hasSlot reports whether there is room for one more open invitation. If there is
// none, a run closes the expired invitations, including those whose slots later
// rows could have taken.
func (r *remainingLimits) hasSlot() bool {
	if r.used.Open >= r.limits.OpenInvitations {
		r.used.Open -= max(0, r.expired)
		r.expired, r.closed = 0, true
	}
	return r.used.Open < r.limits.OpenInvitations
}
