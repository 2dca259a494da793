package dynamo_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"

	"admit/shared/access"
	"admit/shared/delivery"
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

// TestFaults makes every call of every operation fail in each way that the call
// can fail, and then repeats the operation without a fault. When a connection is
// reset, it tries a caller that continues and one that crashes. In the end
// everything is as after one success.
func TestFaults(t *testing.T) {
	for _, o := range operations {
		t.Run(o.name, func(t *testing.T) {
			t.Parallel()
			stage := newStage(t, o)
			calls, want := stage.rehearse()
			runs, sameName := 0, map[string]int{}
			for _, call := range calls {
				sameName[call]++
				for _, kind := range kinds(call) {
					if !slices.Contains(o.faults(), kind) {
						continue
					}
					stage.run(fault{call: call, n: sameName[call], kind: kind}, want)
					runs++
					if kind == reset || kind == lost {
						stage.run(fault{call: call, n: sameName[call], kind: kind, crash: true}, want)
						runs++
					}
				}
			}
			t.Logf("%d calls (%s), %d faults", len(calls), strings.Join(calls, ", "), runs)
		})
	}
}

func (o operation) faults() []kind {
	if o.only == nil {
		return commonFaults
	}
	return o.only
}

// stage is a table with a scene that a test restores before each run.
type stage struct {
	operation
	plan      *plan
	table     table
	scene     *scene
	was, is   map[string]item
	known     map[string]bool // the ids of the scene
	directory *fixture.Directory
	now       time.Time
}

func newStage(t *testing.T, o operation) *stage {
	s := &stage{operation: o, plan: &plan{}}
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
func (s *stage) rehearse() (calls, ends []string) {
	f := s.fixture(s.table.t)
	s.plan.arm(nil)
	if err := s.act(f, s.scene); err != nil {
		f.Fatalf("without a fault it fails: %v", err)
	}
	calls = slices.Clone(s.plan.counted())
	s.ended(f)
	return calls, normal(f.T, s.is, s.was, s.known)
}

func (s *stage) run(failure fault, want []string) {
	t := s.table.t
	f := s.fixture(t)
	s.plan.arm(&failure)
	first := s.act(f, s.scene)
	s.plan.arm(nil)
	if !s.isAllowed(first, access.Unavailable) && !isDelivery(s) {
		t.Errorf("%s: answered with %v, want success or unavailable", failure, first)
	}
	if s.reads && failure.kind != partly && access.KindOf(first) != access.Unavailable {
		t.Errorf("%s: answered with %v, without what the call would have read", failure, first)
	}
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
	s.ended(f)
	got := normal(t, s.is, s.was, s.known)
	if !s.repeats && !s.unknown && !slices.Equal(got, want) {
		t.Errorf("%s: the table differs from one success without a fault:\n%s", failure, difference(got, want))
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
