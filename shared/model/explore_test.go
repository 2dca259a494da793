package model_test

import (
	"fmt"
	"os"
	"testing"

	"admit/shared/evidence"
	"admit/shared/model"
)

// Variable is the environment variable with which the tests run in the large worlds (make
// test-long).
const Variable = "ADMIT_MODEL"

// long reports whether the tests run in the large worlds.
func long() bool { return os.Getenv(Variable) != "" }

// TestInvariantsHoldInEveryState visits every state of the worlds and checks every
// invariant at every transition.
func TestInvariantsHoldInEveryState(t *testing.T) {
	states, transitions, wrong := 0, 0, 0
	for _, b := range model.Worlds(!long()) {
		broken := map[string]string{}
		s, n := b.Explore(func(visited *model.Transition) bool {
			for _, i := range model.Invariants {
				if !i.Holds(visited) {
					broken[i.Name] = fmt.Sprintf("%s\nbefore %+v\n%s %+v\nanswer %+v\nafter %+v", i.Says, visited.Before, visited.Operation.Verb, visited.Operation, visited.Answer, visited.After)
				}
			}
			return len(broken) == 0
		})
		for name, how := range broken {
			t.Errorf("%s: %s is broken: %s", b.Name, name, how)
		}
		t.Logf("%s: %d states, %d transitions", b.Name, s, n)
		states, transitions, wrong = states+s, transitions+n, wrong+len(broken)
	}
	evidence.Record(t, evidence.Figure{What: "states of the model", Tried: fmt.Sprintf("%d, %d transitions, %d invariants", states, transitions, len(model.Invariants)), Wrong: wrong})
}
