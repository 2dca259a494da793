package storetest

import (
	"fmt"
	"strings"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

// silencesNobodyElse checks that what one organisation sends to an address leaves
// every other organisation and the operator their own limits.
func silencesNobodyElse(w *fixture.Fixture) {
	loud, loudAdmin := w.Organisation("loud", false)
	other, otherAdmin := w.Organisation("other", false)
	w.Set(noon.Add(time.Hour))
	w.Limits.MailsPerDay = 3
	invitation := w.Invited(loudAdmin, whole(loud), "ada", viewer)
	for range 2 {
		w.Resent(loudAdmin, invitation)
	}
	_, err := w.Resend().Do(w.Context(), loudAdmin.ID(), loud.ID, invitation.ID, "")
	if wait := w.RetryAfter(err); wait != 11*time.Hour {
		w.Errorf("asked to wait %s, want until the end of the day", wait)
	}
	if !strings.Contains(err.Error(), "This organisation has reached its limit of 3 emails a day to this address.") {
		w.Errorf("it does not say whose limit it is: %v", err)
	}
	for n := range 3 {
		w.WantRefusal("another organisation", w.TryInvite(otherAdmin, other, "ada"), "")
		if n < 2 {
			w.Must(w.Revoke().Do(w.Context(), otherAdmin.ID(), other.ID, openInvitation(w, other, "ada").ID))
		}
	}
	for range 5 {
		_, err := w.InviteAdministrator().Do(w.Context(), loud.ID, access.InviteRequest{Email: mailbox("ada")})
		w.WantRefusal("the operator, in the same organisation", err, "")
		_, _, err = w.CreateOrganisation().Do(w.Context(), access.CreateOrganisationRequest{Name: "New", Admin: access.InviteRequest{Email: mailbox("ada")}})
		w.WantRefusal("the operator, for a new organisation", err, "")
	}
}

// floodsFromBelow checks the limit of mails a day to one address, in any spelling,
// from all organisations below one partner.
func floodsFromBelow(w *fixture.Fixture) {
	w.Limits.MailsPerDay, w.Limits.MailsPerDayOfPartner = 3, 5
	group, chief := w.Organisation("chief", true)
	other, otherAdmin := w.Organisation("other", false)
	var companies []access.Organisation
	var admins []access.Caller
	for n := range 12 {
		companies = append(companies, w.CreateBelow(chief, group, fmt.Sprint("Company ", n), false))
		admins = append(admins, w.Member(whole(companies[n]), fmt.Sprint("admin", n), organisationAdmin))
	}
	w.Set(noon.Add(6 * time.Hour))
	spellings := []string{"ada", "Ada", "ADA"}
	got := fixture.Answers(12, func(n int) error { return w.TryInvite(admins[n], companies[n], spellings[n%3]) })
	if got[""] != 5 || got[access.RateLimited] != 7 {
		w.Errorf("answers %v, want exactly 5 mails", got)
	}
	last := w.CreateBelow(chief, group, "Another one", false)
	lastAdmin := w.Member(whole(last), "last", organisationAdmin)
	for by, detail := range map[access.Caller]string{
		chief:     "The organisations of Organisation of chief have together reached their limit of 5 emails a day to this address.",
		lastAdmin: "This organisation and others of the same partner have together reached their limit of 5 emails a day to this address.",
	} {
		err := w.TryInvite(by, last, "aDA")
		if wait := w.RetryAfter(err); wait != 6*time.Hour || !strings.Contains(err.Error(), detail) {
			w.Errorf("asked to wait %s: %v; want until the end of the day, and %q", wait, err, detail)
		}
	}
	w.WantRefusal("the partner itself", w.TryInvite(chief, group, "ada"), "")
	w.WantRefusal("another tenant", w.TryInvite(otherAdmin, other, "ada"), "")
	_, err := w.InviteAdministrator().Do(w.Context(), last.ID, access.InviteRequest{Email: mailbox("ada")})
	w.WantRefusal("the operator", err, "")
	w.WantRefusal("a plus tag is another mailbox", w.TryInvite(lastAdmin, last, "ada+x"), "")
	w.Set(noon.Add(12 * time.Hour))
	w.WantRefusal("the next day", w.TryInvite(admins[0], companies[0], "ada-"), "")
}

// openInvitation returns the pending invitation of an address to a whole
// organisation.
func openInvitation(w *fixture.Fixture, o access.Organisation, name string) access.Invitation {
	w.Helper()
	address, err := access.ParseAddress(mailbox(name))
	w.Must(err)
	offers, err := w.Store.Offers(w.Context(), o.ID, address)
	w.Must(err)
	for _, i := range offers.Pending {
		if i.Scope == whole(o) {
			return i
		}
	}
	w.Fatalf("no invitation of %s is open", name)
	return access.Invitation{}
}

// exemptsTheOperator checks that no limit refuses the operator. The operator's
// invitations count as open, so that the end of one makes no room that was never
// taken.
func exemptsTheOperator(w *fixture.Fixture) {
	organisation, admin := w.Organisation("admin", false)
	w.Set(noon.Add(time.Hour))
	w.Limits.OpenInvitations, w.Limits.InvitationsPerHour, w.Limits.MailsPerDay = 2, 2, 2
	w.WantRefusal("the first", w.TryInvite(admin, organisation, "one"), "")
	w.WantRefusal("the second", w.TryInvite(admin, organisation, "two"), "")
	w.WantRefusal("the third", w.TryInvite(admin, organisation, "three"), access.LimitReached)
	for _, name := range []string{"boss", "chief"} {
		_, err := w.InviteAdministrator().Do(w.Context(), organisation.ID, access.InviteRequest{Email: mailbox(name)})
		w.WantRefusal("the operator", err, "")
	}
	w.Set(noon.Add(2 * time.Hour)) // four are open now
	for _, name := range []string{"boss", "one"} {
		w.Must(w.Revoke().Do(w.Context(), admin.ID(), organisation.ID, openInvitation(w, organisation, name).ID))
		w.WantRefusal("beside those that are left", w.TryInvite(admin, organisation, "late"), access.LimitReached)
	}
	w.Must(w.Revoke().Do(w.Context(), admin.ID(), organisation.ID, openInvitation(w, organisation, "two").ID))
	w.WantRefusal("in the place of what ended", w.TryInvite(admin, organisation, "late"), "")
	w.WantRefusal("one more", w.TryInvite(admin, organisation, "later"), access.LimitReached)
}

// floodsAnHour checks the limit of invitations an hour. All administrators of an
// organisation share it, and other organisations do not.
func floodsAnHour(w *fixture.Fixture) {
	organisation, admin := w.Organisation("admin", false)
	second := w.Member(whole(organisation), "second", organisationAdmin)
	other, otherAdmin := w.Organisation("other", false)
	w.Set(noon.Add(time.Hour + 40*time.Minute))
	w.Limits.InvitationsPerHour = 25
	admins := []access.Caller{admin, second}
	got := fixture.Answers(60, func(n int) error { return w.TryInvite(admins[n%2], organisation, fmt.Sprint("person", n)) })
	if got[""] != 25 || got[access.RateLimited] != 35 {
		w.Errorf("answers %v, want exactly 25 invitations", got)
	}
	err := w.TryInvite(admin, organisation, "more")
	if wait := w.RetryAfter(err); wait != 20*time.Minute {
		w.Errorf("asked to wait %s, want until the end of the hour", wait)
	}
	w.WantRefusal("another organisation", w.TryInvite(otherAdmin, other, "more"), "")
	w.Set(noon.Add(2*time.Hour - time.Second))
	w.WantRefusal("a second before the hour is over", w.TryInvite(admin, organisation, "more"), access.RateLimited)
	w.Set(noon.Add(2 * time.Hour))
	w.WantRefusal("the next hour", w.TryInvite(admin, organisation, "more"), "")
}

// limitsOpenInvitations checks the limit of open invitations under concurrent
// requests. The end of one invitation makes room for one.
func limitsOpenInvitations(w *fixture.Fixture) {
	organisation, admin := w.Organisation("admin", false)
	w.Limits.OpenInvitations = 23
	got := fixture.Answers(60, func(n int) error { return w.TryInvite(admin, organisation, fmt.Sprint("person", n)) })
	if got[""] != 23 || got[access.LimitReached] != 37 {
		w.Errorf("answers %v, want exactly 23 invitations", got)
	}
	page, err := w.List().Invitations(w.Context(), admin.ID(), organisation.ID, access.Filter{Limit: 3, Status: []access.Status{access.Pending}})
	w.Must(err)
	w.Join(page.Items[0])
	w.Must(w.Decline().Do(w.Context(), page.Items[1].ID, w.Token(page.Items[1].ID)))
	w.Must(w.Revoke().Do(w.Context(), admin.ID(), organisation.ID, page.Items[2].ID))
	got = fixture.Answers(10, func(n int) error { return w.TryInvite(admin, organisation, fmt.Sprint("more", n)) })
	if got[""] != 3 || got[access.LimitReached] != 7 {
		w.Errorf("answers %v, want room for exactly 3", got)
	}
	_, err = w.Resend().Do(w.Context(), admin.ID(), organisation.ID, page.Items[1].ID, "")
	w.WantRefusal("reviving one beyond the limit", err, access.LimitReached)
}
