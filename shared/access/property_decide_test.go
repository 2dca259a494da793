package access_test

import (
	"fmt"
	"reflect"
	"slices"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

// The decisions of the game, compared with a model and with each other.

// modelPermissions has what the plain roles of the game allow, written by hand.
var modelPermissions = map[access.RoleID][]access.Permission{
	fixture.Viewer: {"audit:read"}, fixture.Biller: {"billing:read"},
	"audit-admin":  {"audit:read", "audit:create", "audit:update", "audit:delete", "audit:export"},
	fixture.Signer: {"signature-order:read", "signature-order:create", "signature-order:update", "document:read", "document:create", "document:update"},
}

// mayDo returns the roles by which somebody may do something at a scope, in the model.
// It looks from the scope upwards at each role that could be held.
func (g *game) mayDo(who, org, acc int, p access.Permission) map[scopedRoles]bool {
	could := []scopedRoles{{fixture.PartnerAdmin, org, -1}, {fixture.OrganisationAdmin, org, -1}}
	for _, above := range g.orgs[org].above {
		could = append(could, scopedRoles{fixture.PartnerAdmin, above, -1})
	}
	if acc >= 0 {
		could = append(could, scopedRoles{fixture.AccountAdmin, org, acc})
	}
	for role, permissions := range modelPermissions {
		if slices.Contains(permissions, p) {
			could = append(could, scopedRoles{role, org, -1}, scopedRoles{role, org, acc})
		}
	}
	mine := map[scopedRoles]bool{}
	for _, h := range could {
		if g.counts(who, h) {
			mine[h] = true
		}
	}
	return mine
}

// eachScope calls do with every scope of the game.
func (g *game) eachScope(do func(org, acc int)) {
	for org := range g.orgs {
		for acc := -1; acc < len(g.orgs[org].accounts); acc++ {
			do(org, acc)
		}
	}
}

// registered returns the people who are users.
func (g *game) registered() (people []int) {
	for who, caller := range g.people {
		if caller != (access.Caller{}) {
			people = append(people, who)
		}
	}
	return people
}

// decisions asks many checks about somebody, as somebody.
func (g *game) decisions(who int, checks []access.Check) []access.Decision {
	g.Helper()
	var items []access.Decision
	for some := range slices.Chunk(checks, access.MaxChecks) {
		decided, err := g.Decide().Do(g.Context(), g.people[who].ID(), g.people[who].ID(), some)
		g.Must(err)
		if len(decided.Items) != len(some) {
			g.Fatalf("%d decisions for %d checks", len(decided.Items), len(some))
		}
		items = append(items, decided.Items...)
	}
	return items
}

// asks compares what one person may do with the model, at every scope and for every
// permission. All checks are in one list, so the order of the answers is compared, too.
func (g *game) asks() {
	people := g.registered()
	who := people[g.random.Intn(len(people))]
	var checks []access.Check
	var want []map[scopedRoles]bool
	permissions := g.Roles.Permissions()
	g.eachScope(func(org, acc int) {
		for _, p := range permissions {
			checks, want = append(checks, access.Check{Permission: p, Scope: g.at(org, acc)}), append(want, g.mayDo(who, org, acc, p))
		}
	})
	shuffle := g.random.Perm(len(checks))
	shuffled := make([]access.Check, 0, len(checks))
	for _, n := range shuffle {
		shuffled = append(shuffled, checks[n])
	}
	for n, decided := range g.decisions(who, shuffled) {
		check := checks[shuffle[n]]
		if got := g.modelled(decided.Because); !reflect.DeepEqual(got, want[shuffle[n]]) {
			g.Errorf("person %d may %s at %v because of %v, want %v", who, check.Permission, check.Scope, got, want[shuffle[n]])
		}
		g.wantNearestFirst(check, decided)
	}
}

// modelled returns grants as the model names them.
func (g *game) modelled(grants []access.Grant) map[scopedRoles]bool {
	named := map[scopedRoles]bool{}
	for _, grant := range grants {
		org := slices.IndexFunc(g.orgs, func(o *modelOrganisation) bool { return o.ID == grant.Scope.Organisation })
		acc := slices.IndexFunc(g.orgs[org].accounts, func(a access.Account) bool { return a.ID == grant.Scope.Account })
		named[scopedRoles{grant.Role, org, acc}] = true
	}
	if len(named) != len(grants) {
		g.Errorf("a grant is named twice: %+v", grants)
	}
	return named
}

// wantNearestFirst checks that the grants of a decision begin with the direct ones, and
// that the inherited ones follow from the nearest organisation to the farthest.
func (g *game) wantNearestFirst(check access.Check, decided access.Decision) {
	levels := fixture.Each(decided.Because, func(grant access.Grant) int {
		return 1 + slices.IndexFunc(decided.Organisation.Ancestors, func(a access.Ancestor) bool { return a.ID == grant.Scope.Organisation })
	})
	if !slices.IsSorted(levels) {
		g.Errorf("%s at %v: the levels of the grants are %v", check.Permission, check.Scope, levels)
	}
}

// comparePermissions compares the list of what somebody may do at a scope with the
// single decisions, and what the caller may know of with what the API shows.
func (g *game) comparePermissions(who, org, acc int) (everything bool, refusal access.Kind) {
	list, err := g.Decide().Permissions(g.Context(), g.people[who].ID(), g.at(org, acc))
	if err != nil {
		refusal = access.KindOf(err)
	}
	all := g.Roles.Permissions()
	var want []access.Permission
	for n, decided := range g.decisions(who, fixture.Each(all, func(p access.Permission) access.Check { return access.Check{Permission: p, Scope: g.at(org, acc)} })) {
		if len(decided.Because) > 0 {
			want = append(want, all[n])
		}
	}
	if !slices.Equal(list.Permissions, want) {
		g.Errorf("person %d at %d/%d has the permissions %v, want %v", who, org, acc, list.Permissions, want)
	}
	_, accounts, err := g.Browse().Organisation(g.Context(), g.people[who].ID(), g.orgs[org].ID, access.Filter{Limit: 100})
	shown := err == nil && (acc < 0 || slices.ContainsFunc(accounts.Items, func(a access.Account) bool { return a.ID == g.at(org, acc).Account }))
	if (refusal == "") != shown || (refusal == "") != g.sees(who, org, acc) || refusal != "" && refusal != access.NotFound {
		g.Errorf("person %d asks for the permissions at %d/%d: %q, but is shown the scope: %t", who, org, acc, refusal, shown)
	}
	return len(list.Permissions) == len(all), refusal
}

// compareMember compares what an administrator is told about a member with what the
// member is told.
func (g *game) compareMember(by, who, org, acc int, p access.Permission) {
	check := access.Check{Permission: p, Scope: g.at(org, acc)}
	told, err := g.Decide().Member(g.Context(), g.people[by].ID(), g.people[who].ID(), check)
	var v verdict
	v.unless(g.sees(by, org, acc), access.NotFound)
	v.unless(g.governs(by, org, -1), access.Forbidden)
	if !g.check(err, v.kinds, "person %d asks whether %d may %s at %d/%d", by, who, p, org, acc) {
		return
	}
	if own := g.decisions(who, []access.Check{check}); !reflect.DeepEqual(told.Items, own) {
		g.Errorf("person %d is told %+v about %d, who is told %+v", by, told.Items, who, own)
	}
}

// compareDecisions compares the decisions about everybody at every scope. Then it lets
// everybody who is told that they may do everything at a scope invite, edit and remove
// there, and everybody else, too.
func (g *game) compareDecisions() {
	people, permissions := g.registered(), g.Roles.Permissions()
	for _, who := range people {
		for range 3 {
			g.compareAllowedScopes(who, permissions[g.random.Intn(len(permissions))])
		}
		g.compareAllowedScopes(who, "audit:read")
	}
	g.eachScope(func(org, acc int) {
		subject := g.subject(org, acc)
		for _, who := range people {
			g.compareMember(who, people[g.random.Intn(len(people))], org, acc, permissions[g.random.Intn(len(permissions))])
			everything, refusal := g.comparePermissions(who, org, acc)
			g.compareAuthority(who, org, acc, subject, everything, refusal)
		}
	})
}

// subject returns a new member with a role at a scope.
func (g *game) subject(org, acc int) access.Caller {
	g.subjects++
	return g.Member(g.at(org, acc), fmt.Sprint("subject", g.subjects), fixture.Biller)
}

// compareAuthority compares what somebody is told with what the API accepts. To somebody
// who may not know of the scope everything is not found. The roles end in an hour, as
// somebody whose own role ends can give no others.
func (g *game) compareAuthority(who, org, acc int, subject access.Caller, everything bool, invisible access.Kind) {
	by, scope := g.people[who].ID(), g.at(org, acc)
	want := []access.Kind{invisible}
	switch {
	case everything:
		want = nil
	case invisible == "":
		want = []access.Kind{access.Forbidden}
	}
	g.subjects++
	end := g.Now().UTC().Truncate(time.Hour).Add(time.Hour) // the ends of the game are whole hours
	_, err := g.Invite().Do(g.Context(), by, scope.Organisation, access.InviteRequest{
		Email: fixture.Mailbox(fmt.Sprint("guest", g.subjects)), Account: scope.Account, Roles: []access.RoleID{fixture.Viewer},
		Ends: access.Ends{fixture.Viewer: end}}, "")
	g.check(err, want, "person %d, who may do everything at %d/%d: %t, invites", who, org, acc, everything)
	_, err = g.Remove().Preview(g.Context(), by, scope, subject.ID())
	g.check(err, want, "person %d, who may do everything at %d/%d: %t, removes", who, org, acc, everything)

	role := fixture.Viewer
	if g.Membership(subject.ID(), scope.Organisation).Holds(role, scope) {
		role = fixture.Biller
	}
	if !everything { // an administrator of another account sees the organisation and no such member
		want = []access.Kind{access.Forbidden, access.NotFound}
	}
	_, _, err = g.Edit().If(g.AsShown(g.people[who], g.orgs[org].Organisation, subject)).Do(g.Context(), by, scope.Organisation, subject.ID(),
		access.EditRequest{Grants: []access.ScopedRole{{Role: role, Account: scope.Account, Until: end}}})
	g.check(err, want, "person %d, who may do everything at %d/%d: %t, edits", who, org, acc, everything)
}
