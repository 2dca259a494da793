package dynamo_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"admit/shared/evidence"
	"admit/shared/model"
)

// TestHistoriesAreLinearizable lets several people invite, resend, update, take over, revoke,
// accept, register, decline, edit, remove, leave, suspend, reactivate and decide at the same
// time, on DynamoDB. It checks with porcupine that there is an order in which package model
// gives the same answers, and leads to what is stored in the end.
func TestHistoriesAreLinearizable(t *testing.T) {
	f, _ := onDynamoDB(t)
	n := historiesWanted(t)
	h, began := newHistoryWorld(f), time.Now()
	bad, played := h.notLinearizable(began.UnixNano(), n)
	for more := 1; more <= 4 && bad == nil && !h.Failed() && h.missesAct(); more++ { // few histories may have none by chance
		var further int
		bad, further = h.notLinearizable(began.UnixNano()+int64(more)*1_000_000_007, n)
		played += further
	}
	wrong := 0
	if bad != nil {
		wrong = 1
		t.Errorf("a history is found %s:\n%s", bad.result, bad.history)
	}
	t.Logf("%d histories in %s: %v", played, time.Since(began).Round(time.Second), h.seen)
	for _, problem := range h.weak(n) {
		t.Errorf("%d histories %s", played, problem)
	}
	evidence.Record(t, evidence.Figure{What: "histories", Tried: fmt.Sprint(played), Wrong: wrong})
}

// missesAct reports whether an act has never succeeded.
func (h *historyWorld) missesAct() bool {
	return slices.ContainsFunc(acts, func(v model.Verb) bool { return h.seen[v.String()] == 0 })
}

// weak says why n histories prove little: an act of them seldom succeeded, or the outcome of many
// is not known. Such an act may take effect at any later time, so nearly every history is possible.
func (h *historyWorld) weak(n int) (problems []string) {
	for _, v := range slices.Compact(slices.Sorted(slices.Values(acts))) {
		if least := max(1, n/200); h.seen[v.String()] < least {
			problems = append(problems, fmt.Sprintf("have %d times %s, want %d at least", h.seen[v.String()], v, least))
		}
	}
	all := 0
	for _, times := range h.seen {
		all += times
	}
	if unknown := h.seen[unavailable]; unknown > all/10 {
		problems = append(problems, fmt.Sprintf("have %d answers of %d that leave the outcome open, want a tenth at most", unknown, all))
	}
	return problems
}

// orders is the model as porcupine needs it, for a history that begins in a state.
func orders(start model.State) porcupine.Model {
	return (&porcupine.NondeterministicModel{
		Init:  func() []any { return []any{start} },
		Equal: func(a, b any) bool { return a.(model.State) == b.(model.State) },
		Step: func(s, input, _ any) []any {
			step := input.(model.Step)
			var after []any
			for _, next := range historyOf.Next(s.(model.State), &step) {
				after = append(after, next)
			}
			return after
		},
	}).ToModel()
}

// judge returns whether a history is linearizable.
func judge(start model.State, all []done) porcupine.CheckResult {
	var operations []porcupine.Operation
	for _, d := range all {
		for _, other := range all {
			changes := other.Verb == model.Invite || other.Verb == model.Resend || other.Verb == model.Update
			if changes && other.called < d.returned && d.called < other.returned {
				d.Unseen |= 1 << other.Invitation
			}
		}
		if d.Verb != model.Edit && d.Verb != model.Remove && d.Verb != model.Leave {
			d.Unseen = 0
		}
		for _, step := range historyOf.Steps(d.Operation, d.Answer) {
			operation := porcupine.Operation{Input: step, Call: d.called, Return: d.returned}
			if d.Maybe {
				operation.Return = 1 << 60 // it may take effect at any later time
			}
			operations = append(operations, operation)
		}
	}
	return judgeOperations(orders(start), operations)
}

// badHistoryOf is a history that is not linearizable, or was not judged in time.
type badHistoryOf struct {
	*history
	result porcupine.CheckResult
}

// String lists the operations in the order of their calls, with the times of call and
// return.
func (g *history) String() string {
	lines := []string{fmt.Sprintf("start %+v", g.start)}
	slices.SortFunc(g.done, func(a, b done) int { return int(a.called - b.called) })
	for _, d := range g.done {
		lines = append(lines, fmt.Sprintf("%d-%d %s %+v: %+v", d.called, d.returned, d.Verb, d.Operation, d.Answer))
	}
	return strings.Join(lines, "\n")
}

// notLinearizable plays histories, eight at the same time, and returns the first that is not
// linearizable, or nil. It returns how many it has judged, too.
func (h *historyWorld) notLinearizable(seed int64, n int) (bad *badHistoryOf, judged int) {
	var next, count atomic.Int64
	var found atomic.Pointer[badHistoryOf]
	var runners sync.WaitGroup
	for range 8 {
		runners.Go(func() {
			for number := next.Add(1); number <= int64(n) && found.Load() == nil && !h.Failed(); number = next.Add(1) {
				var g *history
				judging.beside(func() { g = h.play(seed + number*7) })
				if result := judge(g.start, g.done); result != porcupine.Ok {
					found.CompareAndSwap(nil, &badHistoryOf{g, result})
				}
				count.Add(1)
			}
		})
	}
	runners.Wait()
	return found.Load(), int(count.Load())
}
