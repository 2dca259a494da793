package awstest

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// byLambda has the actions that Lambda does with the role of a function. The function itself
// makes no such call.
var byLambda = []string{
	"dynamodb:DescribeStream", "dynamodb:GetRecords", "dynamodb:GetShardIterator", "dynamodb:ListStreams", // reads the stream for it
	"logs:CreateLogStream", "logs:PutLogEvents", "xray:PutTelemetryRecords", "xray:PutTraceSegments",
	"iam:PassRole",                   // a part of scheduler:CreateSchedule
	"DeliveryStatus sqs:SendMessage", // parks an event that the function has failed to write
}

// Boundaries returns the calls to AWS that the role of a function allows, as far as they are
// selected. It reads them from infra/testdata/roles.golden, which has all roles.
func Boundaries(tb testing.TB, function string, selected func(action string) bool) []string {
	tb.Helper()
	all := AllBoundaries(tb)
	if all[function] == nil {
		tb.Fatalf("no function is named %s", function)
	}
	return slices.DeleteFunc(all[function], func(action string) bool { return !selected(action) })
}

// AllBoundaries returns the calls to AWS that the role of each function allows.
func AllBoundaries(tb testing.TB) map[string][]string {
	tb.Helper()
	golden, err := os.ReadFile(filepath.Join(Root(tb), "infra/testdata/roles.golden"))
	if err != nil {
		tb.Fatal(err)
	}
	all := map[string][]string{}
	function := ""
	for line := range strings.Lines(string(golden)) {
		action, _, indented := strings.Cut(strings.TrimPrefix(line, "  "), " ")
		switch {
		case strings.TrimSpace(line) == "":
		case !strings.HasPrefix(line, " "):
			function = strings.TrimSpace(line)
			if strings.ToUpper(function[:1]) == function[:1] { // the others are what differs by setting, and the role of the schedules
				all[function] = []string{}
			}
		case !indented, all[function] == nil, slices.Contains(byLambda, action), slices.Contains(byLambda, function+" "+action), slices.Contains(all[function], action):
		default:
			all[function] = append(all[function], action)
		}
	}
	return all
}

// Root returns the directory of go.mod.
func Root(tb testing.TB) string {
	tb.Helper()
	directory, err := os.Getwd()
	if err != nil {
		tb.Fatal(err)
	}
	for {
		if _, err := os.Stat(filepath.Join(directory, "go.mod")); err == nil {
			return directory
		}
		parent := filepath.Dir(directory)
		if parent == directory {
			tb.Fatal("no go.mod above the working directory")
		}
		directory = parent
	}
}
