package api

import (
	"context"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// sendQuery sends a query to a route. It returns the response and the request that the
// handler got, or nil if the handler was not called.
func sendQuery(t *testing.T, route Route, query string) (answer Response, handled *Request) {
	t.Helper()
	answer = send(t, route.Key(), func(e *Event) { e.RawQueryString = query }, func(_ context.Context, r Request) (Response, error) {
		handled = &r
		return OK(struct{}{}), nil
	})
	return answer, handled
}

// refusesField checks that a response refuses one field and that the handler was not
// called.
func refusesField(t *testing.T, what string, answer Response, handled *Request, field string) {
	t.Helper()
	if handled != nil || answer.StatusCode != http.StatusBadRequest {
		t.Errorf("%s: status %d, handler called: %t", what, answer.StatusCode, handled != nil)
		return
	}
	if p := decodeProblem(t, answer); len(p.Errors) != 1 || p.Errors[0].Field != field || p.Errors[0].Message == "" {
		t.Errorf("%s: the errors are %+v, want one about %s", what, p.Errors, field)
	}
}

func TestEveryRouteRefusesParametersThatItDoesNotTake(t *testing.T) {
	pages := 0
	for _, route := range Routes {
		answer, handled := sendQuery(t, route, "dryRun=true")
		if slices.Equal(route.Query, anyQuery) {
			if pages++; answer.StatusCode != http.StatusOK || handled.Query.Get("dryRun") != "true" {
				t.Errorf("%s: the page is not served: %d", route.Key(), answer.StatusCode)
			}
			if answer, _ := sendQuery(t, route, "a=%zz&a=1&a=2;&%=x"); answer.StatusCode != http.StatusOK {
				t.Errorf("%s: the page is not served for a malformed query: %d", route.Key(), answer.StatusCode)
			}
			continue
		}
		refusesField(t, route.Key(), answer, handled, "dryRun")
		for _, name := range route.Query {
			value := map[string]string{"limit": "1", "status": "pending"}[name]
			if value == "" {
				value = "x"
			}
			answer, handled := sendQuery(t, route, name+"="+value+"&"+name+"="+value)
			refusesField(t, route.Key()+" "+name+" twice", answer, handled, name)
			if answer, _ := sendQuery(t, route, "&"+name+"="+value+"&"); answer.StatusCode != http.StatusOK {
				t.Errorf("%s: %s once: %s", route.Key(), name, answer.Body)
			}
		}
	}
	if pages != 6 {
		t.Errorf("%d routes take every query, want the 6 pages", pages)
	}
}

// TestTheCallerIsCheckedBeforeParameters checks that a request without a token gets
// 401 and not an error about its parameters.
func TestTheCallerIsCheckedBeforeParameters(t *testing.T) {
	answer := send(t, someRoute, func(e *Event) {
		e.RawQueryString = "dryRun=true"
		e.RequestContext.Authorizer.JWT.Claims = nil
	}, func(context.Context, Request) (Response, error) { return OK(struct{}{}), nil })
	if answer.StatusCode != http.StatusUnauthorized {
		t.Errorf("status %d: %s", answer.StatusCode, answer.Body)
	}
}

func TestAnEmptyParameterIsRefused(t *testing.T) {
	list, _ := routeOf("GET /organisations/{organisationId}/permissions")
	remove, _ := routeOf("DELETE /organisations/{organisationId}/permissions/{userId}")
	invitations, _ := routeOf("GET /organisations/{organisationId}/invitations")
	for _, c := range []struct {
		route        Route
		query, field string
	}{
		{remove, "account=", "account"}, {remove, "account", "account"}, {list, "account=", "account"}, {list, "role=", "role"},
		{invitations, "status=", "status"}, {list, "limit=", "limit"}, {remove, "account=%ff", "account"}, {remove, "=x", ""}, {remove, "Account=x", "Account"},
	} {
		answer, handled := sendQuery(t, c.route, c.query)
		refusesField(t, c.route.Key()+" "+c.query, answer, handled, c.field)
	}
	for _, query := range []string{"", "&", "email=", "cursor=", "email=&cursor=", "email=%20"} {
		if answer, handled := sendQuery(t, list, query); answer.StatusCode != http.StatusOK || handled.Query.Get("email") != "" {
			t.Errorf("%q: %s", query, answer.Body)
		}
	}
	if answer, handled := sendQuery(t, remove, "account=%zz"); answer.StatusCode != http.StatusBadRequest || handled != nil {
		t.Errorf("a malformed query: %d", answer.StatusCode)
	}
}

func TestAPlusSignInAnAddress(t *testing.T) {
	list, _ := routeOf("GET /organisations/{organisationId}/permissions")
	for raw, want := range map[string]string{
		"ada": "ada", "ada%2Bx@example.com": "ada+x@example.com", "ada+x@example.com": "ada+x@example.com", "ada+x+y": "ada+x+y",
		"%20ada%20": "ada", "%09ada%0D%0A": "ada", "%C2%A0ada": "ada", "%2Bada": "+ada", "ada%2B": "ada+", "ada%2B%20": "ada+", "a%26b": "a&b", "b%C3%BC": "bü",
	} {
		if answer, handled := sendQuery(t, list, "email="+raw); answer.StatusCode != http.StatusOK || handled.Query.Get("email") != want {
			t.Errorf("%s is not decoded as %q: %s", raw, want, answer.Body)
		}
	}
	for _, raw := range []string{"+ada", "ada+", "+", "++", "%20+ada", "ada+%20", "a%20da", "a%09da", "ada%20+x", "ada%00%20x", "ada%ff", "%C2%A0+ada"} {
		answer, handled := sendQuery(t, list, "email="+raw)
		refusesField(t, raw, answer, handled, "email")
	}
	if answer, _ := sendQuery(t, list, "email=+ada"); !strings.Contains(answer.Body, "%2B") {
		t.Errorf("the response does not say how to write a plus sign: %s", answer.Body)
	}
}

func TestHEADIsAnsweredAsGETWithoutABody(t *testing.T) {
	for _, route := range Routes {
		if route.Method != http.MethodGet {
			if _, found := routeOf("HEAD " + route.Path); found && !slices.ContainsFunc(Routes, func(r Route) bool { return r.Key() == "GET "+route.Path }) {
				t.Errorf("%s answers HEAD", route.Key())
			}
			continue
		}
		for what, handle := range map[string]Handler{
			"success": func(context.Context, Request) (Response, error) {
				return OK(List[int]{Items: []int{1}}).WithETag("v"), nil
			},
			"bytes": func(context.Context, Request) (Response, error) {
				return Bytes(200, []byte{1}, map[string]string{"ETag": "x"}), nil
			},
			"refused": func(context.Context, Request) (Response, error) { panic("poison") },
		} {
			get := serve(t, Handlers{route.Key(): handle}, newEvent(route.Key()))
			head := serve(t, Handlers{route.Key(): handle}, newEvent("HEAD "+route.Path))
			if head.Body != "" || head.IsBase64Encoded || head.StatusCode != get.StatusCode || get.Body == "" {
				t.Errorf("%s, %s: GET %d %q, HEAD %d %q", route.Key(), what, get.StatusCode, get.Body, head.StatusCode, head.Body)
			}
			if len(head.Headers) == 0 || !maps.Equal(head.Headers, get.Headers) {
				t.Errorf("%s, %s: the headers differ: GET %v, HEAD %v", route.Key(), what, get.Headers, head.Headers)
			}
		}
	}
}
