package access_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

// TestAuditLogIsForAdministrators also checks that the audit log
// is paged, the newest event first.
func TestAuditLogIsForAdministrators(t *testing.T) {
	f := fixture.InMemory(t)
	group, chief := f.Organisation("chief", true)
	company := f.CreateBelow(chief, group, "Company", false)
	shop := f.Account(company, "Shop")
	admin := f.Member(fixture.Whole(company), "admin", fixture.OrganisationAdmin)
	shopAdmin := f.Member(fixture.ScopeOf(shop), "shop-admin", fixture.AccountAdmin)
	reader := f.Member(fixture.Whole(company), "reader", fixture.Viewer)
	_, stranger := f.Organisation("stranger", false)
	for name, c := range map[string]struct {
		by   access.Caller
		want access.Kind
	}{
		"from above": {chief, ""}, "Organisation Admin": {admin, ""}, "Account Admin": {shopAdmin, ""},
		"member without an administrative role": {reader, access.Forbidden}, "stranger": {stranger, access.NotFound},
	} {
		_, err := f.List().Events(t.Context(), c.by.ID(), company.ID, access.Filter{Limit: 10})
		f.WantRefusal(name, err, c.want)
	}
	var all []access.Event
	for filter := (access.Filter{Limit: 3}); ; {
		page, err := f.List().Events(t.Context(), admin.ID(), company.ID, filter)
		f.Must(err)
		all = append(all, page.Items...)
		if filter.After = page.Next; filter.After == "" {
			break
		}
	}
	slices.Reverse(all)
	if want := f.Events(company); fmt.Sprint(all) != fmt.Sprint(want) {
		t.Errorf("listed %v, want %v", all, want)
	}
}

// TestChangesAreDatedInOrder checks that each change of a membership is dated after the
// last one, while the clock stands still and after it was set back.
func TestChangesAreDatedInOrder(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	shop := f.Account(organisation, "Shop")
	ada := f.Join(f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer))
	f.EditRoles(admin, organisation, ada, access.ScopedRole{Role: fixture.Signer})
	f.Pass(-time.Second)
	f.Join(f.Invited(admin, fixture.ScopeOf(shop), "ada", fixture.Viewer))
	f.Pass(-time.Hour)
	f.Must(fixture.Err(f.TryRemove(admin, fixture.ScopeOf(shop), ada)))
	deleted, err := f.DeleteUser().Do(t.Context(), ada.ID())
	f.Must(err)
	var types []access.EventType
	for _, e := range f.Events(organisation) {
		if e.Subject.ID == deleted.Pseudonym.ID && strings.HasPrefix(string(e.Type), "access.") {
			if want := fixture.Noon.Add(time.Duration(len(types)) * time.Microsecond); !e.At.Equal(want) {
				t.Errorf("%s is dated %s, want %s", e.Type, e.At, want)
			}
			types = append(types, e.Type)
		}
	}
	want := []access.EventType{access.EventAccessGranted, access.EventAccessChanged, access.EventAccessGranted, access.EventAccessRemoved, access.EventAccessRemoved}
	if !slices.Equal(types, want) {
		t.Errorf("the changes are %v", types)
	}
}

// TestEventsKeepNamesOfTheirTime checks that events keep the name of their time, whoever has
// the address later, and that those of a deleted user do not name the next one.
func TestEventsKeepNamesOfTheirTime(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	i, err := f.Invite().Do(t.Context(), admin.ID(), organisation.ID,
		access.InviteRequest{Email: fixture.Mailbox("grace"), FirstName: "Grace", LastName: "Murray", Roles: []access.RoleID{fixture.Viewer}}, "")
	f.Must(err)
	grace := f.Join(i) // who registers as Ada Lovelace
	if got := f.EventsOfType(organisation, access.EventInvitationCreated); got[len(got)-1].Subject.Name != "Grace Murray" {
		t.Errorf("invited as %q", got[len(got)-1].Subject.Name)
	}
	deleted, err := f.DeleteUser().Do(t.Context(), grace.ID())
	f.Must(err)
	f.Join(f.Invited(admin, fixture.Whole(organisation), "grace", fixture.Viewer))
	named := map[access.EventType][]string{}
	for _, r := range f.Events(organisation) {
		if r.Subject.Email == fixture.Mailbox("grace") || r.Subject.ID == deleted.Pseudonym.ID {
			named[r.Type] = append(named[r.Type], r.Subject.Name)
		}
	}
	if got := named[access.EventInvitationCreated]; !slices.Equal(got, []string{deleted.Pseudonym.Name, ""}) {
		t.Errorf("invited as %q", got)
	}
	if got := named[access.EventAccessGranted]; !slices.Equal(got, []string{deleted.Pseudonym.Name, "Ada Lovelace"}) {
		t.Errorf("granted to %q", got)
	}
}
