package e2e

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
)

// invalidChecks asks for permissions that no role has. Each is refused, also for a caller
// who may do everything, and the problem names the check.
func (s shop) invalidChecks(t *testing.T) {
	good := check{"billing:read", s.id, ""}
	wrong := []string{
		"", " ", "*", "*:*", "billing:*", "*:read", "billing", "billing:", ":read", "billing:raed", "Billing:read", "BILLING:READ", "billing:read ",
		" billing:read", "billing:read:all", "billing:read,billing:update", "billing/read", "billing:read\x00", "billing:réad", "nothing:read",
		"marketplace:purchases", "organisation-admin", strings.Repeat("a", 200) + ":read",
	}
	checks := []check{good}
	for _, permission := range wrong {
		checks = append(checks, check{permission, s.id, ""})
	}
	a := post(t, "/decisions", s.owner.token, question(checks...))
	p := a.wantProblem(t, http.StatusBadRequest, "invalid-request")
	if len(p.Errors) != len(wrong) {
		t.Fatalf("%d errors, want %d\n\n%s", len(p.Errors), len(wrong), a)
	}
	for n, e := range p.Errors {
		if e.Field != fmt.Sprintf("checks[%d].permission", n+1) || e.Message == "" {
			t.Errorf("%q: the error is %+v", wrong[n], e)
		}
	}
	post(t, "/decisions", s.owner.token, question(good, check{"billing:raed", s.id, ""})).wantInvalid(t, "checks[1].permission")
	post(t, "/decisions", s.owner.token, question(good, check{"billing:read", "", ""})).wantInvalid(t, "checks[1].organisationId")
}

// invalidUsers names the person in ways that are not one of the two allowed ones.
func (s shop) invalidUsers(t *testing.T) {
	program, own := machineToken(t, "admit/decide"), check{"billing:read", s.id, ""}
	id, claims := s.owner.id, s.owner.claims(t)
	for kind, about := range map[string]any{
		"an empty object": map[string]any{}, "null": nil, "text": id, "a list": []any{map[string]any{"id": id}}, "a number": 7, "true": true,
		"an empty id": map[string]any{"id": ""}, "a null id": map[string]any{"id": nil}, "a list of ids": map[string]any{"id": []string{id}},
		"only an issuer": map[string]any{"issuer": claims.Issuer}, "only a subject": map[string]any{"subject": claims.Subject},
		"an empty subject": map[string]any{"issuer": claims.Issuer, "subject": ""}, "an empty issuer": map[string]any{"issuer": "", "subject": claims.Subject},
		"both":               map[string]any{"id": id, "issuer": claims.Issuer, "subject": claims.Subject},
		"an id and nothing":  map[string]any{"id": id, "issuer": ""},
		"an unknown field":   map[string]any{"id": id, "email": s.owner.email},
		"another case":       map[string]any{"ID": id},
		"an email address":   map[string]any{"email": s.owner.email},
		"an object for text": map[string]any{"issuer": map[string]any{}, "subject": claims.Subject},
	} {
		t.Run(kind, func(t *testing.T) {
			a := post(t, "/decisions", program, map[string]any{"user": about, "checks": []check{own}})
			if p := a.wantProblem(t, http.StatusBadRequest, "invalid-request"); len(p.Errors) == 0 || !strings.HasPrefix(p.Errors[0].Field, "user") {
				t.Errorf("the problem does not name the user\n\n%s", a)
			}
		})
	}
	post(t, "/decisions", program, question(own)).wantInvalid(t, "user")
	post(t, "/decisions/scopes", program, map[string]any{"permission": "billing:read"}).wantInvalid(t, "user")
}

// invalidBodies sends bodies that are not a question.
func (s shop) invalidBodies(t *testing.T) {
	valid := asJSON(t, question(check{"billing:read", s.id, ""}))
	for kind, body := range map[string]string{
		"empty": "", "null": "null", "an array": "[" + valid + "]", "text": `"billing:read"`, "two": valid + valid, "cut off": valid[:len(valid)-1],
		"no checks": "{}", "null for checks": `{"checks": null}`, "an object for checks": `{"checks": {}}`, "text for checks": `{"checks": "billing:read"}`,
		"null for a check": `{"checks": [null]}`, "text for a check": `{"checks": ["billing:read"]}`, "a list for a check": `{"checks": [[]]}`,
		"a list of permissions": `{"checks": [{"permission": ["billing:read"], "organisationId": "a"}]}`,
		"a number for an id":    `{"checks": [{"permission": "billing:read", "organisationId": 7}]}`,
		"null for an account":   `{"checks": [{"permission": "billing:read", "organisationId": "a", "accountId": null}]}`,
		"an unknown field":      `{"checks": [{"permission": "billing:read", "organisationId": "a"}], "allowed": true}`,
		"unknown, in a check":   `{"checks": [{"permission": "billing:read", "organisationId": "a", "account": "b"}]}`,
		"a key twice":           `{"checks": [{"permission": "billing:read", "permission": "billing:read", "organisationId": "a"}]}`,
		"another case":          strings.Replace(valid, "checks", "Checks", 1),
		"deep":                  `{"checks": ` + strings.Repeat("[", 20_000),
	} {
		t.Run(kind, func(t *testing.T) {
			post(t, "/decisions", s.owner.token, raw(body)).wantProblem(t, http.StatusBadRequest, "invalid-request")
		})
	}
	for path, body := range map[string]any{"/decisions": question(check{"billing:read", s.id, ""}), "/decisions/scopes": map[string]any{"permission": "billing:read"}} {
		text := send(t, request{method: http.MethodPost, path: path, token: s.owner.token, body: body, header: map[string]string{"Content-Type": "text/plain"}})
		text.wantProblem(t, http.StatusUnsupportedMediaType, "unsupported-media-type")
		full := asJSON(t, body)
		full += strings.Repeat(" ", 64<<10-len(full))
		post(t, path, s.owner.token, raw(full)).want(t, http.StatusOK)
		post(t, path, s.owner.token, raw(full+" ")).wantProblem(t, http.StatusRequestEntityTooLarge, "payload-too-large")
	}
}
