package access_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

// wantFields checks that a request is refused because of some fields, in any order.
func wantFields(t *testing.T, what string, err error, fields ...string) {
	t.Helper()
	refusal, ok := errors.AsType[*access.Error](err)
	if !ok {
		t.Errorf("%s: %v, want a refusal", what, err)
		return
	}
	named := fixture.Each(refusal.Fields, func(f access.FieldError) string { return f.Field + " " + f.Message })
	if len(named) != len(fields) {
		t.Errorf("%s: %q, want %q", what, named, fields)
		return
	}
	for n, field := range fields {
		if !strings.Contains(named[n], field) {
			t.Errorf("%s: %q, want %q", what, named[n], field)
		}
	}
}

// TestDecideRefusesMalformedChecks asks with other checks than there may be.
func TestDecideRefusesMalformedChecks(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	here := fixture.Whole(organisation)
	right := access.Check{Permission: "billing:read", Scope: here}
	for name, c := range map[string]struct {
		checks []access.Check
		fields []string
	}{
		"no check":              {nil, []string{"checks must be 1 to 100"}},
		"100 checks":            {slices.Repeat([]access.Check{right}, access.MaxChecks), nil},
		"101 checks":            {slices.Repeat([]access.Check{right}, access.MaxChecks+1), []string{"checks must be 1 to 100"}},
		"no permission":         {[]access.Check{right, {Scope: here}}, []string{"checks[1].permission is required"}},
		"an unknown permission": {[]access.Check{{Permission: "billing:reed", Scope: here}}, []string{"checks[0].permission is not a permission of any role"}},
		"no organisation":       {[]access.Check{{Permission: "billing:read"}}, []string{"checks[0].organisationId is required"}},
		"two faults":            {[]access.Check{{}}, []string{"checks[0].permission", "checks[0].organisationId"}},
	} {
		_, err := f.Decide().Do(t.Context(), admin.ID(), admin.ID(), c.checks)
		if c.fields == nil {
			f.WantRefusal(name, err, "")
			continue
		}
		wantFields(t, name, err, c.fields...)
	}
	_, err := f.Decide().Scopes(t.Context(), admin.ID(), admin.ID(), "", access.Filter{Limit: 1})
	wantFields(t, "scopes without a permission", err, "permission is required")
	_, err = f.Decide().Member(t.Context(), admin.ID(), admin.ID(), access.Check{Permission: "x:y", Scope: here})
	wantFields(t, "a member, an unknown permission", err, "permission is not a permission")
}

// TestDecideForOthers asks about other people than oneself.
func TestDecideForOthers(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	shop := f.Account(organisation, "Shop")
	clerk := f.Member(fixture.ScopeOf(shop), "clerk", fixture.AccountAdmin)
	ada := f.Member(fixture.Whole(organisation), "ada", fixture.Biller)
	check := access.Check{Permission: "billing:read", Scope: fixture.Whole(organisation)}
	do := func(d access.Decide, by access.UserID) error {
		return fixture.Err(d.Do(t.Context(), by, ada.ID(), []access.Check{check}))
	}
	scopes := func(d access.Decide, by access.UserID) error {
		return fixture.Err(d.Scopes(t.Context(), by, ada.ID(), check.Permission, access.Filter{Limit: 9}))
	}
	for name, ask := range map[string]func(access.Decide, access.UserID) error{"checks": do, "scopes": scopes} {
		f.WantRefusal(name+", oneself", ask(f.Decide(), ada.ID()), "")
		f.WantRefusal(name+", an administrator", ask(f.Decide(), admin.ID()), access.Forbidden)
		f.WantRefusal(name+", a program", ask(f.Decide().ForProgram(), "program"), "")
	}
	for name, c := range map[string]struct {
		by   access.Caller
		of   access.UserID
		want access.Kind
	}{
		"an administrator":               {admin, ada.ID(), ""},
		"an administrator of an account": {clerk, ada.ID(), access.Forbidden},
		"a member, about themselves":     {ada, ada.ID(), access.Forbidden},
		"an impossible id":               {admin, "#", access.NotFound},
		"an id that nobody has":          {admin, "nobody", ""},
	} {
		_, err := f.Decide().Member(t.Context(), c.by.ID(), c.of, check)
		f.WantRefusal("member, "+name, err, c.want)
	}
}

// TestPermissionsAreThoseOfTheRoles lists what somebody may do who holds one plain role.
func TestPermissionsAreThoseOfTheRoles(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, _ := f.Organisation("admin", false)
	ada := f.Member(fixture.Whole(organisation), "ada", fixture.Biller)
	role, _ := f.Roles.Role(fixture.Biller)
	want := slices.Sorted(slices.Values(role.Permissions))
	list, err := f.Decide().Permissions(t.Context(), ada.ID(), fixture.Whole(organisation))
	if f.Must(err); !slices.Equal(list.Permissions, want) {
		t.Errorf("%q, want %q", list.Permissions, want)
	}
	for name, scope := range map[string]access.Scope{
		"an impossible organisation": {Organisation: "#"}, "no organisation": {},
		"an impossible account": {Organisation: organisation.ID, Account: "#"},
		"an unknown account":    {Organisation: organisation.ID, Account: "nowhere"},
	} {
		_, err := f.Decide().Permissions(t.Context(), ada.ID(), scope)
		f.WantRefusal(name, err, access.NotFound)
	}
}

// askedScopes keeps the scopes that a store is asked for, and counts reads of organisations.
type askedScopes struct {
	fixture.Store
	scopes        []access.Scope
	organisations int
}

func (s *askedScopes) UserSnapshots(ctx context.Context, user access.UserID, scopes []access.Scope) (map[access.Scope]access.Snapshot, error) {
	s.scopes = append(s.scopes, scopes...)
	return s.Store.UserSnapshots(ctx, user, scopes)
}

func (s *askedScopes) Organisations(ctx context.Context, ids []access.OrganisationID) ([]access.Organisation, error) {
	s.organisations++
	return s.Store.Organisations(ctx, ids)
}

// TestDecideAsksTheStoreOnlyWhatItNeeds checks that no id of an impossible form reaches the
// store, and that organisations are read only for the names of inherited grants.
func TestDecideAsksTheStoreOnlyWhatItNeeds(t *testing.T) {
	f := fixture.InMemory(t)
	partner, chief := f.Organisation("chief", true)
	company := f.CreateBelow(chief, partner, "Company", false)
	ada := f.Member(fixture.Whole(company), "ada", fixture.Biller)
	here := fixture.Whole(company)
	for name, c := range map[string]struct {
		user          access.UserID
		scope         access.Scope
		asked         bool
		organisations int
	}{
		"a direct grant":          {ada.ID(), here, true, 0},
		"an inherited grant":      {chief.ID(), here, true, 1},
		"no grant":                {"nobody", here, true, 0},
		"an impossible user":      {"a#b", here, false, 0},
		"an impossible scope":     {ada.ID(), access.Scope{Organisation: "a#b"}, false, 0},
		"both are impossible":     {"a#b", access.Scope{Organisation: "a#b"}, false, 0},
		"an impossible account":   {ada.ID(), access.Scope{Organisation: company.ID, Account: "a#b"}, false, 0},
		"an unknown organisation": {ada.ID(), access.Scope{Organisation: "nowhere"}, true, 0},
	} {
		store := &askedScopes{Store: f.Store}
		d := f.Decide().ForProgram()
		d.Store = store
		_, err := d.Do(t.Context(), "program", c.user, []access.Check{{Permission: "billing:read", Scope: c.scope}})
		if f.Must(err); (len(store.scopes) == 1) != c.asked || store.organisations != c.organisations {
			t.Errorf("%s: it asked for %v and %d times for organisations", name, store.scopes, store.organisations)
		}
	}
}

// TestADecisionHasThePresentNamesAbove renames the organisation from which a grant is
// inherited.
func TestADecisionHasThePresentNamesAbove(t *testing.T) {
	f := fixture.InMemory(t)
	partner, chief := f.Organisation("chief", true)
	company := f.CreateBelow(chief, partner, "Company", false)
	f.Must(fixture.Err(f.Rename().Organisation(t.Context(), chief.ID(), partner.ID, "Renamed")))
	d := f.Decide()
	d.Store = oldNames{f.Store, partner}
	decided, err := d.Do(t.Context(), chief.ID(), chief.ID(), []access.Check{{Permission: "billing:read", Scope: fixture.Whole(company)}})
	if f.Must(err); decided.Items[0].Organisation.Ancestors[0].Name != "Renamed" {
		t.Errorf("above is %+v", decided.Items[0].Organisation.Ancestors)
	}
}

// oldNames is a store whose snapshots for decisions have the name above that an
// organisation had when another was created, as a store may have it.
type oldNames struct {
	fixture.Store
	above access.Organisation
}

func (s oldNames) UserSnapshots(ctx context.Context, user access.UserID, scopes []access.Scope) (map[access.Scope]access.Snapshot, error) {
	snapshots, err := s.Store.UserSnapshots(ctx, user, scopes)
	for scope, snapshot := range snapshots {
		snapshot.Organisation.Ancestors = []access.Ancestor{{ID: s.above.ID, Name: s.above.Name}}
		snapshots[scope] = snapshot
	}
	return snapshots, err
}
