package model_test

import (
	"fmt"
	"math/rand"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/evidence"
	"admit/shared/fixture"
	"admit/shared/memory"
	"admit/shared/model"
	"admit/shared/model/modeltest"
)

// compared is in how many states of each world the domain is compared with the model, unless
// ADMIT_MODEL says otherwise.
const compared = 150

// often has the verbs that lead away from the start, which a walk takes more often.
var often = map[model.Verb]int{model.Accept: 9, model.Register: 9, model.Invite: 3, model.Edit: 1, model.Remove: 1}

// longest is the number of operations after which a walk begins anew.
const longest = 80

// TestDomainDoesAsTheModel walks at random through the states of the large worlds. In each
// state it lets package access do every operation that is tried there, on a store in
// memory, and compares the answer and what is stored afterwards.
func TestDomainDoesAsTheModel(t *testing.T) {
	states, operations, met := 0, 0, map[string]int{}
	for _, b := range model.Worlds(false) {
		w := &walk{T: t, b: b, random: rand.New(rand.NewSource(1)), seen: map[model.State]bool{}, met: met}
		for w.length = 0; len(w.seen) < wanted(t) && !t.Failed(); {
			w.step()
		}
		states, operations = states+len(w.seen), operations+w.operations
		t.Logf("%s: %d states, %d operations", b.Name, len(w.seen), w.operations)
	}
	t.Logf("%d kinds of answers: %v", len(met), met)
	for _, answer := range wantedAnswers {
		if met[answer] == 0 {
			t.Errorf("no operation was compared whose answer is %q", answer)
		}
	}
	evidence.Record(t, evidence.Figure{What: "operations compared with the model", Tried: fmt.Sprintf("%d, in %d states", operations, states)})
}

// wantedAnswers are answers that only some walks meet.
var wantedAnswers = []string{"accept ", "register ", "accept invitation-not-authorised", "register invitation-not-authorised", "accept access-suspended",
	"edit ", "edit inherited-access", "edit role-not-allowed", "edit last-administrator", "remove role-not-allowed", "leave inherited-access",
	"invite role-not-allowed", "invite already-granted", "resend already-granted", "update already-granted", "take over forbidden", "suspend forbidden"}

func wanted(t *testing.T) int {
	text := os.Getenv(Variable)
	if text == "" {
		return compared
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("%s is %q, want in how many states of each world the domain is compared", Variable, text)
	}
	return n
}

// walk is a random walk through the states of a world.
type walk struct {
	*testing.T
	b      model.Bounds
	random *rand.Rand
	seen   map[model.State]bool

	real       *modeltest.World
	store      *memory.Store
	state      model.State
	length     int
	operations int
	met        map[string]int // answers, by verb and refusal
}

// step compares every operation in the present state, and goes on by one that changes it.
func (w *walk) step() {
	if w.length%longest == 0 {
		w.store = memory.New().Retaining(access.Retention{Invitations: 100 * 365 * 24 * time.Hour}) // the model forgets nothing
		w.real, w.state = modeltest.NewAs(fixture.New(w.T, w.store), w.b.World, w.b.Start), w.b.Normal(w.b.Start)
	}
	w.length++
	known := w.seen[w.state]
	w.seen[w.state] = true
	byVerb := map[model.Verb][]model.Operation{}
	w.b.Operations(&w.state, func(o model.Operation) {
		after, answer := w.b.World.Do(&w.state, &o)
		changes := after != w.state
		if changes {
			byVerb[o.Verb] = append(byVerb[o.Verb], o)
		}
		if !known && !w.Failed() {
			w.compare(o, after, answer, changes)
		}
	})
	if w.Failed() {
		return
	}
	var verbs []model.Verb
	for v := range model.Verbs {
		if len(byVerb[v]) > 0 {
			verbs = append(verbs, slices.Repeat([]model.Verb{v}, 1+often[v])...)
		}
	}
	of := byVerb[verbs[w.random.Intn(len(verbs))]]
	w.advance(of[w.random.Intn(len(of))])
}

// advance does an operation in the walk's own world.
func (w *walk) advance(o model.Operation) {
	after, _ := w.b.World.Do(&w.state, &o)
	if _, err := w.real.Do(w.translated(w.real, o)); err != nil {
		w.Fatalf("%s %+v in %+v: %v", o.Verb, o, w.state, err)
	}
	w.state = w.b.Normal(after)
	w.real.Pass(time.Millisecond) // a change is dated later than the one before
}

// compare lets the domain do an operation in a copy of the world, if it changes something.
func (w *walk) compare(o model.Operation, after model.State, want model.Answer, changes bool) {
	in := w.real
	if changes {
		in = w.real.Clone(w.store.Clone())
	}
	got, err := in.Do(w.translated(in, o))
	w.operations++
	w.met[fmt.Sprint(o.Verb, " ", want.Refused)]++
	if got.Refused != want.Refused || got.Roles != want.Roles && o.Verb != model.Suspend && o.Verb != model.Reactivate {
		w.Errorf("in %+v\n%s %+v\nis answered %+v (%v), by the model %+v", w.state, o.Verb, o, got, err, want)
	}
	if changes || w.random.Intn(10) == 0 {
		w.compareState(in, o, after)
	}
}

// compareState compares what is stored with a state of the model.
func (w *walk) compareState(in *modeltest.World, o model.Operation, want model.State) {
	got := in.State(len(w.b.Scopes))
	got.Versions, want.Versions = [model.People][2]model.Version{}, [model.People][2]model.Version{}
	for n := range got.Invitations { // the attempts of the model are fewer
		got.Invitations[n].Attempt = want.Invitations[n].Attempt
	}
	if w.b.Normal(got) != w.b.Normal(want) {
		w.Errorf("in %+v\n%s %+v leads to\n%+v, by the model\n%+v", w.state, o.Verb, o, got, want)
	}
}

// translated returns an operation with the attempt and the version that the store has where
// the model has fewer.
func (w *walk) translated(in *modeltest.World, o model.Operation) model.Operation {
	if o.Attempt > 0 {
		o.Attempt = in.Attempt(o.Invitation) - (w.state.Invitations[o.Invitation].Attempt - o.Attempt)
	}
	if o.Verb == model.Edit {
		held := w.state.Versions[o.On][o.Scope.Organisation()]
		stored := in.Membership(in.UserID(o.On), in.Organisations[o.Scope.Organisation()].ID).Version
		switch {
		case o.Seen != held:
			o.Seen = in.Version("another")
		case held != model.AnyVersion:
			o.Seen = in.Version(stored)
		}
	}
	return o
}
