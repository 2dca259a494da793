package e2e

import (
	"net/http"
	"strings"
	"testing"
)

// malformedIDs returns ids, escaped for a path, that exist nowhere and might break out of a
// path, a key or a condition.
func malformedIDs(own string) map[string]string {
	return map[string]string{
		"unknown": "AAAAAAAAAAAAAAAAAAAA", "dots": "..", "escaped dots": "%2e%2e", "up": "..%2f" + own, "up and in": own + "%2f..%2f" + own,
		"twice escaped": "%252e%252e", "separator": own + "%23MEMBERS", "separator alone": "%23", "bar": "%7C", "space": "%20", "own and a space": own + "%20",
		"NUL": "%00", "own and NUL": own + "%00", "line break": "%0d%0aX-Injected:%20yes", "star": "*", "percent": "%25", "quote": "%27%22",
		"unicode": "%C3%B8", "invalid UTF-8": "%ff%fe", "full-width": "%EF%BC%8E", "long": strings.Repeat("a", 2048), "65 long": strings.Repeat("a", 65),
		"braces": "%7BorganisationId%7D", "dollar": "$default", "other case": swapCase(own),
	}
}

func swapCase(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z':
			return r - 'A' + 'a'
		}
		return r
	}, text)
}

func TestMalformedIDs(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.invite(t, address("invitee"), "billing-viewer")
	linkToken := mails.waitFor(t, i).token(i)
	body := invitationBody("billing-viewer")
	routes := []struct {
		method, before, own, after string
		body                       any
	}{
		{http.MethodGet, "/organisations/", org.id, "", nil},
		{http.MethodGet, "/organisations/", org.id, "/permissions", nil},
		{http.MethodGet, "/organisations/", org.id, "/invitations", nil},
		{http.MethodPost, "/organisations/", org.id, "/invitations", body},
		{http.MethodGet, org.path("/permissions/"), org.admin.id, "", nil},
		{http.MethodGet, org.path("/permissions/"), org.admin.id, "/removal", nil},
		{http.MethodDelete, org.path("/permissions/"), org.admin.id, "", nil},
		{http.MethodGet, org.path("/invitations/"), i.ID, "", nil},
		{http.MethodDelete, org.path("/invitations/"), i.ID, "", nil},
		{http.MethodPost, "/invitations/", i.ID, "/preview", map[string]string{"token": linkToken}},
		{http.MethodPost, "/invitations/", i.ID, "/accept", map[string]string{"token": linkToken}},
		{http.MethodPost, "/invitations/", i.ID, "/request", map[string]string{"token": linkToken}},
		{http.MethodPost, "/me/invitations/", i.ID, "/accept", nil},
		{http.MethodPost, "/me/invitations/", i.ID, "/decline", nil},
		{http.MethodPost, "/invitations/", i.ID, "/decline", map[string]string{"token": linkToken}},
		{http.MethodPost, "/invitations/", i.ID, "/register", registrationBody(linkToken, password())},
	}
	for kind := range malformedIDs(org.id) {
		t.Run(kind, func(t *testing.T) {
			for _, r := range routes {
				a := send(t, request{method: r.method, path: r.before + malformedIDs(r.own)[kind] + r.after, token: org.admin.token, body: r.body})
				if a.status != http.StatusNotFound || strings.Contains(string(a.body), org.name) || a.header.Get("X-Injected") != "" {
					t.Errorf("want a 404 without information\n\n%s", a)
				}
			}
		})
	}
	get(t, org.path("/permissions/"+org.admin.id), org.admin.token).want(t, http.StatusOK)
	postAction(t, i, "preview", "", linkToken).want(t, http.StatusOK) // the invitation is unchanged
}

func TestEmptyIDs(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	for _, path := range []string{"/organisations//permissions", "/organisations//invitations", org.path("/permissions//removal"), org.path("/invitations/"), "/invitations//preview"} {
		get(t, path, org.admin.token).want(t, http.StatusNotFound)
	}
	post(t, "/invitations//preview", "", map[string]string{"token": "x"}).want(t, http.StatusNotFound)
	del(t, org.path("/permissions/"), org.admin.token).want(t, http.StatusNotFound)
}

// An administrator gets the same response for the ids of another organisation as for
// unknown ids.
func TestForeignIDsInOnesOwnOrganisation(t *testing.T) {
	t.Parallel()
	org, other := newOrganisation(t), newOrganisation(t)
	i := other.invite(t, address("invitee"), "billing-viewer")
	member := other.join(t, "billing-viewer")
	nothing := "AAAAAAAAAAAAAAAAAAAA"
	for _, r := range []struct{ method, before, foreign, after string }{
		{http.MethodGet, "/invitations/", i.ID, ""},
		{http.MethodDelete, "/invitations/", i.ID, ""},
		{http.MethodGet, "/permissions/", member.id, ""},
		{http.MethodGet, "/permissions/", member.id, "/removal"},
		{http.MethodDelete, "/permissions/", member.id, ""},
	} {
		ask := func(id string) response {
			return send(t, request{method: r.method, path: org.path(r.before + id + r.after), token: org.admin.token})
		}
		a := ask(r.foreign)
		a.wantProblem(t, http.StatusNotFound, "not-found")
		if unknown := ask(nothing); a.fingerprint() != unknown.fingerprint() {
			t.Errorf("foreign ids are answered differently from unknown ids:\n%s\n\n%s", a, unknown)
		}
	}
	postAction(t, i, "preview", "", mails.waitFor(t, i).token(i)).want(t, http.StatusOK)
	get(t, other.path(""), member.token).want(t, http.StatusOK)
}
