package api

import (
	"bytes"
	"maps"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"admit/shared/access"
)

// The page size of a list: the default and the maximum of the query parameter limit.
const (
	defaultLimit = 50
	maxLimit     = 100
)

// Filter returns the filter, the page size and the position that the query of a
// list asks for.
func (r Request) Filter(c Cursors) (access.Filter, error) {
	filter := access.Filter{
		Email: r.Query.Get("email"), Search: r.Query.Get("search"), Account: access.AccountID(r.Query.Get("account")), Role: access.RoleID(r.Query.Get("role")),
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
	if r.Query.Has("needsInviter") {
		if filter.NeedsInviter = r.Query.Get("needsInviter") == "true"; !filter.NeedsInviter {
			refuse("needsInviter", "must be true")
		}
	}
	for _, kind := range split(r.Query.Get("type")) {
		filter.Types = append(filter.Types, access.EventType(kind))
	}
	filter.User = access.UserID(r.Query.Get("user"))
	readTime := func(name string) (at time.Time) {
		const lastYear = 9999 // of RFC 3339, in UTC too
		if r.Query.Has(name) {
			var err error
			at, err = time.Parse(time.RFC3339, r.Query.Get(name))
			if year := at.Add(time.Microsecond).UTC().Year(); err != nil || year < 0 || year > lastYear {
				refuse(name, "must be a time as in RFC 3339, such as 2026-01-31T12:00:00Z")
			}
		}
		return at
	}
	filter.From, filter.To = readTime("from"), readTime("to")
	if bad := filter.InvalidField(); bad != "" {
		refuse(bad, "is not a valid value")
	}
	if cursor := r.Query.Get("cursor"); cursor != "" {
		var valid bool
		if filter.After, valid = c.open(cursor, r.binding()); !valid {
			refuse("cursor", "is not a cursor of this list")
		}
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
// answer. It ends the page early before its JSON exceeds [maxPage], but not before the
// first item.
func ListResponse[T, U any](c Cursors, r Request, page access.Page[T], answer func(T) U) Response {
	var body bytes.Buffer
	body.Grow(len(page.Items) * usualItem)
	body.WriteString(`{"items":[`)
	var shown U // one for all items: json.MarshalWrite keeps what it is given on the heap
	next, err := writeItems(&body, page, ",", func(item T) error {
		shown = answer(item)
		return json.MarshalWrite(&body, &shown, json.Deterministic(true))
	})
	if err != nil {
		return unwritable()
	}
	body.WriteByte(']')
	if next != "" {
		body.WriteString(`,"nextCursor":"` + c.Of(r, next) + `"`)
	}
	body.WriteByte('}')
	return Response{StatusCode: http.StatusOK, Headers: headers("application/json"), Body: body.String()}
}

// TextResponse returns the response with one page of a list as text, with a heading and
// what line returns for each item. It ends the page early as [ListResponse] does. The
// address of the next page is in the header Link.
func TextResponse[T any](c Cursors, r Request, page access.Page[T], contentType, heading string, line func(T) (string, error)) Response {
	body := bytes.NewBufferString(heading)
	next, err := writeItems(body, page, "", func(item T) error {
		text, err := line(item)
		body.WriteString(text)
		return err
	})
	if err != nil {
		return unwritable()
	}
	response := Response{StatusCode: http.StatusOK, Headers: headers(contentType), Body: body.String()}
	if next != "" {
		query := maps.Clone(r.Query)
		query.Set("cursor", c.Of(r, next))
		response.Headers["Link"] = `<?` + query.Encode() + `>; rel="next"`
	}
	return response
}

// writeItems writes the items of a page, and returns the position after which the next
// one begins.
func writeItems[T any](body *bytes.Buffer, page access.Page[T], separator string, write func(T) error) (next string, err error) {
	cuttable := len(page.Positions) == len(page.Items)
	for n, item := range page.Items {
		end := body.Len()
		if n > 0 {
			body.WriteString(separator)
		}
		if err := write(item); err != nil {
			return "", err
		}
		if n > 0 && cuttable && body.Len() > maxPage {
			body.Truncate(end)
			return page.Positions[n-1], nil
		}
	}
	return page.Next, nil
}

// maxPage is the length of the items of a page, in octets. With its end and its cursor, a
// page is at most 1 MB. Lambda answers at most 6 MB, and a browser should not wait for
// more than it can show.
const maxPage = 1_000_000 - 4_000

// usualItem is more than most items of a list have, in octets.
const usualItem = 768

// binding returns what a cursor of the request's list belongs to.
func (r Request) binding() binding {
	bound := url.Values{"caller": {string(r.CallerID())}, "route": {r.Route.Key()}}
	for name, value := range r.Event.PathParameters {
		bound.Set("path."+name, value)
	}
	for name, values := range r.Query {
		if name != "cursor" && name != "limit" && values[0] != "" {
			bound["query."+name] = values
		}
	}
	return bindingOf(bound)
}
