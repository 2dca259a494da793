package e2e

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// Editing access replaces all roles of a user in an organisation.

// roleGrant is a role at a scope, as in requests: the whole organisation or one account.
type roleGrant struct {
	Role      string `json:"role"`
	AccountID string `json:"accountId,omitempty"`
}

// permissionRow returns a user's permission row as another user sees it.
func permissionRow(t *testing.T, o organisation, by person, user string) userAndGrants {
	t.Helper()
	return decode[userAndGrants](t, get(t, o.path("/permissions/"+user), by.token).want(t, http.StatusOK))
}

// editAccess replaces the grants of a permission row.
func editAccess(t *testing.T, o organisation, by person, shown userAndGrants, grants ...roleGrant) response {
	t.Helper()
	return editRequest(o, by, shown, grants...).sendAs(t, by)
}

func editRequest(o organisation, by person, shown userAndGrants, grants ...roleGrant) request {
	return request{
		method: http.MethodPut, path: o.path("/permissions/" + shown.User.ID), token: by.token,
		header: map[string]string{"If-Match": `"` + shown.Version + `"`}, body: map[string]any{"grants": grants},
	}
}

// roleGrants returns the roles and accounts of grants.
func roleGrants(grants []grant) []roleGrant {
	list := []roleGrant{}
	for _, g := range grants {
		list = append(list, roleGrant{g.Role.ID, g.Scope.AccountID})
	}
	return list
}

// wantGrants fails the test unless the row has exactly these grants, in any order.
func wantGrants(t *testing.T, shown userAndGrants, want ...roleGrant) {
	t.Helper()
	got := roleGrants(shown.Grants)
	missing := slices.ContainsFunc(want, func(h roleGrant) bool { return !slices.Contains(got, h) })
	if missing || len(got) != len(want) {
		t.Errorf("%s holds %v, want %v", shown.User.Email, got, want)
	}
}

func TestAnEditReplacesTheGrants(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	shop, yard := org.createAccount(t, "Shop"), org.createAccount(t, "Yard")
	member := org.join(t, "billing-viewer", "audit-viewer")
	deputy := org.join(t, "organisation-admin")
	before := permissionRow(t, org, org.admin, member.id)
	want := []roleGrant{{Role: "audit-viewer"}, {Role: "signing-editor"}, {"account-admin", shop.ID}, {"billing-viewer", yard.ID}}
	a := editAccess(t, org, deputy, before, want...).want(t, http.StatusOK)
	after := decode[userAndGrants](t, a)
	wantGrants(t, after, want...)
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
		"the administrator": permissionRow(t, org, org.admin, member.id),
		"the list":          pages[userAndGrants](t, org.path("/permissions?email="+escaped(member.email)), org.admin, 1)[0],
		"the user":          decode[userAndGrants](t, get(t, "/me", member.token).want(t, http.StatusOK)),
	} {
		if !slices.Equal(roleGrants(shown.Grants), roleGrants(after.Grants)) || (who != "the user" && shown.Version != after.Version) {
			t.Errorf("%s sees %v in version %q", who, roleGrants(shown.Grants), shown.Version)
		}
	}
}

// An edit with equal grants is not a change.
func TestEditWithoutAChange(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	member := org.join(t, "billing-viewer", "audit-viewer")
	before, eventCount := permissionRow(t, org, org.admin, member.id), len(auditLog(t, org, org.admin))
	a := editAccess(t, org, org.admin, before, roleGrant{Role: "billing-viewer"}, roleGrant{Role: "audit-viewer"}).want(t, http.StatusOK)
	if after := decode[userAndGrants](t, a); after.Version != before.Version {
		t.Errorf("the version was %q and is %q", before.Version, after.Version)
	}
	if now := len(auditLog(t, org, org.admin)); now != eventCount {
		t.Errorf("there were %d events and are %d", eventCount, now)
	}
}

func TestAnEditRequiresTheVersion(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	member := org.join(t, "billing-viewer")
	path := org.path("/permissions/" + member.id)
	shown := get(t, path, org.admin.token).want(t, http.StatusOK)
	version := decode[userAndGrants](t, shown).Version
	if tag := shown.header.Get("ETag"); version == "" || tag != `"`+version+`"` {
		t.Errorf("the ETag is %q, the version %q", tag, version)
	}
	put := func(tag, role string) response {
		return send(t, request{method: http.MethodPut, path: path, token: org.admin.token,
			header: map[string]string{"If-Match": tag}, body: map[string]any{"grants": []roleGrant{{Role: role}}}})
	}
	without := request{method: http.MethodPut, path: path, body: map[string]any{"grants": []roleGrant{{Role: "audit-viewer"}}}}
	without.sendAs(t, org.admin).wantInvalid(t, "If-Match")
	for kind, tag := range map[string]string{"empty": "", "unquoted": version, "quoted twice": `""` + version + `""`, "any among several": `*, "` + version + `"`} {
		t.Run(kind, func(t *testing.T) { put(tag, "audit-viewer").wantInvalid(t, "If-Match") })
	}
	for kind, tag := range map[string]string{
		"another": `"x"`, "weak": `W/"` + version + `"`, "several others": `"x", W/"` + version + `"`, "empty, quoted": `""`,
		"other case": `"` + swapCase(version) + `"`, "longer": `"` + version + `x"`, "very long": `"` + strings.Repeat("a", 2048) + `"`,
	} {
		t.Run(kind, func(t *testing.T) {
			put(tag, "audit-viewer").wantProblem(t, http.StatusPreconditionFailed, "version-mismatch")
		})
	}
	wantGrants(t, permissionRow(t, org, org.admin, member.id), roleGrant{Role: "billing-viewer"})

	second := decode[userAndGrants](t, put(`"`+version+`"`, "audit-viewer").want(t, http.StatusOK)).Version
	put(`"`+version+`"`, "support-viewer").wantProblem(t, http.StatusPreconditionFailed, "version-mismatch") // the version before the edit
	third := decode[userAndGrants](t, put(`"x" , "`+second+`"`, "support-viewer").want(t, http.StatusOK)).Version
	member.accept(t, org.invite(t, member.email, "signing-viewer"))
	put(`"`+third+`"`, "audit-viewer").wantProblem(t, http.StatusPreconditionFailed, "version-mismatch") // the version before the acceptance
	wantGrants(t, permissionRow(t, org, org.admin, member.id), roleGrant{Role: "signing-viewer"}, roleGrant{Role: "support-viewer"})
	wantGrants(t, decode[userAndGrants](t, put("*", "audit-viewer").want(t, http.StatusOK)), roleGrant{Role: "audit-viewer"}) // any version
}

func TestInvalidEdit(t *testing.T) {
	t.Parallel()
	org, other := newOrganisation(t), newOrganisation(t)
	shop, foreign := org.createAccount(t, "Shop"), other.createAccount(t, "Shop")
	member := org.join(t, "billing-viewer")
	shown := permissionRow(t, org, org.admin, member.id)
	viewer := roleGrant{Role: "billing-viewer"}
	for kind, c := range map[string]struct {
		grants  []roleGrant
		status  int
		problem string
	}{
		"nothing at all":                     {nil, 400, "invalid-request"},
		"an unknown role":                    {[]roleGrant{{Role: "billing-god"}}, 400, "invalid-request"},
		"mixed case":                         {[]roleGrant{{Role: "Billing-Viewer"}}, 400, "invalid-request"},
		"comma-joined":                       {[]roleGrant{{Role: "billing-viewer,audit-viewer"}}, 400, "invalid-request"},
		"a role without a name":              {[]roleGrant{{Role: ""}}, 400, "invalid-request"},
		"twice":                              {[]roleGrant{viewer, viewer}, 400, "invalid-request"},
		"twice at an account":                {[]roleGrant{viewer, {"billing-viewer", shop.ID}, {"billing-viewer", shop.ID}}, 400, "invalid-request"},
		"a role only for accounts":           {[]roleGrant{{Role: "account-admin"}}, 403, "role-not-allowed"},
		"a role not for accounts":            {[]roleGrant{viewer, {"organisation-admin", shop.ID}}, 403, "role-not-allowed"},
		"a role only for partners":           {[]roleGrant{{Role: "partner-organisation-admin"}}, 403, "role-not-allowed"},
		"an unknown account":                 {[]roleGrant{viewer, {"billing-viewer", "nowhere"}}, 404, "not-found"},
		"an account of another organisation": {[]roleGrant{viewer, {"billing-viewer", foreign.ID}}, 404, "not-found"},
		"an account id with a key separator": {[]roleGrant{viewer, {"billing-viewer", shop.ID + "#x"}}, 404, "not-found"},
	} {
		t.Run(kind, func(t *testing.T) {
			a := editAccess(t, org, org.admin, shown, c.grants...)
			p := a.wantProblem(t, c.status, c.problem)
			if c.status == http.StatusBadRequest && (len(p.Errors) == 0 || p.Errors[0].Field != "grants") {
				t.Errorf("the problem does not name the field grants\n\n%s", a)
			}
		})
	}
	for field, body := range map[string]any{
		"grants":          map[string]any{"grants": slices.Repeat([]roleGrant{viewer}, 201)},
		"grants[0]":       map[string]any{"grants": []string{"billing-viewer"}},
		"grants[0].role":  map[string]any{"grants": []any{map[string]any{"role": []string{"billing-viewer"}}}},
		"grants[0].scope": map[string]any{"grants": []any{map[string]any{"role": "billing-viewer", "scope": map[string]string{"organisationId": other.id}}}},
		"version":         map[string]any{"grants": []roleGrant{viewer}, "version": shown.Version},
		"user":            map[string]any{"grants": []roleGrant{viewer}, "user": map[string]string{"id": org.admin.id}},
		"organisationId":  map[string]any{"grants": []roleGrant{viewer}, "organisationId": other.id},
	} {
		t.Run("field "+field, func(t *testing.T) {
			r := editRequest(org, org.admin, shown)
			r.body = body
			r.sendAs(t, org.admin).wantInvalid(t, field)
		})
	}
	if now := permissionRow(t, org, org.admin, member.id); now.Version != shown.Version {
		t.Errorf("a refused edit changed the row: %+v", now)
	}
}
