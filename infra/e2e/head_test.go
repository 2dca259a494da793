package e2e

import (
	"net/http"
	"testing"
)

// HEAD returns the same status and headers as GET.
func TestHEADMatchesGET(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	member := org.join(t, "billing-viewer")
	i := org.waitUntilSent(t, org.invite(t, address("invitee"), "billing-viewer"))
	about := targets{member.id, i.ID, org.createAccount(t, "Shop").ID, address("new")}
	requests := append(append(org.allRequests(about), org.ownRequests()...),
		request{path: "/organisations?limit=0"}, request{path: org.path("/permissions/nobody")},
		request{path: "/openapi.json"}, request{path: "/docs"}, request{path: "/docs/reference.js"}, request{path: "/console"}, request{path: "/console/me"},
		request{path: "/console/assets/none.js"}, request{path: "/invitations/" + i.ID})
	tried := 0
	for _, r := range requests {
		if r.method != "" && r.method != http.MethodGet {
			continue
		}
		tried++
		r.header = map[string]string{"Accept-Encoding": "identity"} // Go requests gzip only with GET
		r.method = http.MethodGet
		with := r.sendAs(t, org.admin)
		r.method = http.MethodHead
		without := r.sendAs(t, org.admin)
		if len(without.body) != 0 || without.status != with.status {
			t.Errorf("GET returned\n%s\n\nbut HEAD\n%s", with, without)
		}
		for _, name := range []string{"Content-Type", "Etag", "Cache-Control", "Content-Security-Policy", "X-Content-Type-Options", "Strict-Transport-Security"} {
			if with.header.Get(name) != without.header.Get(name) {
				t.Errorf("%s: GET has %s %q, but HEAD %q", r.path, name, with.header.Get(name), without.header.Get(name))
			}
		}
	}
	if tried < 20 {
		t.Errorf("only %d routes were tried", tried)
	}
	for _, r := range org.allRequests(about) {
		if r.method == http.MethodGet {
			request{method: http.MethodHead, path: r.path}.sendAs(t, person{}).want(t, http.StatusUnauthorized)
		}
	}
}
