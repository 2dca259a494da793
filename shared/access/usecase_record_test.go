package access_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
)

// line is a record as text: "type by whom: of whom, from what, to what".
func (w *world) line(r access.Record) string {
	shown := func(list []access.Held) string {
		return strings.Join(each(list, func(h access.Held) string {
			if h.Account != "" {
				return string(h.Role) + "@"
			}
			return string(h.Role)
		}), "+")
	}
	local, _, _ := strings.Cut(r.Subject.Email, "@")
	actor, _, _ := strings.Cut(r.Actor.Email, "@")
	if actor == "" {
		actor = string(r.Actor.ID)
	}
	return strings.TrimRight(fmt.Sprintf("%s by %s: %s [%s] [%s]", r.Type, actor, local, shown(r.Before), shown(r.After)), " ")
}

// TestRule8EveryChangeIsOnRecord: who, what, to whom, when, with names as they
// were then, once for each change; what was refused, repeated or only read leaves
// none.
func TestRule8EveryChangeIsOnRecord(t *testing.T) { onEachStore(t, everyChangeIsOnRecord) }

func everyChangeIsOnRecord(w *world) {
	group, chief := w.organisation("chief", true)
	company := w.creates(chief, group, "Company", false)
	shop := w.account(company, "Shop")
	var i access.Invitation
	var ada access.Caller
	at := func(role access.RoleID) access.Held { return access.Held{Role: role, Account: shop.ID} }
	for _, step := range []struct {
		do   func()
		want []string
	}{
		{func() { _, err := w.branch().Account(w.Context(), chief.ID(), company.ID, "Yard", ""); w.must(err) },
			[]string{"account.created by chief:  [] []"}},
		{func() { i = w.invited(chief, scopeOf(shop), "ada", viewer, signer) },
			[]string{"invitation.created by chief: ada [] [audit-viewer@+signing-editor@]"}},
		{func() { _, err := w.amended(chief, i, signer, biller); w.must(err) },
			[]string{"invitation.changed by chief: ada [audit-viewer@+signing-editor@] [signing-editor@+billing-viewer@]"}},
		{func() { w.must(w.deliver().Do(w.Context(), i.ID)) },
			[]string{"invitation.sent by system: ada [signing-editor@+billing-viewer@] [signing-editor@+billing-viewer@]"}},
		{func() { w.tell(i, delivery.Event{Status: access.Delivered, At: w.Now()}) },
			[]string{"invitation.delivered by system: ada [signing-editor@+billing-viewer@] [signing-editor@+billing-viewer@]"}},
		{func() { w.must(w.decline().Do(w.Context(), i.ID, w.postbox.Tokens(i.ID)[0])) },
			[]string{"invitation.declined by ada: ada [signing-editor@+billing-viewer@] []"}},
		{func() { w.resent(chief, i) },
			[]string{"invitation.resent by chief: ada [signing-editor@+billing-viewer@] [signing-editor@+billing-viewer@]"}},
		{func() { w.must(w.deliver().Do(w.Context(), i.ID)) },
			[]string{"invitation.sent by system: ada [signing-editor@+billing-viewer@] [signing-editor@+billing-viewer@]"}},
		{func() { ada = w.takes(i) },
			[]string{"invitation.accepted by ada: ada [signing-editor@+billing-viewer@] []", "access.granted by chief: ada [] [billing-viewer@+signing-editor@]"}},
		{func() { i = w.invited(chief, scopeOf(shop), "ada", viewer) },
			[]string{"invitation.created by chief: ada [] [audit-viewer@]"}},
		{func() { w.edited(chief, company, ada, access.Held{Role: viewer}, at(biller), at(viewer)) },
			[]string{"access.changed by chief: ada [billing-viewer@+signing-editor@] [audit-viewer+audit-viewer@+billing-viewer@]"}},
		{func() { w.edited(chief, company, ada, access.Held{Role: viewer}, at(biller)) },
			[]string{"access.changed by chief: ada [audit-viewer+audit-viewer@+billing-viewer@] [audit-viewer+billing-viewer@]", "invitation.revoked by chief: ada [audit-viewer@] []"}},
		{func() { _, err := w.remove().Do(w.Context(), chief.ID(), scopeOf(shop), ada.ID()); w.must(err) },
			[]string{"access.removed by chief: ada [audit-viewer+billing-viewer@] [audit-viewer]"}},
		{func() { i = w.invited(chief, whole(company), "eve", viewer) },
			[]string{"invitation.created by chief: eve [] [audit-viewer]"}},
		{func() { w.must(w.expire().Do(w.Context(), w.lapses(i))) },
			[]string{"invitation.expired by system: eve [audit-viewer] []"}},
		{func() { _, err := w.forget().Do(w.Context(), ada.ID()); w.must(err) },
			[]string{"access.removed by operator: ada [audit-viewer] []"}},
		{func() { w.noTrace(company, chief) }, nil},
	} {
		before := len(w.records(company))
		w.pass(time.Minute)
		step.do()
		fresh := w.records(company)[before:]
		if got := each(fresh, w.line); !slices.Equal(got, step.want) {
			w.Errorf("on record: %q, want %q", got, step.want)
		}
		for _, r := range fresh {
			if !r.At.Equal(w.Now()) || r.Names.Organisation != "Company" || (r.Scope.Account != "") != (r.Names.Account != "") {
				w.Errorf("on record: %+v, want it now and with its names", r)
			}
		}
	}
}

// noTrace tries what is refused, and what only reads.
func (w *world) noTrace(o access.Organisation, admin access.Caller) {
	w.Helper()
	for _, door := range everyDoor {
		_ = door.try(w, question{access.Caller{Subject: "nobody"}, o.ID, "", admin.ID(), "x"})
	}
	for _, door := range everyDoor[:9] { // those that change nothing
		_ = door.try(w, question{admin, o.ID, "", admin.ID(), "x"})
	}
}

// TestRecordsAreForAdministratorsOfTheWhole and are paged, the latest first.
func TestRecordsAreForAdministratorsOfTheWhole(t *testing.T) {
	w := inMemory(t)
	group, chief := w.organisation("chief", true)
	company := w.creates(chief, group, "Company", false)
	shop := w.account(company, "Shop")
	admin := w.member(whole(company), "admin", organisationAdmin)
	shopAdmin := w.member(scopeOf(shop), "shop-admin", accountAdmin)
	reader := w.member(whole(company), "reader", viewer)
	_, stranger := w.organisation("stranger", false)
	for name, c := range map[string]struct {
		by   access.Caller
		want access.Kind
	}{
		"from above": {chief, ""}, "Organisation Admin": {admin, ""}, "Account Admin": {shopAdmin, access.Forbidden},
		"member without power": {reader, access.Forbidden}, "stranger": {stranger, access.NotFound},
	} {
		_, err := w.list().Records(t.Context(), c.by.ID(), company.ID, access.Filter{Limit: 10})
		w.refused(name, err, c.want)
	}
	var all []access.Record
	for f := (access.Filter{Limit: 3}); ; {
		page, err := w.list().Records(t.Context(), admin.ID(), company.ID, f)
		w.must(err)
		all = append(all, page.Items...)
		if f.After = page.Next; f.After == "" {
			break
		}
	}
	slices.Reverse(all)
	if want := w.records(company); fmt.Sprint(all) != fmt.Sprint(want) {
		t.Errorf("listed %v, want %v", all, want)
	}
}

// TestRecordsKeepNamesAsTheyWere: what somebody was called then stands, whoever
// registers with the address later.
func TestRecordsKeepNamesAsTheyWere(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	i, err := w.invite().Do(t.Context(), admin.ID(), organisation.ID,
		access.InviteRequest{Email: mailbox("grace"), FirstName: "Grace", LastName: "Murray", Roles: []access.RoleID{viewer}}, "")
	w.must(err)
	grace := w.takes(i) // who registers as Ada Lovelace
	_, err = w.forget().Do(t.Context(), grace.ID())
	w.must(err)
	w.takes(w.invited(admin, whole(organisation), "grace", viewer))
	named := map[access.RecordType][]string{}
	for _, r := range w.records(organisation) {
		if r.Subject.Email == mailbox("grace") {
			named[r.Type] = append(named[r.Type], r.Subject.Name)
		}
	}
	if got := named[access.InvitationCreated]; !slices.Equal(got, []string{"Grace Murray", ""}) {
		t.Errorf("invited as %q", got)
	}
	if got := named[access.AccessGranted]; !slices.Equal(got, []string{"Ada Lovelace", "Ada Lovelace"}) {
		t.Errorf("granted to %q", got)
	}
}
