package api

import (
	"context"
	"maps"
	"slices"
	"strings"
	"testing"

	"admit/shared/access"
)

const (
	peopleRoute = "GET /me"
	readRoute   = "GET /organisations/{organisationId}/permissions"
	decideRoute = "POST /decisions"
)

// programClaims returns the claims of Cognito's token for a program, with changes. A nil
// removes a claim.
func programClaims(changes map[string]any) map[string]any {
	claims := map[string]any{
		"iss": "https://issuer", "sub": "client-1", "client_id": "client-1", "token_use": "access", "scope": "admit/decide admit/read",
		"version": "2", "exp": 1.5e9, "jti": "1",
	}
	maps.Copy(claims, changes)
	maps.DeleteFunc(claims, func(_ string, value any) bool { return value == nil })
	return claims
}

// TestProgramsNeedTheScopeOfTheRoute checks which routes answer a token, by its claims.
// A token that is not clearly a program's with the scope gets no more than a person's.
func TestProgramsNeedTheScopeOfTheRoute(t *testing.T) {
	type routes []string
	decides, reads := routes{decideRoute}, routes{readRoute}
	both := append(slices.Clone(decides), reads...)
	for name, c := range map[string]struct {
		changes map[string]any
		program routes // answer it as a program
		person  bool   // every route answers it as a person
	}{
		"both scopes":                      {nil, both, false},
		"one for decisions":                {map[string]any{"scope": "admit/decide"}, decides, false},
		"one for lists":                    {map[string]any{"scope": "admit/read"}, reads, false},
		"among others":                     {map[string]any{"scope": "openid admit/read email"}, reads, false},
		"none":                             {map[string]any{"scope": nil}, nil, false},
		"empty":                            {map[string]any{"scope": ""}, nil, false},
		"the scope of version 0.1":         {map[string]any{"scope": "admit/api"}, nil, false},
		"a longer name":                    {map[string]any{"scope": "admit/decide2 admit/reader xadmit/decide"}, nil, false},
		"a shorter name":                   {map[string]any{"scope": "admit decide read admit/ /decide"}, nil, false},
		"another case":                     {map[string]any{"scope": "Admit/Decide ADMIT/READ"}, nil, false},
		"another server":                   {map[string]any{"scope": "other/admit/decide https://x/admit/read"}, nil, false},
		"commas":                           {map[string]any{"scope": "admit/decide,admit/read"}, nil, false},
		"a wildcard":                       {map[string]any{"scope": "admit/* *"}, nil, false},
		"an array":                         {map[string]any{"scope": []any{"admit/decide", "admit/read"}}, nil, false},
		"an array as API Gateway gives it": {map[string]any{"scope": "[admit/decide admit/read]"}, nil, false},
		"an object":                        {map[string]any{"scope": map[string]any{"admit/decide": true}}, nil, false},
		"another claim":                    {map[string]any{"scope": nil, "scp": "admit/decide", "scopes": "admit/read"}, nil, false},
		"an empty user name":               {map[string]any{"username": ""}, both, false},
		"a user name that is not text":     {map[string]any{"username": []any{"ada"}}, both, false},
		"a user name, and the client":      {map[string]any{"username": "ada"}, both, false},
		"another issuer's program":         {map[string]any{"username": "service", "sub": "s", "azp": "s", "client_id": nil}, both, false},
		"the grant type":                   {map[string]any{"username": "service", "sub": "s", "gty": "client-credentials"}, both, false},
		"a person with both scopes":        {map[string]any{"username": "ada", "sub": "ada"}, nil, true},
		"a person without any":             {map[string]any{"username": "ada", "sub": "ada", "scope": nil}, nil, true},
	} {
		t.Run(name, func(t *testing.T) {
			for _, key := range []string{peopleRoute, readRoute, decideRoute} {
				status, asProgram := askWith(t, key, programClaims(c.changes))
				want := 403
				if c.person || slices.Contains(c.program, key) {
					want = 200
				}
				if status != want || asProgram != slices.Contains(c.program, key) {
					t.Errorf("%s: status %d, as a program %t; want %d", key, status, asProgram, want)
				}
			}
		})
	}
}

// askWith sends a request with claims. It returns the status, and whether the handler was
// called for a program.
func askWith(t *testing.T, key string, claims map[string]any) (status int, asProgram bool) {
	t.Helper()
	response := send(t, key, func(e *Event) { e.RequestContext.Authorizer.JWT.Claims = claims }, func(_ context.Context, r Request) (Response, error) {
		asProgram = r.Program
		if r.CallerID() != access.NewUserID(claims["iss"].(string), claims["sub"].(string)) {
			t.Errorf("%s: the caller is %s", key, r.CallerID())
		}
		return OK(struct{}{}), nil
	})
	if response.StatusCode == 403 && decodeProblem(t, response).Type != "urn:admit:problem:machine-client" {
		t.Errorf("%s: %s", key, response.Body)
	}
	return response.StatusCode, asProgram
}

// TestNoRouteThatChangesTakesAProgram checks the route table itself: a program may read,
// and ask for decisions, and nothing else.
func TestNoRouteThatChangesTakesAProgram(t *testing.T) {
	for _, route := range Routes {
		switch route.Callers {
		case readers:
			if route.Method != "GET" || route.Function != "list-permissions" {
				t.Errorf("%s takes a program that reads", route.Key())
			}
		case deciders:
			if route.Function != "decide" || !strings.HasPrefix(route.Path, "/decisions") {
				t.Errorf("%s takes a program that asks for decisions", route.Key())
			}
		case people, anyone:
		default:
			t.Errorf("%s has the unknown callers %q", route.Key(), route.Callers)
		}
	}
}

// TestProgramTokensOfOtherKinds checks that the kind of the token is judged before
// its scope.
func TestProgramTokensOfOtherKinds(t *testing.T) {
	for name, changes := range map[string]map[string]any{
		"an ID token": {"token_use": "id"}, "an unknown kind": {"token_use": "refresh"}, "no subject": {"sub": nil}, "no issuer": {"iss": nil}, "a list of subjects": {"sub": []any{"client-1"}},
	} {
		response := send(t, decideRoute, func(e *Event) { e.RequestContext.Authorizer.JWT.Claims = programClaims(changes) }, func(context.Context, Request) (Response, error) {
			return OK(struct{}{}), nil
		})
		if response.StatusCode != 401 {
			t.Errorf("%s: status %d: %s", name, response.StatusCode, response.Body)
		}
	}
}
