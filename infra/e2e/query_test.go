package e2e

import (
	"encoding/base64"
	"net/http"
	"strings"
	"testing"
)

func TestAParameterThatIsNotValidIsNamed(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	bad := map[string]string{
		"limit=0": "limit", "limit=101": "limit", "limit=-1": "limit", "limit=x": "limit", "limit=": "limit", "limit=1.5": "limit", "limit=1e1": "limit",
		"limit=99999999999999999999": "limit", "limit=10&limit=10": "limit", "cursor=x": "cursor", "cursor=%00": "cursor", "cursor=..": "cursor",
		"cursor=AAAAAAAAAAAAAAAAAAAAAAAA": "cursor", "email=a&email=b": "email", "colour=red": "colour", "Limit=1": "Limit", "email[]=a": "email[]",
		"__proto__=1": "__proto__", "email=" + strings.Repeat("a", 255): "email",
	}
	for list, more := range map[string]map[string]string{
		"/permissions": {"role=a%23b": "role", "role=" + strings.Repeat("a", 65): "role", "status=pending": "status"},
		"/invitations": {"status=unknown": "status", "status=Pending": "status", "status=pending,nonsense": "status", "role=billing-viewer": "role"},
	} {
		for query, field := range bad {
			t.Run(list+" "+field+" "+query, func(t *testing.T) { get(t, org.path(list+"?"+query), org.admin.token).invalid(t, field) })
		}
		for query, field := range more {
			t.Run(list+" "+query, func(t *testing.T) { get(t, org.path(list+"?"+query), org.admin.token).invalid(t, field) })
		}
		for _, malformed := range []string{"email=%zz", "a;b"} {
			t.Run(list+" "+malformed, func(t *testing.T) {
				get(t, org.path(list+"?"+malformed), org.admin.token).refused(t, http.StatusBadRequest, "invalid-request")
			})
		}
	}
	for _, path := range []string{"/permissions/" + org.admin.id + "/removal?nonsense=1", "/permissions/" + org.admin.id + "/removal?account=a&account=b"} {
		get(t, org.path(path), org.admin.token).refused(t, http.StatusBadRequest, "invalid-request")
	}
}

func TestTheListOfOrganisationsKeepsTheRulesOfLists(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	for query, field := range map[string]string{"limit=0": "limit", "limit=101": "limit", "cursor=x": "cursor", "colour=red": "colour"} {
		t.Run(query, func(t *testing.T) { get(t, "/organisations?"+query, org.admin.token).invalid(t, field) })
	}
	get(t, "/organisations?limit=1", org.admin.token).want(t, http.StatusOK)
}

// A cursor is good for its own list, organisation, filter and caller.
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
	for what, a := range map[string]answer{
		"another caller":       get(t, org.path("/invitations?limit=1&cursor="+cursor), deputy.token),
		"another organisation": get(t, org.path("/invitations?limit=1&cursor="+foreign), org.admin.token),
		"another filter":       get(t, org.path("/invitations?limit=1&email=a&cursor="+cursor), org.admin.token),
		"another status":       get(t, org.path("/invitations?limit=1&status=pending&cursor="+cursor), org.admin.token),
		"another list":         get(t, org.path("/permissions?limit=1&cursor="+cursor), org.admin.token),
	} {
		t.Run(what, func(t *testing.T) { a.invalid(t, "cursor") })
	}
}

// A cursor is not sealed, so somebody may write one: it reads their own list
// from where it says, or nothing.
func TestAChangedCursorReadsNothingElse(t *testing.T) {
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
			if a.status == http.StatusBadRequest {
				a.invalid(t, "cursor")
				continue
			}
			a.want(t, http.StatusOK)
			if strings.Contains(path, "/invitations") {
				for _, i := range read[list[invitation]](t, a).Items {
					if i.OrganisationID != org.id {
						t.Errorf("it shows another organisation's invitation\n\n%s", a)
					}
				}
			}
		}
	}
}

// changedCursors changes an octet here and there, and replaces what stands after
// the binding.
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
	page := read[struct {
		Items      []any  `json:"items"`
		NextCursor string `json:"nextCursor"`
	}](t, get(t, path, by.token).want(t, http.StatusOK))
	if page.NextCursor == "" {
		t.Fatalf("%s has no second page", path)
	}
	return page.NextCursor
}
