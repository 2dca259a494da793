package access_test

import (
	"context"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"admit/shared/access"
)

// repeatable counts how often its work is done.
type repeatable struct {
	*world
	done atomic.Int64
}

func (r *repeatable) work(context.Context, access.Seed) ([]byte, access.Then) {
	return fmt.Append(nil, "answer ", r.done.Add(1)), access.Repeat
}

func (r *repeatable) asks(asked access.Asked) (string, bool, error) {
	r.Helper()
	answer, repeated, err := r.once().Do(r.Context(), asked, r.work)
	return string(answer), repeated, err
}

var asked = access.Asked{Caller: "ada", Route: "POST /x", Key: "key", Body: []byte("body")}

func TestOnceRepeatsItsAnswer(t *testing.T) {
	r := &repeatable{world: inMemory(t)}
	for n := range 5 {
		r.set(noon.Add(time.Duration(n) * access.RequestKept / 5))
		answer, repeated, err := r.asks(asked)
		if err != nil || answer != "answer 1" || repeated != (n > 0) {
			t.Errorf("try %d: %q, repeated %t (%v)", n, answer, repeated, err)
		}
	}
	r.set(noon.Add(access.RequestKept))
	if answer, repeated, err := r.asks(asked); err != nil || answer != "answer 2" || repeated {
		t.Errorf("a day later: %q, repeated %t (%v)", answer, repeated, err)
	}
}

// TestOnceTellsRequestsApart: another body is refused; another caller, route or
// key is another request, however they run into each other.
func TestOnceTellsRequestsApart(t *testing.T) {
	r := &repeatable{world: inMemory(t)}
	if answer, _, err := r.asks(asked); err != nil || answer != "answer 1" {
		t.Fatalf("%q (%v)", answer, err)
	}
	for _, body := range []string{"", "body ", "Body", "bod"} {
		other := asked
		other.Body = []byte(body)
		_, _, err := r.asks(other)
		r.refused("body "+body, err, access.KeyReused)
	}
	n := 1
	for name, other := range map[string]access.Asked{
		"caller": {Caller: "eve", Route: asked.Route, Key: asked.Key, Body: asked.Body},
		"route":  {Caller: asked.Caller, Route: "POST /y", Key: asked.Key, Body: asked.Body},
		"key":    {Caller: asked.Caller, Route: asked.Route, Key: "KEY", Body: asked.Body},
		"shift":  {Caller: "adaP", Route: "OST /x", Key: asked.Key, Body: asked.Body},
		"shift2": {Caller: asked.Caller, Route: "POST /xk", Key: "ey", Body: asked.Body},
		"shift3": {Caller: asked.Caller, Route: "POST /x\x00key", Key: "", Body: asked.Body},
	} {
		n++
		if answer, repeated, err := r.asks(other); err != nil || repeated || answer != fmt.Sprint("answer ", n) {
			t.Errorf("another %s: %q, repeated %t (%v)", name, answer, repeated, err)
		}
	}
	if answer, repeated, err := r.asks(asked); err != nil || !repeated || answer != "answer 1" {
		t.Errorf("the first again: %q (%v)", answer, err)
	}
}

// TestOnceAtOnce: of many at the same moment one works, and the others are given
// its answer.
func TestOnceAtOnce(t *testing.T) {
	onEachStore(t, func(w *world) {
		r := &repeatable{world: w}
		got := answers(30, func(int) error {
			return persist(func() error {
				answer, _, err := r.asks(asked)
				if err == nil && answer != "answer 1" {
					w.Errorf("answered %q", answer)
				}
				return err
			})
		})
		if got[""] != 30 || r.done.Load() != 1 {
			w.Errorf("answers %v, the work was done %d times", got, r.done.Load())
		}
	})
}

// TestOnceGivesUpWaiting: a repetition waits a little, and asks to try again.
func TestOnceGivesUpWaiting(t *testing.T) {
	w := inMemory(t)
	working, finish := make(chan struct{}), make(chan struct{})
	first := make(chan error)
	go func() {
		_, _, err := w.once().Do(t.Context(), asked, func(context.Context, access.Seed) ([]byte, access.Then) {
			close(working)
			<-finish
			return []byte("answer"), access.Repeat
		})
		first <- err
	}()
	<-working
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, _, err := w.once().Do(ctx, asked, func(context.Context, access.Seed) ([]byte, access.Then) {
		t.Error("the work is done twice")
		return nil, access.Retry
	})
	w.refused("a repetition with no time", err, access.Unavailable)
	close(finish)
	w.must(<-first)
}

// TestOnceOfWhatIsNotKept: an answer that asks to try again is not repeated, and
// neither is one that there never was; the seed stays.
func TestOnceOfWhatIsNotKept(t *testing.T) {
	for name, fail := range map[string]access.Work{
		"not kept": func(context.Context, access.Seed) ([]byte, access.Then) { return []byte("try again"), access.Retry },
		"panic":    func(context.Context, access.Seed) ([]byte, access.Then) { panic("killed") },
	} {
		t.Run(name, func(t *testing.T) {
			w := inMemory(t)
			var seeds []access.Seed
			_, _ = survived(func() error {
				_, _, err := w.once().Do(t.Context(), asked, func(ctx context.Context, seed access.Seed) ([]byte, access.Then) {
					seeds = append(seeds, seed)
					return fail(ctx, seed)
				})
				return err
			})
			answer, repeated, err := w.once().Do(t.Context(), asked, func(_ context.Context, seed access.Seed) ([]byte, access.Then) {
				seeds = append(seeds, seed)
				return []byte("done"), access.Repeat
			})
			if err != nil || repeated || string(answer) != "done" || len(seeds) != 2 || seeds[0] != seeds[1] || seeds[0] == "" {
				t.Errorf("%q, repeated %t (%v), with the seeds %v", answer, repeated, err, seeds)
			}
		})
	}
}

// TestOnceFreesAKey: what did nothing leaves the key for another request.
func TestOnceFreesAKey(t *testing.T) {
	onEachStore(t, func(w *world) {
		_, _, err := w.once().Do(w.Context(), asked, func(context.Context, access.Seed) ([]byte, access.Then) { return nil, access.Free })
		w.must(err)
		r := &repeatable{world: w}
		other := asked
		other.Body = []byte("mended")
		for _, repeated := range []bool{false, true} {
			if answer, again, err := r.asks(other); err != nil || again != repeated || answer != "answer 1" {
				w.Errorf("%q, repeated %t (%v)", answer, again, err)
			}
		}
		_, _, err = r.asks(asked)
		w.refused("the first body", err, access.KeyReused)
	})
}

// TestOnceOfWhoeverDied: a request whose function was killed is taken over after
// a while, with its seed, and what it has created is found.
func TestOnceOfWhoeverDied(t *testing.T) { onEachStore(t, takesOverWhoeverDied) }

func takesOverWhoeverDied(w *world) {
	organisation, admin := w.organisation("admin", false)
	ctx, kill := context.WithCancel(w.Context())
	work := func(then func()) access.Work {
		return func(ctx context.Context, seed access.Seed) ([]byte, access.Then) {
			i, err := w.invite().Do(ctx, admin.ID(), organisation.ID, access.InviteRequest{Email: mailbox("ada"), Roles: []access.RoleID{viewer}}, seed)
			w.must(err)
			then()
			return []byte(i.ID), access.Repeat
		}
	}
	first, _, _ := w.once().Do(ctx, asked, work(kill)) // its answer is not remembered
	w.set(noon.Add(10 * time.Minute))
	second, repeated, err := w.once().Do(w.Context(), asked, work(func() {}))
	if err != nil || repeated || string(first) != string(second) {
		w.Errorf("created %s, and then %s (%v)", first, second, err)
	}
	third, repeated, err := w.once().Do(w.Context(), asked, work(func() {}))
	if err != nil || !repeated || string(third) != string(first) {
		w.Errorf("repeated %t: %s (%v)", repeated, third, err)
	}
	if n := len(w.recorded(organisation, access.InvitationCreated)); n != 2 {
		w.Errorf("%d invitations on record, want that of the founding and one more", n)
	}
}
