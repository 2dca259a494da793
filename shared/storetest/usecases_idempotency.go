package storetest

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
	"admit/shared/idempotency"
)

// countedWork counts how often the work of a request is done.
type countedWork struct {
	*fixture.Fixture
	done atomic.Int64
}

// ask sends a request under an idempotency key.
func (r *countedWork) ask(body string) (answer string, replayed bool, err error) {
	r.Helper()
	stored, replayed, err := r.Requests().Do(r.Context(), key, []byte(body), func(context.Context, access.Seed) ([]byte, idempotency.Next) {
		return fmt.Append(nil, "answer ", r.done.Add(1)), idempotency.Replay
	})
	return string(stored), replayed, err
}

var key = idempotency.Key{Caller: "ada", Route: "POST /x", Value: "key"}

// doesWorkOnce sends 30 requests under one idempotency key at the same moment. One
// does the work, and the others get its answer.
func doesWorkOnce(f *fixture.Fixture) {
	r := &countedWork{Fixture: f}
	got := fixture.Answers(30, func(int) error {
		return fixture.Persist(func() error {
			answer, _, err := r.ask("body")
			if err == nil && answer != "answer 1" {
				f.Errorf("answered %q", answer)
			}
			return err
		})
	})
	if got[""] != 30 || r.done.Load() != 1 {
		f.Errorf("answers %v, the work was done %d times", got, r.done.Load())
	}
}

// freesKey checks that a request that changed nothing leaves its idempotency key for
// another request.
func freesKey(f *fixture.Fixture) {
	_, _, err := f.Requests().Do(f.Context(), key, []byte("body"), func(context.Context, access.Seed) ([]byte, idempotency.Next) { return nil, idempotency.Forget })
	f.Must(err)
	r := &countedWork{Fixture: f}
	for _, repeated := range []bool{false, true} {
		if answer, again, err := r.ask("corrected"); err != nil || again != repeated || answer != "answer 1" {
			f.Errorf("%q, repeated %t (%v)", answer, again, err)
		}
	}
	_, _, err = r.ask("body")
	f.WantRefusal("the first body", err, idempotency.KeyReused)
}

// continuesDeadRequest repeats a request whose function was killed. After a while
// the repetition continues it, with the same seed, and finds what was created.
func continuesDeadRequest(f *fixture.Fixture) {
	organisation, admin := f.Organisation("admin", false)
	ctx, kill := context.WithCancel(f.Context())
	work := func(then func()) idempotency.Work {
		return func(ctx context.Context, seed access.Seed) ([]byte, idempotency.Next) {
			i, err := f.Invite().Do(ctx, admin.ID(), organisation.ID, access.InviteRequest{Email: fixture.Mailbox("ada"), Roles: []access.RoleID{fixture.Viewer}}, seed)
			f.Must(err)
			then()
			return []byte(i.ID), idempotency.Replay
		}
	}
	first, _, _ := f.Requests().Do(ctx, key, nil, work(kill)) // the answer is not stored
	f.Set(fixture.Noon.Add(10 * time.Minute))
	second, repeated, err := f.Requests().Do(f.Context(), key, nil, work(func() {}))
	if err != nil || repeated || string(first) != string(second) {
		f.Errorf("created %s, and then %s (%v)", first, second, err)
	}
	third, repeated, err := f.Requests().Do(f.Context(), key, nil, work(func() {}))
	if err != nil || !repeated || string(third) != string(first) {
		f.Errorf("repeated %t: %s (%v)", repeated, third, err)
	}
	if n := len(f.EventsOfType(organisation, access.EventInvitationCreated)); n != 2 {
		f.Errorf("%d invitations have events, want that of the first administrator and one more", n)
	}
}
