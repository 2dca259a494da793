package e2e

import (
	"encoding/base64"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
)

// Accounts come in pages by name, to a caller who sees all of them and to one who sees
// those where they hold a role.
func TestPagesOfAccounts(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	made := map[string]account{}
	for _, name := range []string{"zeta", "Alpha", "beta", "ALPHA 2", "Ærø"} {
		made[name] = org.createAccount(t, name)
	}
	some := org.joinAccount(t, made["zeta"], "account-admin")
	some.accept(t, org.inviteToAccount(t, made["ALPHA 2"], org.admin, some.email, "billing-viewer"))
	for what, c := range map[string]struct {
		by   person
		want []string
	}{
		"an administrator sees every account": {org.admin, []string{"ALPHA 2", "Alpha", "beta", "zeta", "Ærø"}},
		"a member sees their own accounts":    {some, []string{"ALPHA 2", "zeta"}},
	} {
		t.Run(what, func(t *testing.T) {
			for _, size := range []int{1, 2, 5} {
				var names []string
				var first seenOrganisation
				for cursor := ""; ; {
					page := decode[seenOrganisation](t, get(t, fmt.Sprint(org.path("?limit="), size, cursor), c.by.token).want(t, http.StatusOK))
					for _, one := range page.Accounts {
						name, _, _ := strings.Cut(one.Name, "-") // createAccount adds a unique ending
						names = append(names, name)
					}
					if cursor == "" {
						first = page
					}
					if len(page.Accounts) > size || page.Name != org.name || !slices.Equal(page.Capabilities.AccountRoles, first.Capabilities.AccountRoles) {
						t.Errorf("in pages of %d: %+v, the first page %+v", size, page, first)
					}
					if page.NextCursor == "" {
						break
					}
					cursor = "&cursor=" + page.NextCursor
				}
				if !slices.Equal(names, c.want) {
					t.Errorf("in pages of %d the accounts are %q, want %q", size, names, c.want)
				}
			}
		})
	}
	get(t, org.path("?limit=0"), some.token).wantInvalid(t, "limit")
	get(t, org.path("?name=a"), some.token).wantInvalid(t, "name")
}

// The grants of the caller come in pages. All grants in one organisation are on one page.
func TestPagesOfOwnAccess(t *testing.T) {
	t.Parallel()
	one, two, three := newOrganisation(t), newOrganisation(t), newOrganisation(t)
	member := one.join(t, "billing-viewer", "audit-viewer")
	member.accept(t, two.invite(t, member.email, "billing-viewer", "audit-viewer"))
	member.accept(t, three.invite(t, member.email, "billing-viewer", "audit-viewer"))
	for _, size := range []int{1, 2, 3} {
		seen := map[string]int{}
		for cursor := ""; ; {
			page := decode[userAndGrants](t, get(t, fmt.Sprint("/me?limit=", size, cursor), member.token).want(t, http.StatusOK))
			if page.User.ID != member.id || len(page.Grants) > 2*size || len(page.Grants)%2 != 0 {
				t.Errorf("a page of %d organisations: %+v", size, page)
			}
			for _, held := range page.Grants {
				seen[held.Scope.OrganisationID]++
			}
			if page.NextCursor == "" {
				break
			}
			cursor = "&cursor=" + page.NextCursor
		}
		for _, o := range []organisation{one, two, three} {
			if seen[o.id] != 2 || len(seen) != 3 {
				t.Errorf("in pages of %d: grants %v, want 2 in each of 3 organisations", size, seen)
			}
		}
	}
}

// A cursor shows nothing of the position that it stands for, and no two are the same.
func TestCursorsAreOpaque(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	member := org.join(t, "billing-viewer")
	shop, yard := org.createAccount(t, "Shop"), org.createAccount(t, "Yard")
	invited := []invitation{org.invite(t, address("waiting"), "billing-viewer"), org.invite(t, address("waiting"), "billing-viewer")}
	member.accept(t, newOrganisation(t).invite(t, member.email, "billing-viewer"))
	telling := []string{"example", org.admin.email, member.email, invited[0].Email, invited[1].Email, shop.Name, yard.Name, org.id, org.admin.id, member.id, shop.ID, yard.ID, invited[0].ID, invited[1].ID}
	for path, by := range map[string]person{
		org.path("/permissions?limit=1"): org.admin, org.path("/invitations?limit=1"): org.admin, org.path("/events?limit=1"): org.admin,
		org.path("?limit=1"): org.admin, "/organisations?limit=1": member, "/me?limit=1": member,
	} {
		t.Run(path, func(t *testing.T) {
			cursor, again := nextCursor(t, path, by), nextCursor(t, path, by)
			if cursor == again {
				t.Errorf("two requests have the same cursor %s", cursor)
			}
			raw := strings.ToLower(cursor + string(got(base64.RawURLEncoding.DecodeString(cursor)).orFail(t)))
			for _, word := range telling {
				if strings.Contains(raw, strings.ToLower(word)) {
					t.Errorf("the cursor %s shows %q", cursor, word)
				}
			}
			for _, c := range []string{cursor, again} {
				get(t, path+"&cursor="+c, by.token).want(t, http.StatusOK)
			}
			changed := "A" + cursor[1:]
			if cursor[0] == 'A' {
				changed = "B" + cursor[1:]
			}
			for _, wrong := range []string{changed, cursor[:len(cursor)-1], cursor[:16], cursor + "AAAA", cursor + cursor} {
				get(t, path+"&cursor="+wrong, by.token).wantInvalid(t, "cursor")
			}
		})
	}
	for _, path := range []string{org.path("?limit=1"), "/me?limit=1"} {
		other := "/organisations?limit=1"
		get(t, path+"&cursor="+nextCursor(t, other, member), member.token).wantInvalid(t, "cursor")
	}
	get(t, org.path("?limit=1&cursor=")+nextCursor(t, org.path("?limit=1"), org.admin), member.token).wantInvalid(t, "cursor")
}
