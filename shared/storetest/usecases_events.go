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

// everyChangeHasAnEvent checks the events of every change: one for each change, with
// who did what to whom, when, and with the names of that time. A request that is
// refused, repeated or only reads has no event.
func everyChangeHasAnEvent(f *fixture.Fixture) {
	group, chief := f.Organisation("chief", true)
	deputy := f.Member(fixture.Whole(group), "deputy", fixture.PartnerAdmin)
	company := f.CreateBelow(chief, group, "Company", false)
	shop := f.Account(company, "Shop")
	var i access.Invitation
	var ada access.Caller
	newName := "Augusta"
	at := func(role access.RoleID) access.ScopedRole { return access.ScopedRole{Role: role, Account: shop.ID} }
	for _, step := range []struct {
		do   func()
		want []string
	}{
		{func() { _, err := f.CreateAccount().Do(f.Context(), chief.ID(), company.ID, "Yard", ""); f.Must(err) },
			[]string{"account.created by chief:  [] []"}},
		{func() { i = f.Invited(chief, fixture.ScopeOf(shop), "ada", fixture.Viewer, fixture.Signer) },
			[]string{"invitation.created by chief: ada [] [audit-viewer@+signing-editor@]"}},
		{func() { f.Must(fixture.Err(f.TakeOver().Do(f.Context(), deputy.ID(), company.ID, i.ID))) },
			[]string{"invitation.taken-over by deputy: ada [audit-viewer@+signing-editor@] [audit-viewer@+signing-editor@]"}},
		{func() { _, err := f.TryUpdate(chief, i, fixture.Signer, fixture.Biller); f.Must(err) },
			[]string{"invitation.changed by chief: ada [audit-viewer@+signing-editor@] [signing-editor@+billing-viewer@]"}},
		{func() { f.Must(f.Deliver().Do(f.Context(), i.ID)) },
			[]string{"invitation.sent by system: ada [signing-editor@+billing-viewer@] [signing-editor@+billing-viewer@]"}},
		{func() { f.TrackEvent(i, delivery.Event{Status: access.Delivered, At: f.Now()}) },
			[]string{"invitation.delivered by system: ada [signing-editor@+billing-viewer@] [signing-editor@+billing-viewer@]"}},
		{func() { f.Must(f.Decline().Do(f.Context(), i.ID, f.Mailer.Tokens(i.ID)[0])) },
			[]string{"invitation.declined by ada: ada [signing-editor@+billing-viewer@] []"}},
		{func() { f.Resent(chief, i) },
			[]string{"invitation.resent by chief: ada [signing-editor@+billing-viewer@] [signing-editor@+billing-viewer@]"}},
		{func() { f.Must(f.Deliver().Do(f.Context(), i.ID)) },
			[]string{"invitation.sent by system: ada [signing-editor@+billing-viewer@] [signing-editor@+billing-viewer@]"}},
		{func() { ask(f, i, "grace") },
			[]string{"invitation.acceptance-requested by grace: grace for ada [signing-editor@+billing-viewer@] [signing-editor@+billing-viewer@]"}},
		{func() { f.Must(answer(f, chief, i, false)) },
			[]string{"invitation.acceptance-declined by chief: grace for ada [signing-editor@+billing-viewer@] [signing-editor@+billing-viewer@]"}},
		{func() { ada = f.Join(i) },
			[]string{"invitation.accepted by ada: ada [signing-editor@+billing-viewer@] []", "access.granted by chief: ada [] [billing-viewer@+signing-editor@]"}},
		{func() {
			_, err := f.RenameUser().Do(f.Context(), ada.ID(), access.RenameUserRequest{FirstName: &newName})
			f.Must(err)
		},
			[]string{"user.renamed by ada: ada [billing-viewer@+signing-editor@] [billing-viewer@+signing-editor@]"}},
		{func() { i = f.Invited(chief, fixture.ScopeOf(shop), "ada", fixture.Viewer) },
			[]string{"invitation.created by chief: ada [] [audit-viewer@]"}},
		{func() {
			f.EditRoles(chief, company, ada, access.ScopedRole{Role: fixture.Viewer}, at(fixture.Biller), at(fixture.Viewer))
		},
			[]string{"access.changed by chief: ada [billing-viewer@+signing-editor@] [audit-viewer+audit-viewer@+billing-viewer@]"}},
		{func() { f.EditRoles(chief, company, ada, access.ScopedRole{Role: fixture.Viewer}, at(fixture.Biller)) },
			[]string{"access.changed by chief: ada [audit-viewer+audit-viewer@+billing-viewer@] [audit-viewer+billing-viewer@]", "invitation.revoked by chief: ada [audit-viewer@] []"}},
		{func() { _, err := f.Remove().Do(f.Context(), chief.ID(), fixture.ScopeOf(shop), ada.ID()); f.Must(err) },
			[]string{"access.removed by chief: ada [audit-viewer+billing-viewer@] [audit-viewer]"}},
		{func() { i = f.Invited(chief, fixture.Whole(company), "eve", fixture.Viewer) },
			[]string{"invitation.created by chief: eve [] [audit-viewer]"}},
		{func() { f.Token(i.ID) },
			[]string{"invitation.sent by system: eve [audit-viewer] [audit-viewer]"}},
		{func() { f.Must(f.Expire().Do(f.Context(), f.LetExpire(i))) },
			[]string{"invitation.expired by system: eve [audit-viewer] []"}},
		{func() { f.Must(fixture.Err(f.RequestRenewal().Do(f.Context(), i.ID, f.Mailer.Tokens(i.ID)[0]))) },
			[]string{"invitation.renewal-requested by eve: eve [audit-viewer] [audit-viewer]"}},
		{func() { _, err := f.DeleteUser().Do(f.Context(), ada.ID()); f.Must(err) },
			[]string{"access.removed by operator: deleted [audit-viewer] []"}},
		{func() { causeNoEvent(f, company, chief) }, nil},
	} {
		before := len(f.Events(company))
		f.Pass(time.Minute)
		step.do()
		fresh := f.Events(company)[before:]
		if got := fixture.Each(fresh, eventLine); !slices.Equal(got, step.want) {
			f.Errorf("events %q, want %q", got, step.want)
		}
		for _, r := range fresh {
			if !r.At.Equal(f.Now()) || r.Names.Organisation != "Company" || (r.Scope.Account != "") != (r.Names.Account != "") {
				f.Errorf("event %+v, want the current time and the names", r)
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
	if _, is := access.PseudonymWithID(r.Subject.ID); is {
		local = "deleted"
	}
	actor, _, _ := strings.Cut(r.Actor.Email, "@")
	if actor == "" {
		actor = string(r.Actor.ID)
	}
	if invited, _, is := strings.Cut(r.InvitedEmail, "@"); is {
		local += " for " + invited
	}
	return strings.TrimRight(fmt.Sprintf("%s by %s: %s [%s] [%s]", r.Type, actor, local, shown(r.Before), shown(r.After)), " ")
}

// causeNoEvent sends requests that are refused, and requests that only read.
func causeNoEvent(f *fixture.Fixture, o access.Organisation, admin access.Caller) {
	f.Helper()
	for _, request := range fixture.Requests {
		_ = request.Try(f, fixture.Request{By: access.Caller{Subject: "nobody"}, Organisation: o.ID, User: admin.ID(), Invitation: "x"})
	}
	for _, request := range fixture.Requests[:fixture.ReadRequests] {
		_ = request.Try(f, fixture.Request{By: admin, Organisation: o.ID, User: admin.ID(), Invitation: "x"})
	}
}
