package api

import (
	"net/url"

	"admit/shared/access"
)

// List is one page of a list. NextCursor is empty on the last page.
type List[T any] struct {
	Items      []T    `json:"items"`
	NextCursor string `json:"nextCursor,omitempty"`
}

// BodyList is a list whose filter, page size and cursor are in the body of a request.
type BodyList struct {
	limit   *int
	cursor  string
	binding binding
}

// BodyList returns the list with a page size, which is nil for the default, a cursor,
// and the values of the filter, to which the cursor is bound.
func (r Request) BodyList(limit *int, cursor string, filter ...string) BodyList {
	bound := url.Values{"caller": {string(r.CallerID())}, "route": {r.Route.Key()}, "filter": filter}
	return BodyList{limit, cursor, bindingOf(bound)}
}

// Filter returns the page size and the position that the body asks for.
func (l BodyList) Filter(c Cursors) (access.Filter, error) {
	filter := access.Filter{Limit: defaultLimit}
	if l.limit != nil {
		filter.Limit = *l.limit
	}
	if filter.Limit < 1 || filter.Limit > maxLimit {
		return access.Filter{}, access.InvalidField("limit", "must be a number from 1 to 100")
	}
	if l.cursor != "" {
		var valid bool
		if filter.After, valid = c.open(l.cursor, l.binding); !valid {
			return access.Filter{}, access.InvalidField("cursor", "is not a cursor of this list")
		}
	}
	return filter, nil
}

// ListOf returns one page of a list of small items. It converts each item with answer.
func ListOf[T, U any](c Cursors, l BodyList, page access.Page[T], answer func(T) U) List[U] {
	list := List[U]{Items: make([]U, 0, len(page.Items))}
	for _, item := range page.Items {
		list.Items = append(list.Items, answer(item))
	}
	if page.Next != "" {
		list.NextCursor = c.seal(page.Next, l.binding)
	}
	return list
}
