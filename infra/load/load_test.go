package load

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"admit/shared/evidence"
)

// Variable is the environment variable with the duration of the second part, such as 30m.
const Variable = "ADMIT_LOAD"

// dumpVariable is the environment variable with the file to which the table is written at the end.
const dumpVariable = "ADMIT_LOADED_TABLE"

// part is the part of the most requests a second that is held.
const part = 0.7

// longRun is how long a run lasts at least whose rate, memory and disturbances are judged. A shorter one ends while
// the functions warm up, and shows only that no effect is lost or doubled. On a slow machine it may end before a
// process is killed in the middle of a request.
const longRun = 5 * time.Minute

// TestLoad puts the built functions under load and compares what clients were told with what came
// of it.
func TestLoad(t *testing.T) {
	text := os.Getenv(Variable)
	if text == "" {
		t.Skipf("NOT RUN: it takes half an hour; run make load, or set %s=30m", Variable)
	}
	lasts, err := time.ParseDuration(text)
	if err != nil {
		t.Fatalf("%s: %v", Variable, err)
	}
	s, err := start(t.Context(), build(t))
	if err != nil {
		t.Fatal(err)
	}
	defer s.stop()
	r := newRun(s, os.Stderr)
	if err := r.populate(t.Context()); err != nil {
		t.Fatal(err)
	}
	before, err := s.outcome(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	s.openSources(t.Context())
	judge(t, r.load(t, before, lasts))
}

// load runs both parts and returns what it found.
func (r *run) load(t *testing.T, before Outcome, lasts time.Duration) result {
	t.Helper()
	found := result{lasts: lasts}
	found.steps, found.capacity = r.ramp(t.Context(), min(20*time.Second, max(lasts/20, 2*time.Second)))
	found.target = part * found.capacity
	found.figures = r.hold(t.Context(), found.target, lasts)
	fmt.Fprintln(os.Stderr, "the clients finish what they have begun")
	r.stop()
	if err := r.settle(t.Context(), before, 10*time.Minute, os.Stderr); err != nil {
		t.Error(err)
	}
	after, err := r.outcome(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if name := os.Getenv(dumpVariable); name != "" {
		if err := dump(t.Context(), r.cloud.Client, table, name); err != nil {
			t.Fatal(err)
		}
	}
	r.findDead()
	found.surprises, found.unjudged = &r.surprises, len(r.ledger.Unanswered)
	found.found = Check(r.ledger, before, after)
	found.conflicts, found.disturbed = r.conflicts.Refused(), r.disturb.counts
	return found
}

// judge prints a result and fails the test if it is a bad one.
func judge(t *testing.T, r result) {
	t.Helper()
	var table bytes.Buffer
	r.print(&table)
	t.Logf("\n%s", table.String())
	for _, finding := range append(r.found.Lost, r.found.Doubled...) {
		t.Log(finding)
	}
	tries, _, _ := r.figures.totals()
	wrong := r.surprises.all()
	if r.lasts >= longRun && r.perSecond() < 0.9*r.target {
		t.Errorf("%.1f requests a second were held, of %.1f", r.perSecond(), r.target)
		wrong++
	}
	if growing := r.growing(); r.lasts >= longRun && len(growing) > 0 {
		t.Errorf("the memory of %q is not flat", growing)
		wrong += len(growing)
	}
	if r.lasts >= longRun && (r.figures.interrupts == 0 || sum(r.disturbed) == 0 || r.conflicts == 0) {
		t.Error("nothing was killed in the middle of a request, disturbed or in conflict")
	}
	evidence.Record(t, evidence.Figure{What: "load held", Wrong: wrong,
		Tried: fmt.Sprintf("%d requests in %s, %.0f a second of at most %.0f, %d people not judged", tries, r.lasts, r.perSecond(), r.capacity, r.unjudged)})
	evidence.Record(t, evidence.Figure{What: "lost or doubled effects", Wrong: len(r.found.Lost) + len(r.found.Doubled),
		Tried: fmt.Sprintf("%d kills in the middle of a request and %d others, %d disturbed calls, %d conflicts", r.figures.interrupts, sum(r.figures.kills)-r.figures.interrupts, sum(r.disturbed), r.conflicts)})
}

// build builds the functions as they are deployed, and returns their directory.
func build(t *testing.T) string {
	t.Helper()
	directory := t.TempDir()
	for name := range processes {
		command := exec.Command("go", "build", "-tags", "lambda.norpc", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w",
			"-o", filepath.Join(directory, name, "bootstrap"), "../../functions/"+name)
		command.Env = append(os.Environ(), "CGO_ENABLED=0")
		if said, err := command.CombinedOutput(); err != nil {
			t.Fatalf("build %s: %v\n%s", name, err, said)
		}
	}
	return directory
}
