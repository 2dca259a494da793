package api_test

import (
	"errors"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/api"
)

// An end in the zero second would be no end, so EndOf returns one that has come.
func TestEndOf(t *testing.T) {
	if got := api.EndOf(nil); !got.IsZero() {
		t.Errorf("no end is %s", got)
	}
	for _, until := range []time.Time{{}, time.Time{}.Add(time.Second / 2)} {
		if got := api.EndOf(&until).Truncate(time.Second); got.IsZero() || got.After(time.Now()) {
			t.Errorf("%s is %s", until, got)
		}
	}
}

// A role without an id is refused as a wrong type is, with the name of the field.
func TestARoleChoiceWithoutRole(t *testing.T) {
	for body, want := range map[string]access.FieldError{
		`{"roles": ["a", {}]}`:                              {Field: "roles[1].role", Message: "has the wrong type"},
		`{"roles": [{"until": "2027-01-01T00:00:00Z"}]}`:    {Field: "roles[0].role", Message: "has the wrong type"},
		`{"roles": [{"role": "a", "until": "2027-01-01"}]}`: {Field: "roles[0].until", Message: "must be a date and time such as 2026-12-04T15:00:00Z"},
		`{"roles": [{"role": "a", "until": 7}]}`:            {Field: "roles[0].until", Message: "must be a date and time such as 2026-12-04T15:00:00Z"},
		`{"roles": [{"role": "a", "end": "2027-01-01"}]}`:   {Field: "roles[0].end", Message: "is not a field of this request"},
		`{"roles": [7]}`: {Field: "roles[0]", Message: "has the wrong type"},
	} {
		var out struct {
			Roles api.RoleChoices `json:"roles"`
		}
		err := api.Decode([]byte(body), &out)
		refusal, ok := errors.AsType[*access.Error](err)
		if !ok || len(refusal.Fields) != 1 || refusal.Fields[0] != want {
			t.Errorf("%s is refused as %+v", body, err)
		}
	}
}
