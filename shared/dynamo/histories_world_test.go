package dynamo_test

import (
	"math/rand"
	"sync"
	"sync/atomic"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
	"admit/shared/model"
	"admit/shared/model/modeltest"
)

// historyWorld is where histories happen: each in an organisation of its own, all below the
// same one. Alice governs all of them from above. In each, Bob is an administrator, Carol can
// sign in, and Dave has to register.
type historyWorld struct {
	*fixture.Fixture
	store fixture.Store // of the histories, which a test may break
	group access.Organisation
	alice access.Caller
	bob   access.Caller

	mu   sync.Mutex
	seen map[string]int // how often each verb was answered with success, or with a refusal
}

func newHistoryWorld(f *fixture.Fixture) *historyWorld {
	h := &historyWorld{Fixture: f, store: f.Store, seen: map[string]int{}}
	h.group, h.alice = f.Organisation("alice", true)
	h.bob = f.Member(fixture.Whole(h.group), "bob", fixture.Viewer)
	return h
}

// historyOf is the world of the model in which histories happen.
var historyOf = model.World{Above: true, Identity: [model.People]bool{model.Alice: true, model.Bob: true, model.Carol: true}}

// history is what several people do, at the same time, to what is held in one organisation.
type history struct {
	*modeltest.World
	of    *historyWorld
	start model.State
	clock atomic.Int64 // counts calls and returns, so that their order is known exactly
	next  atomic.Int64 // the position of the next invitation

	mu   sync.Mutex
	done []done
	sent []int // invitations that somebody knows
}

// done is an operation that was answered.
type done struct {
	model.Operation
	model.Answer
	called, returned int64
}

// begin returns a history in a new organisation.
func (h *historyWorld) begin() *history {
	f := fixture.New(h.T, h.Store)
	f.Directory = h.Directory // so that each identity is another user
	first := f.NewOrganisation("First", true, h.group)
	f.StoreOrganisation(first, nil)
	w := modeltest.New(f, [2]access.Organisation{first, h.group}, f.Account(first, "Account"))
	w.People[model.Alice], w.People[model.Bob] = h.alice, h.bob
	w.People[model.Carol] = f.Directory.AddForeign(w.Address(model.Carol), true, fixture.Password)
	w.SetAddress(model.Alice, "alice@"+f.Domain)
	w.SetAddress(model.Bob, "bob@"+f.Domain)
	w.Give(model.Bob, model.First, fixture.OrganisationAdmin)

	f.Store = h.store
	return &history{World: w, of: h, start: historyStart()}
}

// historyStart is the state in which a history begins.
func historyStart() (s model.State) {
	s.Holds[model.Alice], s.Users[model.Alice] = model.At(model.Second, model.Chief), true
	s.Holds[model.Bob], s.Users[model.Bob] = model.At(model.First, model.Admin)|model.At(model.Second, model.Viewer), true
	s.Versions[model.Bob][0] = model.UnknownVersion
	return s
}

// play plays a history of a seed. Carol and Dave are invited, and Carol accepts in every second
// one. Then three to five people act at the same time, sometimes twice, and in between all links may expire. In the end
// everything is read.
func (h *historyWorld) play(seed int64) *history {
	g, random := h.begin(), rand.New(rand.NewSource(seed))
	defer g.tick()()
	for _, to := range []model.Person{model.Carol, model.Dave} {
		g.do(model.Operation{Verb: model.Invite, By: anyOf(random, model.Alice, model.Bob, model.Bob), On: to, Scope: anyOf(random, model.First, model.Account)}, random)
	}
	if random.Intn(2) == 0 {
		g.do(model.Operation{Verb: model.Accept, By: model.Carol, Invitation: 0, Attempt: 1}, random)
	}
	for round := range 2 {
		var people []func()
		for n := range 3 - round + random.Intn(3) {
			own := rand.New(rand.NewSource(seed + int64(n+5*round)*1_000_003))
			people = append(people, func() { g.act(own) })
		}
		fixture.Together(people...)
		if round == 0 && random.Intn(5) == 0 {
			g.do(model.Operation{Verb: model.Wait}, random)
		}
	}
	g.readEverything(random)
	return g
}

// tick lets the clock of the history run until the function that it returns is called. A
// write can wait for a moment later than that of the change before it.
func (g *history) tick() (stop func()) {
	ended := make(chan struct{})
	go func() {
		for ticks := time.NewTicker(time.Millisecond); ; {
			select {
			case <-ended:
				ticks.Stop()
				return
			case <-ticks.C:
				g.Pass(time.Millisecond)
			}
		}
	}()
	return func() { close(ended) }
}

// readEverything reads what everybody holds, one after the other, and every invitation.
func (g *history) readEverything(random *rand.Rand) {
	for _, p := range []model.Person{model.Alice, model.Bob, model.Carol, model.Dave} {
		g.do(model.Operation{Verb: model.Look, On: p, Scope: model.First}, random)
	}
	for _, n := range g.sent {
		g.do(model.Operation{Verb: model.See, Invitation: n}, random)
	}
	g.do(model.Operation{Verb: model.Decide, By: model.Carol, Scope: model.Account}, random)
}

// do does an operation and records it. An invitation gets a position, and roles if it has
// none.
func (g *history) do(o model.Operation, random *rand.Rand) model.Answer {
	if o.Verb == model.Invite {
		o.Invitation = int(g.next.Add(1) - 1)
		if o.Invitation >= model.MaxInvitations {
			return model.Answer{}
		}
		o.Roles = rolesAt(random, o.Scope)
	}
	if o.Verb >= model.Edit && o.Verb <= model.Look && g.SignedIn(o.On) == (access.Caller{}) {
		return model.Answer{} // nobody knows the id of somebody who is registering
	}
	called := g.clock.Add(1)
	a, err := g.Do(o)
	returned := g.clock.Add(1)
	if a.Refused == access.Internal {
		g.Errorf("%s: %v", o.Verb, err)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.done = append(g.done, done{o, a, called, returned})
	if o.Verb == model.Invite && err == nil {
		g.sent = append(g.sent, o.Invitation)
	}
	g.of.count(o.Verb, a)
	return a
}

// unavailable is under what answers are counted that leave the outcome open.
const unavailable = "unavailable"

func (h *historyWorld) count(v model.Verb, a model.Answer) {
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case a.Maybe:
		h.seen[unavailable]++
	case a.Refused == "":
		h.seen[v.String()]++
	default:
		h.seen["refused: "+string(a.Refused)]++
	}
}

// anyOf returns one of some values.
func anyOf[T any](random *rand.Rand, values ...T) T { return values[random.Intn(len(values))] }

// rolesAt returns random roles at a scope.
func rolesAt(random *rand.Rand, c model.Scope) model.Grants {
	viewer, admin := model.At(c, model.Viewer), model.At(c, model.Admin)
	return anyOf(random, viewer, viewer, admin, viewer|admin)
}
