package client

import (
	"errors"
	"strings"
	"testing"
)

// FuzzAnswer decodes any answer. What is not exactly one decision for each check is an
// error, so that a product never reads a permission out of something else.
func FuzzAnswer(f *testing.F) {
	for _, seed := range []string{``, `{}`, `null`, `{"items":[{"allowed":true}]}`, `{"items":[{"allowed":null}]}`, `{"items":[{"Allowed":true}]}`, `{"items":[{"allowed":true,"because":[{"role":{"id":"x"}}]},{"allowed":false}],"asOf":"2026-01-01T00:00:00Z"}`,
		`{"problem":{"status":403,"type":"urn:admit:problem:forbidden"}}`, `{"items":[{"allowed":"true"}]}`, `{"items":[{"allowed": true , "allowed":false}]}`} {
		f.Add([]byte(seed), 1)
		f.Add([]byte(seed), 2)
	}
	f.Fuzz(func(t *testing.T, answer []byte, checks int) {
		if checks &= 127; checks == 0 {
			return
		}
		decisions, err := decode(answer, checks)
		if err != nil {
			if decisions != nil || !errors.Is(err, ErrUnavailable) && !errors.Is(err, ErrRefused) {
				t.Errorf("%s is %v and %v", answer, decisions, err)
			}
			return
		}
		allowed := 0
		for _, decision := range decisions {
			if decision.Allowed {
				allowed++
			}
		}
		if len(decisions) != checks || allowed > strings.Count(string(answer), "true") {
			t.Errorf("%s is %v for %d checks", answer, decisions, checks)
		}
	})
}

// FuzzBearer checks that the token of a request is one word of its only header.
func FuzzBearer(f *testing.F) {
	for _, seed := range []string{"", "Bearer", "Bearer x", "bearer  x", "Bearer x,y", "Basic x", "Bearer x y", "Bearer\tx"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, header string) {
		token, ok := bearer([]string{header})
		if ok && (token == "" || strings.ContainsAny(token, " \t,") || !strings.EqualFold(header, "bearer "+token)) {
			t.Errorf("%q has the token %q", header, token)
		}
		if _, ok := bearer([]string{header, header}); ok {
			t.Errorf("two headers %q have a token", header)
		}
	})
}
