package e2e

import (
	"encoding/base64"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// scopes asks where persons have a permission, in pages of every size.
func (s shop) scopes(t *testing.T) {
	accounts := []allowedScope{{s.id, s.first.ID, false}, {s.id, s.other.ID, false}}
	everywhere := append(slices.Clone(accounts), allowedScope{s.partner.id, "", false})
	slices.SortFunc(everywhere, func(a, b allowedScope) int {
		return slices.Compare([]string{a.OrganisationID, a.AccountID}, []string{b.OrganisationID, b.AccountID})
	})
	program := person{token: machineToken(t, "admit/decide")}
	for _, c := range []struct {
		person     person
		permission string
		want       []allowedScope
	}{
		{s.owner, "marketplace:purchase", []allowedScope{{s.id, "", false}}},
		{s.viewer, "billing:read", []allowedScope{{s.id, "", false}}},
		{s.viewer, "marketplace:purchase", []allowedScope{}},
		{s.partner.admin, "billing:delete", []allowedScope{{s.partner.id, "", true}}},
		{s.keeper, "marketplace:purchase", accounts[:1]},
		{s.keeper, "audit:read", everywhere},
	} {
		for _, size := range []int{1, 2, 3, 100} {
			if got := scopesOf(t, c.person, size, map[string]any{"permission": c.permission}); !slices.Equal(got, c.want) {
				t.Errorf("%s may %s at %v, in pages of %d, want %v", c.person.email, c.permission, got, size, c.want)
			}
		}
		if got := scopesOf(t, program, 1, map[string]any{"permission": c.permission, "user": c.person.claims(t)}); !slices.Equal(got, c.want) {
			t.Errorf("a program reads %v, want %v", got, c.want)
		}
	}
	for _, unknown := range []string{strings.Repeat("A", 20), "USER#" + s.owner.id, "operator"} {
		if got := scopesOf(t, program, 1, map[string]any{"permission": "billing:read", "user": subject{ID: unknown}}); len(got) != 0 {
			t.Errorf("%s has %v", unknown, got)
		}
	}
	a := post(t, "/decisions/scopes", s.owner.token, map[string]any{"permission": "billing:read"}).want(t, http.StatusOK)
	if a.header.Get("Cache-Control") != "no-store" || !strings.Contains(string(a.body), `"items":[{`) {
		t.Errorf("Cache-Control %q\n\n%s", a.header.Get("Cache-Control"), a)
	}
}

func (s shop) invalidScopeQuestions(t *testing.T) {
	for body, field := range map[string]string{
		`{}`: "permission", `{"permission": "billing:*"}`: "permission", `{"permission": "*:*"}`: "permission", `{"permission": "billing:raed"}`: "permission",
		`{"permission": ["billing:read"]}`: "permission", `{"permission": null}`: "permission", `{"permission": ""}`: "permission",
		`{"permission": "billing:read", "limit": 0}`: "limit", `{"permission": "billing:read", "limit": 101}`: "limit", `{"permission": "billing:read", "limit": -1}`: "limit",
		`{"permission": "billing:read", "limit": "1"}`: "limit", `{"permission": "billing:read", "limit": 1.5}`: "limit", `{"permission": "billing:read", "limit": null}`: "limit",
		`{"permission": "billing:read", "limit": 99999999999999999999}`: "limit", `{"permission": "billing:read", "cursor": "x"}`: "cursor",
		`{"permission": "billing:read", "cursor": "AAAAAAAAAAAAAAAAAAAAAAAA"}`: "cursor", `{"permission": "billing:read", "cursor": ["x"]}`: "cursor",
		`{"permission": "billing:read", "checks": []}`: "checks", `{"permission": "billing:read", "organisationId": "a"}`: "organisationId",
	} {
		t.Run(body, func(t *testing.T) { post(t, "/decisions/scopes", s.owner.token, raw(body)).wantInvalid(t, field) })
	}
}

// cursorsOfScopes uses a cursor for everything that it is not for, and changes it.
func (s shop) cursorsOfScopes(t *testing.T) {
	program := person{token: machineToken(t, "admit/decide")}
	ask := func(by person, about any, permission, cursor string) response {
		body := map[string]any{"permission": permission, "limit": 1, "cursor": cursor}
		if about != nil {
			body["user"] = about
		}
		return post(t, "/decisions/scopes", by.token, body)
	}
	self := subject{ID: s.keeper.id}
	own := decode[allowedScopes](t, ask(s.keeper, nil, "audit:read", "").want(t, http.StatusOK)).NextCursor
	programs := decode[allowedScopes](t, ask(program, self, "audit:read", "").want(t, http.StatusOK)).NextCursor
	if own == "" || programs == "" || own == programs {
		t.Fatalf("the cursors are %q and %q", own, programs)
	}
	for what, a := range map[string]response{
		"the same":            ask(s.keeper, nil, "audit:read", own),
		"the same, by id":     ask(s.keeper, self, "audit:read", own),
		"the same, by claims": ask(s.keeper, s.keeper.claims(t), "audit:read", own),
		"the program's":       ask(program, s.keeper.claims(t), "audit:read", programs),
	} {
		if page := decode[allowedScopes](t, a.want(t, http.StatusOK)); len(page.Items) != 1 {
			t.Errorf("%s: %v", what, page)
		}
	}
	for what, a := range map[string]response{
		"another permission":         ask(s.keeper, nil, "billing:read", own),
		"another caller":             ask(s.viewer, nil, "audit:read", own),
		"a person's, by a program":   ask(program, self, "audit:read", own),
		"a program's, by a person":   ask(s.keeper, nil, "audit:read", programs),
		"a program's, about another": ask(program, subject{ID: s.viewer.id}, "audit:read", programs),
		"of another list":            ask(s.admin, nil, "audit:read", nextCursor(t, s.path("/permissions?limit=1"), s.admin)),
	} {
		t.Run(what, func(t *testing.T) { a.wantInvalid(t, "cursor") })
	}
	decoded, err := base64.RawURLEncoding.DecodeString(own)
	if err != nil {
		t.Fatal(err)
	}
	positions := append(changedCursors(decoded), append(decoded[:12:12], " "+s.partner.id+" "+s.first.ID...), append(decoded[:12:12], s.id+"#x \x00 \xff"...))
	for _, changed := range positions {
		a := ask(s.keeper, nil, "audit:read", base64.RawURLEncoding.EncodeToString(changed))
		if a.status == http.StatusBadRequest {
			a.wantInvalid(t, "cursor")
			continue
		}
		for _, scope := range decode[allowedScopes](t, a.want(t, http.StatusOK)).Items {
			if scope.OrganisationID != s.id && scope.OrganisationID != s.partner.id {
				t.Errorf("the list has a scope of somebody else\n\n%s", a)
			}
		}
	}
}
