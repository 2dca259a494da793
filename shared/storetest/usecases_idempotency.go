package storetest

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

// repeatable counts how often the work of a request is done.
type repeatable struct {
	*fixture.Fixture
	done atomic.Int64
}

// ask sends a request under an idempotency key.
func (r *repeatable) ask(asked access.Asked) (answer string, repeated bool, err error) {
	r.Helper()
	body, repeated, err := r.Once().Do(r.Context(), asked, func(context.Context, access.Seed) ([]byte, access.Then) {
		return fmt.Append(nil, "answer ", r.done.Add(1)), access.Repeat
	})
	return string(body), repeated, err
}

var asked = access.Asked{Caller: "ada", Route: "POST /x", Key: "key", Body: []byte("body")}

// worksOnce sends 30 requests under one idempotency key at the same moment. One
// does the work, and the others get its answer.
func worksOnce(w *fixture.Fixture) {
	r := &repeatable{Fixture: w}
	got := fixture.Answers(30, func(int) error {
		return fixture.Persist(func() error {
			answer, _, err := r.ask(asked)
			if err == nil && answer != "answer 1" {
				w.Errorf("answered %q", answer)
			}
			return err
		})
	})
	if got[""] != 30 || r.done.Load() != 1 {
		w.Errorf("answers %v, the work was done %d times", got, r.done.Load())
	}
}

// freesKey checks that a request that did nothing leaves its idempotency key for
// another request.
func freesKey(w *fixture.Fixture) {
	_, _, err := w.Once().Do(w.Context(), asked, func(context.Context, access.Seed) ([]byte, access.Then) { return nil, access.Free })
	w.Must(err)
	r := &repeatable{Fixture: w}
	other := asked
	other.Body = []byte("mended")
	for _, repeated := range []bool{false, true} {
		if answer, again, err := r.ask(other); err != nil || again != repeated || answer != "answer 1" {
			w.Errorf("%q, repeated %t (%v)", answer, again, err)
		}
	}
	_, _, err = r.ask(asked)
	w.WantRefusal("the first body", err, access.KeyReused)
}

// takesOverWhoeverDied repeats a request whose function was killed. After a while
// the repetition takes over, with the same seed, and finds what was created.
func takesOverWhoeverDied(w *fixture.Fixture) {
	organisation, admin := w.Organisation("admin", false)
	ctx, kill := context.WithCancel(w.Context())
	work := func(then func()) access.Work {
		return func(ctx context.Context, seed access.Seed) ([]byte, access.Then) {
			i, err := w.Invite().Do(ctx, admin.ID(), organisation.ID, access.InviteRequest{Email: mailbox("ada"), Roles: []access.RoleID{viewer}}, seed)
			w.Must(err)
			then()
			return []byte(i.ID), access.Repeat
		}
	}
	first, _, _ := w.Once().Do(ctx, asked, work(kill)) // its answer is not stored
	w.Set(noon.Add(10 * time.Minute))
	second, repeated, err := w.Once().Do(w.Context(), asked, work(func() {}))
	if err != nil || repeated || string(first) != string(second) {
		w.Errorf("created %s, and then %s (%v)", first, second, err)
	}
	third, repeated, err := w.Once().Do(w.Context(), asked, work(func() {}))
	if err != nil || !repeated || string(third) != string(first) {
		w.Errorf("repeated %t: %s (%v)", repeated, third, err)
	}
	if n := len(w.EventsOfType(organisation, access.InvitationCreated)); n != 2 {
		w.Errorf("%d invitations have events, want that of the first administrator and one more", n)
	}
}
