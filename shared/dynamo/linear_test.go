package dynamo_test

import (
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"
)

// histories is how many histories of each kind are checked, unless ADMIT_HISTORIES says otherwise
// (make test-long).
const histories = 100

// TestDecisionsAreLinearizable runs random acceptances, edits, removals, creations of
// organisations and decisions at the same time, through the use cases, and checks with
// porcupine that they are linearizable.
//
// A decision reads the user's membership in the organisation, and those above that
// govern it. It does not read them at one moment. So the model is not one for all: what
// a user holds in one organisation is one register. An allow names its grants, and a
// deny says of each register that it had no grant to name. What is proved, for every
// register by itself, is that each answer was true at one moment between the question
// and the answer:
//
//   - No decision that is asked after a removal, or an edit, was acknowledged names a
//     grant that it took away.
//   - No decision that is answered before an acceptance was sent names the grant that it
//     gives, and every decision that is asked after the acceptance was acknowledged
//     names it, until the grant is taken away.
//   - Two decisions, one asked after the other was answered, never go back in time.
//   - The list of scopes, the list of permissions and the decision about a member say
//     the same as the decisions, and an organisation that was just created has the
//     answers of those above it.
//
// It is not proved, and not so, that a deny was true of all registers at one moment: a
// user who gets a role above, and then loses the one below, while a decision is under
// way, may be denied.
func TestDecisionsAreLinearizable(t *testing.T) {
	f, _ := onDynamoDB(t)
	n := historiesWanted(t)
	w, began := newLinearWorld(f), time.Now()
	if bad := w.notLinearizable(began.UnixNano(), n); bad != nil {
		t.Errorf("history %d of %d is found %s:\n%s", bad.number, n, bad.result, bad)
	}
	t.Logf("%d histories in %s: %v", n, time.Since(began).Round(time.Second), w.seen)
	for _, what := range []string{"accept", "edit", "remove", "suspend", "create", "allowed", "denied", "scopes", "permissions", "member"} {
		if w.seen[what] < n/20 { // of the rarest there are about 17 in 100 histories
			t.Errorf("%d histories have only %d times %s", n, w.seen[what], what)
		}
	}
	if unknown := w.seen[unavailable]; unknown > n/2 { // of more than three changes in each
		t.Errorf("%d histories have %d changes that leave the outcome open", n, unknown)
	}
}

// historiesWanted returns how many histories are checked.
func historiesWanted(t *testing.T) int {
	t.Helper()
	text := os.Getenv("ADMIT_HISTORIES")
	if text == "" {
		return histories
	}
	n, err := strconv.Atoi(text)
	if err != nil || n < 1 {
		t.Fatalf("ADMIT_HISTORIES is %q, want a number", text)
	}
	return n
}

// badHistory is a history that is not linearizable, or was not judged in time.
type badHistory struct {
	number     int
	result     porcupine.CheckResult
	operations []porcupine.Operation
}

// String lists the steps in the order of their calls, with the times of call and return.
func (b badHistory) String() string {
	var text string
	for _, o := range b.operations {
		s := o.Input.(step)
		text += strconv.FormatInt(o.Call, 10) + "-" + strconv.FormatInt(o.Return, 10) + " " + string(s.organisation) + ": " + s.what + "\n"
	}
	return text
}

// notLinearizable runs histories, eight at the same time, and returns the first that is
// not linearizable, or nil.
func (w *linearWorld) notLinearizable(seed int64, n int) *badHistory {
	var next atomic.Int64
	var found atomic.Pointer[badHistory]
	var runners sync.WaitGroup
	for range 8 {
		runners.Go(func() {
			for number := next.Add(1); number <= int64(n) && found.Load() == nil && !w.Failed(); number = next.Add(1) {
				var operations []porcupine.Operation
				judging.beside(func() { operations = w.run(seed + number*7) })
				if result := judgeOperations(registers, operations); result != porcupine.Ok {
					found.CompareAndSwap(nil, &badHistory{int(number), result, operations})
				}
			}
		})
	}
	runners.Wait()
	return found.Load()
}
