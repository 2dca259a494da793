package api

import (
	"net/url"

	"admit/shared/access"
)

// BodyList is a list whose filter, page size and cursor are in the body of a request.
type BodyList struct {
	limit   *int
	cursor  string
	binding [bindingSize]byte
}

// BodyList returns the list with a page size, which is nil for the default, a cursor,
// and the values of the filter, to which the cursor is bound.
func (r Request) BodyList(limit *int, cursor string, filter ...string) BodyList {
	bound := url.Values{"caller": {string(r.CallerID())}, "route": {r.Route.Key()}, "filter": filter}
	return BodyList{limit, cursor, hashOf(bound)}
}

// Filter returns the page size and the position that the body asks for.
func (l BodyList) Filter() (access.Filter, error) {
	filter := access.Filter{Limit: defaultLimit}
	if l.limit != nil {
		filter.Limit = *l.limit
	}
	if filter.Limit < 1 || filter.Limit > maxLimit {
		return access.Filter{}, access.InvalidField("limit", "must be a number from 1 to 100")
	}
	var valid bool
	if filter.After, valid = position(l.cursor, l.binding); !valid {
		return access.Filter{}, access.InvalidField("cursor", "is not a cursor of this list")
	}
	return filter, nil
}

// ListOf returns one page of a list. It converts each item with answer.
func ListOf[T, U any](l BodyList, page access.Page[T], answer func(T) U) List[U] {
	return listOf(page, l.binding, answer)
}
