package e2e

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// Editing access replaces all roles of a user in an organisation.

// held is a role at a scope, as in requests: the whole organisation or one account.
type held struct {
	Role      string `json:"role"`
	AccountID string `json:"accountId,omitempty"`
}

// row returns a user's permission row as another user sees it.
func row(t *testing.T, o organisation, by person, user string) userAndGrants {
	t.Helper()
	return read[userAndGrants](t, get(t, o.path("/permissions/"+user), by.token).want(t, http.StatusOK))
}

// edit replaces the grants of a permission row.
func edit(t *testing.T, o organisation, by person, shown userAndGrants, grants ...held) answer {
	t.Helper()
	return editing(o, by, shown, grants...).by(t, by)
}

func editing(o organisation, by person, shown userAndGrants, grants ...held) request {
	return request{
		method: http.MethodPut, path: o.path("/permissions/" + shown.User.ID), token: by.token,
		header: map[string]string{"If-Match": `"` + shown.Version + `"`}, body: map[string]any{"grants": grants},
	}
}

// holdings returns the roles and accounts of grants.
func holdings(grants []grant) []held {
	list := []held{}
	for _, g := range grants {
		list = append(list, held{g.Role.ID, g.Scope.AccountID})
	}
	return list
}

// holds fails the test unless the row has exactly these grants, in any order.
func holds(t *testing.T, shown userAndGrants, want ...held) {
	t.Helper()
	got := holdings(shown.Grants)
	missing := slices.ContainsFunc(want, func(h held) bool { return !slices.Contains(got, h) })
	if missing || len(got) != len(want) {
		t.Errorf("%s holds %v, want %v", shown.User.Email, got, want)
	}
}

func TestAnEditReplacesWhatIsHeld(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	shop, yard := org.opens(t, "Shop"), org.opens(t, "Yard")
	member := org.join(t, "billing-viewer", "audit-viewer")
	deputy := org.join(t, "organisation-admin")
	before := row(t, org, org.admin, member.id)
	want := []held{{Role: "audit-viewer"}, {Role: "signing-editor"}, {"account-admin", shop.ID}, {"billing-viewer", yard.ID}}
	a := edit(t, org, deputy, before, want...).want(t, http.StatusOK)
	after := read[userAndGrants](t, a)
	holds(t, after, want...)
	if after.Version == before.Version || after.Version == "" || a.header.Get("ETag") != `"`+after.Version+`"` {
		t.Errorf("the version was %q and is %q, the ETag %q", before.Version, after.Version, a.header.Get("ETag"))
	}
	for _, g := range after.Grants {
		by := deputy
		if g.Role.ID == "audit-viewer" {
			by = org.admin // unchanged grants keep who granted them
		}
		if g.GrantedBy.UserID != by.id || g.GrantedBy.Email != by.email || g.GrantedAt.IsZero() || g.Role.Name == "" {
			t.Errorf("%s: granted by %+v at %s, want by %s", g.Role.ID, g.GrantedBy, g.GrantedAt, by.email)
		}
	}
	for who, shown := range map[string]userAndGrants{
		"the administrator": row(t, org, org.admin, member.id),
		"the list":          pages[userAndGrants](t, org.path("/permissions?email="+escaped(member.email)), org.admin, 1)[0],
		"the user":          read[userAndGrants](t, get(t, "/me", member.token).want(t, http.StatusOK)),
	} {
		if !slices.Equal(holdings(shown.Grants), holdings(after.Grants)) || (who != "the user" && shown.Version != after.Version) {
			t.Errorf("%s sees %v in version %q", who, holdings(shown.Grants), shown.Version)
		}
	}
}

// An edit with equal grants is not a change.
func TestAnEditThatChangesNothing(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	member := org.join(t, "billing-viewer", "audit-viewer")
	before, told := row(t, org, org.admin, member.id), len(history(t, org, org.admin))
	a := edit(t, org, org.admin, before, held{Role: "billing-viewer"}, held{Role: "audit-viewer"}).want(t, http.StatusOK)
	if after := read[userAndGrants](t, a); after.Version != before.Version {
		t.Errorf("the version was %q and is %q", before.Version, after.Version)
	}
	if now := len(history(t, org, org.admin)); now != told {
		t.Errorf("there were %d events and are %d", told, now)
	}
}

func TestAnEditIsOfTheVersionThatWasSeen(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	member := org.join(t, "billing-viewer")
	path := org.path("/permissions/" + member.id)
	shown := get(t, path, org.admin.token).want(t, http.StatusOK)
	version := read[userAndGrants](t, shown).Version
	if tag := shown.header.Get("ETag"); version == "" || tag != `"`+version+`"` {
		t.Errorf("the ETag is %q, the version %q", tag, version)
	}
	put := func(tag, role string) answer {
		return send(t, request{method: http.MethodPut, path: path, token: org.admin.token,
			header: map[string]string{"If-Match": tag}, body: map[string]any{"grants": []held{{Role: role}}}})
	}
	without := request{method: http.MethodPut, path: path, body: map[string]any{"grants": []held{{Role: "audit-viewer"}}}}
	without.by(t, org.admin).invalid(t, "If-Match")
	for kind, tag := range map[string]string{"empty": "", "unquoted": version, "quoted twice": `""` + version + `""`, "any among several": `*, "` + version + `"`} {
		t.Run(kind, func(t *testing.T) { put(tag, "audit-viewer").invalid(t, "If-Match") })
	}
	for kind, tag := range map[string]string{
		"another": `"x"`, "weak": `W/"` + version + `"`, "several others": `"x", W/"` + version + `"`, "empty, quoted": `""`,
		"other case": `"` + swapCase(version) + `"`, "longer": `"` + version + `x"`, "very long": `"` + strings.Repeat("a", 2048) + `"`,
	} {
		t.Run(kind, func(t *testing.T) {
			put(tag, "audit-viewer").refused(t, http.StatusPreconditionFailed, "version-mismatch")
		})
	}
	holds(t, row(t, org, org.admin, member.id), held{Role: "billing-viewer"})

	second := read[userAndGrants](t, put(`"`+version+`"`, "audit-viewer").want(t, http.StatusOK)).Version
	put(`"`+version+`"`, "support-viewer").refused(t, http.StatusPreconditionFailed, "version-mismatch") // the version before the edit
	third := read[userAndGrants](t, put(`"x" , "`+second+`"`, "support-viewer").want(t, http.StatusOK)).Version
	member.accepts(t, org.invite(t, member.email, "signing-viewer"))
	put(`"`+third+`"`, "audit-viewer").refused(t, http.StatusPreconditionFailed, "version-mismatch") // the version before the acceptance
	holds(t, row(t, org, org.admin, member.id), held{Role: "signing-viewer"}, held{Role: "support-viewer"})
	holds(t, read[userAndGrants](t, put("*", "audit-viewer").want(t, http.StatusOK)), held{Role: "audit-viewer"}) // any version
}

func TestAnEditThatIsNotValid(t *testing.T) {
	t.Parallel()
	org, other := newOrganisation(t), newOrganisation(t)
	shop, foreign := org.opens(t, "Shop"), other.opens(t, "Shop")
	member := org.join(t, "billing-viewer")
	shown := row(t, org, org.admin, member.id)
	viewer := held{Role: "billing-viewer"}
	for kind, c := range map[string]struct {
		grants  []held
		status  int
		problem string
	}{
		"nothing at all":                     {nil, 400, "invalid-request"},
		"an unknown role":                    {[]held{{Role: "billing-god"}}, 400, "invalid-request"},
		"mixed case":                         {[]held{{Role: "Billing-Viewer"}}, 400, "invalid-request"},
		"comma-joined":                       {[]held{{Role: "billing-viewer,audit-viewer"}}, 400, "invalid-request"},
		"a role without a name":              {[]held{{Role: ""}}, 400, "invalid-request"},
		"twice":                              {[]held{viewer, viewer}, 400, "invalid-request"},
		"twice at an account":                {[]held{viewer, {"billing-viewer", shop.ID}, {"billing-viewer", shop.ID}}, 400, "invalid-request"},
		"a role only for accounts":           {[]held{{Role: "account-admin"}}, 403, "role-not-allowed"},
		"a role not for accounts":            {[]held{viewer, {"organisation-admin", shop.ID}}, 403, "role-not-allowed"},
		"a role only for partners":           {[]held{{Role: "partner-organisation-admin"}}, 403, "role-not-allowed"},
		"an unknown account":                 {[]held{viewer, {"billing-viewer", "nowhere"}}, 404, "not-found"},
		"an account of another organisation": {[]held{viewer, {"billing-viewer", foreign.ID}}, 404, "not-found"},
		"an account id with a key separator": {[]held{viewer, {"billing-viewer", shop.ID + "#x"}}, 404, "not-found"},
	} {
		t.Run(kind, func(t *testing.T) {
			a := edit(t, org, org.admin, shown, c.grants...)
			p := a.refused(t, c.status, c.problem)
			if c.status == http.StatusBadRequest && (len(p.Errors) == 0 || p.Errors[0].Field != "grants") {
				t.Errorf("the problem does not name the field grants\n\n%s", a)
			}
		})
	}
	for field, body := range map[string]any{
		"grants":          map[string]any{"grants": slices.Repeat([]held{viewer}, 201)},
		"grants[0]":       map[string]any{"grants": []string{"billing-viewer"}},
		"grants[0].role":  map[string]any{"grants": []any{map[string]any{"role": []string{"billing-viewer"}}}},
		"grants[0].scope": map[string]any{"grants": []any{map[string]any{"role": "billing-viewer", "scope": map[string]string{"organisationId": other.id}}}},
		"version":         map[string]any{"grants": []held{viewer}, "version": shown.Version},
		"user":            map[string]any{"grants": []held{viewer}, "user": map[string]string{"id": org.admin.id}},
		"organisationId":  map[string]any{"grants": []held{viewer}, "organisationId": other.id},
	} {
		t.Run("field "+field, func(t *testing.T) {
			r := editing(org, org.admin, shown)
			r.body = body
			r.by(t, org.admin).invalid(t, field)
		})
	}
	if now := row(t, org, org.admin, member.id); now.Version != shown.Version {
		t.Errorf("a refused edit changed the row: %+v", now)
	}
}
