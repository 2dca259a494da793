package storetest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/fixture"
)

// everyChangeIsOnRecord checks the events of every change: one for each change, with
// who did what to whom, when, and with the names of that time. What is refused,
// repeated or only read has no event.
func everyChangeIsOnRecord(w *fixture.Fixture) {
	group, chief := w.Organisation("chief", true)
	company := w.CreateBelow(chief, group, "Company", false)
	shop := w.Account(company, "Shop")
	var i access.Invitation
	var ada access.Caller
	at := func(role access.RoleID) access.ScopedRole { return access.ScopedRole{Role: role, Account: shop.ID} }
	for _, step := range []struct {
		do   func()
		want []string
	}{
		{func() { _, err := w.CreateAccount().Do(w.Context(), chief.ID(), company.ID, "Yard", ""); w.Must(err) },
			[]string{"account.created by chief:  [] []"}},
		{func() { i = w.Invited(chief, scopeOf(shop), "ada", viewer, signer) },
			[]string{"invitation.created by chief: ada [] [audit-viewer@+signing-editor@]"}},
		{func() { _, err := w.TryUpdate(chief, i, signer, biller); w.Must(err) },
			[]string{"invitation.changed by chief: ada [audit-viewer@+signing-editor@] [signing-editor@+billing-viewer@]"}},
		{func() { w.Must(w.Deliver().Do(w.Context(), i.ID)) },
			[]string{"invitation.sent by system: ada [signing-editor@+billing-viewer@] [signing-editor@+billing-viewer@]"}},
		{func() { w.Tell(i, delivery.Event{Status: access.Delivered, At: w.Now()}) },
			[]string{"invitation.delivered by system: ada [signing-editor@+billing-viewer@] [signing-editor@+billing-viewer@]"}},
		{func() { w.Must(w.Decline().Do(w.Context(), i.ID, w.Postbox.Tokens(i.ID)[0])) },
			[]string{"invitation.declined by ada: ada [signing-editor@+billing-viewer@] []"}},
		{func() { w.Resent(chief, i) },
			[]string{"invitation.resent by chief: ada [signing-editor@+billing-viewer@] [signing-editor@+billing-viewer@]"}},
		{func() { w.Must(w.Deliver().Do(w.Context(), i.ID)) },
			[]string{"invitation.sent by system: ada [signing-editor@+billing-viewer@] [signing-editor@+billing-viewer@]"}},
		{func() { ada = w.Join(i) },
			[]string{"invitation.accepted by ada: ada [signing-editor@+billing-viewer@] []", "access.granted by chief: ada [] [billing-viewer@+signing-editor@]"}},
		{func() { i = w.Invited(chief, scopeOf(shop), "ada", viewer) },
			[]string{"invitation.created by chief: ada [] [audit-viewer@]"}},
		{func() { w.EditRoles(chief, company, ada, access.ScopedRole{Role: viewer}, at(biller), at(viewer)) },
			[]string{"access.changed by chief: ada [billing-viewer@+signing-editor@] [audit-viewer+audit-viewer@+billing-viewer@]"}},
		{func() { w.EditRoles(chief, company, ada, access.ScopedRole{Role: viewer}, at(biller)) },
			[]string{"access.changed by chief: ada [audit-viewer+audit-viewer@+billing-viewer@] [audit-viewer+billing-viewer@]", "invitation.revoked by chief: ada [audit-viewer@] []"}},
		{func() { _, err := w.Remove().Do(w.Context(), chief.ID(), scopeOf(shop), ada.ID()); w.Must(err) },
			[]string{"access.removed by chief: ada [audit-viewer+billing-viewer@] [audit-viewer]"}},
		{func() { i = w.Invited(chief, whole(company), "eve", viewer) },
			[]string{"invitation.created by chief: eve [] [audit-viewer]"}},
		{func() { w.Must(w.Expire().Do(w.Context(), w.LetExpire(i))) },
			[]string{"invitation.expired by system: eve [audit-viewer] []"}},
		{func() { _, err := w.DeleteUser().Do(w.Context(), ada.ID()); w.Must(err) },
			[]string{"access.removed by operator: ada [audit-viewer] []"}},
		{func() { leaveNoTrace(w, company, chief) }, nil},
	} {
		before := len(w.Events(company))
		w.Pass(time.Minute)
		step.do()
		fresh := w.Events(company)[before:]
		if got := fixture.Each(fresh, eventLine); !slices.Equal(got, step.want) {
			w.Errorf("on record: %q, want %q", got, step.want)
		}
		for _, r := range fresh {
			if !r.At.Equal(w.Now()) || r.Names.Organisation != "Company" || (r.Scope.Account != "") != (r.Names.Account != "") {
				w.Errorf("on record: %+v, want it now and with its names", r)
			}
		}
	}
}

// eventLine returns an event as text: "type by actor: subject [before] [after]".
func eventLine(r access.Event) string {
	shown := func(list []access.ScopedRole) string {
		return strings.Join(fixture.Each(list, func(h access.ScopedRole) string {
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

// leaveNoTrace sends requests that are refused, and requests that only read.
func leaveNoTrace(w *fixture.Fixture, o access.Organisation, admin access.Caller) {
	w.Helper()
	for _, request := range fixture.Requests {
		_ = request.Try(w, fixture.Request{By: access.Caller{Subject: "nobody"}, Organisation: o.ID, User: admin.ID(), Invitation: "x"})
	}
	for _, request := range fixture.Requests[:fixture.ReadRequests] {
		_ = request.Try(w, fixture.Request{By: admin, Organisation: o.ID, User: admin.ID(), Invitation: "x"})
	}
}
