package e2e

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// ownPermissions lists everything that persons may do, and compares it with the catalogue.
func (s shop) ownPermissions(t *testing.T) {
	all := everyPermission(t, s.viewer)
	for _, c := range []struct {
		person  person
		org     string
		account string
		want    []string
	}{
		{s.owner, s.id, "", all}, {s.owner, s.id, s.hidden.ID, all}, {s.admin, s.id, "", all}, {s.admin, s.partner.id, "", all},
		{s.viewer, s.id, "", []string{"billing:read"}}, {s.viewer, s.id, s.first.ID, []string{"billing:read"}},
		{s.keeper, s.id, "", []string{}}, {s.keeper, s.id, s.first.ID, all}, {s.keeper, s.id, s.other.ID, []string{"audit:read"}},
	} {
		path := "/me/permissions?organisationId=" + c.org
		if c.account != "" {
			path += "&accountId=" + c.account
		}
		a := get(t, path, c.person.token).want(t, http.StatusOK)
		got := decode[ownPermissions](t, a)
		if got.OrganisationID != c.org || got.AccountID != c.account || !slices.Equal(got.Permissions, c.want) || got.AsOf.IsZero() {
			t.Errorf("want %v\n\n%s", c.want, a)
		}
		if a.header.Get("Cache-Control") != "no-store" {
			t.Errorf("Cache-Control: %s", a.header.Get("Cache-Control"))
		}
	}
}

// everyPermission returns every permission of the catalogue, sorted. A wildcard stands for
// the four common actions.
func everyPermission(t *testing.T, by person) []string {
	t.Helper()
	var all []string
	for _, r := range decode[catalogue](t, get(t, "/roles", by.token).want(t, http.StatusOK)).All {
		if len(r.Permissions) == 0 {
			t.Errorf("%s has no permissions", r.ID)
		}
		for _, p := range r.Permissions {
			thing, every := strings.CutSuffix(p, ":*")
			switch {
			case p == "*:*":
			case every:
				all = append(all, thing+":read", thing+":create", thing+":update", thing+":delete")
			default:
				all = append(all, p)
			}
		}
	}
	return slices.Compact(sorted(all))
}

// hiddenOwnPermissions asks for scopes that the caller may not know of, or that do not
// exist, and sends invalid parameters.
func (s shop) hiddenOwnPermissions(t *testing.T) {
	nothing := strings.Repeat("A", 20)
	unknown := get(t, "/me/permissions?organisationId="+nothing, s.viewer.token)
	unknown.wantProblem(t, http.StatusNotFound, "not-found")
	for _, c := range []struct {
		person person
		query  string
	}{
		{s.viewer, s.partner.id}, {s.owner, s.partner.id}, {s.owner, s.first.ID}, {s.keeper, s.id + "&accountId=" + s.hidden.ID}, {s.keeper, s.id + "&accountId=" + nothing},
		{s.owner, s.id + "&accountId=" + nothing}, {s.admin, s.partner.id + "&accountId=" + s.first.ID}, {s.owner, s.id + "%23"}, {s.owner, "ORG%23" + s.id},
		{s.owner, "..%2f" + s.id}, {s.owner, swapCase(s.id)}, {s.owner, s.id + "%00"}, {s.owner, strings.Repeat("a", 2048)}, {s.owner, s.id + "&accountId=%23"},
	} {
		if a := get(t, "/me/permissions?organisationId="+c.query, c.person.token); a.fingerprint() != unknown.fingerprint() {
			t.Errorf("the answer differs from that for an unknown organisation:\n%s\n\n%s", a, unknown)
		}
	}
	for query, field := range map[string]string{
		"": "organisationId", "?organisationId=": "organisationId", "?organisationId=" + s.id + "&accountId=": "accountId",
		"?organisationId=" + s.id + "&organisationId=" + s.id: "organisationId", "?organisationId=" + s.id + "&account=" + s.first.ID: "account",
		"?organisationId=" + s.id + "&userId=" + s.viewer.id: "userId", "?organisationId[]=" + s.id: "organisationId[]",
	} {
		t.Run(query, func(t *testing.T) { get(t, "/me/permissions"+query, s.owner.token).wantInvalid(t, field) })
	}
}

// decisionPath is the path of a question about a member.
func (s shop) decisionPath(user, query string) string {
	return s.path("/permissions/" + user + "/decision?" + query)
}

// aboutAMember asks as administrators of the whole organisation. The answer is the one that
// the member gets.
func (s shop) aboutAMember(t *testing.T) {
	for _, by := range []person{s.owner, s.admin} {
		for _, c := range []struct {
			about      person
			permission string
			account    string
			allowed    bool
		}{
			{s.owner, "marketplace:purchase", "", true}, {s.viewer, "billing:read", s.first.ID, true}, {s.viewer, "billing:update", "", false},
			{s.keeper, "audit:read", s.other.ID, true}, {s.keeper, "audit:read", "", false}, {s.partner.admin, "marketplace:purchase", s.hidden.ID, true},
		} {
			query := "permission=" + c.permission
			if c.account != "" {
				query += "&account=" + c.account
			}
			a := get(t, s.decisionPath(c.about.id, query), by.token).want(t, http.StatusOK)
			got, own := decode[memberDecision](t, a), c.about.may(t, c.permission, s.organisation, c.account)
			if got.Allowed != c.allowed || asJSON(t, got.decision) != asJSON(t, own) || a.header.Get("Cache-Control") != "no-store" {
				t.Errorf("the member gets %+v\n\n%s", own, a)
			}
		}
	}
	for _, nobody := range []string{strings.Repeat("A", 20), "operator", "nobody"} {
		a := get(t, s.decisionPath(nobody, "permission=billing:read"), s.owner.token).want(t, http.StatusOK)
		if got := decode[memberDecision](t, a); got.Allowed || got.Because == nil || len(got.Because) > 0 {
			t.Errorf("%s: %+v", nobody, got)
		}
	}
	for _, malformed := range []string{"%23", "USER%23" + s.viewer.id, s.viewer.id + "%20", "..%2f" + s.viewer.id, strings.Repeat("a", 65), "%ff"} {
		if a := get(t, s.decisionPath(malformed, "permission=billing:read"), s.owner.token); a.status != http.StatusNotFound {
			t.Errorf("want 404\n\n%s", a)
		}
	}
	for query, field := range map[string]string{
		"": "permission", "permission=": "permission", "permission=billing:*": "permission", "permission=*:*": "permission", "permission=billing:raed": "permission",
		"permission=Billing:read": "permission", "permission=billing:read&permission=billing:read": "permission", "permission=billing:read&account=": "account",
		"permission=billing:read&accountId=" + s.first.ID: "accountId",
	} {
		t.Run(query, func(t *testing.T) { get(t, s.decisionPath(s.viewer.id, query), s.owner.token).wantInvalid(t, field) })
	}
	get(t, s.decisionPath(s.viewer.id, "permission=billing:read&account="+strings.Repeat("A", 20)), s.owner.token).wantProblem(t, http.StatusNotFound, "not-found")
}

// notAboutAMember asks without being an administrator of the whole organisation. A person
// who may not know of the organisation learns nothing, whatever they ask.
func (s shop) notAboutAMember(t *testing.T) {
	for _, query := range []string{"permission=billing:read", "permission=billing:raed", "permission=billing:read&account=" + s.first.ID} {
		for _, about := range []string{s.viewer.id, s.keeper.id, strings.Repeat("A", 20)} {
			for _, by := range []person{s.keeper, s.viewer} {
				get(t, s.decisionPath(about, query), by.token).wantProblem(t, http.StatusForbidden, "forbidden")
			}
		}
	}
	ask := func(o organisation, about, query string) response {
		return get(t, o.path("/permissions/"+about+"/decision?"+query), s.owner.token)
	}
	unknown := ask(unknownOrganisation(s.organisation), s.keeper.id, "permission=billing:read")
	unknown.wantProblem(t, http.StatusNotFound, "not-found")
	for _, a := range []response{
		ask(s.partner, s.keeper.id, "permission=billing:read"), ask(s.partner, s.keeper.id, "permission=nonsense"), ask(s.partner, s.owner.id, "permission=billing:read"),
		get(t, s.decisionPath(s.viewer.id, "permission=billing:read&account="+s.hidden.ID), s.keeper.token),
	} {
		if a.fingerprint() != unknown.fingerprint() {
			t.Errorf("the answer differs from that for an unknown organisation:\n%s\n\n%s", a, unknown)
		}
	}
}
