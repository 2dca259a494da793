package access_test

import (
	"slices"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

// TestSearchByName searches members and pending invitations. Each is found by the beginning
// of a name or of the address, however it is written.
func TestSearchByName(t *testing.T) {
	f := fixture.InMemory(t)
	company, admin := f.Organisation("admin", false)
	shop := f.Account(company, "Shop")
	chief := f.Member(fixture.ScopeOf(shop), "chief", fixture.AccountAdmin)
	people := map[string][2]string{"zoe": {"Zoë Maria", "Åström"}, "soren": {"Søren", "von Groß"}, "berg": {"Anne", "O’Neill"}, "plain": {"Per", ""}, "double": {"Kari-Anne", "Berg‐Olsen"}}
	find := func(by access.Caller, filter access.Filter) []string {
		t.Helper()
		filter.Limit = 100
		_, invitations, err := f.List().Invitations(t.Context(), by.ID(), company.ID, filter)
		f.Must(err)
		var found []string
		for _, i := range invitations.Items {
			found = append(found, i.FirstName)
		}
		_, members, err := f.List().Permissions(t.Context(), by.ID(), company.ID, filter)
		f.Must(err)
		var same []string
		for _, m := range members.Items {
			if m.User().ID != admin.ID() && m.User().ID != chief.ID() {
				same = append(same, m.User().FirstName)
			}
		}
		if !slices.Equal(found, same) {
			t.Errorf("%q finds the invitations of %q, and the members %q", filter.Search, found, same)
		}
		return found
	}
	for name, person := range people {
		request := access.InviteRequest{Email: name + "@" + f.Domain, FirstName: person[0], LastName: person[1], Roles: []access.RoleID{fixture.Viewer}}
		invitation, err := f.Invite().Do(t.Context(), admin.ID(), company.ID, request, "")
		f.Must(err)
		registration := fixture.Registration(f.Token(invitation.ID))
		registration.FirstName, registration.LastName = person[0], person[1]
		_, err = f.Register().Do(t.Context(), invitation.ID, registration)
		f.Must(err)
	}
	for search, want := range map[string][]string{
		"zo": {"Zoë Maria"}, "ZOË": {"Zoë Maria"}, "maria": {"Zoë Maria"}, "astr": {"Zoë Maria"}, "zoe  maria å": {"Zoë Maria"}, "Åström, Zoë": {"Zoë Maria"},
		"soren von": {"Søren"}, "groSS": {"Søren"}, "berg": {"Anne", "Kari-Anne"}, "o’n": {"Anne"}, "O'Neill": {"Anne"}, "oneill": {"Anne"}, "nne": nil, "olsen": {"Kari-Anne"}, "berg-ol": {"Kari-Anne"}, "kari anne berg olsen": {"Kari-Anne"}, "’": nil, "-": nil, "soren@": {"Søren"}, "zoe@x": nil, "%": nil,
	} {
		if got := find(admin, access.Filter{Search: search}); !slices.Equal(got, want) {
			t.Errorf("%q finds %q, want %q", search, got, want)
		}
		if got := find(chief, access.Filter{Search: search}); len(got) > 0 {
			t.Errorf("%q finds %q for an administrator of another scope", search, got)
		}
	}
	if got := find(admin, access.Filter{Search: "an", Email: "be"}); !slices.Equal(got, []string{"Anne"}) {
		t.Errorf("both filters find %q", got)
	}
	if got := find(admin, access.Filter{Search: "anne", Email: "so"}); len(got) > 0 {
		t.Errorf("both filters find %q", got)
	}
}

// TestASearchForNothingThatIsWritten finds nobody in either list.
func TestASearchForNothingThatIsWritten(t *testing.T) {
	f := fixture.InMemory(t)
	company, admin := f.Organisation("admin", false)
	f.Invited(admin, fixture.Whole(company), "eve", fixture.Biller)
	filter := access.Filter{Search: ",", Limit: 10}
	_, invitations, err := f.List().Invitations(t.Context(), admin.ID(), company.ID, filter)
	f.Must(err)
	_, members, err := f.List().Permissions(t.Context(), admin.ID(), company.ID, filter)
	f.Must(err)
	if len(invitations.Items)+len(members.Items) > 0 {
		t.Errorf("found %d invitations and %d members", len(invitations.Items), len(members.Items))
	}
}
