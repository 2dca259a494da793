package e2e

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// pages returns a whole list, read in pages of the given size.
func pages[T any](t *testing.T, path string, by person, size int) []T {
	t.Helper()
	separator := "?"
	if strings.Contains(path, "?") {
		separator = "&"
	}
	path = fmt.Sprint(path, separator, "limit=", size)
	var all []T
	for cursor := ""; ; {
		page := decode[list[T]](t, get(t, path+cursor, by.token).want(t, http.StatusOK))
		if len(page.Items) > size || (page.NextCursor != "" && len(page.Items) != size) {
			t.Fatalf("%s%s: a page of %d entries, followed by another page: %t", path, cursor, len(page.Items), page.NextCursor != "")
		}
		all = append(all, page.Items...)
		if page.NextCursor == "" {
			return all
		}
		cursor = "&cursor=" + page.NextCursor
	}
}

func TestPagesOfInvitations(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	var want []string
	for _, name := range []string{"mona", "Bert", "anna", "Zoe", "anne", "carl", "ANNIKA", "dora", "emil", "Oyvind", "fay", "gil"} {
		want = append(want, org.invite(t, address(name), "billing-viewer").Email)
	}
	slices.SortFunc(want, func(a, b string) int { return strings.Compare(strings.ToLower(a), strings.ToLower(b)) })
	for _, size := range []int{1, 7, 12, 50} {
		if got := addresses(pages[invitation](t, org.path("/invitations?status=pending"), org.admin, size)); !slices.Equal(got, want) {
			t.Errorf("in pages of %d the list is\n%v\nwant\n%v", size, got, want)
		}
	}
	for prefix, number := range map[string]int{"": 12, "ann": 3, "ANN": 3, "anna-": 1, "oy": 1, "OY": 1, "zo": 1, "nobody": 0, "%": 0, "a": 3} {
		if got := pages[invitation](t, org.path("/invitations?status=pending&email="+escaped(prefix)), org.admin, 2); len(got) != number {
			t.Errorf("with the prefix %q the list is %v, want %d entries", prefix, addresses(got), number)
		}
	}
}

// People are found by a name, however it is written, and by the beginning of their address.
func TestPeopleAreFoundByName(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	member := org.join(t, "billing-viewer")
	body := invitationBody("billing-viewer")
	body["firstName"], body["lastName"] = "Zoë Maria", "Åkerblom"
	invited := decode[invitation](t, post(t, org.path("/invitations"), org.admin.token, body).want(t, http.StatusCreated))
	for _, search := range []string{"zoe", "MARIA a", "åker", "akerblom, zoe", invited.Email[:5]} {
		if got := pages[invitation](t, org.path("/invitations?search="+escaped(search)), org.admin, 1); len(got) != 1 || got[0].Email != invited.Email {
			t.Errorf("%q finds the invitations of %v", search, addresses(got))
		}
	}
	rows := pages[userAndGrants](t, org.path("/permissions?search="+escaped(member.email)), org.admin, 1)
	if len(rows) != 1 || rows[0].User.Email != member.email {
		t.Errorf("the member's address finds %v", rows)
	}
	if rows := pages[userAndGrants](t, org.path("/permissions?search=zoe"), org.admin, 1); len(rows) != 0 {
		t.Errorf("the name of somebody who is only invited finds %v", rows)
	}
	get(t, org.path("/permissions?search="+strings.Repeat("a", 255)), org.admin.token).wantInvalid(t, "search")
}

func addresses(invitations []invitation) []string {
	var emails []string
	for _, i := range invitations {
		emails = append(emails, i.Email)
	}
	return emails
}

func TestInvitationsByStatus(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	ids := map[string]string{}
	invite := func(status string) (invitation, string) {
		i := org.invite(t, address(status), "billing-viewer")
		ids[status] = i.ID
		return i, mails.waitFor(t, i).token(i)
	}
	invite("pending")
	accepted, linkToken := invite("accepted")
	tryAction(t, accepted, "register", "", linkToken).want(t, http.StatusCreated)
	declined, linkToken := invite("declined")
	postAction(t, declined, "decline", "", linkToken).want(t, http.StatusNoContent)
	revoked, _ := invite("revoked")
	del(t, org.path("/invitations/"+revoked.ID), org.admin.token).want(t, http.StatusNoContent)
	for status, id := range ids {
		got := pages[invitation](t, org.path("/invitations?status="+status), org.admin, 1)
		got = slices.DeleteFunc(got, func(i invitation) bool { return i.InvitedBy.UserID == "operator" }) // the administrator's invitation
		if len(got) != 1 || got[0].ID != id || got[0].Status != status {
			t.Errorf("with status=%s the list is %v, want only %s", status, got, id)
		}
	}
	if got := pages[invitation](t, org.path("/invitations?status=declined,revoked"), org.admin, 1); len(got) != 2 {
		t.Errorf("declined and revoked are %d, want 2", len(got))
	}
	for _, path := range []string{"/invitations", "/invitations?status=pending,accepted,declined,revoked,expired"} {
		got := addresses(pages[invitation](t, org.path(path), org.admin, 2))
		if len(got) != len(ids)+1 || !slices.IsSorted(got) {
			t.Errorf("%s has %q, want %d entries, sorted by address", path, got, len(ids)+1)
		}
	}
}

func TestPagesOfPermissions(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	want := []string{org.admin.email}
	for _, roles := range [][]string{{"billing-viewer"}, {"audit-viewer", "billing-viewer"}, {"support-editor"}} {
		want = append(want, org.join(t, roles...).email)
	}
	slices.Sort(want)
	for _, size := range []int{1, 3, 50} {
		var got []string
		for _, row := range pages[userAndGrants](t, org.path("/permissions"), org.admin, size) {
			got = append(got, row.User.Email)
		}
		if !slices.Equal(got, want) {
			t.Errorf("in pages of %d the list is\n%v\nwant\n%v", size, got, want)
		}
	}
	for query, number := range map[string]int{"role=billing-viewer": 2, "role=support-editor": 1, "role=organisation-admin": 1, "role=nonsense": 0, "email=member": 3, "email=OWNER": 1, "email=member&role=audit-viewer": 1} {
		if got := pages[userAndGrants](t, org.path("/permissions?"+query), org.admin, 1); len(got) != number {
			t.Errorf("%s returns %d rows, want %d", query, len(got), number)
		}
	}
}

func TestUnknownAccount(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	for _, path := range []string{"/permissions", "/invitations", "/permissions/" + org.admin.id + "/removal"} {
		get(t, org.path(path+"?account=nonsense"), org.admin.token).wantProblem(t, http.StatusNotFound, "not-found")
	}
	del(t, org.path("/permissions/"+org.admin.id+"?account=nonsense"), org.admin.token).wantProblem(t, http.StatusNotFound, "not-found")
	for _, id := range slices.Sorted(maps.Values(map[string]string{"plain": "nonsense", "separator": "a#b", "up": "../" + org.id, "long": strings.Repeat("a", 2048), "space": " "})) {
		body := map[string]any{"email": address("nowhere"), "roles": []string{"billing-viewer"}, "accountId": id}
		post(t, org.path("/invitations"), org.admin.token, body).wantProblem(t, http.StatusNotFound, "not-found")
	}
}

func TestTheCatalogueIsBrowsedInThreeWays(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	c := decode[catalogue](t, get(t, "/roles", org.admin.token).want(t, http.StatusOK))
	var recommended, categorised []string
	for _, r := range c.All {
		if r.ID == "" || r.Name == "" || r.Description == "" || r.Category == "" || len(r.GivenAt) == 0 ||
			!slices.Contains([]string{"viewer", "writer", "editor", "admin"}, r.Type) {
			t.Errorf("a field of the role is missing or wrong: %+v", r)
		}
		if r.Recommended {
			recommended = append(recommended, r.ID)
		}
	}
	for _, category := range c.ByCategory {
		for _, r := range category.Roles {
			if r.Category != category.Name {
				t.Errorf("%s is listed in the category %s, not in its own", r.ID, category.Name)
			}
			categorised = append(categorised, r.ID)
		}
	}
	ids := func(roles []role) []string {
		var ids []string
		for _, r := range roles {
			ids = append(ids, r.ID)
		}
		return ids
	}
	if got := ids(c.Recommended); len(got) == 0 || !slices.Equal(got, recommended) {
		t.Errorf("recommended are %v, want %v", got, recommended)
	}
	all := ids(c.All)
	slices.Sort(all)
	slices.Sort(categorised)
	if !slices.Equal(all, categorised) || !slices.Contains(all, "partner-organisation-admin") {
		t.Errorf("the categories have %v, but all roles are %v", categorised, all)
	}
	get(t, "/roles", "").want(t, http.StatusUnauthorized)
}
