package api

import (
	"errors"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"admit/shared/access"
)

// RoleChoice is a role that a request gives: its id, or an object with the id and the time
// at which the role ends.
type RoleChoice struct {
	Role  access.RoleID
	Until *time.Time
}

// UnmarshalJSONFrom implements [json.UnmarshalerFrom].
func (c *RoleChoice) UnmarshalJSONFrom(d *jsontext.Decoder) error {
	if d.PeekKind() != '{' {
		*c = RoleChoice{}
		return json.UnmarshalDecode(d, &c.Role)
	}
	var object struct {
		Role  *access.RoleID `json:"role"`
		Until *time.Time     `json:"until"`
	}
	if err := json.UnmarshalDecode(d, &object); err != nil {
		return err
	}
	if object.Role == nil {
		return &json.SemanticError{JSONPointer: d.StackPointer() + "/role", Err: errors.New("missing")}
	}
	*c = RoleChoice{Role: *object.Role, Until: object.Until}
	return nil
}

// RoleChoices are the roles of an invitation in a request.
type RoleChoices []RoleChoice

// Roles returns the ids of the roles, and when those end that do. It returns nil for nil.
func (c RoleChoices) Roles() ([]access.RoleID, access.Ends) {
	if c == nil {
		return nil, nil
	}
	roles, ends := make([]access.RoleID, 0, len(c)), access.Ends{}
	for _, choice := range c {
		roles = append(roles, choice.Role)
		if choice.Until != nil {
			ends[choice.Role] = EndOf(choice.Until)
		}
	}
	return roles, ends
}

// EndOf returns the end that a request asks for. No end is the zero time, and the zero
// second of a request is an end that has come.
func EndOf(until *time.Time) time.Time {
	switch {
	case until == nil:
		return time.Time{}
	case until.Truncate(time.Second).IsZero():
		return time.Unix(0, 0).UTC()
	}
	return until.UTC()
}
