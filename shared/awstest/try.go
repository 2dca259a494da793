package awstest

import (
	"context"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"admit/shared/evidence"
)

// Operation is something that a function is invoked for.
type Operation struct {
	Name    string
	Timeout time.Duration // of the function, in the stack
	// Begin makes the state before the operation. It is called for each run.
	Begin func(t *testing.T, c *Cloud) Work
	// Want changes the state after a success to that which a fault must leave. It is nil
	// if that is the state after a success.
	Want func(f Fault, s State)
}

// Work is an operation that begins.
type Work struct {
	// Steps are done one after the other. Each is one invocation of the function. If it
	// returns an error, the caller of the function repeats it.
	Steps []func(ctx context.Context) error
	Pass  func()       // passes the time until the caller repeats a step
	State func() State // what can be seen of the operation
}

// State is what can be seen of an operation, by name.
type State map[string]any

// maxTries is how often the caller of a function repeats a step.
const maxTries = 10

// Try runs the operations of a function once, and then once for each fault of each call that
// they make to AWS. It fails the test unless the state in the end is the wanted one, each
// invocation ends in time, and every call that the role of the function allows has failed in
// a run. It records how many have.
func Try(t *testing.T, function string, operations []Operation) {
	t.Helper()
	failed, faults, wrong := map[string]bool{}, 0, 0 // wrong: runs and boundaries
	for _, o := range operations {
		calls, success, _, problem := o.run(t, Fault{})
		if problem != "" || len(calls) == 0 {
			t.Fatalf("%s: without a fault it makes %d calls; %s", o.Name, len(calls), problem)
		}
		planned := faultsOf(calls)
		for _, f := range planned {
			want := maps.Clone(success)
			if o.Want != nil {
				o.Want(f, want)
			}
			_, got, made, problem := o.run(t, f)
			if failed[f.Call] = failed[f.Call] || made; made {
				faults++
			} else {
				problem += "the fault has not happened; "
			}
			if difference := diff(got, want); problem != "" || difference != "" {
				t.Errorf("%s: %s: %s%s", o.Name, f, problem, difference)
				wrong++
			}
		}
		t.Logf("%s: %d calls (%s), %d faults; %v", o.Name, len(calls), strings.Join(calls, ", "), len(planned), success)
	}
	boundaries := Boundaries(t, function, func(action string) bool { return !strings.HasPrefix(action, "dynamodb:") })
	covered := 0
	for _, action := range boundaries {
		if failed[action] {
			covered++
		} else {
			t.Errorf("%s may call %s, which failed in no run", function, action)
			wrong++
		}
	}
	evidence.Record(t, evidence.Figure{What: "boundaries of " + function + " beside the table", Wrong: wrong,
		Tried: fmt.Sprintf("%d of %d, %d faults", covered, len(boundaries), faults)})
}

// faultsOf returns the faults to try in a run that makes some calls.
func faultsOf(calls []string) []Fault {
	var faults []Fault
	sameName := map[string]int{}
	for _, call := range calls {
		sameName[call]++
		for _, kind := range kindsOf(call) {
			f := Fault{Call: call, N: sameName[call], Kind: kind}
			faults = append(faults, f)
			again, killed := f, f
			again.Tries, killed.Crash = sdkTries, true
			if kind.Repeated() && !triedOnce[call] {
				faults = append(faults, again)
			}
			if kind == Reset || kind == Lost {
				faults = append(faults, killed)
			}
		}
	}
	if os.Getenv(AllFaults) == "all" {
		return faults
	}
	var some []Fault
	for n := 0; n < len(faults); n += quickEvery {
		some = append(some, faults[n])
	}
	return some
}

// AllFaults is the environment variable that makes all faults be tried (make test-long), if
// it is "all". Otherwise each call has some of them.
const AllFaults = "ADMIT_FAULTS"

// quickEvery is which part of the faults is tried in a quick run. It does not divide the
// number of faults of a call, so that one call has other ones than the next.
const quickEvery = 5

// sdkTries is how often the SDK tries a call.
const sdkTries = 3

// triedOnce has the calls whose clients try them once, because nobody could tell what a second
// try does: see packages mail and redrive.
var triedOnce = map[string]bool{"ses:SendEmail": true, "lambda:InvokeFunction": true}

func kindsOf(call string) []Kind {
	kinds := []Kind{Reset, Lost, Cut, Broken, BrokenAfter, Unavailable, Throttled, Refused, Silent, Slow, Late}
	if call == "events:PutEvents" {
		kinds = append(kinds, Partly)
	}
	return kinds
}

// run does the operation with a fault, in the fake time of a bubble. It returns whether the
// fault has happened.
func (o Operation) run(t *testing.T, f Fault) (calls []string, end State, made bool, problem string) {
	synctest.Test(t, func(t *testing.T) {
		c := New(t)
		w := o.Begin(t, c)
		c.Plan.Arm(f)
		for n, step := range w.Steps {
			if problem = o.repeat(t.Context(), c, step, w.Pass); problem != "" {
				problem = fmt.Sprintf("step %d %s; ", n+1, problem)
				break
			}
			c.Plan.TakeLate()
		}
		calls, end, made = c.Plan.Calls(), w.State(), c.Plan.Made()
	})
	return calls, end, made, problem
}

// repeat does a step until it succeeds, as the caller of the function does.
func (o Operation) repeat(ctx context.Context, c *Cloud, step func(ctx context.Context) error, pass func()) (problem string) {
	var err error
	for range maxTries {
		began := time.Now()
		timed, cancel := context.WithTimeout(ctx, o.Timeout)
		err = step(timed)
		cancel()
		if took := time.Since(began); took >= o.Timeout {
			return fmt.Sprintf("took %s, and Lambda ends it after %s", took, o.Timeout)
		}
		if err == nil {
			return ""
		}
		c.Plan.Revive()
		pass()
	}
	return fmt.Sprintf("still fails when it is repeated: %v", err)
}

// diff returns how a state differs from the wanted one.
func diff(got, want State) string {
	var text strings.Builder
	for _, name := range slices.Sorted(maps.Keys(want)) {
		if g, w := fmt.Sprint(got[name]), fmt.Sprint(want[name]); g != w {
			fmt.Fprintf(&text, "%s: %s, want %s; ", name, g, w)
		}
	}
	return text.String()
}
