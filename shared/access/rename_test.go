package access_test

import (
	"fmt"
	"strings"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

// TestARenamedOrganisationHasItsNameEverywhere checks the name of a partner organisation in
// what is shown of the organisations below it, which were created before.
func TestARenamedOrganisationHasItsNameEverywhere(t *testing.T) {
	f := fixture.InMemory(t)
	partner, chief := f.Organisation("chief", true)
	company := f.CreateBelow(chief, partner, "Company", true)
	branch := f.CreateBelow(chief, company, "Branch", false)
	waiting := f.Invited(chief, fixture.Whole(partner), "ada", fixture.Viewer)
	renamed, err := f.Rename().Organisation(t.Context(), chief.ID(), partner.ID, "New Name")
	f.Must(err)
	if renamed.Organisation.Name != "New Name" {
		t.Errorf("the answer has %q", renamed.Organisation.Name)
	}
	_, err = f.Rename().OrganisationByOperator(t.Context(), company.ID, "New Company")
	f.Must(err)

	page, err := f.Browse().Organisations(t.Context(), chief.ID(), access.Filter{Limit: 9})
	f.Must(err)
	shown := strings.Join(fixture.Each(page.Items, func(v access.OrganisationView) string {
		through := ""
		if v.Through != nil {
			through = " through " + v.Through.Name
		}
		return v.Organisation.Name + through
	}), ", ")
	if want := "Branch through New Name, New Company through New Name, New Name"; shown != want {
		t.Errorf("the list has %q, want %q", shown, want)
	}
	view, row, err := f.List().Permission(t.Context(), chief.ID(), branch.ID, chief.ID())
	f.Must(err)
	if above := view.Organisation.Ancestors; above[0].Name != "New Company" || above[1].Name != "New Name" || len(row.Shown(view.Organisation)) == 0 {
		t.Errorf("access is inherited from %+v", above)
	}
	decided, err := f.Decide().Do(t.Context(), chief.ID(), chief.ID(), []access.Check{{Permission: "billing:read", Scope: fixture.Whole(branch)}})
	f.Must(err)
	if above := decided.Items[0].Organisation.Ancestors; above[1].Name != "New Name" {
		t.Errorf("the decision rests on %+v", above)
	}
	preview, err := f.Preview().Do(t.Context(), waiting.ID, f.Token(waiting.ID))
	f.Must(err)
	if preview.Organisation.Name != "New Name" {
		t.Errorf("the invitation is to %q", preview.Organisation.Name)
	}
	f.Join(waiting)
	latest, err := f.List().Events(t.Context(), chief.ID(), partner.ID, access.Filter{Limit: 1})
	f.Must(err)
	if names := latest.Items[0].Names; names.Organisation != "New Name" {
		t.Errorf("the event of the acceptance has the names %+v", names)
	}
}

func TestRenameAuthorisation(t *testing.T) {
	f := fixture.InMemory(t)
	partner, chief := f.Organisation("chief", true)
	company := f.CreateBelow(chief, partner, "Company", false)
	shop := f.Account(company, "Shop")
	admin := f.Member(fixture.Whole(company), "admin", fixture.OrganisationAdmin)
	shopAdmin := f.Member(fixture.ScopeOf(shop), "shop-admin", fixture.AccountAdmin)
	reader := f.Member(fixture.Whole(company), "reader", fixture.Viewer)
	_, stranger := f.Organisation("stranger", true)
	for n, c := range []struct {
		name string
		by   access.Caller
		want access.Kind
	}{
		{"from above", chief, ""},
		{"Organisation Admin", admin, ""},
		{"Account Admin", shopAdmin, access.Forbidden},
		{"member", reader, access.Forbidden},
		{"stranger", stranger, access.NotFound},
	} {
		_, err := f.Rename().Organisation(t.Context(), c.by.ID(), company.ID, fmt.Sprint("Company ", n))
		f.WantRefusal(c.name+", organisation", err, c.want)
		_, err = f.Rename().Account(t.Context(), c.by.ID(), fixture.ScopeOf(shop), fmt.Sprint("Shop ", n))
		f.WantRefusal(c.name+", account", err, c.want)
	}
	for _, id := range []access.AccountID{"never-was", "../x"} {
		_, err := f.Rename().Account(t.Context(), admin.ID(), access.Scope{Organisation: company.ID, Account: id}, "Name")
		f.WantRefusal("an unknown account", err, access.NotFound)
	}
	_, err := f.Rename().OrganisationByOperator(t.Context(), "never-was", "Name")
	f.WantRefusal("an unknown organisation, by an operator", err, access.NotFound)
	for _, name := range []string{"", " ", "a\nb", strings.Repeat("x", access.MaxName+1)} {
		_, err := f.Rename().Organisation(t.Context(), admin.ID(), company.ID, name)
		f.WantRefusal(fmt.Sprintf("named %.10q", name), err, access.Invalid)
		_, err = f.Rename().Account(t.Context(), admin.ID(), fixture.ScopeOf(shop), name)
		f.WantRefusal(fmt.Sprintf("account, named %.10q", name), err, access.Invalid)
	}
}

func TestRenameChecksTheVersion(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("ada", false)
	shop := f.Account(organisation, "Shop")
	first, second := access.IfVersion(organisation.VersionTag()), access.IfVersion(shop.VersionTag())
	for n, want := range []access.Kind{"", access.VersionMismatch} {
		_, err := f.Rename().If(first).Organisation(t.Context(), admin.ID(), organisation.ID, fmt.Sprint("Name ", n))
		f.WantRefusal("organisation", err, want)
		_, err = f.Rename().If(second).Account(t.Context(), admin.ID(), fixture.ScopeOf(shop), fmt.Sprint("Name ", n))
		f.WantRefusal("account", err, want)
	}
	events := len(f.Events(organisation))
	_, err := f.Rename().Organisation(t.Context(), admin.ID(), organisation.ID, "Name 0")
	f.Must(err)
	_, err = f.Rename().Account(t.Context(), admin.ID(), fixture.ScopeOf(shop), "Name 0")
	f.Must(err)
	if after := len(f.Events(organisation)); after != events {
		t.Errorf("names that stay the same add %d events", after-events)
	}
}

// TestRenameOfNoOrganisationByAnOperator refuses ids that no organisation has.
func TestRenameOfNoOrganisationByAnOperator(t *testing.T) {
	f := fixture.InMemory(t)
	for _, id := range []access.OrganisationID{"", "#", "nowhere"} {
		_, err := f.Rename().OrganisationByOperator(t.Context(), id, "Renamed")
		f.WantRefusal("the organisation "+string(id), err, access.NotFound)
	}
}
