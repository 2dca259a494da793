package dynamo_test

import (
	"math/rand"
	"strings"
	"sync"
	"sync/atomic"

	"github.com/anishathalye/porcupine"

	"admit/shared/access"
	"admit/shared/fixture"
)

// linearWorld is three organisations, each below the other, in which many histories run
// at the same time, each about a user of its own.
type linearWorld struct {
	*fixture.Fixture
	chief access.Caller         // Partner Organisation Admin of the top, who makes the changes
	orgs  []access.Organisation // the top, the middle and the bottom
	shop  access.Account        // of the bottom

	mu   sync.Mutex
	seen map[string]int // how often each kind of operation succeeded
}

func newLinearWorld(f *fixture.Fixture) *linearWorld {
	w := &linearWorld{Fixture: f, seen: map[string]int{}}
	top, chief := f.Organisation("chief", true)
	middle := f.CreateBelow(chief, top, "Middle", true)
	bottom := f.CreateBelow(chief, middle, "Bottom", false)
	w.chief, w.orgs, w.shop = chief, []access.Organisation{top, middle, bottom}, f.Account(bottom, "Shop")
	return w
}

func (w *linearWorld) count(what string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.seen[what]++
}

// linearHistory is what happens to one user, by several callers at the same time.
type linearHistory struct {
	*linearWorld
	subject access.Caller
	name    string
	clock   atomic.Int64 // counts calls and returns, so that their order is known exactly

	recording  sync.Mutex
	operations []porcupine.Operation
	children   []access.Organisation // that were created during the history
}

// linearPermissions are the permissions that are asked for.
var linearPermissions = []access.Permission{"audit:read", "billing:read", "marketplace:purchase"}

// run plays a history and returns it. Two callers change the user's access and two ask at
// the same time. An acceptance comes before, because an edit needs a member. After them,
// one after the other, come a decision about everything, a removal of something that it
// allowed, and the same decision again.
func (w *linearWorld) run(seed int64) []porcupine.Operation {
	h := &linearHistory{linearWorld: w, name: strings.ToLower(access.NewID())}
	h.subject = w.Directory.AddForeign(fixture.Address(w, fixture.Mailbox(h.name)), true, fixture.Password)
	h.accept(rand.New(rand.NewSource(seed)))
	var callers []func()
	for n, moves := range [][]func(*rand.Rand){h.changes(), h.changes(), h.questions(), h.questions()} {
		random := rand.New(rand.NewSource(seed + int64(n)*1_000_003))
		callers = append(callers, func() {
			for range 2 {
				moves[random.Intn(len(moves))](random)
			}
		})
	}
	fixture.Together(callers...)
	if held := h.decideEverything(); len(held) > 0 {
		h.removeAt(held[0].Scope)
	}
	h.decideEverything()
	return h.operations
}

func (h *linearHistory) changes() []func(*rand.Rand) {
	return []func(*rand.Rand){h.accept, h.accept, h.edit, h.edit, h.remove, h.remove, h.suspend, h.suspend, h.create}
}

func (h *linearHistory) questions() []func(*rand.Rand) {
	return []func(*rand.Rand){h.decide, h.decide, h.decide, h.scopes, h.permissions, h.member}
}

// record adds the steps of an operation that was called at a time of the clock and
// returns now.
func (h *linearHistory) record(called int64, steps ...step) {
	h.recording.Lock()
	defer h.recording.Unlock()
	returned := h.clock.Add(1)
	for _, s := range steps {
		operation := porcupine.Operation{Input: s, Call: called, Return: returned}
		if s.maybe {
			operation.Return = 1 << 60 // it may take effect at any later time
		}
		h.operations = append(h.operations, operation)
	}
}

// failed reports whether a call failed. If nobody can know whether a change took effect,
// the change is recorded as one that may have.
func (h *linearHistory) failed(err error, called int64, change step) bool {
	switch {
	case err == nil:
		h.count(change.what)
		return false
	case access.KindOf(err) == access.Internal:
		h.Errorf("%s: %v", change.what, err)
	case access.KindOf(err) == access.Unavailable && change.does != nil:
		h.count(unavailable)
		change.maybe, change.sees = true, nil
		h.record(called, change)
	}
	return true
}

// rolesAt returns random roles at a scope of one of the organisations.
func (h *linearHistory) rolesAt(random *rand.Rand) (access.Scope, []access.RoleID) {
	could := [][]access.RoleID{
		{fixture.PartnerAdmin, fixture.Viewer, fixture.Biller}, {fixture.PartnerAdmin, fixture.OrganisationAdmin, fixture.Viewer},
		{fixture.OrganisationAdmin, fixture.Viewer, fixture.Biller}, {fixture.AccountAdmin, fixture.Viewer, fixture.Biller},
	}
	n := random.Intn(len(could))
	random.Shuffle(len(could[n]), func(i, j int) { could[n][i], could[n][j] = could[n][j], could[n][i] })
	roles := could[n][:1+random.Intn(2)]
	if n == len(h.orgs) {
		return fixture.ScopeOf(h.shop), roles
	}
	return fixture.Whole(h.orgs[n]), roles
}
