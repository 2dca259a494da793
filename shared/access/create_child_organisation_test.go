package access_test

import (
	"fmt"
	"strings"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

// TestCreateChildOrganisationDownToFiveLevels checks that a Partner Organisation
// Admin of the top creates organisations down to the fifth level and governs all
// of them.
func TestCreateChildOrganisationDownToFiveLevels(t *testing.T) {
	f := fixture.InMemory(t)
	top, chief := f.Organisation("chief", true)
	levels := []access.Organisation{top}
	for n := 2; n <= access.MaxLevels; n++ {
		levels = append(levels, f.CreateBelow(chief, levels[n-2], fmt.Sprint("Level ", n), true))
	}
	lowest := levels[len(levels)-1]
	for n, above := range lowest.Ancestors {
		if want := levels[len(levels)-2-n]; above.ID != want.ID || above.Name != want.Name {
			t.Errorf("ancestor %d of the lowest: %+v, want %s", n, above, want.Name)
		}
	}
	_, err := f.CreateChildOrganisation().Do(t.Context(), chief.ID(), lowest.ID, "Level 6", false, "")
	f.WantRefusal("a sixth level", err, access.LimitReached)

	shop, err := f.CreateAccount().Do(t.Context(), chief.ID(), lowest.ID, "Shop", "")
	f.Must(err)
	ada := f.Join(f.Invited(chief, fixture.ScopeOf(shop), "ada", fixture.AccountAdmin))
	if held := f.HeldRoles(ada, lowest); held != string(fixture.AccountAdmin)+"@"+string(shop.ID) {
		t.Errorf("holds %q", held)
	}
	if n := f.Snapshot(fixture.Whole(lowest)).Organisation.Admins; n != 0 {
		t.Errorf("an organisation governed from above counts %d administrators", n)
	}
}

func TestCreateChildOrganisationAuthorisation(t *testing.T) {
	f := fixture.InMemory(t)
	group, chief := f.Organisation("chief", true)
	groupAdmin := f.Member(fixture.Whole(group), "group-admin", fixture.OrganisationAdmin)
	partner := f.CreateBelow(chief, group, "Partner", true)
	company := f.CreateBelow(chief, partner, "Company", false)
	shop := f.Account(company, "Shop")
	shopAdmin := f.Member(fixture.ScopeOf(shop), "shop-admin", fixture.AccountAdmin)
	companyAdmin := f.Member(fixture.Whole(company), "company-admin", fixture.OrganisationAdmin)
	partnerChief := f.Member(fixture.Whole(partner), "partner-chief", fixture.PartnerAdmin)
	reader := f.Member(fixture.Whole(company), "reader", fixture.Viewer)
	_, stranger := f.Organisation("stranger", true)
	for _, c := range []struct {
		name           string
		by             access.Caller
		in             access.Organisation
		below, account access.Kind
	}{
		{"from two levels above", chief, partner, "", ""},
		{"Partner Organisation Admin", partnerChief, partner, "", ""},
		{"in a plain organisation, from above", partnerChief, company, access.Forbidden, ""},
		{"in the parent", partnerChief, group, access.NotFound, access.NotFound},
		{"Organisation Admin of the partner", groupAdmin, group, access.Forbidden, ""},
		{"Organisation Admin of the partner, below", groupAdmin, partner, access.NotFound, access.NotFound},
		{"Organisation Admin", companyAdmin, company, access.Forbidden, ""},
		{"Account Admin", shopAdmin, company, access.Forbidden, access.Forbidden},
		{"member without an administrative role", reader, company, access.Forbidden, access.Forbidden},
		{"stranger", stranger, company, access.NotFound, access.NotFound},
		{"an unknown id", stranger, access.Organisation{ID: "never-was"}, access.NotFound, access.NotFound},
		{"an impossible id", chief, access.Organisation{ID: "../x"}, access.NotFound, access.NotFound},
	} {
		_, err := f.CreateChildOrganisation().Do(t.Context(), c.by.ID(), c.in.ID, "New", false, "")
		f.WantRefusal(c.name+", below", err, c.below)
		_, err = f.CreateAccount().Do(t.Context(), c.by.ID(), c.in.ID, "New", "")
		f.WantRefusal(c.name+", account", err, c.account)
	}
	for _, name := range []string{"", " ", "a\nb", "\u202eevil", strings.Repeat("x", access.MaxName+1), "\xff"} {
		_, err := f.CreateChildOrganisation().Do(t.Context(), chief.ID(), group.ID, name, false, "")
		f.WantRefusal(fmt.Sprintf("organisation below, named %.10q", name), err, access.Invalid)
		_, err = f.CreateAccount().Do(t.Context(), chief.ID(), group.ID, name, "")
		f.WantRefusal(fmt.Sprintf("account, named %.10q", name), err, access.Invalid)
	}
}

// TestCreateChildOrganisationRepeatedWithSeed checks that a repetition with the
// same seed finds what the first try created, and that another seed does not.
func TestCreateChildOrganisationRepeatedWithSeed(t *testing.T) {
	f := fixture.InMemory(t)
	group, chief := f.Organisation("chief", true)
	ids := map[string]bool{}
	for n, seed := range []access.Seed{"one", "one", "one", "two", "", ""} {
		made, err := f.CreateChildOrganisation().Do(t.Context(), chief.ID(), group.ID, fmt.Sprint("Try ", n), true, seed)
		f.Must(err)
		account, err := f.CreateAccount().Do(t.Context(), chief.ID(), group.ID, fmt.Sprint("Try ", n), seed)
		f.Must(err)
		if seed == "one" && (made.Organisation.Name != "Try 0" || account.Name != "Try 0") {
			t.Errorf("try %d created %q and %q", n, made.Organisation.Name, account.Name)
		}
		ids[string(made.Organisation.ID)], ids[string(account.ID)] = true, true
	}
	if len(ids) != 8 || len(f.EventsOfType(group, access.EventAccountCreated)) != 4 || len(f.EventsOfType(group, access.EventOrganisationCreated)) != 5 {
		t.Errorf("%d were created, with events of %d accounts and %d organisations", len(ids),
			len(f.EventsOfType(group, access.EventAccountCreated)), len(f.EventsOfType(group, access.EventOrganisationCreated)))
	}
}

// TestCreateChildOrganisationEvents checks that the event is in the audit logs of
// the new organisation and its parent.
func TestCreateChildOrganisationEvents(t *testing.T) {
	f := fixture.InMemory(t)
	group, chief := f.Organisation("chief", true)
	partner := f.CreateBelow(chief, group, "Partner", true)
	company := f.CreateBelow(chief, partner, "Company", false)
	own, above := f.Events(company), f.EventsOfType(partner, access.EventOrganisationCreated)
	if len(own) != 1 || len(above) != 2 || fmt.Sprint(own[0]) != fmt.Sprint(above[1]) || own[0].Actor.ID != chief.ID() ||
		own[0].Names.Organisation != "Company" || own[0].Scope != fixture.Whole(company) {
		t.Errorf("events: %+v, in its parent: %+v", own, above)
	}
	if further := f.EventsOfType(group, access.EventOrganisationCreated); len(further) != 2 {
		t.Errorf("two levels up are events: %+v", further)
	}
}
