package awstest_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"admit/shared/awstest"
)

// TestEveryFunctionFails checks that each function that may call another service than
// DynamoDB has a test that makes its calls fail. Package dynamo has the calls to DynamoDB.
func TestEveryFunctionFails(t *testing.T) {
	checked := 0
	for function, actions := range awstest.AllBoundaries(t) {
		if !slices.ContainsFunc(actions, func(action string) bool { return !strings.HasPrefix(action, "dynamodb:") }) {
			continue
		}
		checked++
		directory := ""
		for _, c := range function {
			if 'A' <= c && c <= 'Z' && directory != "" {
				directory += "-"
			}
			directory += strings.ToLower(string(c))
		}
		test, err := os.ReadFile(filepath.Join(awstest.Root(t), "functions", directory, "faults_test.go"))
		if err != nil || !strings.Contains(string(test), `awstest.Try(t, "`+function+`", `) {
			t.Errorf("%s may do %v, and functions/%s/faults_test.go does not try what happens if that fails (%v)", function, actions, directory, err)
		}
	}
	if checked < 4 {
		t.Errorf("%d functions call other services than DynamoDB, want accept, deliver, operator and publish at least", checked)
	}
}
