package dynamo_test

import (
	"fmt"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/dynamo/dynamotest"
	"admit/shared/fixture"
)

// registered is the number of people before an operation.
const registered = 3

func newScene(f *fixture.Fixture) *scene {
	s := &scene{}
	s.group, s.partnerAdmin = f.Organisation("chief", true)
	s.organisation, s.admin = f.Organisation("admin", false)
	s.shop = f.Account(s.organisation, "Shop")
	s.ada = f.Member(fixture.Whole(s.organisation), "ada", fixture.Viewer)
	s.invitation = f.Invited(s.admin, fixture.Whole(s.organisation), "invitee", fixture.Viewer, fixture.Signer)
	return s
}

// allFaults is the environment variable that makes TestFaults try every fault of every call,
// if it is "all" (make test-long). Otherwise it tries some of each.
const allFaults = "ADMIT_FAULTS"

// quickFaults is how many faults of each call are tried in a quick run.
const quickFaults = 2

// quickEndless is which part of the operations meets endless conflicts in a quick run.
const quickEndless = 8

// TestFaults makes every call of every operation fail in each way that the call
// can fail, and then repeats the operation without a fault. When a connection is
// reset, it tries a caller that continues and one that crashes. In the end
// everything is as after one success. Every call to DynamoDB that the role of a function
// allows must have failed.
func TestFaults(t *testing.T) {
	seen := &boundaries{failed: map[string]bool{}}
	t.Run("operations", func(t *testing.T) {
		for number, o := range operations {
			t.Run(o.name, func(t *testing.T) {
				t.Parallel()
				stage := newStage(t, o)
				defer func() { seen.add(stage) }()
				calls, want := stage.rehearse()
				for _, f := range plannedFaults(calls, number) {
					stage.run(f, want)
				}
				if number%quickEndless == 0 || os.Getenv(allFaults) == "all" {
					stage.meetEndlessly(want)
				}
				t.Logf("%d calls (%s), %d faults", len(calls), strings.Join(names(calls), ", "), len(stage.made))
			})
		}
	})
	seen.check(t)
}

func names(calls []counted) []string {
	return fixture.Each(calls, func(c counted) string { return c.name })
}

// stage is a table with a scene that a test restores before each run.
type stage struct {
	operation
	plan      *plan
	table     table
	scene     *scene
	was, is   map[string]item
	known     map[string]bool // the ids of the scene
	calls     []counted       // without a fault
	made      []counted       // the calls that have failed, one for each fault
	writes    bool            // whether it changes the table, without a fault
	directory *fixture.Directory
	now       time.Time
}

func newStage(t *testing.T, o operation) *stage {
	s := &stage{operation: o, plan: &plan{sender: dynamotest.Client(t).Options().HTTPClient}}
	s.table = newTable(t, s.plan, aws.NopRetryer{})
	f := fixture.New(t, s.table)
	s.scene = newScene(f)
	if o.prepare != nil {
		o.prepare(f, s.scene)
	}
	s.was, s.directory, s.now = s.table.items(), f.Directory, f.Now()
	s.is, s.known = s.was, ids(t, s.was)
	if wrong := sound(t, s.was); len(wrong) > 0 {
		t.Fatalf("the scene is not sound:\n%s", strings.Join(wrong, "\n"))
	}
	return s
}

// fixture returns the scene as it was, with the plan around every call.
func (s *stage) fixture(t *testing.T) *fixture.Fixture {
	s.table.restore(s.is, s.was)
	f := fixture.New(t, s.table)
	f.Set(s.now)
	f.Directory = s.directory.Clone()
	f.Directory.Around = s.plan.around(fixture.ErrDirectory)
	f.Mailer.Around = s.plan.around(fixture.ErrMailer)
	f.DeadLetters.Around = s.plan.around(fixture.ErrDeadLetters)
	f.Scheduler.Around = s.plan.around(fixture.ErrScheduler)
	f.Postponer.Around = s.plan.around(fixture.ErrScheduler)
	if s.refused || s.noQuota {
		disturbed := f.Mailer.Around
		f.Mailer.Around = func(call string, _ func() error) error {
			return disturbed(call, func() error {
				if s.noQuota {
					return delivery.ErrQuota
				}
				return &delivery.PermanentError{Reason: "The address was refused."}
			})
		}
	}
	return f
}

// rehearse runs the operation without a fault. It returns the calls that it makes
// and the changes of the table.
func (s *stage) rehearse() (calls []counted, ends []string) {
	f := s.fixture(s.table.t)
	s.plan.arm(nil)
	if err := s.act(f, s.scene); err != nil {
		f.Fatalf("without a fault it fails: %v", err)
	}
	s.calls = slices.Clone(s.plan.calls)
	s.ended(f)
	s.writes = !reflect.DeepEqual(s.is, s.was)
	return s.calls, normal(f.T, s.is, s.was, s.known)
}

func (s *stage) run(failure fault, want []string) {
	t := s.table.t
	f := s.fixture(t)
	s.plan.arm(&failure)
	first := s.act(f, s.scene)
	made := s.plan.disarm()
	if len(made) != 1 {
		t.Errorf("%s: %d calls have failed by it, want 1", failure, len(made))
	}
	s.made = append(s.made, made...)
	s.wantAnswer(failure, first)
	if first != nil || failure.crash {
		if failure.crash { // an error leaves the same as a crash at the same call
			if wrong := sound(t, s.table.items()); len(wrong) > 0 {
				t.Errorf("%s: leaves a table that is not sound:\n%s", failure, strings.Join(wrong, "\n"))
			}
		}
		f.Pass(2 * time.Minute) // claims and registrations under way are over
		if again := s.act(f, s.scene); !s.isAllowed(again) {
			t.Errorf("%s: first %v, repeated %v", failure, first, again)
		}
	}
	if err := s.plan.takeLate(); err != nil {
		t.Errorf("%s: %v", failure, err)
	}
	s.ended(f)
	got := normal(t, s.is, s.was, s.known)
	if !s.repeats && !s.unknown && !slices.Equal(got, want) {
		t.Errorf("%s: the table differs from one success without a fault:\n%s", failure, difference(got, want))
	}
}

// wantAnswer checks how the first try was answered: with a success, as unavailable, or with
// an internal error if the request was not valid.
func (s *stage) wantAnswer(failure fault, first error) {
	allowed := access.Unavailable
	if failure.kind == invalid {
		allowed = access.Internal
	}
	if !s.isAllowed(first, allowed) && !isDelivery(s) {
		s.table.t.Errorf("%s: answered with %v, want success or %s", failure, first, allowed)
	}
	if s.reads && failure.kind != partly && access.KindOf(first) != access.Unavailable {
		s.table.t.Errorf("%s: answered with %v, without what the call would have read", failure, first)
	}
}

func (s *stage) ended(f *fixture.Fixture) {
	s.is = s.table.items()
	if wrong := sound(f.T, s.is); len(wrong) > 0 {
		f.Errorf("the table is not sound:\n%s", strings.Join(wrong, "\n"))
	}
	if s.check != nil {
		s.check(f, s.scene)
	}
}

// isAllowed reports whether an answer is success, or says that the operation was
// done already.
func (s *stage) isAllowed(err error, further ...access.Kind) bool {
	return err == nil || slices.Contains(append(further, s.allowedRefusals...), access.KindOf(err))
}

// isDelivery reports whether the operation is a delivery. Nobody gets the answer
// of a delivery, and any error makes the stream try again.
func isDelivery(s *stage) bool { return strings.HasPrefix(s.name, "deliver") }

func difference(got, want []string) string {
	var lines []string
	count := func(list []string, line string) (n int) {
		for _, other := range list {
			if other == line {
				n++
			}
		}
		return n
	}
	for _, line := range slices.Compact(slices.Sorted(slices.Values(slices.Concat(got, want)))) {
		if g, w := count(got, line), count(want, line); g != w {
			lines = append(lines, fmt.Sprintf("%d times instead of %d: %s", g, w, line))
		}
	}
	return strings.Join(lines, "\n")
}
