package e2e

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// Inherited access is shown with its source and cannot be changed from below.

// lineage is a partner, a child and a grandchild organisation, and an administrator of
// the grandchild.
type lineage struct {
	top, middle, low organisation
	owner            person // Organisation Admin of low
}

func newLineage(t *testing.T) lineage {
	t.Helper()
	top := newPartner(t)
	middle := top.below(t, "Middle", true)
	low := middle.below(t, "Low", false)
	return lineage{top, middle, low, low.join(t, "organisation-admin")}
}

// sources returns the organisations from which the grants are inherited; empty for direct
// grants.
func sources(shown userAndGrants) []source {
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

func TestWhatIsInheritedIsShownWithItsSource(t *testing.T) {
	t.Parallel()
	l := newLineage(t)
	deputy := l.middle.join(t, "partner-organisation-admin")
	l.middle.join(t, "organisation-admin", "billing-admin") // is not inherited
	deputy.accepts(t, l.low.invite(t, deputy.email, "billing-viewer"))
	top, middle, direct := source{l.top.id, l.top.name}, source{l.middle.id, l.middle.name}, source{}
	want := map[string][]source{l.owner.id: {direct}, l.top.admin.id: {top}, deputy.id: {direct, middle}}
	emails := sorted([]string{l.owner.email, l.top.admin.email, deputy.email})
	for _, size := range []int{1, 2, 50} {
		rows := pages[userAndGrants](t, l.low.path("/permissions"), l.owner, size)
		var got []string
		for _, r := range rows {
			got = append(got, r.User.Email)
			if !slices.Equal(sources(r), want[r.User.ID]) {
				t.Errorf("%s holds %v from %v, want %v", r.User.Email, roleIDs(r.Grants), sources(r), want[r.User.ID])
			}
			if inherited := !slices.Contains(want[r.User.ID], direct); inherited != (r.Version == "") {
				t.Errorf("%s: the version is %q, but only inherited is %t", r.User.Email, r.Version, inherited)
			}
			if one := row(t, l.low, l.owner, r.User.ID); !slices.Equal(sources(one), sources(r)) || one.Version != r.Version || one.User != r.User {
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
	shop := l.low.opens(t, "Shop")
	if rows := pages[userAndGrants](t, l.low.path("/permissions?account="+shop.ID), l.owner, 1); len(rows) != 0 {
		t.Errorf("an account without grants has the rows %v", rows)
	}
	if shown := get(t, l.low.path("/permissions/"+l.top.admin.id), l.owner.token); shown.header.Get("ETag") != "" {
		t.Errorf("a row that cannot be changed has an ETag\n\n%s", shown)
	}
}

// Neither an administrator below nor the user themselves can change inherited access.
func TestWhatIsInheritedCannotBeChangedFromBelow(t *testing.T) {
	t.Parallel()
	l := newLineage(t)
	for who, by := range map[string]person{"an administrator below": l.owner, "the user": l.top.admin} {
		t.Run(who, func(t *testing.T) {
			path := l.low.path("/permissions/" + l.top.admin.id)
			inherited := row(t, l.low, by, l.top.admin.id)
			change := editing(l.low, by, inherited, held{Role: "billing-viewer"})
			for tag, want := range map[string]string{
				"*": "inherited-access", `"x"`: "version-mismatch", `"` + row(t, l.top, l.top.admin, l.top.admin.id).Version + `"`: "version-mismatch",
			} {
				change.header = map[string]string{"If-Match": tag}
				change.by(t, by).refused(t, map[string]int{"inherited-access": http.StatusConflict, "version-mismatch": http.StatusPreconditionFailed}[want], want)
			}
			get(t, path+"/removal", by.token).refused(t, http.StatusConflict, "inherited-access")
			del(t, path, by.token).refused(t, http.StatusConflict, "inherited-access")
		})
	}
	for _, o := range []organisation{l.top, l.middle, l.low} {
		get(t, o.path("/permissions"), l.top.admin.token).want(t, http.StatusOK)
	}
}

// A removal removes direct access. Its preview shows what remains and from where.
func TestARemovalLeavesWhatIsInherited(t *testing.T) {
	t.Parallel()
	l := newLineage(t)
	shop := l.low.opens(t, "Shop")
	both := l.middle.join(t, "partner-organisation-admin")
	both.accepts(t, l.low.invite(t, both.email, "billing-viewer"))
	both.accepts(t, l.low.inviteTo(t, shop, l.owner, both.email, "signing-viewer"))
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
	checks("preview for the account", read[removal](t, get(t, path+"/removal"+account, l.owner.token).want(t, http.StatusOK)), []string{"signing-viewer"}, []string{"billing-viewer", highest})
	checks("preview for the organisation", read[removal](t, get(t, path+"/removal", l.owner.token).want(t, http.StatusOK)), []string{"billing-viewer", "signing-viewer"}, []string{highest})
	checks("removal from the account", read[removal](t, del(t, path+account, l.owner.token).want(t, http.StatusOK)), []string{"signing-viewer"}, []string{"billing-viewer", highest})
	del(t, path+account, l.owner.token).refused(t, http.StatusConflict, "inherited-access") // the rest is held elsewhere
	checks("removal from the organisation", read[removal](t, del(t, path, l.owner.token).want(t, http.StatusOK)), []string{"billing-viewer"}, []string{highest})
	get(t, l.low.path("/permissions"), both.token).want(t, http.StatusOK)
}

// An edit below changes the direct grants, and its response has the inherited ones too.
func TestAnEditLeavesWhatIsInherited(t *testing.T) {
	t.Parallel()
	l := newLineage(t)
	both := l.middle.join(t, "partner-organisation-admin")
	both.accepts(t, l.low.invite(t, both.email, "billing-viewer"))
	shown := row(t, l.low, l.owner, both.id)
	after := read[userAndGrants](t, edit(t, l.low, l.owner, shown, held{Role: "audit-viewer"}).want(t, http.StatusOK))
	if want := []string{"audit-viewer", "partner-organisation-admin"}; !slices.Equal(roleIDs(after.Grants), want) || after.Grants[1].InheritedFrom == nil {
		t.Errorf("after the edit the grants are %v from %v, want %v", roleIDs(after.Grants), sources(after), want)
	}
	edit(t, l.low, l.owner, after, held{Role: "partner-organisation-admin"}).refused(t, http.StatusForbidden, "role-not-allowed")
}

// An Account Admin below sees nothing inherited on any route.
func TestAnAccountAdminSeesNothingInherited(t *testing.T) {
	t.Parallel()
	l := newLineage(t)
	shop := l.low.opens(t, "Shop")
	clerk := register(t, l.low.inviteTo(t, shop, l.owner, address("clerk"), "account-admin"))
	both := l.middle.join(t, "partner-organisation-admin")
	both.accepts(t, l.low.inviteTo(t, shop, l.owner, both.email, "billing-viewer"))
	own := "?account=" + shop.ID
	for _, a := range []answer{
		get(t, "/organisations", clerk.token),
		get(t, l.low.path(""), clerk.token),
		get(t, l.low.path("/permissions"), clerk.token),
		get(t, l.low.path("/permissions"+own), clerk.token),
		get(t, l.low.path("/permissions/"+both.id), clerk.token),
		get(t, l.low.path("/permissions/"+both.id+"/removal"+own), clerk.token),
		edit(t, l.low, clerk, row(t, l.low, clerk, both.id), held{"audit-viewer", shop.ID}),
		del(t, l.low.path("/permissions/"+both.id+own), clerk.token),
	} {
		a.want(t, http.StatusOK)
		for _, secret := range []string{l.top.id, l.top.name, l.top.admin.email, l.middle.id, l.middle.name, "inheritedFrom", "parentId", "partner-organisation-admin"} {
			if strings.Contains(string(a.body), secret) {
				t.Errorf("the response contains %s\n\n%s", secret, a)
			}
		}
	}
	get(t, l.low.path("/permissions/"+l.top.admin.id), clerk.token).refused(t, http.StatusNotFound, "not-found")
	get(t, l.low.path("/permissions"), both.token).want(t, http.StatusOK) // the inherited access is unchanged
}
