package api

import (
	"context"
	"encoding/json"
	"testing"

	"admit/shared/access"
)

func TestCursorsAreBound(t *testing.T) {
	const route = "GET /organisations/{organisationId}/permissions"
	list := func(query, organisation, caller string) (Response, string) {
		var after string
		response := send(t, route, func(e *Event) {
			e.RawQueryString, e.PathParameters = query, map[string]string{"organisationId": organisation}
			e.RequestContext.Authorizer.JWT.Claims["sub"] = caller
		}, func(_ context.Context, r Request) (Response, error) {
			filter, err := r.Filter()
			if err != nil {
				return Response{}, err
			}
			after = filter.After
			return ListResponse(r, access.Page[string]{Items: []string{"x"}, Next: "ada@example.com u"}, func(s string) string { return s }), nil
		})
		return response, after
	}
	first, _ := list("email=a%2Bb&limit=1", "o1", "ada")
	var page List[string]
	if err := json.Unmarshal([]byte(first.Body), &page); err != nil || page.NextCursor == "" {
		t.Fatalf("no cursor: %s", first.Body)
	}
	for _, same := range []string{"email=a%2Bb&limit=2", "email=a+b", "email=a%2bb", "email=%20a%2Bb%20", "limit=3&email=%61+b"} {
		if response, after := list(same+"&cursor="+page.NextCursor, "o1", "ada"); response.StatusCode != 200 || after != "ada@example.com u" {
			t.Errorf("the next page of %s: %d, from %q", same, response.StatusCode, after)
		}
	}
	changed := []byte(page.NextCursor)
	changed[3] ^= 1
	for name, ask := range map[string][3]string{
		"another filter":       {"email=b&cursor=" + page.NextCursor, "o1", "ada"},
		"another organisation": {"email=a%2Bb&cursor=" + page.NextCursor, "o2", "ada"},
		"another caller":       {"email=a%2Bb&cursor=" + page.NextCursor, "o1", "bob"},
		"a changed cursor":     {"email=a%2Bb&cursor=" + string(changed), "o1", "ada"},
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
