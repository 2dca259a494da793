package access

import (
	"context"
	"time"
)

// Retention says how long what has happened is kept. Zero Events are kept for good. Zero
// Invitations are kept for [ClosedKept].
type Retention struct {
	Events      time.Duration // from when the event happened
	Invitations time.Duration // from when the invitation was closed
}

// EventUntil returns until when an event is kept. It is zero for good.
func (r Retention) EventUntil(at time.Time) time.Time {
	if r.Events == 0 {
		return time.Time{}
	}
	return at.Add(r.Events)
}

// InvitationUntil returns until when an invitation is kept that was closed at a time.
func (r Retention) InvitationUntil(closed time.Time) time.Time {
	if r.Invitations == 0 {
		return closed.Add(ClosedKept)
	}
	return closed.Add(r.Invitations)
}

// listedLonger is how much longer an invitation stays in the list of all than it is kept
// after it has expired. Its expiry may be written late: DynamoDB removes an expired item
// within a few days, and the stream record of the removal may then wait in the dead-letter
// queue for 14 days.
const listedLonger = 20 * 24 * time.Hour

// ListedUntil returns until when the entry of an invitation in the list of all is kept that
// expires at a time.
func (r Retention) ListedUntil(expires time.Time) time.Time {
	return r.InvitationUntil(expires).Add(listedLonger)
}

// RetentionRun says what one run does.
type RetentionRun struct {
	After string    // where the part begins
	Until time.Time // after it, nothing more is written
	Now   Clock
}

// RetainedPart is what became of a part of the store.
type RetainedPart struct {
	Next              string // where the next part begins; empty at the end
	Examined, Changed int    // items
	Total             int64  // items of the store, an estimate
}

// Retain gives events and closed invitations that were written under another retention the
// present one. Only operators use it.
type Retain struct {
	Store Retainer
	For   time.Duration // after it, nothing more is written
	Now   Clock
}

// Do works from a position on until the time is over, and returns where to continue.
func (c Retain) Do(ctx context.Context, after string) (RetainedPart, error) {
	all := RetainedPart{Next: after}
	for until := c.Now().Add(c.For); ; {
		part, err := c.Store.Retain(ctx, RetentionRun{After: all.Next, Until: until, Now: c.Now})
		if err != nil {
			return RetainedPart{}, err
		}
		all = RetainedPart{Next: part.Next, Examined: all.Examined + part.Examined, Changed: all.Changed + part.Changed, Total: part.Total}
		if all.Next == "" || c.Now().After(until) {
			return all, nil
		}
	}
}
