package e2e

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// Rules that hold for every route of an organisation.

// Requests without an access token are refused before a function's own checks.
func TestEveryRouteRequiresAnAccessToken(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	about := targets{org.admin.id, org.invite(t, address("invitee"), "billing-viewer").ID, org.createAccount(t, "Shop").ID, address("new")}
	for _, r := range append(org.allRequests(about), org.ownRequests()...) {
		r.sendAs(t, person{}).want(t, http.StatusUnauthorized)
		r.sendAs(t, person{token: org.admin.idToken}).wantProblem(t, http.StatusUnauthorized, "unauthenticated")
	}
}

// The ids of another organisation are answered exactly like unknown ids, on every route.
func TestForeignIDsAreLikeUnknownIDs(t *testing.T) {
	t.Parallel()
	org, other := newOrganisation(t), newOrganisation(t)
	email := address("new")
	foreign := targets{other.join(t, "billing-viewer").id, other.invite(t, address("invitee"), "billing-viewer").ID, other.createAccount(t, "Shop").ID, email}
	unknown := org.allRequests(unknownTargets(email))
	tried := 0
	for n, r := range org.allRequests(foreign) {
		named := slices.ContainsFunc([]string{foreign.user, foreign.invitation, foreign.account}, func(id string) bool {
			return strings.Contains(r.path, id) || strings.Contains(string(r.encodedBody()), id)
		})
		if !named || strings.HasSuffix(r.path, "/batch") { // the first row of the batch contains no foreign id
			continue
		}
		tried++
		a := r.sendAs(t, org.admin)
		if strings.HasSuffix(r.path, "/decision?permission=billing:read") {
			a.want(t, http.StatusOK) // a user who is not there has no permission
		} else {
			a.wantProblem(t, http.StatusNotFound, "not-found")
		}
		if b := unknown[n].sendAs(t, org.admin); a.fingerprint() != b.fingerprint() {
			t.Errorf("foreign ids are answered differently from unknown ids:\n%s\n\n%s", a, b)
		}
	}
	if tried < 12 {
		t.Errorf("only %d requests contained a foreign id", tried)
	}
	get(t, other.path("/permissions/"+foreign.user), other.admin.token).want(t, http.StatusOK)
	get(t, other.path("/invitations/"+foreign.invitation), other.admin.token).want(t, http.StatusOK)
}

// Ids that might break out of a path or a key change nothing.
func TestMalformedIDsChangeNothing(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.invite(t, address("invitee"), "billing-viewer")
	known := targets{org.admin.id, i.ID, org.createAccount(t, "Shop").ID, address("new")}
	type place struct {
		own   string
		build func(id string) []request
	}
	for what, p := range map[string]place{
		"organisation": {org.id, func(id string) []request { return organisation{id: id}.allRequests(known) }},
		"invitation":   {i.ID, func(id string) []request { return org.allRequests(targets{known.user, id, known.account, known.email}) }},
		"user": {org.admin.id, func(id string) []request {
			return org.allRequests(targets{id, known.invitation, known.account, known.email})
		}},
	} {
		t.Run(what, func(t *testing.T) {
			tried := map[string]bool{}
			for kind, id := range malformedIDs(p.own) {
				for _, r := range p.build(id) {
					changes := r.method == http.MethodPatch || r.method == http.MethodPut || (r.method == http.MethodPost && !strings.HasSuffix(r.path, "/invitations"))
					if !changes || !strings.Contains(r.path, id) || tried[r.method+r.path] {
						continue
					}
					tried[r.method+r.path] = true
					if a := r.sendAs(t, org.admin); a.status != http.StatusNotFound || strings.Contains(string(a.body), org.name) {
						t.Errorf("%s: want a 404 without information\n\n%s", kind, a)
					}
				}
			}
		})
	}
	if now := decode[invitation](t, get(t, org.path("/invitations/"+i.ID), org.admin.token).want(t, http.StatusOK)); now.FirstName != i.FirstName || now.ExpiresAt != i.ExpiresAt {
		t.Errorf("the invitation was changed to %+v", now)
	}
}
