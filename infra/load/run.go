package load

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"admit/infra/bench/world"
	"admit/shared/access"
)

// run is one run of the load.
type run struct {
	*system
	surprises
	ledger   *Ledger
	figures  atomic.Pointer[figures] // of the present part
	pace     atomic.Pointer[pace]    // of the present part
	tenants  []*tenant
	guests   chan guest
	people   atomic.Int64
	workers  sync.WaitGroup
	number   int           // of workers
	patience time.Duration // how long a client repeats a request
	stopping chan struct{} // is closed when no story begins any more
	log      io.Writer
}

// tenant is an organisation with its administrator.
type tenant struct{ organisation, administrator string }

// guest is somebody who has registered.
type guest struct{ email, subject, user string }

// How much there is: hot tenants get half of the stories.
const (
	allTenants, hotTenants = 40, 3
	allGuests              = 64
)

func newRun(s *system, log io.Writer) *run {
	r := &run{system: s, ledger: NewLedger(), guests: make(chan guest, allGuests), stopping: make(chan struct{}), patience: usualPatience, log: log}
	r.figures.Store(newFigures())
	r.pace.Store(&pace{})
	return r
}

// populate stores the organisations and the guests.
func (r *run) populate(ctx context.Context) error {
	for n := range allTenants {
		organisation, admin, err := r.world.Organisation(ctx, fmt.Sprintf("admin-%02d", n), false)
		if err != nil {
			return err
		}
		r.tenants = append(r.tenants, &tenant{string(organisation.ID), admin.Subject})
	}
	home, chief, err := r.world.Organisation(ctx, "home", false)
	if err != nil {
		return err
	}
	for n := range allGuests {
		name := fmt.Sprintf("guest-%02d", n)
		caller, err := r.world.Member(ctx, chief, access.Scope{Organisation: home.ID}, name, world.Viewer)
		if err != nil {
			return err
		}
		r.guests <- guest{world.Mailbox(name), caller.Subject, string(caller.ID())}
	}
	return nil
}

// work adds workers until there are so many. Each plays one story after the other.
func (r *run) work(ctx context.Context, number int) {
	for ; r.number < number; r.number++ {
		r.workers.Go(func() {
			for {
				select {
				case <-r.stopping:
					return
				default:
					r.playOne(ctx)
				}
			}
		})
	}
}

// playOne plays a story in a tenant.
func (r *run) playOne(ctx context.Context) {
	t := r.tenants[rand.IntN(len(r.tenants))]
	if rand.IntN(2) == 0 {
		t = r.tenants[rand.IntN(hotTenants)]
	}
	dice := rand.IntN(100)
	for _, s := range stories {
		if dice -= s.weight; dice < 0 {
			s.play(r, ctx, t)
			return
		}
	}
}

// stop lets the workers finish their stories.
func (r *run) stop() {
	close(r.stopping)
	r.workers.Wait()
}

// step is what was measured with a number of clients.
type step struct {
	clients   int
	perSecond float64
	median    float64 // milliseconds
	p99       float64 // milliseconds
	failed    int
}

// The load bends where more clients bring less than a twentieth more requests, or where requests are slow.
const (
	leastGain = 1.05
	mostP99   = 3000.0 // milliseconds
)

// ramp adds clients until the load bends, and returns the steps and how many requests a second
// this machine answers at most.
func (r *run) ramp(ctx context.Context, lasts time.Duration) (steps []step, capacity float64) {
	for _, clients := range []int{2, 4, 8, 16, 32, 64, 128} {
		r.work(ctx, clients)
		sleep(ctx, lasts/4) // the new clients settle in
		f := newFigures()
		r.figures.Store(f)
		sleep(ctx, lasts)
		tries, failed, took := f.totals()
		s := step{clients, float64(tries) / time.Since(f.began).Seconds(), took.Median(), took.Quantile(0.99), failed}
		steps = append(steps, s)
		fmt.Fprintf(r.log, "%3d clients: %.0f requests a second, p50 %.0f ms, p99 %.0f ms, %d without a clear answer\n", s.clients, s.perSecond, s.median, s.p99, s.failed)
		bent := s.perSecond < capacity*leastGain || s.p99 > mostP99
		capacity = max(capacity, s.perSecond)
		if bent || ctx.Err() != nil {
			break
		}
	}
	return steps, capacity
}

// hold asks for a number of requests a second for some time, disturbs the services and kills
// processes meanwhile. It returns what was measured.
func (r *run) hold(ctx context.Context, perSecond float64, lasts time.Duration) *figures {
	f := newFigures()
	r.figures.Store(f)
	r.pace.Store(newPace(perSecond))
	r.work(ctx, r.number+64) // some wait for emails, others for the end of a lease
	r.disturb.on.Store(true)
	disturbing, end := context.WithTimeout(ctx, lasts)
	defer end()
	var both sync.WaitGroup
	both.Go(func() { r.kill(disturbing) })
	both.Go(func() { r.watchMemory(disturbing) })
	for disturbing.Err() == nil {
		sleep(disturbing, min(lasts/10+time.Second, time.Minute))
		tries, failed, _ := f.totals()
		fmt.Fprintf(r.log, "%s: %d requests, %d without a clear answer\n", time.Since(f.began).Round(time.Second), tries, failed)
	}
	both.Wait()
	r.disturb.on.Store(false)
	r.figures.Store(newFigures()) // the rest of the stories is not measured, but its surprises count
	return f
}
