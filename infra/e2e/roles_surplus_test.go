package e2e

import (
	"slices"
	"testing"
)

// TestWhatDiffersBetweenRolesAndCalls compares roles with calls that were never made.
func TestWhatDiffersBetweenRolesAndCalls(t *testing.T) {
	const table, schedules = "arn:aws:dynamodb:eu-north-1:111122223333:table/t", "arn:aws:scheduler:eu-north-1:111122223333:schedule/g/*"
	deliver := deployedRole{id: "Deliver", name: "role", allowed: []allowance{
		{"dynamodb:Query", table}, {"scheduler:CreateSchedule", schedules}, {"iam:PassRole", "arn:aws:iam::111122223333:role/r"},
	}}
	query := judgedCall{"role", "dynamodb:Query", table, true}
	schedule := judgedCall{"role", "scheduler:CreateSchedule", "arn:aws:scheduler:eu-north-1:111122223333:schedule/g/i.1", true}
	refused := query
	refused.Allowed = false
	for what, c := range map[string]struct {
		calls []judgedCall
		want  int
	}{
		"what it may do":            {[]judgedCall{query, schedule}, 0},
		"less":                      {[]judgedCall{query}, 1},
		"nothing":                   {nil, 2},
		"calls of another role":     {[]judgedCall{query, schedule, {"other", "dynamodb:Scan", table, true}}, 0},
		"another action":            {[]judgedCall{query, schedule, {"role", "dynamodb:Scan", table, true}}, 1},
		"another resource":          {[]judgedCall{query, schedule, {"role", "dynamodb:Query", table + "2", true}}, 1},
		"a call that is refused":    {[]judgedCall{query, schedule, refused}, 1},
		"what no run could show":    {[]judgedCall{query, schedule, {"role", "iam:PassRole", "arn:aws:iam::111122223333:role/r", true}}, 1},
		"another group's schedules": {[]judgedCall{query, {"role", "scheduler:CreateSchedule", "arn:aws:scheduler:eu-north-1:111122223333:schedule/h/i.1", true}}, 2},
	} {
		if got := deliver.surplus(c.calls); len(got) != c.want {
			t.Errorf("%s: %q, want %d", what, got, c.want)
		}
	}
	if got := unseen.unknown([]deployedRole{deliver}); len(got) != len(unseen)-1 || slices.Contains(got, "") {
		t.Errorf("of the exceptions, %d are said to fit no role: %q", len(got), got)
	}
}
