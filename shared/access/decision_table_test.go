package access_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
	"admit/shared/memory"
)

const decisionGolden = "testdata/decision.golden"

// decisionCatalogue has the three administrative roles, a plain role of each basic type
// that is given everywhere, and a plain role for each kind of scope.
const decisionCatalogue = `[
	{"id": "partner-organisation-admin", "name": "P", "description": "P", "category": "c", "type": "admin", "givenAt": ["partner-organisation"], "permissions": ["*:*"]},
	{"id": "organisation-admin", "name": "O", "description": "O", "category": "c", "type": "admin", "givenAt": ["partner-organisation", "organisation"], "permissions": ["*:*"]},
	{"id": "account-admin", "name": "A", "description": "A", "category": "c", "type": "admin", "givenAt": ["account"], "permissions": ["*:*"]},
	{"id": "viewer", "name": "v", "description": "v", "category": "c", "type": "viewer", "givenAt": ["partner-organisation", "organisation", "account"], "permissions": ["bill:read"]},
	{"id": "writer", "name": "w", "description": "w", "category": "c", "type": "writer", "givenAt": ["partner-organisation", "organisation", "account"], "permissions": ["bill:create"]},
	{"id": "editor", "name": "e", "description": "e", "category": "c", "type": "editor", "givenAt": ["partner-organisation", "organisation", "account"],
		"permissions": ["bill:read", "bill:create", "bill:update", "bill:delete"]},
	{"id": "admin", "name": "a", "description": "a", "category": "c", "type": "admin", "givenAt": ["partner-organisation", "organisation", "account"], "permissions": ["bill:*", "bill:send"]},
	{"id": "partner-viewer", "name": "pv", "description": "pv", "category": "c", "type": "viewer", "givenAt": ["partner-organisation"], "permissions": ["shop:read"]},
	{"id": "organisation-viewer", "name": "ov", "description": "ov", "category": "c", "type": "viewer", "givenAt": ["organisation"], "permissions": ["shop:read"]},
	{"id": "account-viewer", "name": "av", "description": "av", "category": "c", "type": "viewer", "givenAt": ["account"], "permissions": ["shop:read"]}
]`

// ruleOf says what each role of the catalogue allows, by action of the thing bill, and
// whether it allows shop:read. It is written by hand, to compare with.
var ruleOf = map[access.RoleID]string{
	fixture.PartnerAdmin: "create delete read send update shop", fixture.OrganisationAdmin: "create delete read send update shop",
	fixture.AccountAdmin: "create delete read send update shop",
	"viewer":             "read", "writer": "create", "editor": "create delete read update", "admin": "create delete read send update",
	"partner-viewer": "shop", "organisation-viewer": "shop", "account-viewer": "shop",
}

// decisionWorld is an organisation with others around it.
type decisionWorld struct {
	*fixture.Fixture
	here   access.Organisation
	places []decisionPlace
}

// decisionPlace is a scope that is asked about. Its class says how far it is from the
// organisation: "whole", "shop", "account", "below" or "elsewhere".
type decisionPlace struct {
	name, class string
	scope       access.Scope
}

// newDecisionWorld stores an organisation, a partner or not, with accounts, and what is
// above it, beside it and, for a partner, below it.
func newDecisionWorld(t *testing.T, partner bool) *decisionWorld {
	t.Helper()
	w := &decisionWorld{Fixture: fixture.New(t, memory.New())}
	roles, err := access.ParseCatalogue([]byte(decisionCatalogue))
	w.Must(err)
	w.Roles = roles
	top := w.stored("top", true)
	above := w.stored("above", true, top)
	w.here = w.stored("here", partner, above)
	sibling, other := w.stored("sibling", false, above), w.stored("other", true)
	shop := w.Account(w.here, "Shop")
	w.add("the organisation", "whole", fixture.Whole(w.here))
	w.add("its account Shop", "shop", fixture.ScopeOf(shop))
	w.add("its account Yard", "account", fixture.ScopeOf(w.Account(w.here, "Yard")))
	w.add("an account that is not there", "elsewhere", access.Scope{Organisation: w.here.ID, Account: "no-such-account"})
	if partner {
		below := w.stored("below", true, w.here)
		bottom := w.stored("bottom", false, below)
		w.add("the organisation below", "below", fixture.Whole(below))
		w.add("an account of the organisation below", "below", fixture.ScopeOf(w.Account(below, "Shop")))
		w.add("an organisation two levels below", "below", fixture.Whole(bottom))
		w.add("an account two levels below", "below", fixture.ScopeOf(w.Account(bottom, "Shop")))
		w.add("Shop, in the organisation below", "elsewhere", access.Scope{Organisation: below.ID, Account: shop.ID})
	}
	w.add("the organisation above", "elsewhere", fixture.Whole(above))
	w.add("an account of the organisation above", "elsewhere", fixture.ScopeOf(w.Account(above, "Shop")))
	w.add("the organisation at the top", "elsewhere", fixture.Whole(top))
	w.add("a sibling", "elsewhere", fixture.Whole(sibling))
	w.add("an account of the sibling", "elsewhere", fixture.ScopeOf(w.Account(sibling, "Shop")))
	w.add("an unrelated organisation", "elsewhere", fixture.Whole(other))
	w.add("Shop, in that organisation", "elsewhere", access.Scope{Organisation: other.ID, Account: shop.ID})
	w.add("an organisation that is not there", "elsewhere", access.Scope{Organisation: "no-such-organisation"})
	return w
}

func (w *decisionWorld) stored(name string, partner bool, parent ...access.Organisation) access.Organisation {
	w.Helper()
	o := w.NewOrganisation(name, partner, parent...)
	w.StoreOrganisation(o, nil)
	return o
}

func (w *decisionWorld) add(name, class string, scope access.Scope) {
	w.places = append(w.places, decisionPlace{name, class, scope})
}

// reaches reports whether a role that is held at the organisation, or at its account
// Shop, counts at a place of a class.
func reaches(role access.RoleID, atShop bool, class string) bool {
	switch {
	case role == fixture.PartnerAdmin:
		return !atShop && class != "elsewhere"
	case role == fixture.OrganisationAdmin:
		return !atShop && slices.Contains([]string{"whole", "shop", "account"}, class)
	case role == fixture.AccountAdmin:
		return atShop && class == "shop"
	case atShop:
		return class == "shop"
	}
	return slices.Contains([]string{"whole", "shop", "account"}, class)
}

// TestDecisionTable asks for every permission of a user with one role, at every place.
// It compares the decisions with a file that people can read, and with the rules in
// ruleOf and reaches.
func TestDecisionTable(t *testing.T) {
	worlds := []struct {
		*decisionWorld
		title  string
		atShop bool
	}{{newDecisionWorld(t, true), "a partner organisation", false}, {nil, "the account Shop of a partner organisation", true},
		{newDecisionWorld(t, false), "an organisation", false}, {nil, "the account Shop of an organisation", true}}
	got := decisionLegend
	for _, role := range worlds[0].Roles.All() {
		heading := "A user who holds " + string(role.ID)
		got += heading + "\n" + strings.Repeat("=", len(heading)) + "\n"
		var titles, tables []string
		for n, held := range worlds {
			if held.decisionWorld == nil {
				held.decisionWorld = worlds[n-1].decisionWorld
			}
			table := held.table(role.ID, held.atShop)
			if same := slices.Index(tables, table); same >= 0 {
				titles[same] += "; " + held.title
				continue
			}
			titles, tables = append(titles, held.title), append(tables, table)
		}
		for n, title := range titles {
			got += "at " + title + "\n" + tables[n] + "\n"
		}
	}
	compareGolden(t, decisionGolden, strings.TrimRight(got, "\n")+"\n", "TestDecisionTable")
}

const decisionLegend = `What a user with one role may do: the decisions of Admit. A test writes this file.

Every permission of the catalogue is asked for at every place. The places are listed by
what the user may do there:

  everything  each permission: bill:create, bill:delete, bill:read, bill:send, bill:update
              and shop:read
  nothing     none of them
  inherited   by the role at an organisation above the one that is asked about

`

// table asks about every place and permission, and returns the places by their answers.
func (w *decisionWorld) table(role access.RoleID, atShop bool) string {
	w.Helper()
	held := w.places[0].scope
	if atShop {
		held = w.places[1].scope
	}
	user := w.Member(held, fmt.Sprint(role, atShop), role)
	permissions := w.Roles.Permissions()
	var checks []access.Check
	for _, place := range w.places {
		for _, p := range permissions {
			checks = append(checks, access.Check{Permission: p, Scope: place.scope})
		}
	}
	var items []access.Decision
	for some := range slices.Chunk(checks, access.MaxChecks) {
		decided, err := w.Decide().Do(w.Context(), user.ID(), user.ID(), some)
		w.Must(err)
		items = append(items, decided.Items...)
	}
	var answers []string // in the order of the places
	at := map[string][]string{}
	for n, place := range w.places {
		answer := w.answerAt(role, held, place, items[n*len(permissions):][:len(permissions)])
		if at[answer] == nil {
			answers = append(answers, answer)
		}
		at[answer] = append(at[answer], place.name)
	}
	var table strings.Builder
	for _, answer := range answers {
		fmt.Fprintf(&table, "  %s:\n", answer)
		for _, place := range at[answer] {
			fmt.Fprintf(&table, "      %s\n", place)
		}
	}
	return table.String()
}

// answerAt returns the decisions about a place as text: the permissions that the user
// has there, and whether they are inherited.
func (w *decisionWorld) answerAt(role access.RoleID, held access.Scope, place decisionPlace, items []access.Decision) string {
	w.Helper()
	var allowed []string
	for n, p := range w.Roles.Permissions() {
		w.checkDecision(role, held, place, p, items[n])
		if len(items[n].Because) > 0 {
			allowed = append(allowed, string(p))
		}
	}
	answer := strings.Join(allowed, " ")
	switch len(allowed) {
	case 0:
		return "nothing"
	case len(items):
		answer = "everything"
	}
	if place.scope.Organisation != held.Organisation {
		answer += ", inherited"
	}
	return answer
}

// checkDecision checks a decision by the rules. It must rest on the one grant that there
// is.
func (w *decisionWorld) checkDecision(role access.RoleID, held access.Scope, place decisionPlace, p access.Permission, got access.Decision) {
	w.Helper()
	thing, action, _ := strings.Cut(string(p), ":")
	if thing != "bill" {
		action = thing
	}
	want := slices.Contains(strings.Fields(ruleOf[role]), action) && reaches(role, held.Account != "", place.class)
	if allowed := len(got.Because) > 0; allowed != want {
		w.Errorf("%s at %v, asked for %s at %s: allowed %t, want %t", role, held, p, place.name, allowed, want)
	}
	for _, grant := range got.Because {
		if len(got.Because) != 1 || grant.Role != role || grant.Scope != held || grant.Invitation == "" {
			w.Errorf("%s at %v, asked for %s at %s: allowed because of %+v", role, held, p, place.name, got.Because)
		}
	}
}
