package access_test

import (
	"fmt"
	"strings"
	"testing"

	"admit/shared/access"
)

// partner is a partner organisation with a Partner Organisation Admin and an
// Organisation Admin.
func (w *world) partner() (o access.Organisation, chief, deputy access.Caller) {
	w.Helper()
	id := strings.ToLower(access.NewID())
	o, chief = w.organisation("chief-"+id, true)
	return o, chief, w.member(whole(o), "deputy-"+id, organisationAdmin)
}

// TestRule5APartnerKeepsAPartnerOrganisationAdmin while it has organisations
// below it: an Organisation Admin does not replace one.
func TestRule5APartnerKeepsAPartnerOrganisationAdmin(t *testing.T) {
	onEachStore(t, keepsPartnerAdmin)
}

func keepsPartnerAdmin(w *world) {
	group, chief, deputy := w.partner()
	w.creates(chief, group, "Company", false)
	_, err := w.removes(chief, whole(group), chief)
	w.refused("leaving", err, access.LastAdministrator)
	if !strings.Contains(fmt.Sprint(err), "Make somebody else Partner Organisation Admin first.") {
		w.Errorf("the refusal does not say what to do: %v", err)
	}
	w.refused("stepping down", w.edits(chief, group, chief, access.Held{Role: organisationAdmin}), access.LastAdministrator)
	w.refused("losing every power", w.edits(chief, group, chief, access.Held{Role: viewer}), access.LastAdministrator)
	w.edited(chief, group, chief, access.Held{Role: partnerAdmin}, access.Held{Role: organisationAdmin})
	w.refused("keeping the other role", w.edits(chief, group, chief, access.Held{Role: organisationAdmin}), access.LastAdministrator)
	w.refused("removal by an Organisation Admin", second(w.removes(deputy, whole(group), chief)), access.RoleNotAllowed)

	w.edited(chief, group, deputy, access.Held{Role: partnerAdmin})
	w.edited(deputy, group, chief, access.Held{Role: organisationAdmin})
	_, err = w.removes(deputy, whole(group), chief)
	w.refused("removal of who is an Organisation Admin by now", err, "")
	if held := w.held(deputy, group); held != string(partnerAdmin) {
		w.Errorf("who is left holds %q", held)
	}
}

func second[T any](_ T, err error) error { return err }

// TestRule5APartnerWithNobodyBelow keeps an administrator of any kind.
func TestRule5APartnerWithNobodyBelow(t *testing.T) {
	onEachStore(t, func(w *world) {
		group, chief, _ := w.partner()
		w.edited(chief, group, chief, access.Held{Role: viewer})
		other, boss, _ := w.partner()
		_, err := w.removes(boss, whole(other), boss)
		w.must(err)
	})
}

// TestRule5APartnerBelowAnother loses its last Partner Organisation Admin by who
// governs it from above, or with the profile.
func TestRule5APartnerBelowAnother(t *testing.T) {
	onEachStore(t, func(w *world) {
		group, chief, _ := w.partner()
		middle := w.creates(chief, group, "Middle", true)
		w.member(whole(middle), "middle", organisationAdmin)
		for name, take := range map[string]func(last access.Caller) error{
			"removed": func(last access.Caller) error { return second(w.removes(chief, whole(middle), last)) },
			"demoted": func(last access.Caller) error { return w.edits(chief, middle, last, access.Held{Role: viewer}) },
			"deleted": func(last access.Caller) error { return second(w.forget().Do(w.Context(), last.ID())) },
		} {
			last := w.member(whole(middle), "last-"+name, partnerAdmin)
			w.creates(last, middle, "Below", false)
			w.refused(name+", by oneself", w.edits(last, middle, last, access.Held{Role: viewer}), access.LastAdministrator)
			w.refused(name, take(last), "")
		}
	})
}

// stepsDown lets somebody leave, or become an Organisation Admin.
func (w *world) stepsDown(n int, o access.Organisation, who access.Caller, version string) error {
	if n%2 == 0 {
		return second(w.remove().Do(w.Context(), who.ID(), whole(o), who.ID()))
	}
	return second2(w.edit().If(access.IfVersion(version)).Do(w.Context(), who.ID(), o.ID, who.ID(),
		access.EditRequest{Grants: []access.Held{{Role: organisationAdmin}}}))
}

func second2[T, U any](_ T, _ U, err error) error { return err }

// TestRule5TwoPartnerOrganisationAdminsStepDown at once: one of them does.
func TestRule5TwoPartnerOrganisationAdminsStepDown(t *testing.T) {
	w, table := onDynamoDB(t)
	for round := range 8 {
		group, chief, _ := w.partner()
		w.creates(chief, group, "Company", false)
		both := []access.Caller{chief, w.member(whole(group), "other-"+strings.ToLower(access.NewID()), partnerAdmin)}
		versions := each(both, func(c access.Caller) string { return w.row(c, group).Version })
		w.only(answers(2, func(n int) error { return w.stepsDown(round/2+n, group, both[n], versions[n]) }), access.LastAdministrator)
	}
	w.isSound(table)
}

// TestRule5StepsDownWhileAnOrganisationIsCreated: either there is an organisation
// below and its creator stays, or there is none.
func TestRule5StepsDownWhileAnOrganisationIsCreated(t *testing.T) {
	w, table := onDynamoDB(t)
	for round := range 12 {
		group, chief, _ := w.partner()
		version := w.row(chief, group).Version
		var left, created error
		together(func() { left = w.stepsDown(round, group, chief, version) }, func() {
			_, created = w.branch().Organisation(t.Context(), chief.ID(), group.ID, "Company", false, "")
		})
		switch {
		case created == nil:
			w.refused("stepping down", left, access.LastAdministrator)
		case access.KindOf(created) == access.Forbidden || access.KindOf(created) == access.NotFound:
			w.refused("stepping down", left, "")
		default:
			t.Errorf("created: %v, stepped down: %v", created, left)
		}
	}
	w.isSound(table)
}
