package api

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
)

func TestCursorsAreBound(t *testing.T) {
	cursors := NewCursors("secret")
	const route = "GET /organisations/{organisationId}/permissions"
	list := func(query, organisation, caller string) (Response, string) {
		var after string
		response := send(t, route, func(e *Event) {
			e.RawQueryString, e.PathParameters = query, map[string]string{"organisationId": organisation}
			e.RequestContext.Authorizer.JWT.Claims["sub"] = caller
		}, func(_ context.Context, r Request) (Response, error) {
			filter, err := r.Filter(cursors)
			if err != nil {
				return Response{}, err
			}
			after = filter.After
			return ListResponse(cursors, r, access.Page[string]{Items: []string{"x"}, Next: "ada@example.com u"}, func(s string) string { return s }), nil
		})
		return response, after
	}
	var page, foreign List[string]
	for secret, into := range map[string]*List[string]{"secret": &page, "another secret": &foreign} {
		cursors = NewCursors(secret)
		first, _ := list("email=a%2Bb&limit=1", "o1", "ada")
		if err := json.Unmarshal([]byte(first.Body), into); err != nil || into.NextCursor == "" {
			t.Fatalf("no cursor: %s", first.Body)
		}
	}
	cursors = NewCursors("secret")
	for _, same := range []string{"email=a%2Bb&limit=2", "email=a+b", "email=a%2bb", "email=%20a%2Bb%20", "limit=3&email=%61+b"} {
		if response, after := list(same+"&cursor="+page.NextCursor, "o1", "ada"); response.StatusCode != 200 || after != "ada@example.com u" {
			t.Errorf("the next page of %s: %d, from %q", same, response.StatusCode, after)
		}
	}
	for n := range page.NextCursor {
		changed := []byte(page.NextCursor)
		changed[n] ^= 1
		if response, _ := list("email=a%2Bb&cursor="+string(changed), "o1", "ada"); response.StatusCode != 400 {
			t.Errorf("a cursor whose octet %d was changed: status %d", n, response.StatusCode)
		}
	}
	for name, ask := range map[string][3]string{
		"another filter":       {"email=b&cursor=" + page.NextCursor, "o1", "ada"},
		"another organisation": {"email=a%2Bb&cursor=" + page.NextCursor, "o2", "ada"},
		"another caller":       {"email=a%2Bb&cursor=" + page.NextCursor, "o1", "bob"},
		"a truncated cursor":   {"email=a%2Bb&cursor=" + page.NextCursor[:len(page.NextCursor)-4], "o1", "ada"},
		"a longer cursor":      {"email=a%2Bb&cursor=" + page.NextCursor + "AAAA", "o1", "ada"},
		"another secret's":     {"email=a%2Bb&cursor=" + foreign.NextCursor, "o1", "ada"},
		"not a cursor":         {"email=a&cursor=!!", "o1", "ada"},
		"a limit of 0":         {"limit=0", "o1", "ada"},
		"a limit of 101":       {"limit=101", "o1", "ada"},
		"a limit of x":         {"limit=x", "o1", "ada"},
		"an empty limit":       {"limit=", "o1", "ada"},
		"an unknown parameter": {"emial=a", "o1", "ada"},
		"a parameter twice":    {"email=a&email=b", "o1", "ada"},
		"a broken query":       {"email=%zz", "o1", "ada"},
	} {
		if response, _ := list(ask[0], ask[1], ask[2]); response.StatusCode != 400 {
			t.Errorf("%s: status %d", name, response.StatusCode)
		}
	}
}

// TestFilterOfThoseThatNeedAnInviter checks the values that the query parameter may have.
func TestFilterOfThoseThatNeedAnInviter(t *testing.T) {
	for value, want := range map[string]int{"true": 200, "false": 400, "": 400, "1": 400} {
		response := send(t, "GET /organisations/{organisationId}/invitations", func(e *Event) { e.RawQueryString = "needsInviter=" + value },
			func(_ context.Context, r Request) (Response, error) {
				filter, err := r.Filter(NewCursors("secret"))
				if err == nil && !filter.NeedsInviter {
					t.Errorf("%q is no filter", value)
				}
				return OK(filter.Limit), err
			})
		if response.StatusCode != want {
			t.Errorf("%q: status %d, want %d", value, response.StatusCode, want)
		}
	}
}

// TestCursorsTellNothing makes cursors of positions. They differ each time, and their
// length is the same for most positions.
func TestCursorsTellNothing(t *testing.T) {
	cursors, to := NewCursors("secret"), binding("caller=ada")
	seen := map[string]bool{}
	for _, position := range []string{"a", "ada@example.com u", strings.Repeat("x", paddedTo-1)} {
		for range 2 {
			cursor := cursors.seal(position, to)
			raw, err := base64.RawURLEncoding.DecodeString(cursor)
			if err != nil || seen[cursor] || len(raw) != paddedTo+28 || strings.Contains(string(raw), "ada") {
				t.Errorf("%q has the cursor %q of %d octets (%v)", position, cursor, len(raw), err)
			}
			if got, valid := cursors.open(cursor, to); !valid || got != position {
				t.Errorf("%q opens as %q, %t", position, got, valid)
			}
			seen[cursor] = true
		}
	}
	for _, position := range []string{strings.Repeat("x", paddedTo), strings.Repeat("å", 512), "ends with zeros \x00\x00", "ends with one \x01"} {
		if got, valid := cursors.open(cursors.seal(position, to), to); !valid || got != position {
			t.Errorf("%q opens as %q, %t", position, got, valid)
		}
	}
}

// TestPagesEndBeforeAMegabyte answers pages of long items. A page ends before it is too
// long, and continues behind its last item. A page without positions is not cut.
func TestPagesEndBeforeAMegabyte(t *testing.T) {
	cursors, r := NewCursors("secret"), Request{}
	page := access.Page[string]{Next: "item 30"}
	for n := range 30 {
		page.Items, page.Positions = append(page.Items, strings.Repeat("å", 50_000)), append(page.Positions, fmt.Sprint("item ", n+1))
	}
	answer := func(s string) string { return s }
	read := func(page access.Page[string]) (items int, next string, octets int) {
		t.Helper()
		response := ListResponse(cursors, r, page, answer)
		var list List[string]
		if err := json.Unmarshal([]byte(response.Body), &list); err != nil || response.StatusCode != 200 {
			t.Fatalf("status %d: %v", response.StatusCode, err)
		}
		for _, item := range list.Items {
			if item != page.Items[0] {
				t.Error("an item is not whole")
			}
		}
		if list.NextCursor != "" {
			next, _ = cursors.open(list.NextCursor, r.binding())
		}
		return len(list.Items), next, len(response.Body)
	}
	if items, next, octets := read(page); items != 9 || next != "item 9" || octets > 1_000_000 {
		t.Errorf("%d items, %d octets, continued after %q", items, octets, next)
	}
	page.Items[0] = strings.Repeat("å", 600_000)
	page.Items, page.Positions, page.Next = page.Items[:1], page.Positions[:1], ""
	if items, next, _ := read(page); items != 1 || next != "" {
		t.Errorf("of one item that is too long: %d items, continued after %q", items, next)
	}
	page.Items = append(page.Items, page.Items[0])
	page.Positions, page.Next = nil, "item 2"
	if items, next, _ := read(page); items != 2 || next != "item 2" {
		t.Errorf("without positions: %d items, continued after %q", items, next)
	}
}

// BenchmarkListResponse answers a page of 50 permission rows with three grants each.
func BenchmarkListResponse(b *testing.B) {
	roles, err := access.Roles()
	if err != nil {
		b.Fatal(err)
	}
	organisation := access.Organisation{ID: "o", Name: "Example AS"}
	var page access.Page[access.EffectiveAccess]
	for n := range 50 {
		membership := access.Membership{User: access.User{ID: access.UserID(fmt.Sprint("u", n)), FirstName: "Ada", LastName: "Lovelace"}, Organisation: "o", Version: "v"}
		for _, role := range []access.RoleID{"billing-viewer", "audit-viewer", "support-editor"} {
			membership.Grants = append(membership.Grants, access.Grant{Role: role, Scope: access.Scope{Organisation: "o"}, By: access.Person{ID: "b", Name: "Olga Owner", Email: "olga@example.com"}, At: time.Unix(1_900_000_000, 0)})
		}
		page.Items, page.Positions = append(page.Items, access.EffectiveAccess{Direct: membership}), append(page.Positions, fmt.Sprint(n))
	}
	cursors := NewCursors("secret")
	page.Next = "49"
	b.ReportAllocs()
	for b.Loop() {
		response := ListResponse(cursors, Request{}, page, func(e access.EffectiveAccess) PermissionRow { return PermissionRowOf(organisation, e, roles) })
		if response.StatusCode != 200 {
			b.Fatal(response.StatusCode)
		}
	}
}
