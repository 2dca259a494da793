package e2e

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// A program signs in as itself (client credentials). It may ask what everybody may do, with
// the scope admit/decide, and read every organisation, with admit/read. Everything else is
// refused.

// programsOnEveryRoute sends a valid request to every operation that needs a token, with
// the token of a program. Only those that the document marks answer, and only a token with
// the scope that the document names.
func (s shop) programsOnEveryRoute(t *testing.T) {
	i := s.waitUntilSent(t, s.invite(t, address("invitee"), "billing-viewer"))
	about := targets{s.viewer.id, i.ID, s.first.ID, address("new")}
	requests := append(s.allRequests(about), s.ownRequests()...)
	requests = append(requests, request{method: http.MethodPost, path: "/invitations/" + i.ID + "/accept", body: map[string]string{"token": mails.waitFor(t, i).token(i)}})
	requests = append(requests, request{method: http.MethodPost, path: "/invitations/" + i.ID + "/request", body: map[string]string{"token": mails.waitFor(t, i).token(i)}})
	requests = append(requests, request{method: http.MethodDelete, path: "/me/permissions/" + s.id})
	requests = append(requests, request{method: http.MethodPatch, path: "/me", body: map[string]string{"lastName": "King"}})
	requests = append(requests, request{method: http.MethodPost, path: "/me/invitations/" + i.ID + "/accept"}, request{method: http.MethodPost, path: "/me/invitations/" + i.ID + "/decline"})
	for n, r := range requests {
		if strings.HasPrefix(r.path, "/decisions") {
			requests[n].body.(map[string]any)["user"] = subject{ID: s.viewer.id}
		}
	}
	tokens := map[string]string{"admit/decide": machineToken(t, "admit/decide"), "admit/read": machineToken(t, "admit/read"), "": machineToken(t)}
	before := asJSON(t, s.state(t))
	tried := map[string]bool{}
	for _, r := range requests {
		path, _, _ := strings.Cut(r.path, "?")
		o, described := checker.document.find(r.method, path)
		if !described || !o.secured {
			t.Fatalf("%s %s is not an operation that needs a token", r.method, r.path)
		}
		first := !tried[o.id]
		tried[o.id] = true
		for scope, token := range tokens {
			allowed := o.program != "" && (scope == "" || scope == o.program)
			if !allowed && scope != "" && o.program == "" {
				continue // the token with both scopes is refused already
			}
			wantForProgram(t, r, token, allowed)
			if r.method == http.MethodGet && first {
				r.method = http.MethodHead
				wantForProgram(t, r, token, allowed)
				r.method = http.MethodGet
			}
		}
	}
	for _, o := range checker.document.operations {
		if o.secured && !tried[o.id] {
			t.Errorf("%s was not tried", o.id)
		}
	}
	if after := asJSON(t, s.state(t)); after != before {
		t.Errorf("the programs have changed\n%s\nto\n%s", before, after)
	}
}

// wantForProgram sends a valid request with the token of a program.
func wantForProgram(t *testing.T, r request, token string, allowed bool) {
	t.Helper()
	a := r.sendAs(t, person{token: token})
	switch {
	case allowed:
		a.want(t, http.StatusOK)
	case r.method == http.MethodHead:
		a.want(t, http.StatusForbidden)
	default:
		a.wantProblem(t, http.StatusForbidden, "machine-client")
	}
}

// state returns what can be changed in the organisation.
func (s shop) state(t *testing.T) []any {
	t.Helper()
	return []any{
		pages[userAndGrants](t, s.path("/permissions"), s.owner, 50), pages[invitation](t, s.path("/invitations"), s.owner, 50),
		decode[organisationID](t, get(t, s.path(""), s.owner.token)), pages[organisationID](t, "/organisations", s.admin, 50),
	}
}

// listsOfPrograms compares what a program reads with what an administrator of the whole
// organisation reads.
func (s shop) listsOfPrograms(t *testing.T) {
	program := person{token: machineToken(t, "admit/read")}
	invited := s.inviteToAccount(t, s.hidden, s.admin, address("hidden"), "billing-viewer")
	s.waitUntilSent(t, invited)
	for o, by := range map[string]person{s.id: s.owner, s.partner.id: s.partner.admin} {
		for _, path := range []string{
			"", "/permissions", "/permissions?role=billing-viewer", "/permissions?email=owner", "/permissions/" + s.admin.id, "/invitations",
			"/invitations?status=accepted", "/invitations?status=pending,expired", "/invitations?email=viewer", "/events", "/permissions/nobody",
		} {
			ask := "/organisations/" + o + path
			wantSameForProgram(t, get(t, ask, program.token), get(t, ask, by.token))
		}
	}
	for _, path := range []string{"/permissions?account=" + s.first.ID, "/invitations?account=" + s.hidden.ID, "/invitations/" + invited.ID, "/permissions/" + s.keeper.id} {
		wantSameForProgram(t, get(t, s.path(path), program.token).want(t, http.StatusOK), get(t, s.path(path), s.owner.token))
	}
	for _, size := range []int{1, 3} {
		a, b := pages[userAndGrants](t, s.path("/permissions"), program, size), pages[userAndGrants](t, s.path("/permissions"), s.owner, 50)
		if asJSON(t, a) != asJSON(t, b) || len(a) < 4 {
			t.Errorf("in pages of %d a program reads %v, want %v", size, a, b)
		}
	}
	for _, path := range []string{"/permissions?limit=1", "/invitations?limit=1", "/events?limit=1"} {
		own, programs := nextCursor(t, s.path(path), s.owner), nextCursor(t, s.path(path), program)
		get(t, s.path(path+"&cursor="+own), program.token).wantInvalid(t, "cursor")
		get(t, s.path(path+"&cursor="+programs), s.owner.token).wantInvalid(t, "cursor")
		get(t, s.path(path+"&cursor="+programs), program.token).want(t, http.StatusOK)
	}
}

// wantSameForProgram compares what a program reads with what an administrator reads. Only an
// administrator is told what they may do.
func wantSameForProgram(t *testing.T, program, administrator response) {
	t.Helper()
	of := func(a response) string {
		var body any
		if err := json.Unmarshal(a.body, &body); err != nil {
			t.Fatalf("%v\n\n%s", err, a)
		}
		a.body = []byte(asJSON(t, withoutAuthority(body)))
		return a.fingerprint()
	}
	told := regexp.MustCompile(`"(capabilities|editable|administer)":`).Match(program.body)
	if told || of(program) != of(administrator) {
		t.Errorf("a program reads\n%s\n\nbut an administrator\n%s", program, administrator)
	}
}

// withoutAuthority removes the fields about what the caller may do.
func withoutAuthority(value any) any {
	switch value := value.(type) {
	case map[string]any:
		for name, member := range value {
			if name == "capabilities" || name == "editable" || name == "administer" {
				delete(value, name)
			} else {
				value[name] = withoutAuthority(member)
			}
		}
	case []any:
		for n := range value {
			value[n] = withoutAuthority(value[n])
		}
	}
	return value
}

// hiddenFromPrograms asks as a program for what does not exist, in the organisation or at
// all. The program itself is nobody, too.
func (s shop) hiddenFromPrograms(t *testing.T) {
	program := person{token: machineToken(t, "admit/read")}
	nothing, self := strings.Repeat("A", 20), programUserID(t, program.token)
	unknown := get(t, "/organisations/"+nothing, program.token)
	unknown.wantProblem(t, http.StatusNotFound, "not-found")
	others := s.partner.waitUntilSent(t, s.partner.invite(t, address("other"), "billing-viewer")).ID
	for _, path := range []string{
		"/organisations/" + nothing + "/permissions", "/organisations/" + nothing + "/events", "/organisations/" + s.first.ID, s.path("/permissions/" + nothing),
		s.path("/permissions/" + self), s.path("/permissions/operator"), s.path("/invitations/" + nothing), s.path("/invitations/" + others),
		s.path("/permissions?account=" + nothing), s.partner.path("/invitations?account=" + s.first.ID),
	} {
		if a := get(t, path, program.token); a.fingerprint() != unknown.fingerprint() {
			t.Errorf("the answer differs from that for an unknown organisation:\n%s\n\n%s", a, unknown)
		}
	}
	for kind, id := range malformedIDs(s.id) {
		if a := get(t, "/organisations/"+id+"/permissions", program.token); a.status != http.StatusNotFound || strings.Contains(string(a.body), s.name) {
			t.Errorf("%s: want a 404 without information\n\n%s", kind, a)
		}
	}
	for _, row := range pages[userAndGrants](t, s.path("/permissions"), program, 50) {
		if row.User.ID == self {
			t.Errorf("the program is in the list: %+v", row)
		}
	}
	body := questionAbout(subject{ID: self}, check{"billing:read", s.id, ""})
	if d := decode[decisions](t, post(t, "/decisions", machineToken(t, "admit/decide"), body).want(t, http.StatusOK)); d.Items[0].Allowed {
		t.Errorf("the program has a permission: %+v", d)
	}
}

// programUserID returns the id that a user with the issuer and the subject of a program's
// token would have, by the formula of the reference.
func programUserID(t *testing.T, token string) string {
	t.Helper()
	claims := tokenClaims(t, token)
	sum := sha256.Sum256(fmt.Appendf(nil, "%s\x00%s", claims["iss"], claims["sub"]))
	return base64.RawURLEncoding.EncodeToString(sum[:15])
}
