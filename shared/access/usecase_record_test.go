package access_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
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
	w.pass(time.Minute)
	company := w.creates(chief, group, "Company", false)
	last := func(o access.Organisation, want ...string) {
		w.Helper()
		records := w.records(o)
		got := each(records[max(0, len(records)-len(want)):], w.line)
		if !slices.Equal(got, want) {
			w.Errorf("on record: %q, want %q", got, want)
		}
		for _, r := range records[max(0, len(records)-len(want)):] {
			if !r.At.Equal(w.Now()) || r.Names.Organisation != o.Name || (r.Scope.Account != "") != (r.Names.Account != "") {
				w.Errorf("on record: %+v, want it now and with its names", r)
			}
		}
		w.pass(time.Minute)
	}
	last(group, "organisation.created by chief:  [] []")
	w.pass(-time.Minute)
	last(company, "organisation.created by chief:  [] []")
	shop, err := w.branch().Account(w.Context(), chief.ID(), company.ID, "Shop", "")
	w.must(err)
	last(company, "account.created by chief:  [] []")

	i := w.invited(chief, scopeOf(shop), "ada", viewer, signer)
	last(company, "invitation.created by chief: ada [] [audit-viewer@+signing-editor@]")
	_, err = w.amended(chief, i, signer, biller)
	w.must(err)
	last(company, "invitation.changed by chief: ada [audit-viewer@+signing-editor@] [signing-editor@+billing-viewer@]")
	w.must(w.deliver().Do(w.Context(), i.ID))
	last(company, "invitation.sent by system: ada [signing-editor@+billing-viewer@] [signing-editor@+billing-viewer@]")
	w.tell(i, access.Told{Status: access.Delivered, At: w.Now()})
	last(company, "invitation.delivered by system: ada [signing-editor@+billing-viewer@] [signing-editor@+billing-viewer@]")
	w.must(w.decline().Do(w.Context(), i.ID, w.postbox.Secrets(i.ID)[0]))
	last(company, "invitation.declined by ada: ada [signing-editor@+billing-viewer@] []")
	w.resent(chief, i)
	last(company, "invitation.resent by chief: ada [signing-editor@+billing-viewer@] [signing-editor@+billing-viewer@]")
	w.must(w.deliver().Do(w.Context(), i.ID))
	w.pass(time.Minute)
	ada := w.takes(i)
	last(company, "invitation.accepted by ada: ada [signing-editor@+billing-viewer@] []",
		"access.granted by chief: ada [] [billing-viewer@+signing-editor@]")

	w.invited(chief, scopeOf(shop), "ada", viewer)
	w.edited(chief, company, ada, access.Held{Role: viewer}, access.Held{Role: biller, Account: shop.ID}, access.Held{Role: viewer, Account: shop.ID})
	w.edited(chief, company, ada, access.Held{Role: viewer}, access.Held{Role: biller, Account: shop.ID})
	w.forgetNames(last, company)
	_, err = w.remove().Do(w.Context(), chief.ID(), scopeOf(shop), ada.ID())
	w.must(err)
	last(company, "access.removed by chief: ada [audit-viewer+billing-viewer@] [audit-viewer]")

	lapsing := w.invited(chief, whole(company), "eve", viewer)
	w.must(w.expire().Do(w.Context(), w.lapses(lapsing)))
	last(company, "invitation.expired by system: eve [audit-viewer] []")
	_, err = w.forget().Do(w.Context(), ada.ID())
	w.must(err)
	last(company, "access.removed by operator: ada [audit-viewer] []")
	w.noTrace(group, company, chief)
}

// forgetNames looks at an edit that also revoked an invitation: they are one
// step, at one moment.
func (w *world) forgetNames(last func(access.Organisation, ...string), company access.Organisation) {
	w.Helper()
	last(company, "access.changed by chief: ada [audit-viewer+audit-viewer@+billing-viewer@] [audit-viewer+billing-viewer@]",
		"invitation.revoked by chief: ada [audit-viewer@] []")
}

// noTrace tries what is refused, repeated or only read.
func (w *world) noTrace(group, company access.Organisation, chief access.Caller) {
	w.Helper()
	before := len(w.records(group)) + len(w.records(company))
	for _, door := range everyDoor {
		_ = door.try(w, question{access.Caller{Subject: "nobody"}, company.ID, "", chief.ID(), "x"})
	}
	for _, q := range []question{{chief, company.ID, "", chief.ID(), "x"}} {
		for _, door := range everyDoor[:9] { // those that change nothing
			_ = door.try(w, q)
		}
	}
	if after := len(w.records(group)) + len(w.records(company)); after != before {
		w.Errorf("%d records of nothing", after-before)
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
