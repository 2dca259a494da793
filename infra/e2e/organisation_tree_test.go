package e2e

import (
	"fmt"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// Organisations below organisations, and accounts.

func TestAPartnerCreatesOrganisationsBelowIt(t *testing.T) {
	t.Parallel()
	partner := newPartner(t)
	for kind, c := range map[string]struct {
		body    map[string]any
		partner bool
	}{
		"plain by default": {map[string]any{}, false},
		"plain":            {map[string]any{"partner": false}, false},
		"a partner":        {map[string]any{"partner": true}, true},
	} {
		t.Run(kind, func(t *testing.T) {
			c.body["name"] = unique("Below")
			a := post(t, partner.path("/organisations"), partner.admin.token, c.body).want(t, http.StatusCreated)
			made := decode[organisationID](t, a)
			want := organisationID{
				ID: made.ID, Name: c.body["name"].(string), Partner: c.partner,
				ParentID: partner.id, InheritedFrom: &source{partner.id, partner.name},
			}
			if !reflect.DeepEqual(made, want) {
				t.Fatalf("created was %+v, want %+v\n\n%s", made, want, a)
			}
			location := a.header.Get("Location")
			if location != "/organisations/"+made.ID {
				t.Fatalf("Location is %q", location)
			}
			want.Accounts = []account{}
			if shown := decode[organisationID](t, get(t, location, partner.admin.token).want(t, http.StatusOK)); !reflect.DeepEqual(shown, want) {
				t.Errorf("the organisation is %+v, want %+v", shown, want)
			}
		})
	}
}

// There are at most five levels. A Partner Organisation Admin of the first governs all.
func TestOrganisationsStandFiveLevelsDeep(t *testing.T) {
	t.Parallel()
	levels := []organisation{newPartner(t)}
	top := levels[0]
	for len(levels) < 5 {
		levels = append(levels, levels[len(levels)-1].createChild(t, fmt.Sprint("Level", len(levels)+1), true))
	}
	lowest := levels[4]
	post(t, lowest.path("/organisations"), top.admin.token, map[string]any{"name": "Level6"}).wantProblem(t, http.StatusConflict, "limit-reached")
	for n, o := range levels[1:] {
		a := get(t, o.path(""), top.admin.token).want(t, http.StatusOK)
		seen := decode[organisationID](t, a)
		if seen.ParentID != levels[n].id || seen.InheritedFrom == nil || *seen.InheritedFrom != (source{top.id, top.name}) {
			t.Errorf("level %d: want the parent %s, inherited from %s\n\n%s", n+2, levels[n].id, top.id, a)
		}
	}
	shop := lowest.createAccount(t, "Shop")
	member := lowest.joinAccount(t, shop, "billing-viewer")
	del(t, lowest.path("/permissions/"+member.id), top.admin.token).want(t, http.StatusOK)

	middle := levels[2]
	deputy := middle.join(t, "partner-organisation-admin")
	if got := idsOf(pages[organisationID](t, "/organisations", deputy, 2)); !slices.Equal(sorted(got), sorted(idsIn(levels[2:]))) {
		t.Errorf("an administrator of level 3 sees %v, want levels 3 to 5: %v", got, idsIn(levels[2:]))
	}
	below := decode[organisationID](t, post(t, levels[3].path("/organisations"), deputy.token, map[string]any{"name": unique("Level5")}).want(t, http.StatusCreated))
	if below.InheritedFrom == nil || *below.InheritedFrom != (source{middle.id, middle.name}) {
		t.Errorf("the new organisation of level 5 is inherited from %v, want level 3", below.InheritedFrom)
	}
	again := decode[organisationID](t, get(t, "/organisations/"+below.ID, deputy.token).want(t, http.StatusOK))
	if again.Accounts = nil; !reflect.DeepEqual(again, below) {
		t.Errorf("created was %+v, but the organisation is %+v", below, again)
	}
}

func idsOf(seen []organisationID) []string {
	var ids []string
	for _, o := range seen {
		ids = append(ids, o.ID)
	}
	return ids
}

func idsIn(organisations []organisation) []string {
	var ids []string
	for _, o := range organisations {
		ids = append(ids, o.id)
	}
	return ids
}

func sorted(list []string) []string { return slices.Sorted(slices.Values(list)) }

func TestWhoMayCreateOrganisationsAndAccounts(t *testing.T) {
	t.Parallel()
	partner := newPartner(t)
	plain := partner.createChild(t, "Plain", false)
	shop := plain.createAccount(t, "Shop")
	deputy, viewer := partner.join(t, "organisation-admin"), partner.join(t, "billing-viewer")
	owner, clerk := plain.join(t, "organisation-admin"), plain.joinAccount(t, shop, "account-admin")
	stranger := newOrganisation(t).admin
	for _, c := range []struct {
		who     string
		by      person
		at      organisation
		what    string
		status  int
		problem string
	}{
		{"a Partner Organisation Admin", partner.admin, partner, "/organisations", 201, ""},
		{"an Organisation Admin of the partner", deputy, partner, "/organisations", 403, "forbidden"},
		{"a viewer of the partner", viewer, partner, "/organisations", 403, "forbidden"},
		{"an administrator below", owner, partner, "/organisations", 404, "not-found"},
		{"a stranger", stranger, partner, "/organisations", 404, "not-found"},
		{"the partner's, below a plain organisation", partner.admin, plain, "/organisations", 403, "forbidden"},
		{"its Organisation Admin, below a plain organisation", owner, plain, "/organisations", 403, "forbidden"},
		{"an Account Admin", clerk, plain, "/organisations", 403, "forbidden"},

		{"a Partner Organisation Admin", partner.admin, partner, "/accounts", 201, ""},
		{"an Organisation Admin of the partner", deputy, partner, "/accounts", 201, ""},
		{"the partner's, below", partner.admin, plain, "/accounts", 201, ""},
		{"its Organisation Admin", owner, plain, "/accounts", 201, ""},
		{"an Organisation Admin of the partner, below", deputy, plain, "/accounts", 404, "not-found"},
		{"a viewer", viewer, partner, "/accounts", 403, "forbidden"},
		{"an Account Admin", clerk, plain, "/accounts", 403, "forbidden"},
		{"a stranger", stranger, plain, "/accounts", 404, "not-found"},
	} {
		t.Run(c.what+" by "+c.who, func(t *testing.T) {
			a := post(t, c.at.path(c.what), c.by.token, map[string]any{"name": unique("New")})
			if c.problem == "" {
				a.want(t, c.status)
				return
			}
			a.wantProblem(t, c.status, c.problem)
		})
	}
}

func TestAnAccountBelongsToItsOrganisation(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	name := unique("Shop")
	a := post(t, org.path("/accounts"), org.admin.token, map[string]string{"name": name}).want(t, http.StatusCreated)
	made := decode[createdAccount](t, a)
	if made.ID == "" || made.Name != name || made.OrganisationID != org.id || a.header.Get("Location") != org.path("") {
		t.Errorf("the account differs from the request\n\n%s", a)
	}
	twin := org.createAccount(t, "Shop") // names need not be unique
	shown := decode[organisationID](t, get(t, org.path(""), org.admin.token).want(t, http.StatusOK)).Accounts
	for _, want := range []account{made.account, twin} {
		if !slices.Contains(shown, want) {
			t.Errorf("the organisation's accounts are %v, want %v among them", shown, want)
		}
	}
	if len(shown) != 2 {
		t.Errorf("the organisation's accounts are %v, want two", shown)
	}
	other := newOrganisation(t)
	body := map[string]any{"email": address("lost"), "roles": []string{"billing-viewer"}, "accountId": made.ID}
	post(t, other.path("/invitations"), other.admin.token, body).wantProblem(t, http.StatusNotFound, "not-found")
	get(t, other.path("/permissions?account="+made.ID), other.admin.token).wantProblem(t, http.StatusNotFound, "not-found")
}

func TestNamesOfOrganisationsAndAccounts(t *testing.T) {
	t.Parallel()
	partner := newPartner(t)
	for _, what := range []string{"/organisations", "/accounts"} {
		for kind, name := range map[string]any{
			"none": nil, "empty": "", "blank": "   ", "too long": strings.Repeat("a", 101), "with a line break": "A\nB",
			"with NUL": "A\x00B", "turned around": "A\u202eB", "a list": []string{"A"}, "a number": 7,
		} {
			t.Run(what+" "+kind, func(t *testing.T) {
				body := map[string]any{"name": name}
				if kind == "none" {
					delete(body, "name")
				}
				post(t, partner.path(what), partner.admin.token, body).wantInvalid(t, "name")
			})
		}
		for _, field := range []string{"id", "parentId", "ancestors", "organisationId", "admins", "createdAt"} {
			t.Run(what+" mass assignment of "+field, func(t *testing.T) {
				post(t, partner.path(what), partner.admin.token, map[string]any{"name": "A", field: "x"}).wantInvalid(t, field)
			})
		}
		long := strings.Repeat("ø", 100)
		post(t, partner.path(what), partner.admin.token, map[string]any{"name": long}).want(t, http.StatusCreated)
	}
	post(t, partner.path("/organisations"), partner.admin.token, map[string]any{"name": "A", "partner": "yes"}).wantInvalid(t, "partner")
	post(t, partner.path("/accounts"), partner.admin.token, map[string]any{"name": "A", "partner": true}).wantInvalid(t, "partner")
}

// The list has the organisations that the caller may see, sorted by name. The parent is
// shown only if the caller may see it.
func TestTheListOfOrganisations(t *testing.T) {
	t.Parallel()
	partner := newPartner(t)
	branch := partner.createChild(t, "beta", true)
	leaves := []organisation{branch.createChild(t, "Gamma", false), branch.createChild(t, "alpha", false), partner.createChild(t, "Delta", false)}
	all := append([]organisation{partner, branch}, leaves...)
	slices.SortFunc(all, func(a, b organisation) int { return strings.Compare(strings.ToLower(a.name), strings.ToLower(b.name)) })
	for _, size := range []int{1, 2, 5, 50} {
		if got := idsOf(pages[organisationID](t, "/organisations", partner.admin, size)); !slices.Equal(got, idsIn(all)) {
			t.Errorf("in pages of %d the list is\n%v\nwant\n%v", size, got, idsIn(all))
		}
	}
	gamma := leaves[0]
	for _, o := range pages[organisationID](t, "/organisations", partner.admin, 50) {
		parents := map[string]string{branch.id: partner.id, leaves[2].id: partner.id, gamma.id: branch.id, leaves[1].id: branch.id}
		through := &source{partner.id, partner.name}
		if o.ID == partner.id {
			through = nil
		}
		if o.ParentID != parents[o.ID] || !reflect.DeepEqual(o.InheritedFrom, through) {
			t.Errorf("%s has the parent %q, inherited from %v, want %q and %v", o.Name, o.ParentID, o.InheritedFrom, parents[o.ID], through)
		}
	}

	member := gamma.join(t, "billing-viewer")
	sees := func(what string, want ...organisationID) {
		t.Helper()
		got := pages[organisationID](t, "/organisations", member, 1)
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v, want %+v", what, got, want)
		}
	}
	own := organisationID{ID: gamma.id, Name: gamma.name}
	sees("a member, who may not see the parent", own)
	member.accept(t, branch.invite(t, member.email, "billing-viewer"))
	parent := organisationID{ID: branch.id, Name: branch.name, Partner: true}
	own.ParentID = branch.id
	sees("a member of the parent as well", parent, own)
	editAccess(t, branch, partner.admin, permissionRow(t, branch, partner.admin, member.id), roleGrant{Role: "partner-organisation-admin"}).want(t, http.StatusOK)
	alpha := organisationID{ID: leaves[1].id, Name: leaves[1].name, ParentID: branch.id, InheritedFrom: &source{branch.id, branch.name}}
	sees("a Partner Organisation Admin of the parent", alpha, parent, own)
}
