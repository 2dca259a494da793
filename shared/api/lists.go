package api

import (
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"strconv"
	"strings"

	"admit/shared/access"
)

// The page size of a list: the default and the maximum of the query parameter limit.
const (
	defaultLimit = 50
	maxLimit     = 100
)

// List is one page of a list. NextCursor is empty on the last page.
type List[T any] struct {
	Items      []T    `json:"items"`
	NextCursor string `json:"nextCursor,omitempty"`
}

// Filter returns the filter, the page size and the position that the query of a
// list asks for.
func (r Request) Filter() (access.Filter, error) {
	filter := access.Filter{
		Email: r.Query.Get("email"), Account: access.AccountID(r.Query.Get("account")), Role: access.RoleID(r.Query.Get("role")),
		Limit: defaultLimit,
	}
	refusal := &access.Error{Kind: access.Invalid, Detail: "Some query parameters are not valid."}
	refuse := func(field, message string) {
		refusal.Fields = append(refusal.Fields, access.FieldError{Field: field, Message: message})
	}
	if r.Query.Has("limit") {
		var err error
		if filter.Limit, err = strconv.Atoi(r.Query.Get("limit")); err != nil || filter.Limit < 1 || filter.Limit > maxLimit {
			refuse("limit", "must be a number from 1 to 100")
		}
	}
	for _, status := range split(r.Query.Get("status")) {
		filter.Status = append(filter.Status, access.Status(status))
	}
	if bad := filter.InvalidField(); bad != "" {
		refuse(bad, "is not a valid value")
	}
	var valid bool
	if filter.After, valid = position(r.Query.Get("cursor"), r.binding()); !valid {
		refuse("cursor", "is not a cursor of this list")
	}
	if len(refusal.Fields) > 0 {
		return access.Filter{}, refusal
	}
	return filter, nil
}

// split returns the parts of a list with commas between them.
func split(list string) []string {
	if list == "" {
		return nil
	}
	return strings.Split(list, ",")
}

// ListResponse returns the response with one page of a list. It converts each item with
// answer.
func ListResponse[T, U any](r Request, page access.Page[T], answer func(T) U) Response {
	return OK(listOf(page, r.binding(), answer))
}

func listOf[T, U any](page access.Page[T], binding [bindingSize]byte, answer func(T) U) List[U] {
	list := List[U]{Items: make([]U, 0, len(page.Items))}
	for _, item := range page.Items {
		list.Items = append(list.Items, answer(item))
	}
	list.NextCursor = cursor(page.Next, binding)
	return list
}

// NextCursor returns the cursor of the next page of the list that a request asks for. It
// is empty at the end of the list, where the position is empty.
func (r Request) NextCursor(position string) string { return cursor(position, r.binding()) }

// binding returns a hash of what a cursor belongs to: the list, the organisation,
// the filter and the caller. A cursor is only a position and grants no access. The
// binding makes sure that a cursor is not used with another list.
func (r Request) binding() [bindingSize]byte {
	bound := url.Values{"caller": {string(r.CallerID())}, "route": {r.Route.Key()}}
	for name, value := range r.Event.PathParameters {
		bound.Set("path."+name, value)
	}
	for name, values := range r.Query {
		if name != "cursor" && name != "limit" && values[0] != "" {
			bound["query."+name] = values
		}
	}
	return hashOf(bound)
}

func hashOf(bound url.Values) [bindingSize]byte {
	sum := sha256.Sum256([]byte(bound.Encode()))
	return [bindingSize]byte(sum[:bindingSize])
}

// bindingSize is the length of a binding, in bytes.
const bindingSize = 12

// cursor encodes a position as a cursor. An empty position has none.
func cursor(position string, binding [bindingSize]byte) string {
	if position == "" {
		return ""
	}
	return base64.RawURLEncoding.EncodeToString(append(binding[:], position...))
}

// position decodes a cursor. It reports false for a cursor with another binding.
func position(cursor string, binding [bindingSize]byte) (string, bool) {
	if cursor == "" {
		return "", true
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(raw) <= bindingSize || [bindingSize]byte(raw[:bindingSize]) != binding {
		return "", false
	}
	return string(raw[bindingSize:]), true
}
