package api

import (
	"context"
	"net/http"
	"slices"
	"testing"

	"admit/shared/access"
)

const updateRoute = "PATCH /organisations/{organisationId}/invitations/{invitationId}"

// sendPrecondition sends a request with some headers. It returns the response and the
// precondition that was read.
func sendPrecondition(t *testing.T, headers map[string]string) (Response, access.Precondition) {
	t.Helper()
	var condition access.Precondition
	answer := send(t, updateRoute, func(e *Event) { e.Headers = headers }, func(_ context.Context, r Request) (Response, error) {
		var err error
		condition, err = r.Precondition()
		return OK(struct{}{}), err
	})
	return answer, condition
}

func TestIfMatchIsParsedAsInRFC9110(t *testing.T) {
	for header, want := range map[string][]string{
		`"v"`: {"v"}, `"v", "w"`: {"v", "w"}, `"v","w"`: {"v", "w"}, ` "v" `: {"v"}, `"v" , , "w",`: {"v", "w"}, `"a,b"`: {"a,b"}, `""`: {""},
		`W/"v"`: {`W/"v"`}, `W/"v", "v"`: {`W/"v"`, "v"}, `"*"`: {"*"}, `"\"`: {`\`}, "\"\u00fc\"": {"ü"},
	} {
		answer, condition := sendPrecondition(t, map[string]string{"if-match": header})
		if answer.StatusCode != http.StatusOK || condition.Any || !slices.Equal(condition.Versions, want) {
			t.Errorf("%s: %d, %+v", header, answer.StatusCode, condition)
		}
	}
	for _, header := range []string{"*", " *\t"} {
		if answer, condition := sendPrecondition(t, map[string]string{"If-Match": header}); answer.StatusCode != http.StatusOK || !condition.Any || condition.Versions != nil {
			t.Errorf("%s: %d, %+v", header, answer.StatusCode, condition)
		}
	}
	if answer, condition := sendPrecondition(t, nil); answer.StatusCode != http.StatusOK || condition.Any || condition.Versions != nil {
		t.Errorf("none: %d, %+v", answer.StatusCode, condition)
	}
}

func TestAMalformedIfMatchIsRefused(t *testing.T) {
	for _, header := range []string{
		"", " ", ",", "v", "nope", `"v`, `v"`, `""v""`, `"v" "w"`, `"v"w`, `*, "v"`, `"v", *`, "**", `w/"v"`, `W/`, `W/v`, `W/ "v"`, `'v'`, `"a b"`, "\"a\tb\"", "\"a\x7f\"", `"v";`,
	} {
		answer, _ := sendPrecondition(t, map[string]string{"if-match": header})
		if p := decodeProblem(t, answer); answer.StatusCode != http.StatusBadRequest || len(p.Errors) != 1 || p.Errors[0].Field != "If-Match" {
			t.Errorf("%q: %d %s", header, answer.StatusCode, answer.Body)
		}
	}
}
