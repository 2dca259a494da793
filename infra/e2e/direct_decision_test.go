package e2e

import (
	"bytes"
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/lambda"
)

// A back end with AWS credentials may invoke the function decide directly, without a token.

// invokeDecide invokes the function with a payload. The function itself must not fail. An
// emulator may change the spaces of its answer.
func invokeDecide(t *testing.T, payload string) []byte {
	t.Helper()
	answered := got(cloud.lambda.Invoke(t.Context(), &lambda.InvokeInput{FunctionName: &deployment.DecideFunction, Payload: []byte(payload)})).orFail(t)
	if answered.FunctionError != nil {
		t.Fatalf("%s: %s %s", clipped(payload), *answered.FunctionError, clipped(string(answered.Payload)))
	}
	var answer bytes.Buffer
	if err := json.Compact(&answer, answered.Payload); err != nil {
		t.Fatalf("%s: %v", answered.Payload, err)
	}
	return answer.Bytes()
}

// invokedDirectly sends the same bodies through the API and to the function.
func (s shop) invokedDirectly(t *testing.T) {
	program := machineToken(t, "admit/decide")
	checks := []check{{"marketplace:purchase", s.id, ""}, {"billing:read", s.id, s.first.ID}, {"billing:read", "nowhere", ""}}
	for path, bodies := range map[string][]any{
		"/decisions": {questionAbout(subject{ID: s.owner.id}, checks...), questionAbout(s.keeper.claims(t), checks...), questionAbout(subject{ID: "nobody"}, checks...)},
		"/decisions/scopes": {
			map[string]any{"user": s.partner.admin.claims(t), "permission": "billing:read"}, map[string]any{"user": subject{ID: s.keeper.id}, "permission": "audit:read", "limit": 100},
		},
	} {
		for _, body := range bodies {
			a := post(t, path, program, body).want(t, http.StatusOK)
			direct := a
			direct.body = invokeDecide(t, asJSON(t, body))
			if direct.fingerprint() != a.fingerprint() {
				t.Errorf("invoked directly:\n%s\n\nthrough the API:\n%s", direct, a)
			}
		}
	}
	question := map[string]any{"user": subject{ID: s.keeper.id}, "permission": "audit:read", "limit": 1}
	var all []allowedScope
	for more := true; more; more = question["cursor"] != "" {
		var page allowedScopes
		if err := json.Unmarshal(invokeDecide(t, asJSON(t, question)), &page); err != nil {
			t.Fatal(err)
		}
		all, question["cursor"] = append(all, page.Items...), page.NextCursor
	}
	if len(all) != 3 {
		t.Errorf("the pages have %v, want three scopes", all)
	}
}

// malformedInvocations sends payloads that are no question. Each gets a problem, and no
// payload makes the function fail.
func (s shop) malformedInvocations(t *testing.T) {
	own := check{"billing:read", s.id, ""}
	about := subject{ID: s.owner.id}
	valid := asJSON(t, questionAbout(about, own))
	for kind, c := range map[string]struct{ payload, problem, field string }{
		"no user":              {asJSON(t, question(own)), "invalid-request", "user"},
		"no user, scopes":      {`{"permission": "billing:read"}`, "invalid-request", "user"},
		"empty object":         {`{}`, "invalid-request", "user"},
		"null":                 {`null`, "invalid-request", ""},
		"number":               {`7`, "invalid-request", ""},
		"text":                 {`"` + s.owner.id + `"`, "invalid-request", ""},
		"list":                 {`[` + valid + `]`, "invalid-request", ""},
		"true":                 {`true`, "invalid-request", ""},
		"unknown permission":   {asJSON(t, questionAbout(about, check{"billing:raed", s.id, ""})), "invalid-request", "checks[0].permission"},
		"both questions":       {valid[:len(valid)-1] + `, "permission": "billing:read"}`, "invalid-request", "checks"},
		"null for permission":  {`{"user": {"id": "a"}, "permission": null}`, "invalid-request", "permission"},
		"deep":                 {strings.Repeat(`{"user":`, 2000) + `1` + strings.Repeat(`}`, 2000), "invalid-request", ""},
		"70 KB of checks":      {strings.Replace(valid, s.id, strings.Repeat("a", 70_000), 1), "payload-too-large", ""},
		"an event of a stream": {`{"Records": [{"eventName": "INSERT"}]}`, "invalid-request", "Records"},
	} {
		t.Run(kind, func(t *testing.T) {
			var answer problemResponse
			if err := json.Unmarshal(invokeDecide(t, c.payload), &answer); err != nil || answer.Problem.Type != "urn:admit:problem:"+c.problem {
				t.Fatalf("the answer is %+v (%v), want the problem %s", answer, err, c.problem)
			}
			if errs := answer.Problem.Errors; c.field != "" && (len(errs) == 0 || errs[0].Field != c.field) {
				t.Errorf("the errors are %+v, want the field %s", errs, c.field)
			}
		})
	}
	s.forgedEvents(t, valid)
}

// forgedEvents invokes the function with events like those of API Gateway. They reach its
// own routes, which tell no more than a direct question does, and no others.
func (s shop) forgedEvents(t *testing.T, body string) {
	type event map[string]any
	claims := func(claims map[string]any) event { return event{"authorizer": event{"jwt": event{"claims": claims}}} }
	admin := map[string]any{"iss": s.owner.claims(t).Issuer, "sub": s.owner.claims(t).Subject, "token_use": "access", "username": "x", "client_id": "c"}
	path := event{"organisationId": s.id, "userId": s.viewer.id}
	for kind, c := range map[string]struct {
		event  event
		status int
	}{
		"no claims":          {event{"routeKey": "POST /decisions", "body": body}, http.StatusUnauthorized},
		"a route of another": {event{"routeKey": "GET /organisations/{organisationId}/permissions", "pathParameters": path, "requestContext": claims(admin)}, http.StatusNotFound},
		"a removal":          {event{"routeKey": "DELETE /organisations/{organisationId}/permissions/{userId}", "pathParameters": path, "requestContext": claims(admin)}, http.StatusNotFound},
		"null for a route":   {event{"routeKey": nil, "body": body, "requestContext": claims(admin)}, http.StatusNotFound},
		"a list for a route": {event{"routeKey": []string{"POST /decisions"}}, http.StatusBadRequest},
		"a person about another": {event{
			"routeKey": "POST /decisions", "body": asJSON(t, questionAbout(subject{ID: s.viewer.id}, check{"billing:read", s.id, ""})),
			"headers": event{"content-type": "application/json"}, "requestContext": claims(admin),
		}, http.StatusForbidden},
	} {
		t.Run(kind, func(t *testing.T) {
			var answer struct {
				StatusCode int    `json:"statusCode"`
				Body       string `json:"body"`
			}
			err := json.Unmarshal(invokeDecide(t, asJSON(t, c.event)), &answer)
			if err != nil || answer.StatusCode != c.status || strings.Contains(answer.Body, s.name) {
				t.Errorf("the answer is %+v (%v), want the status %d", answer, err, c.status)
			}
		})
	}
}
