package storetest

import (
	"fmt"
	"strings"

	"admit/shared/access"
	"admit/shared/fixture"
)

// keepsPartnerAdmin checks that a partner with organisations below it keeps a
// Partner Organisation Admin. An Organisation Admin does not replace one.
func keepsPartnerAdmin(f *fixture.Fixture) {
	group, chief, deputy := f.Partner()
	f.CreateBelow(chief, group, "Company", false)
	_, err := f.TryRemove(chief, fixture.Whole(group), chief)
	f.WantRefusal("leaving", err, access.LastAdministrator)
	if !strings.Contains(fmt.Sprint(err), "Make somebody else a Partner Organisation Admin first.") {
		f.Errorf("the refusal does not say what to do: %v", err)
	}
	f.WantRefusal("stepping down", f.TryEdit(chief, group, chief, access.ScopedRole{Role: fixture.OrganisationAdmin}), access.LastAdministrator)
	f.WantRefusal("losing every administrative role", f.TryEdit(chief, group, chief, access.ScopedRole{Role: fixture.Viewer}), access.LastAdministrator)
	f.EditRoles(chief, group, chief, access.ScopedRole{Role: fixture.PartnerAdmin}, access.ScopedRole{Role: fixture.OrganisationAdmin})
	f.WantRefusal("keeping the other role", f.TryEdit(chief, group, chief, access.ScopedRole{Role: fixture.OrganisationAdmin}), access.LastAdministrator)
	f.WantRefusal("removal by an Organisation Admin", fixture.Err(f.TryRemove(deputy, fixture.Whole(group), chief)), access.RoleNotAllowed)

	f.EditRoles(chief, group, deputy, access.ScopedRole{Role: fixture.PartnerAdmin})
	f.EditRoles(deputy, group, chief, access.ScopedRole{Role: fixture.OrganisationAdmin})
	_, err = f.TryRemove(deputy, fixture.Whole(group), chief)
	f.WantRefusal("removal of one who is now an Organisation Admin", err, "")
	if held := f.HeldRoles(deputy, group); held != string(fixture.PartnerAdmin) {
		f.Errorf("the one who is left holds %q", held)
	}
}

// keepsAnyAdmin checks that a partner with nobody below it needs no Partner
// Organisation Admin: an administrator of any kind is enough.
func keepsAnyAdmin(f *fixture.Fixture) {
	group, chief, _ := f.Partner()
	f.EditRoles(chief, group, chief, access.ScopedRole{Role: fixture.Viewer})
	other, boss, _ := f.Partner()
	_, err := f.TryRemove(boss, fixture.Whole(other), boss)
	f.Must(err)
}

// losesPartnerAdminFromAbove checks who may remove the last Partner Organisation
// Admin of a partner below another one: a governor from above, or whoever deletes
// the user.
func losesPartnerAdminFromAbove(f *fixture.Fixture) {
	group, chief, _ := f.Partner()
	middle := f.CreateBelow(chief, group, "Middle", true)
	f.Member(fixture.Whole(middle), "middle", fixture.OrganisationAdmin)
	for name, change := range map[string]func(last access.Caller) error{
		"removed": func(last access.Caller) error { return fixture.Err(f.TryRemove(chief, fixture.Whole(middle), last)) },
		"demoted": func(last access.Caller) error {
			return f.TryEdit(chief, middle, last, access.ScopedRole{Role: fixture.Viewer})
		},
		"deleted": func(last access.Caller) error { return fixture.Err(f.DeleteUser().Do(f.Context(), last.ID())) },
	} {
		last := f.Member(fixture.Whole(middle), "last-"+name, fixture.PartnerAdmin)
		f.CreateBelow(last, middle, "Below", false)
		f.WantRefusal(name+", by oneself", f.TryEdit(last, middle, last, access.ScopedRole{Role: fixture.Viewer}), access.LastAdministrator)
		f.WantRefusal(name, change(last), "")
	}
}
