package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambdacontext"

	"admit/shared/access"
	"admit/shared/api"
	"admit/shared/api/apitest"
	"admit/shared/fixture"
)

func TestRoutes(t *testing.T) {
	apitest.AnswersItsRoutes(t, "decide", handlers(access.Decide{}, access.Catalogue{}, api.Cursors{}))
}

// product is an organisation with a member, and what asks about them.
type product struct {
	*fixture.Fixture
	organisation access.Organisation
	admin, ada   access.Caller
	decide       access.Decide
	roles        access.Catalogue
}

func newProduct(t *testing.T) product {
	t.Helper()
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	roles, err := access.Roles()
	f.Must(err)
	return product{f, organisation, admin, f.Member(fixture.Whole(organisation), "ada", fixture.Biller),
		access.Decide{Store: f.Store, Roles: roles, Now: time.Now}, roles}
}

// direct invokes the function as somebody with AWS credentials does, and returns the
// answer as JSON.
func (p product) direct(body string) map[string]any {
	p.Helper()
	answer, err := serve(handlers(p.decide, p.roles, api.NewCursors("secret")))(p.Context(), json.RawMessage(body))
	p.Must(err)
	text, err := json.Marshal(answer)
	p.Must(err)
	var decoded map[string]any
	p.Must(json.Unmarshal(text, &decoded))
	return decoded
}

// TestDirectInvocation checks that the function answers the bodies of its POST routes
// without API Gateway, about everybody, and that a mistake is a problem in the answer.
func TestDirectInvocation(t *testing.T) {
	p := newProduct(t)
	about := fmt.Sprintf(`"user": {"issuer": %q, "subject": %q}`, p.ada.Issuer, p.ada.Subject)
	check := fmt.Sprintf(`"checks": [{"permission": "billing:read", "organisationId": %q}, {"permission": "marketplace:purchase", "organisationId": %q}]`,
		p.organisation.ID, p.organisation.ID)
	items := p.direct(`{` + about + `, ` + check + `}`)["items"].([]any)
	for n, want := range []bool{true, false} {
		if got := items[n].(map[string]any)["allowed"]; got != want {
			t.Errorf("answer %d is %v, want %t", n, got, want)
		}
	}
	scopes := p.direct(`{` + about + `, "permission": "billing:read"}`)["items"].([]any)
	if len(scopes) != 1 || scopes[0].(map[string]any)["organisationId"] != string(p.organisation.ID) {
		t.Errorf("the scopes are %v", scopes)
	}
	for body, field := range map[string]string{
		`{` + check + `}`:                                                    "user",
		`{` + about + `}`:                                                    "checks",
		`{"user": {"id": ""}, ` + check + `}`:                                "user",
		`{"user": {"id": "a", "issuer": ""}, ` + check + `}`:                 "user",
		`{"user": {"issuer": "a", "subject": "b", "id": ""}, ` + check + `}`: "user",
		`{"user": {"issuer": "a", "subject": ""}, ` + check + `}`:            "user",
		`{"user": {"subject": "b"}, ` + check + `}`:                          "user",
		`{` + about + `, "permission": "a:b"}`:                               "permission",
		`{` + about + `, ` + check + `, "more": 1}`:                          "more",
		`[]`: "", `7`: "", `"text"`: "", `null`: "",
	} {
		problem, _ := p.direct(body)["problem"].(map[string]any)
		if problem["type"] != "urn:admit:problem:invalid-request" || (field != "" && !strings.Contains(fmt.Sprint(problem["errors"]), "field:"+field)) {
			t.Errorf("%s: the problem is %v, want one with the field %q", body, problem, field)
		}
	}
}

// TestUnknownPermissionNamesTheField checks that a misspelt permission is an error that
// names the check, also for a caller who may do everything.
func TestUnknownPermissionNamesTheField(t *testing.T) {
	p := newProduct(t)
	organisation := string(p.organisation.ID)
	answer := apitest.Ask(t, handlers(p.decide, p.roles, api.NewCursors("secret")), apitest.Call{Route: "POST /decisions", As: p.admin.Subject, Body: map[string]any{
		"checks": []map[string]string{{"permission": "billing:read", "organisationId": organisation}, {"permission": "billing:raed", "organisationId": organisation}},
	}})
	if answer.StatusCode != 400 || !strings.Contains(answer.Body, `"checks[1].permission"`) {
		t.Errorf("%d %s", answer.StatusCode, answer.Body)
	}
}

// TestMemberThatIsNoID checks that text that cannot be the id of a user is not found. A
// user who does not exist has no permission.
func TestMemberThatIsNoID(t *testing.T) {
	p := newProduct(t)
	for user, status := range map[string]int{string(p.ada.ID()): 200, "nobody": 200, "": 404, "a#b": 404, strings.Repeat("a", 65): 404} {
		answer := apitest.Ask(t, handlers(p.decide, p.roles, api.NewCursors("secret")), apitest.Call{
			Route: "GET /organisations/{organisationId}/permissions/{userId}/decision", As: p.admin.Subject,
			Path: map[string]string{"organisationId": string(p.organisation.ID), "userId": user}, Query: "permission=billing:read",
		})
		if answer.StatusCode != status {
			t.Errorf("%q: %d %s", user, answer.StatusCode, answer.Body)
		}
	}
}

// TestDirectInvocationNamesItsRequest checks that a problem can be found in the log.
func TestDirectInvocationNamesItsRequest(t *testing.T) {
	p := newProduct(t)
	ctx := lambdacontext.NewContext(p.Context(), &lambdacontext.LambdaContext{AwsRequestID: "invocation"})
	answer, err := serve(handlers(p.decide, p.roles, api.NewCursors("secret")))(ctx, json.RawMessage(`{}`))
	text, _ := json.Marshal(answer)
	if err != nil || !strings.Contains(string(text), `"instance":"invocation"`) {
		t.Errorf("%s (%v)", text, err)
	}
}
