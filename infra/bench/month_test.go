package main

import (
	"math"
	"strings"
	"testing"
)

// TestAMonthCostsWhatItsPartsCost prices a month of which each part can be computed by hand.
func TestAMonthCostsWhatItsPartsCost(t *testing.T) {
	m := monthly{
		lifecycle: [2]charge{{requests: 50}, {}}, decision: [2]charge{{requests: 1, invocations: 5, accessLogs: 1000}, {}}, view: [2]charge{{requests: 3}, {}},
		reminder: cost{write: 4.8}, standing: standing{alarms: 10, dashboards: 1, secrets: 1}, perPerson: 1000, perInvitation: 500,
	}
	s := monthSize{people: 1e6, invited: 3e6, decisions: 2e6, views: 1e6, sparse: true}
	want := map[string]float64{
		"Alarms, dashboard, secret": 4.4, "Invitations": 150, "Reminders": 3, "Mails of SES": 400, "Decisions through the API": 2 * (1 + 5*0.2 + 0.5), "Views of the console and lists": 3,
		"Stored items with backups, after a year": 19 * 0.45, "Stored logs of a month": 2 * 0.15 * 0.03,
	}
	for _, p := range monthParts {
		if got := p.of(m, s); math.Abs(got-want[p.name]) > 1e-9 {
			t.Errorf("%s: $%g, want $%g", p.name, got, want[p.name])
		}
		delete(want, p.name)
	}
	if len(want) > 0 {
		t.Errorf("there are no parts %v", want)
	}
	if got := monthParts[1].of(m, monthSize{invited: 3e6}); got != 0 {
		t.Errorf("a size with warm functions is charged $%g for those that are cold", got)
	}
}

// TestDirectDecisionsCostNoRequests compares the two sums of a month.
func TestDirectDecisionsCostNoRequests(t *testing.T) {
	var r rows
	m := monthly{decision: [2]charge{{requests: 1, invocations: 5}, {requests: 1, invocations: 5}}}
	m.addTotals(&r, []float64{100, 100, 1000})
	if got := strings.Join(r.tables[1][1][1:], " "); got != "99.90 90.00 500.00" {
		t.Errorf("in all with direct invocations: %s", got)
	}
}

func TestCountResources(t *testing.T) {
	got, err := countResources([]byte(`{"Resources": {"A": {"Type": "AWS::CloudWatch::Alarm"}, "B": {"Type": "AWS::CloudWatch::Alarm"},
		"C": {"Type": "AWS::CloudWatch::Dashboard"}, "D": {"Type": "AWS::SecretsManager::Secret"}, "E": {"Type": "AWS::SQS::Queue"}}}`))
	if want := (standing{2, 1, 1}); err != nil || got != want {
		t.Errorf("%+v (%v), want %+v", got, err, want)
	}
	if _, err := countResources([]byte("no template")); err == nil {
		t.Error("no error for what is no template")
	}
}

func TestGrouped(t *testing.T) {
	for number, want := range map[float64]string{50: "50", 999: "999", 1000: "1,000", 500_000_000: "500,000,000"} {
		if got := grouped(number); got != want {
			t.Errorf("%g is %q, want %q", number, got, want)
		}
	}
}

func TestCostOf(t *testing.T) {
	t.Chdir("../..")
	for _, operation := range []string{"send a reminder", "decide about a member", "list 50 permissions"} {
		if c, err := costOf(operation); err != nil || c.read == 0 {
			t.Errorf("%s: %+v, %v", operation, c, err)
		}
	}
	if _, err := costOf("fly"); err == nil {
		t.Error("no error for an unknown operation")
	}
}
