package main

import (
	"io"
	"net/http"
	"strings"
	"testing"
)

// startOperator starts a stand-in for AWS with a deployed stack, whose operator function
// answers with these texts in turn. It returns the calls of the function, which follow.
func startOperator(t *testing.T, answers ...string) *[]string {
	t.Helper()
	stacks := &fakeCloudFormation{stack: &fakeStack{status: "UPDATE_COMPLETE", outputs: map[string]string{"OperatorFunctionName": "Admit-Operator"}}}
	calls := new([]string)
	stacks.start(t, func(w http.ResponseWriter, r *http.Request) bool {
		if !strings.HasPrefix(r.URL.Path, "/2015-03-31/functions/Admit-Operator/") {
			return false
		}
		body, _ := io.ReadAll(r.Body)
		*calls = append(*calls, string(body))
		_, _ = io.WriteString(w, answers[len(*calls)-1])
		return true
	})
	return calls
}
