package storetest

import (
	"fmt"
	"strings"

	"admit/shared/access"
	"admit/shared/fixture"
)

// keepsPartnerAdmin checks that a partner with organisations below it keeps a
// Partner Organisation Admin. An Organisation Admin does not replace one.
func keepsPartnerAdmin(w *fixture.Fixture) {
	group, chief, deputy := w.Partner()
	w.CreateBelow(chief, group, "Company", false)
	_, err := w.TryRemove(chief, whole(group), chief)
	w.WantRefusal("leaving", err, access.LastAdministrator)
	if !strings.Contains(fmt.Sprint(err), "Make somebody else a Partner Organisation Admin first.") {
		w.Errorf("the refusal does not say what to do: %v", err)
	}
	w.WantRefusal("stepping down", w.TryEdit(chief, group, chief, access.ScopedRole{Role: organisationAdmin}), access.LastAdministrator)
	w.WantRefusal("losing every power", w.TryEdit(chief, group, chief, access.ScopedRole{Role: viewer}), access.LastAdministrator)
	w.EditRoles(chief, group, chief, access.ScopedRole{Role: partnerAdmin}, access.ScopedRole{Role: organisationAdmin})
	w.WantRefusal("keeping the other role", w.TryEdit(chief, group, chief, access.ScopedRole{Role: organisationAdmin}), access.LastAdministrator)
	w.WantRefusal("removal by an Organisation Admin", fixture.Err(w.TryRemove(deputy, whole(group), chief)), access.RoleNotAllowed)

	w.EditRoles(chief, group, deputy, access.ScopedRole{Role: partnerAdmin})
	w.EditRoles(deputy, group, chief, access.ScopedRole{Role: organisationAdmin})
	_, err = w.TryRemove(deputy, whole(group), chief)
	w.WantRefusal("removal of who is an Organisation Admin by now", err, "")
	if held := w.HeldRoles(deputy, group); held != string(partnerAdmin) {
		w.Errorf("who is left holds %q", held)
	}
}

// keepsAnyAdmin checks that a partner with nobody below it needs no Partner
// Organisation Admin: an administrator of any kind is enough.
func keepsAnyAdmin(w *fixture.Fixture) {
	group, chief, _ := w.Partner()
	w.EditRoles(chief, group, chief, access.ScopedRole{Role: viewer})
	other, boss, _ := w.Partner()
	_, err := w.TryRemove(boss, whole(other), boss)
	w.Must(err)
}

// losesPartnerAdminFromAbove checks who may remove the last Partner Organisation Admin of
// a partner below another one: a governor from above, or whoever deletes the
// profile.
func losesPartnerAdminFromAbove(w *fixture.Fixture) {
	group, chief, _ := w.Partner()
	middle := w.CreateBelow(chief, group, "Middle", true)
	w.Member(whole(middle), "middle", organisationAdmin)
	for name, take := range map[string]func(last access.Caller) error{
		"removed": func(last access.Caller) error { return fixture.Err(w.TryRemove(chief, whole(middle), last)) },
		"demoted": func(last access.Caller) error { return w.TryEdit(chief, middle, last, access.ScopedRole{Role: viewer}) },
		"deleted": func(last access.Caller) error { return fixture.Err(w.DeleteUser().Do(w.Context(), last.ID())) },
	} {
		last := w.Member(whole(middle), "last-"+name, partnerAdmin)
		w.CreateBelow(last, middle, "Below", false)
		w.WantRefusal(name+", by oneself", w.TryEdit(last, middle, last, access.ScopedRole{Role: viewer}), access.LastAdministrator)
		w.WantRefusal(name, take(last), "")
	}
}
