package access

import (
	"context"
	"crypto/sha256"
	"errors"
	"time"
)

// Once answers a request that is repeated under the same key as it answered the
// first one, and does its work once.
//
// A request under way is remembered with a seed, from which everything that the
// request creates takes its id: so that when its function dies, whoever repeats
// it finds what was created and does not create it again.
type Once struct {
	Requests Requests
	Now      Clock
}

// Requests remembers requests and their answers.
type Requests interface {
	// Begin remembers a request that is not remembered, or whose time was up at
	// r.At, and answers it as it stands now. One that is remembered with this
	// body and not answered, and that nobody has been working on since r.At, is
	// taken over with its seed. Every other one is answered as it is remembered.
	Begin(ctx context.Context, r Attempt) (Remembered, error)
	// Finish remembers the answer to a request until its time is up. It is stale
	// unless the request has this seed and no answer.
	Finish(ctx context.Context, r Attempt, answer []byte) error
	// Drop gives a request back unanswered, for the next Begin to take over with
	// its seed.
	Drop(ctx context.Context, r Attempt) error
	// Free forgets a request that has done nothing: the next Begin is the first,
	// whatever its body. It is stale unless this attempt holds the request, which
	// has no answer.
	Free(ctx context.Context, r Attempt) error
}

// Attempt is one try at a request.
type Attempt struct {
	Key       string   // of the caller, the route and the client's key
	Body      [32]byte // SHA-256 of what was asked
	Seed      Seed     // for the ids of what is created
	At        time.Time
	Until     time.Time // when somebody else may take an unanswered one over
	ExpiresAt time.Time // when it is forgotten
}

// Remembered is a request as it stands.
type Remembered struct {
	Mine   bool // the caller of Begin is to do the work
	Seed   Seed
	Body   [32]byte
	Answer []byte // nil while somebody works on it
}

const (
	// RequestKept is how long an answer is repeated.
	RequestKept = 24 * time.Hour
	// working is how long a request may take: longer than its function runs.
	working = 45 * time.Second
	// patience is how long a repetition waits for the first one's answer.
	patience = 5 * time.Second
)

// key names the request: nobody else's, and none on another route, has it.
func (a Asked) key() string { return derive(string(a.Caller), a.Route, a.Key) }

// Asked is a request with the key that its caller gave it.
type Asked struct {
	Caller UserID
	Route  string // with its path, which may be a part of what is asked
	Key    string
	Body   []byte
}

// Work answers a request, and says what becomes of its key.
type Work func(ctx context.Context, seed Seed) (answer []byte, then Then)

// Then is what becomes of a key once its request is answered.
type Then int

const (
	Retry  Then = iota // the same request is worked on again, with its seed
	Repeat             // the same request is answered the same
	Free               // the key may be used for another request: nothing was done
)

// Do works on a request, or repeats the answer to it.
//
// When an answer cannot be remembered it is given nevertheless: what was asked
// has been done, and a repetition finds that by the seed.
func (c Once) Do(ctx context.Context, asked Asked, work Work) (answer []byte, repeated bool, err error) {
	now := c.Now().UTC()
	attempt := Attempt{Key: asked.key(), Body: sha256.Sum256(asked.Body), Seed: Seed(NewID()),
		At: now, Until: now.Add(working), ExpiresAt: now.Add(RequestKept)}
	remembered, err := c.begin(ctx, attempt)
	if err != nil {
		return nil, false, err
	}
	if !remembered.Mine {
		return remembered.Answer, true, nil
	}
	attempt.Seed = remembered.Seed
	then := Retry
	defer func() { c.release(ctx, attempt, then) }()
	if answer, then = work(ctx, attempt.Seed); then == Repeat {
		_ = c.Requests.Finish(ctx, attempt, answer)
	}
	return answer, false, nil
}

// release gives up a request that has no answer to repeat, even when its own
// time is up, or its work panicked. Where that fails, whoever repeats it waits
// for the end of Until.
func (c Once) release(ctx context.Context, attempt Attempt, then Then) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), timeToDrop)
	defer cancel()
	switch then {
	case Retry:
		_ = c.Requests.Drop(ctx, attempt)
	case Free:
		_ = c.Requests.Free(ctx, attempt)
	case Repeat:
	}
}

// begin waits for an answer that somebody else is working on.
func (c Once) begin(ctx context.Context, attempt Attempt) (Remembered, error) {
	backoff := Backoff{Limit: patience}
	for {
		remembered, err := c.Requests.Begin(ctx, attempt)
		switch {
		case errors.Is(err, ErrStale) && !backoff.Spent(): // it met another one
		case err != nil:
			return Remembered{}, err
		case remembered.Body != attempt.Body:
			return Remembered{}, Refuse(KeyReused, "This idempotency key was used for another request within the last 24 hours.")
		case remembered.Mine || remembered.Answer != nil:
			return remembered, nil
		case backoff.Spent():
			return Remembered{}, Refuse(Unavailable, "The same request is being worked on. Try again.")
		}
		if err := backoff.Wait(ctx); err != nil {
			return Remembered{}, err
		}
	}
}

const timeToDrop = 300 * time.Millisecond
