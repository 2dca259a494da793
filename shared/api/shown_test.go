package api

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
)

// TestOnlyAPendingInvitationShowsItsRequest checks that the request of somebody with another
// address is shown while it can be answered, and no longer.
func TestOnlyAPendingInvitationShowsItsRequest(t *testing.T) {
	now := time.Date(2036, 1, 1, 0, 0, 0, 0, time.UTC)
	open := access.AcceptanceRequest{User: access.User{ID: "eve"}, At: now}
	for name, c := range map[string]struct {
		invitation access.Invitation
		want       bool
	}{
		"pending":             {access.Invitation{Status: access.Pending, ExpiresAt: now.Add(1), AcceptanceRequest: open}, true},
		"no request":          {access.Invitation{Status: access.Pending, ExpiresAt: now.Add(1)}, false},
		"expired":             {access.Invitation{Status: access.Pending, ExpiresAt: now, AcceptanceRequest: open}, false},
		"revoked":             {access.Invitation{Status: access.Revoked, ExpiresAt: now.Add(1), AcceptanceRequest: open}, false},
		"no request, revoked": {access.Invitation{Status: access.Revoked, ExpiresAt: now.Add(1)}, false},
	} {
		if shown := InvitationOf(c.invitation, now).AcceptanceRequest; (shown != nil) != c.want {
			t.Errorf("%s: %+v", name, shown)
		}
	}
}

// TestGrantsOfOrganisationsAboveAreInherited checks that a grant names the organisation that
// it comes from only if that is above.
func TestGrantsOfOrganisationsAboveAreInherited(t *testing.T) {
	organisation := access.Organisation{ID: "below", Ancestors: []access.Ancestor{{ID: "top", Name: "Top"}, {ID: "middle", Name: "Middle"}}}
	grants := []access.Grant{{Role: "r", Scope: access.Scope{Organisation: "below"}}, {Role: "r", Scope: access.Scope{Organisation: "top"}}}
	shown := GrantsOf(grants, organisation, access.Catalogue{})
	if shown[0].InheritedFrom != nil || shown[1].InheritedFrom == nil || shown[1].InheritedFrom.Name != "Top" {
		t.Errorf("the grants are shown as %+v", shown)
	}
}

// TestRolesOfARequest checks that no roles stay no roles, and that only a role with an end
// has one.
func TestRolesOfARequest(t *testing.T) {
	if roles, ends := RoleChoices(nil).Roles(); roles != nil || ends != nil {
		t.Errorf("no roles are %v, %v", roles, ends)
	}
	until := time.Date(2036, 1, 1, 0, 0, 0, 0, time.UTC)
	roles, ends := RoleChoices{{Role: "a"}, {Role: "b", Until: &until}}.Roles()
	if len(roles) != 2 || len(ends) != 1 || !ends["b"].Equal(until) {
		t.Errorf("the roles are %v, which end %v", roles, ends)
	}
}

// TestAnEmptyVersionIsNoEntityTag checks the header ETag.
func TestAnEmptyVersionIsNoEntityTag(t *testing.T) {
	if _, has := NoContent().WithETag("").Headers["ETag"]; has {
		t.Error("an empty version has an entity tag")
	}
	if tag := NoContent().WithETag("7").Headers["ETag"]; tag != `"7"` {
		t.Errorf("the entity tag is %s", tag)
	}
}

// TestTimesOfAFilter reads the bounds of an audit log: RFC 3339, in the years that it can
// write.
func TestTimesOfAFilter(t *testing.T) {
	for text, valid := range map[string]bool{
		"2026-01-31T12:00:00Z": true, "0000-01-01T00:00:00Z": true, "9999-12-31T23:59:59Z": true, "9999-12-31T23:59:59.999999Z": false,
		"0000-01-01T00:00:00+01:00": false, "9999-12-31T23:59:59-01:00": false, "2026-01-31": false, "yesterday": false,
	} {
		r := Request{Query: url.Values{"from": {text}}}
		got, err := r.Filter(NewCursors("secret"))
		if want, _ := time.Parse(time.RFC3339, text); (err == nil) != valid || valid && !got.From.Equal(want) || !valid && fieldOf(err) != "from" {
			t.Errorf("%s: %v (%v)", text, got.From, err)
		}
	}
	for limit, want := range map[string]int{"1": 1, "100": 100, "": 50} {
		r := Request{Query: url.Values{}}
		if limit != "" {
			r.Query.Set("limit", limit)
		}
		if got, err := r.Filter(NewCursors("secret")); err != nil || got.Limit != want {
			t.Errorf("limit %q: %d (%v)", limit, got.Limit, err)
		}
	}
}

// TestPagesOfText writes lists as lines, with the address of the next page in a header.
func TestPagesOfText(t *testing.T) {
	line := func(n int) (string, error) {
		if n < 0 {
			return "half a li", errors.New("cannot be written")
		}
		return "line\n", nil
	}
	r := Request{Query: url.Values{"limit": {"1"}}}
	page := access.Page[int]{Items: []int{1, 2}, Positions: []string{"1", "2"}, Next: "2"}
	got := TextResponse(NewCursors("secret"), r, page, "text/plain", "head\n", line)
	if got.StatusCode != 200 || got.Body != "head\nline\nline\n" || len(got.Headers["Link"]) < 60 || r.Query.Has("cursor") {
		t.Errorf("the page is %+v", got)
	}
	if last := TextResponse(NewCursors("secret"), r, access.Page[int]{Items: []int{1}}, "text/plain", "", line); last.Headers["Link"] != "" {
		t.Errorf("the last page is %+v", last)
	}
	if broken := TextResponse(NewCursors("secret"), r, access.Page[int]{Items: []int{1, -1}}, "text/plain", "", line); broken.StatusCode != 500 || broken.Body != "" {
		t.Errorf("a page with a broken line is %+v", broken)
	}
	unwritten := ListResponse(NewCursors("secret"), r, page, func(int) any { return func() {} })
	if unwritten.StatusCode != 500 || unwritten.Body != "" {
		t.Errorf("a page that cannot be written is %+v", unwritten)
	}
}

// TestAFailedRequestWithAKeyFails checks that a key neither hides a refusal nor makes the
// handler run for a request that cannot be read.
func TestAFailedRequestWithAKeyFails(t *testing.T) {
	calls := 0
	handler := idempotencyInMemory(t).Wrap(func(context.Context, Request, access.Seed) (Response, error) {
		calls++
		return Response{}, access.Refuse(access.NotFound, "Nothing.")
	})
	for name, c := range map[string]struct {
		change        func(*Event)
		status, calls int
	}{
		"refused":           {keyed("k", "{}"), 404, 1},
		"refused once more": {keyed("k", "{}"), 404, 1},
		"no base64":         {func(e *Event) { keyed("l", "%")(e); e.IsBase64Encoded = true }, 400, 0},
		"no key":            {keyed("", "{}"), 400, 0},
	} {
		calls = 0
		if got := send(t, someRoute, c.change, handler); got.StatusCode != c.status || calls > c.calls {
			t.Errorf("%s: %d after %d calls, want %d", name, got.StatusCode, calls, c.status)
		}
	}
	for key, want := range map[string]int{" ": 404, "~": 404} {
		if got := send(t, someRoute, keyed(key, "{}"), handler); got.StatusCode != want {
			t.Errorf("the key %q: %d", key, got.StatusCode)
		}
	}
}

// TestAKeyIsForOnePrecondition checks that another If-Match is another request, and that
// the same one is the same.
func TestAKeyIsForOnePrecondition(t *testing.T) {
	calls := 0
	handler := idempotencyInMemory(t).Wrap(func(context.Context, Request, access.Seed) (Response, error) {
		calls++
		return OK(0).NotReplayable(), nil
	})
	for _, c := range []struct {
		match  string
		status int
	}{{`"a"`, 200}, {`"b"`, 422}, {`"a"`, 200}} {
		got := send(t, someRoute, func(e *Event) { keyed("k", "{}")(e); e.Headers["if-match"] = c.match }, handler)
		if got.StatusCode != c.status {
			t.Errorf("If-Match %s: %d, want %d", c.match, got.StatusCode, c.status)
		}
	}
	if calls != 2 {
		t.Errorf("the handler ran %d times", calls)
	}
}

// TestAStoredAnswerThatCannotBeReadIsAnError checks that it is not an empty success.
func TestAStoredAnswerThatCannotBeReadIsAnError(t *testing.T) {
	if got, err := replay([]byte(`{"statusCode":`)); err == nil {
		t.Errorf("it is replayed as %+v", got)
	}
	if got, err := replay([]byte(`{"statusCode":201,"headers":{},"body":"x"}`)); err != nil || got.StatusCode != 201 || got.Headers["Idempotency-Replayed"] != "true" {
		t.Errorf("an answer is replayed as %+v (%v)", got, err)
	}
}

// TestAnExpiredInvitationNamesItsScope checks what the invitee of an expired invitation sees.
func TestAnExpiredInvitationNamesItsScope(t *testing.T) {
	shown := access.ExpiredInvitation{Organisation: access.Organisation{Name: "Acme"}}
	if got := expiredOf(shown); got.Organisation.Name != "Acme" || got.Account != nil {
		t.Errorf("an invitation to an organisation is shown as %+v", got)
	}
	shown.Account = &access.Account{Name: "Shop"}
	if got := expiredOf(shown); got.Account == nil || got.Account.Name != "Shop" {
		t.Errorf("an invitation to an account is shown as %+v", got)
	}
}

// TestFailuresAreLoggedWithTheirCause checks the log of a request that failed, of one that
// was refused, and of the parts of a batch.
func TestFailuresAreLoggedWithTheirCause(t *testing.T) {
	for name, c := range map[string]struct {
		failure error
		want    bool
	}{"failed": {errors.New("no disk"), true}, "refused": {access.Refuse(access.NotFound, "Nothing."), false}} {
		line := logged(t, newEvent(someRoute), func(context.Context, Request) (Response, error) { return Response{}, c.failure })
		if strings.Contains(line, `"level":"ERROR"`) != c.want || strings.Contains(line, "no disk") != c.want {
			t.Errorf("%s: the log is %s", name, line)
		}
		part := logged(t, newEvent(someRoute), func(ctx context.Context, r Request) (Response, error) { return OK(r.Problem(ctx, c.failure)), nil })
		if strings.Contains(part, "part of a request failed") != c.want {
			t.Errorf("a part %s: the log is %s", name, part)
		}
		var record struct{ Ms float64 }
		if err := json.Unmarshal([]byte(line), &record); err != nil || record.Ms < 0 || record.Ms > 10_000 {
			t.Errorf("%s took %g ms (%v): %s", name, record.Ms, err, line)
		}
	}
}

// TestRefusalsNameTheirReason checks that a body is not called what it is not.
func TestRefusalsNameTheirReason(t *testing.T) {
	decode := func(_ context.Context, r Request) (Response, error) { return OK(0), r.Decode(&struct{}{}) }
	if p := decodeProblem(t, send(t, someRoute, func(e *Event) { e.Body = `{` }, decode)); len(p.Errors) != 0 {
		t.Errorf("a syntax error is about the fields %v", p.Errors)
	}
	if p := decodeProblem(t, send(t, someRoute, func(e *Event) { e.Body = `{"a":1,"a":2}` }, func(_ context.Context, r Request) (Response, error) {
		var body struct{ A int }
		return OK(0), r.Decode(&body)
	})); len(p.Errors) != 1 {
		t.Errorf("a field that appears twice is refused with %v", p.Errors)
	}
	if p := decodeProblem(t, send(t, someRoute, func(e *Event) { e.Body, e.IsBase64Encoded = "%", true }, decode)); !strings.Contains(p.Detail, "base64") {
		t.Errorf("a body that is no base64 is refused with %q", p.Detail)
	}
}

// TestScopesInBracketsEndWithABracket checks that half a list is not a list.
func TestScopesInBracketsEndWithABracket(t *testing.T) {
	for scopes, want := range map[string]int{"[admit/read]": 1, "[x admit/read]": 1, "[admit/read": 0, "admit/read]": 0, "admit/read": 1, "": 0} {
		got := tokenClaims{"scp": scopes}.scopes()
		found := 0
		for _, scope := range got {
			if scope == "admit/read" {
				found++
			}
		}
		if found != want {
			t.Errorf("%q has the scopes %q", scopes, got)
		}
	}
}
