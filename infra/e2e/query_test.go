package e2e

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
)

func TestInvalidParameter(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	bad := map[string]string{
		"limit=0": "limit", "limit=101": "limit", "limit=-1": "limit", "limit=x": "limit", "limit=": "limit", "limit=1.5": "limit", "limit=1e1": "limit",
		"limit=99999999999999999999": "limit", "limit=10&limit=10": "limit", "cursor=x": "cursor", "cursor=%00": "cursor", "cursor=..": "cursor",
		"cursor=AAAAAAAAAAAAAAAAAAAAAAAA": "cursor", "email=a&email=b": "email", "colour=red": "colour", "Limit=1": "Limit", "email[]=a": "email[]",
		"__proto__=1": "__proto__", "email=" + strings.Repeat("a", 255): "email", "email=+a": "email", "email=a+": "email", "email=a%20b": "email", "account=": "account",
	}
	for list, more := range map[string]map[string]string{
		"/permissions": {"role=": "role", "role=a%23b": "role", "role=" + strings.Repeat("a", 65): "role", "status=pending": "status"},
		"/invitations": {"status=": "status", "status=unknown": "status", "status=Pending": "status", "status=pending,nonsense": "status", "role=billing-viewer": "role"},
	} {
		for query, field := range bad {
			t.Run(list+" "+field+" "+query, func(t *testing.T) { get(t, org.path(list+"?"+query), org.admin.token).wantInvalid(t, field) })
		}
		for query, field := range more {
			t.Run(list+" "+query, func(t *testing.T) { get(t, org.path(list+"?"+query), org.admin.token).wantInvalid(t, field) })
		}
		for _, malformed := range []string{"email=%zz", "a;b", "%zz=a"} {
			t.Run(list+" "+malformed, func(t *testing.T) {
				get(t, org.path(list+"?"+malformed), org.admin.token).wantProblem(t, http.StatusBadRequest, "invalid-request")
			})
		}
	}
	for _, path := range []string{"/permissions/" + org.admin.id + "/removal?nonsense=1", "/permissions/" + org.admin.id + "/removal?account=a&account=b"} {
		get(t, org.path(path), org.admin.token).wantProblem(t, http.StatusBadRequest, "invalid-request")
	}
}

// A misspelt or unknown query parameter is refused and not ignored.
func TestUnknownParameter(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	member := org.join(t, "billing-viewer")
	i := org.waitUntilSent(t, org.invite(t, address("invitee"), "billing-viewer"))
	about := targets{member.id, i.ID, org.createAccount(t, "Shop").ID, address("new")}
	linkToken := mails.waitFor(t, i).token(i)
	requests := append(append(org.allRequests(about), org.ownRequests()...), request{method: http.MethodGet, path: "/openapi.json"})
	for _, action := range []string{"preview", "accept", "decline", "register"} {
		body := registrationBody(linkToken, password())
		if action != "register" {
			body = map[string]string{"token": linkToken}
		}
		requests = append(requests, request{method: http.MethodPost, path: "/invitations/" + i.ID + "/" + action, body: body})
	}
	eventCount := len(auditLog(t, org, org.admin))
	for _, r := range requests {
		separator := "?"
		if strings.Contains(r.path, "?") {
			separator = "&"
		}
		r.path += separator + "dryRun=true"
		r.sendAs(t, org.admin).wantInvalid(t, "dryRun")
	}
	if now := len(auditLog(t, org, org.admin)); now != eventCount {
		t.Errorf("there were %d events and are %d", eventCount, now)
	}
	org.wantUnchanged(t, i)
	for _, page := range []string{"/invitations/" + i.ID, "/console", "/console/me", "/docs"} {
		a := got(request{method: http.MethodGet, path: page + "?utm_source=mail&code=1&code=2"}.exchange(t.Context())).orFail(t) // exchange, because the parameters are not in the document
		a.want(t, http.StatusOK)
	}
}

// A removal with an empty account parameter must not remove everything.
func TestRemovalWithAnEmptyAccount(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	member := org.join(t, "billing-viewer", "audit-viewer")
	path := org.path("/permissions/" + member.id)
	for _, query := range []string{"?account=", "?account"} {
		del(t, path+query, org.admin.token).wantInvalid(t, "account")
		get(t, path+"/removal"+query, org.admin.token).wantInvalid(t, "account")
	}
	wantGrants(t, permissionRow(t, org, org.admin, member.id), roleGrant{Role: "billing-viewer"}, roleGrant{Role: "audit-viewer"})
}

func TestAddressInAQuery(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	local, domain, _ := strings.Cut(address("plus"), "@")
	i := org.invite(t, local+"+tag@"+domain, "billing-viewer")
	for _, typed := range []string{local + "%2Btag@" + domain, local + "+tag@" + domain, "%20" + local + "+ta%20", local + "%2B"} {
		if found := pages[invitation](t, org.path("/invitations?email="+typed), org.admin, 5); len(found) != 1 || found[0].ID != i.ID {
			t.Errorf("%s returns %v", typed, addresses(found))
		}
	}
	org.invite(t, local+"+too@"+domain, "billing-viewer")
	cursor := nextCursor(t, org.path("/invitations?limit=1&email="+local+"+t"), org.admin)
	get(t, org.path("/invitations?limit=1&email=%20"+local+"%2Bt&cursor="+cursor), org.admin.token).want(t, http.StatusOK)
}

func TestParametersOfTheListOfOrganisations(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	for query, field := range map[string]string{"limit=0": "limit", "limit=101": "limit", "cursor=x": "cursor", "colour=red": "colour"} {
		t.Run(query, func(t *testing.T) { get(t, "/organisations?"+query, org.admin.token).wantInvalid(t, field) })
	}
	get(t, "/organisations?limit=1", org.admin.token).want(t, http.StatusOK)
}

// A cursor is valid only for its own list, organisation, filter and caller.
func TestACursorBelongsToItsList(t *testing.T) {
	t.Parallel()
	org, other := newOrganisation(t), newOrganisation(t)
	deputy := org.join(t, "organisation-admin")
	for range 3 {
		org.invite(t, address("listed"), "billing-viewer")
		other.invite(t, address("listed"), "billing-viewer")
	}
	cursor := nextCursor(t, org.path("/invitations?limit=1"), org.admin)
	get(t, org.path("/invitations?limit=1&cursor="+cursor), org.admin.token).want(t, http.StatusOK)
	get(t, org.path("/invitations?limit=2&cursor="+cursor), org.admin.token).want(t, http.StatusOK)
	foreign := nextCursor(t, other.path("/invitations?limit=1"), other.admin)
	for what, a := range map[string]response{
		"another caller":       get(t, org.path("/invitations?limit=1&cursor="+cursor), deputy.token),
		"another organisation": get(t, org.path("/invitations?limit=1&cursor="+foreign), org.admin.token),
		"another filter":       get(t, org.path("/invitations?limit=1&email=a&cursor="+cursor), org.admin.token),
		"another status":       get(t, org.path("/invitations?limit=1&status=pending&cursor="+cursor), org.admin.token),
		"another list":         get(t, org.path("/permissions?limit=1&cursor="+cursor), org.admin.token),
	} {
		t.Run(what, func(t *testing.T) { a.wantInvalid(t, "cursor") })
	}
}

// A cursor is encrypted and authenticated, so a changed one is refused.
func TestChangedCursor(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	for range 3 {
		org.invite(t, address("listed"), "billing-viewer")
	}
	org.join(t, "billing-viewer")
	for _, path := range []string{"/invitations?limit=1", "/invitations?limit=1&email=listed", "/permissions?limit=1", "/permissions?limit=1&email="} {
		decoded, err := base64.RawURLEncoding.DecodeString(nextCursor(t, org.path(path), org.admin))
		if err != nil {
			t.Fatal(err)
		}
		for _, changed := range changedCursors(decoded) {
			a := get(t, org.path(path+"&cursor="+base64.RawURLEncoding.EncodeToString(changed)), org.admin.token)
			a.wantInvalid(t, "cursor")
		}
		get(t, org.path(path+"&cursor="+base64.RawURLEncoding.EncodeToString(decoded)), org.admin.token).want(t, http.StatusOK)
	}
}

// changedCursors changes single octets of a cursor, and replaces the position after its
// binding.
func changedCursors(cursor []byte) [][]byte {
	const binding = 12
	var all [][]byte
	for n := 0; n < len(cursor); n += 5 {
		changed := append([]byte{}, cursor...)
		changed[n] ^= 1
		all = append(all, changed)
	}
	for _, position := range []string{"", "o", "c", "x", "o#", "c\x00", "o\xff", "oORG#x", "ozzzz", "o ", "a", "o" + strings.Repeat("z", 3000)} {
		all = append(all, append(append([]byte{}, cursor[:binding]...), position...))
	}
	return all
}

func nextCursor(t *testing.T, path string, by person) string {
	t.Helper()
	cursor, _ := decode[map[string]any](t, get(t, path, by.token).want(t, http.StatusOK))["nextCursor"].(string)
	if cursor == "" {
		t.Fatalf("%s has no second page", path)
	}
	return cursor
}
