package e2e

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// Inherited access is shown with its source and cannot be changed from below.

// hierarchy is a partner, a child and a grandchild organisation, and an administrator of
// the grandchild.
type hierarchy struct {
	top, middle, low organisation
	owner            person // Organisation Admin of low
}

func newHierarchy(t *testing.T) hierarchy {
	t.Helper()
	top := newPartner(t)
	middle := top.createChild(t, "Middle", true)
	low := middle.createChild(t, "Low", false)
	return hierarchy{top, middle, low, low.join(t, "organisation-admin")}
}

// inheritedFrom returns the organisations from which the grants are inherited; empty for direct
// grants.
func inheritedFrom(shown userAndGrants) []source {
	list := []source{}
	for _, g := range shown.Grants {
		from := source{}
		if g.InheritedFrom != nil {
			from = *g.InheritedFrom
		}
		list = append(list, from)
	}
	return list
}

func TestInheritedAccessIsShownWithItsSource(t *testing.T) {
	t.Parallel()
	l := newHierarchy(t)
	deputy := l.middle.join(t, "partner-organisation-admin")
	l.middle.join(t, "organisation-admin", "billing-admin") // is not inherited
	deputy.accept(t, l.low.invite(t, deputy.email, "billing-viewer"))
	top, middle, direct := source{l.top.id, l.top.name}, source{l.middle.id, l.middle.name}, source{}
	want := map[string][]source{l.owner.id: {direct}, l.top.admin.id: {top}, deputy.id: {direct, middle}}
	emails := sorted([]string{l.owner.email, l.top.admin.email, deputy.email})
	for _, size := range []int{1, 2, 50} {
		rows := pages[userAndGrants](t, l.low.path("/permissions"), l.owner, size)
		var got []string
		for _, r := range rows {
			got = append(got, r.User.Email)
			if !slices.Equal(inheritedFrom(r), want[r.User.ID]) {
				t.Errorf("%s holds %v from %v, want %v", r.User.Email, roleIDs(r.Grants), inheritedFrom(r), want[r.User.ID])
			}
			if inherited := !slices.Contains(want[r.User.ID], direct); inherited != (r.Version == "") {
				t.Errorf("%s: the version is %q, but only inherited is %t", r.User.Email, r.Version, inherited)
			}
			if one := permissionRow(t, l.low, l.owner, r.User.ID); !slices.Equal(inheritedFrom(one), inheritedFrom(r)) || one.Version != r.Version || one.User != r.User {
				t.Errorf("the list has %+v, but the single row is %+v", r, one)
			}
		}
		if !slices.Equal(got, emails) {
			t.Errorf("in pages of %d the list is %v, want %v", size, got, emails)
		}
	}
	for query, number := range map[string]int{
		"role=partner-organisation-admin": 2, "role=billing-viewer": 1, "role=organisation-admin": 1,
		"email=" + escaped(l.top.admin.email): 1, "email=" + escaped(deputy.email) + "&role=partner-organisation-admin": 1,
	} {
		if rows := pages[userAndGrants](t, l.low.path("/permissions?"+query), l.owner, 1); len(rows) != number {
			t.Errorf("%s returns %d rows, want %d", query, len(rows), number)
		}
	}
	shop := l.low.createAccount(t, "Shop")
	if rows := pages[userAndGrants](t, l.low.path("/permissions?account="+shop.ID), l.owner, 1); len(rows) != 0 {
		t.Errorf("an account without grants has the rows %v", rows)
	}
	if shown := get(t, l.low.path("/permissions/"+l.top.admin.id), l.owner.token); shown.header.Get("ETag") != "" {
		t.Errorf("a row that cannot be changed has an ETag\n\n%s", shown)
	}
}

// Neither an administrator below nor the user themselves can change inherited access.
func TestInheritedAccessCannotBeChangedFromBelow(t *testing.T) {
	t.Parallel()
	l := newHierarchy(t)
	for who, by := range map[string]person{"an administrator below": l.owner, "the user": l.top.admin} {
		t.Run(who, func(t *testing.T) {
			path := l.low.path("/permissions/" + l.top.admin.id)
			inherited := permissionRow(t, l.low, by, l.top.admin.id)
			change := editRequest(l.low, by, inherited, roleGrant{Role: "billing-viewer"})
			for tag, want := range map[string]string{
				"*": "inherited-access", `"x"`: "version-mismatch", `"` + permissionRow(t, l.top, l.top.admin, l.top.admin.id).Version + `"`: "version-mismatch",
			} {
				change.header = map[string]string{"If-Match": tag}
				change.sendAs(t, by).wantProblem(t, map[string]int{"inherited-access": http.StatusConflict, "version-mismatch": http.StatusPreconditionFailed}[want], want)
			}
			get(t, path+"/removal", by.token).wantProblem(t, http.StatusConflict, "inherited-access")
			del(t, path, by.token).wantProblem(t, http.StatusConflict, "inherited-access")
		})
	}
	for _, o := range []organisation{l.top, l.middle, l.low} {
		get(t, o.path("/permissions"), l.top.admin.token).want(t, http.StatusOK)
	}
}

// A removal removes direct access. Its preview shows what remains and from where.
func TestARemovalKeepsInheritedAccess(t *testing.T) {
	t.Parallel()
	l := newHierarchy(t)
	shop := l.low.createAccount(t, "Shop")
	both := l.middle.join(t, "partner-organisation-admin")
	both.accept(t, l.low.invite(t, both.email, "billing-viewer"))
	both.accept(t, l.low.inviteToAccount(t, shop, l.owner, both.email, "signing-viewer"))
	path := l.low.path("/permissions/" + both.id)
	middle := source{l.middle.id, l.middle.name}
	checks := func(what string, r removal, removed, remaining []string) {
		t.Helper()
		if !slices.Equal(roleIDs(r.Removed), removed) || !slices.Equal(roleIDs(r.Remaining), remaining) {
			t.Errorf("%s: removed are %v and remaining %v, want %v and %v", what, roleIDs(r.Removed), roleIDs(r.Remaining), removed, remaining)
			return
		}
		if last := r.Remaining[len(r.Remaining)-1]; last.InheritedFrom == nil || *last.InheritedFrom != middle {
			t.Errorf("%s: the remaining access is inherited from %v, want %v", what, last.InheritedFrom, middle)
		}
	}
	account, highest := "?account="+shop.ID, "partner-organisation-admin"
	checks("preview for the account", decode[removal](t, get(t, path+"/removal"+account, l.owner.token).want(t, http.StatusOK)), []string{"signing-viewer"}, []string{"billing-viewer", highest})
	checks("preview for the organisation", decode[removal](t, get(t, path+"/removal", l.owner.token).want(t, http.StatusOK)), []string{"billing-viewer", "signing-viewer"}, []string{highest})
	checks("removal from the account", decode[removal](t, del(t, path+account, l.owner.token).want(t, http.StatusOK)), []string{"signing-viewer"}, []string{"billing-viewer", highest})
	del(t, path+account, l.owner.token).wantProblem(t, http.StatusConflict, "inherited-access") // the rest is held elsewhere
	checks("removal from the organisation", decode[removal](t, del(t, path, l.owner.token).want(t, http.StatusOK)), []string{"billing-viewer"}, []string{highest})
	get(t, l.low.path("/permissions"), both.token).want(t, http.StatusOK)
}

// An edit below changes the direct grants, and its response has the inherited ones too.
func TestAnEditKeepsInheritedAccess(t *testing.T) {
	t.Parallel()
	l := newHierarchy(t)
	both := l.middle.join(t, "partner-organisation-admin")
	both.accept(t, l.low.invite(t, both.email, "billing-viewer"))
	shown := permissionRow(t, l.low, l.owner, both.id)
	after := decode[userAndGrants](t, editAccess(t, l.low, l.owner, shown, roleGrant{Role: "audit-viewer"}).want(t, http.StatusOK))
	if want := []string{"audit-viewer", "partner-organisation-admin"}; !slices.Equal(roleIDs(after.Grants), want) || after.Grants[1].InheritedFrom == nil {
		t.Errorf("after the edit the grants are %v from %v, want %v", roleIDs(after.Grants), inheritedFrom(after), want)
	}
	editAccess(t, l.low, l.owner, after, roleGrant{Role: "partner-organisation-admin"}).wantProblem(t, http.StatusForbidden, "role-not-allowed")
}

// An Account Admin below sees nothing inherited on any route.
func TestAnAccountAdminSeesNothingInherited(t *testing.T) {
	t.Parallel()
	l := newHierarchy(t)
	shop := l.low.createAccount(t, "Shop")
	clerk := register(t, l.low.inviteToAccount(t, shop, l.owner, address("clerk"), "account-admin"))
	both := l.middle.join(t, "partner-organisation-admin")
	both.accept(t, l.low.inviteToAccount(t, shop, l.owner, both.email, "billing-viewer"))
	own := "?account=" + shop.ID
	for _, a := range []response{
		get(t, "/organisations", clerk.token),
		get(t, l.low.path(""), clerk.token),
		get(t, l.low.path("/permissions"), clerk.token),
		get(t, l.low.path("/permissions"+own), clerk.token),
		get(t, l.low.path("/permissions/"+both.id), clerk.token),
		get(t, l.low.path("/permissions/"+both.id+"/removal"+own), clerk.token),
		editAccess(t, l.low, clerk, permissionRow(t, l.low, clerk, both.id), roleGrant{"audit-viewer", shop.ID}),
		del(t, l.low.path("/permissions/"+both.id+own), clerk.token),
	} {
		a.want(t, http.StatusOK)
		for _, linkToken := range []string{l.top.id, l.top.name, l.top.admin.email, l.middle.id, l.middle.name, "inheritedFrom", "parentId", "partner-organisation-admin"} {
			if strings.Contains(string(a.body), linkToken) {
				t.Errorf("the response contains %s\n\n%s", linkToken, a)
			}
		}
	}
	get(t, l.low.path("/permissions/"+l.top.admin.id), clerk.token).wantProblem(t, http.StatusNotFound, "not-found")
	get(t, l.low.path("/permissions"), both.token).want(t, http.StatusOK) // the inherited access is unchanged
}
