package client

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"
)

// The two kinds of [Error], for errors.Is.
var (
	// ErrRefused means that the question was refused, by Admit or before it was sent. Asking
	// again does not help.
	ErrRefused = errors.New("the question was refused")
	// ErrUnavailable means that there is no answer, or none that can be used.
	ErrUnavailable = errors.New("there is no answer")
)

// Error says why there is no decision. It is never a permission.
type Error struct {
	Kind       error         // ErrRefused or ErrUnavailable
	Status     int           // of the answer, 0 without one
	Problem    string        // the name of Admit's problem, such as invalid-request
	Detail     string        // what happened, for a person
	Instance   string        // the id of the request in Admit's log
	RetryAfter time.Duration // how long Admit asks to wait
	Err        error         // the cause, or nil
	retry      bool          // whether a second try may have an answer
}

// Error returns all that is known.
func (e *Error) Error() string {
	text := fmt.Sprintf("admit: %v: %s", e.Kind, e.Detail)
	if e.Status != 0 {
		text += fmt.Sprintf(" (%d %s %s)", e.Status, e.Problem, e.Instance)
	}
	if e.Err != nil {
		text += ": " + e.Err.Error()
	}
	return text
}

// Unwrap returns the kind and the cause.
func (e *Error) Unwrap() []error { return []error{e.Kind, e.Err} }

func failed(kind error, detail string, err error) *Error {
	return &Error{Kind: kind, Detail: detail, Err: err}
}

// again marks a failure that may pass.
func (e *Error) again(after time.Duration) *Error {
	e.retry, e.RetryAfter = true, after
	return e
}

// problem is a problem document (RFC 9457).
type problem struct {
	Type, Detail, Instance string
	Status                 int
	Errors                 []struct{ Field, Message string }
}

// failure returns the error for a problem. Only a status from 400 to 499 except 429
// refuses the question. After every other, nothing is known.
func (p problem) failure(status int) *Error {
	kind := ErrUnavailable
	if status >= 400 && status < 500 && status != 429 {
		kind = ErrRefused
	}
	for _, e := range p.Errors {
		p.Detail += " " + e.Field + ": " + e.Message
	}
	return &Error{Kind: kind, Status: status, Problem: strings.TrimPrefix(p.Type, "urn:admit:problem:"), Detail: p.Detail, Instance: p.Instance}
}

// decode returns the decisions of an answer. It refuses every answer that does not have
// exactly one decision for each check. A direct invocation answers a refused question
// with a problem document in the field problem, which decode returns as an error.
func decode(answer []byte, checks int) ([]Decision, *Error) {
	var document struct {
		Problem *problem
		AsOf    time.Time
		Items   []map[string]json.RawMessage
	}
	if err := json.Unmarshal(answer, &document); err != nil {
		return nil, failed(ErrUnavailable, "the answer cannot be read", err)
	}
	if document.Problem != nil {
		return nil, document.Problem.failure(document.Problem.Status)
	}
	if len(document.Items) != checks {
		return nil, failed(ErrUnavailable, fmt.Sprintf("the answer has %d decisions for %d checks", len(document.Items), checks), nil)
	}
	decisions := make([]Decision, checks)
	for i, item := range document.Items {
		// Compared as text: encoding/json would take null for false, and ALLOWED for allowed.
		allowed := string(item["allowed"])
		if allowed != "true" && allowed != "false" {
			return nil, failed(ErrUnavailable, fmt.Sprintf("decision %d is neither true nor false", i), nil)
		}
		decisions[i] = Decision{Allowed: allowed == "true", AsOf: document.AsOf}
		if because, ok := item["because"]; ok {
			if err := json.Unmarshal(because, &decisions[i].Because); err != nil {
				return nil, failed(ErrUnavailable, "the reasons cannot be read", err)
			}
		}
	}
	return decisions, nil
}
