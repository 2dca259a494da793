package storetest

import (
	"fmt"
	"strings"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

// limitsAreSeparate checks that what one organisation sends to an address leaves
// every other organisation and the operator their own limits.
func limitsAreSeparate(f *fixture.Fixture) {
	loud, loudAdmin := f.Organisation("loud", false)
	other, otherAdmin := f.Organisation("other", false)
	f.Set(fixture.Noon.Add(time.Hour))
	f.Limits.MailsPerDay = 3
	invitation := f.Invited(loudAdmin, fixture.Whole(loud), "ada", fixture.Viewer)
	for range 2 {
		f.Resent(loudAdmin, invitation)
	}
	_, err := f.Resend().Do(f.Context(), loudAdmin.ID(), loud.ID, invitation.ID, "")
	if wait := f.RetryAfter(err); wait != 11*time.Hour {
		f.Errorf("asked to wait %s, want until the end of the day", wait)
	}
	if !strings.Contains(err.Error(), "This organisation has reached its limit of 3 emails a day to this address.") {
		f.Errorf("the refusal does not say whose limit it is: %v", err)
	}
	for n := range 3 {
		f.WantRefusal("another organisation", f.TryInvite(otherAdmin, other, "ada"), "")
		if n < 2 {
			f.Must(f.Revoke().Do(f.Context(), otherAdmin.ID(), other.ID, openInvitation(f, other, "ada").ID))
		}
	}
	for range 5 {
		_, err := f.InviteAdministrator().Do(f.Context(), loud.ID, access.InviteRequest{Email: fixture.Mailbox("ada")})
		f.WantRefusal("the operator, in the same organisation", err, "")
		_, _, err = f.CreateOrganisation().Do(f.Context(), access.CreateOrganisationRequest{Name: "New", Admin: access.InviteRequest{Email: fixture.Mailbox("ada")}})
		f.WantRefusal("the operator, for a new organisation", err, "")
	}
}

// limitsMailsBelowPartner checks the limit of mails a day to one address, in any
// spelling, from all organisations below one partner.
func limitsMailsBelowPartner(f *fixture.Fixture) {
	f.Limits.MailsPerDay, f.Limits.MailsPerDayOfPartner = 3, 5
	group, chief := f.Organisation("chief", true)
	other, otherAdmin := f.Organisation("other", false)
	var companies []access.Organisation
	var admins []access.Caller
	for n := range 12 {
		companies = append(companies, f.CreateBelow(chief, group, fmt.Sprint("Company ", n), false))
		admins = append(admins, f.Member(fixture.Whole(companies[n]), fmt.Sprint("admin", n), fixture.OrganisationAdmin))
	}
	f.Set(fixture.Noon.Add(6 * time.Hour))
	spellings := []string{"ada", "Ada", "ADA"}
	got := fixture.Answers(12, func(n int) error { return f.TryInvite(admins[n], companies[n], spellings[n%3]) })
	if got[""] != 5 || got[access.RateLimited] != 7 {
		f.Errorf("answers %v, want exactly 5 mails", got)
	}
	last := f.CreateBelow(chief, group, "Another one", false)
	lastAdmin := f.Member(fixture.Whole(last), "last", fixture.OrganisationAdmin)
	for by, detail := range map[access.Caller]string{
		chief:     "The organisations of Organisation of chief have together reached their limit of 5 emails a day to this address.",
		lastAdmin: "This organisation and others of the same partner have together reached their limit of 5 emails a day to this address.",
	} {
		err := f.TryInvite(by, last, "aDA")
		if wait := f.RetryAfter(err); wait != 6*time.Hour || !strings.Contains(err.Error(), detail) {
			f.Errorf("asked to wait %s: %v; want until the end of the day, and %q", wait, err, detail)
		}
	}
	f.WantRefusal("the partner itself", f.TryInvite(chief, group, "ada"), "")
	f.WantRefusal("another tenant", f.TryInvite(otherAdmin, other, "ada"), "")
	_, err := f.InviteAdministrator().Do(f.Context(), last.ID, access.InviteRequest{Email: fixture.Mailbox("ada")})
	f.WantRefusal("the operator", err, "")
	f.WantRefusal("a plus tag is another mailbox", f.TryInvite(lastAdmin, last, "ada+x"), "")
	f.Set(fixture.Noon.Add(12 * time.Hour))
	f.WantRefusal("the next day", f.TryInvite(admins[0], companies[0], "ada-"), "")
}

// openInvitation returns the pending invitation of an address to a whole
// organisation.
func openInvitation(f *fixture.Fixture, o access.Organisation, name string) access.Invitation {
	f.Helper()
	address, err := access.ParseAddress(fixture.Mailbox(name))
	f.Must(err)
	offers, err := f.Store.Offers(f.Context(), o.ID, address)
	f.Must(err)
	for _, i := range offers {
		if i.Scope == fixture.Whole(o) {
			return i
		}
	}
	f.Fatalf("%s has no open invitation", name)
	return access.Invitation{}
}

// exemptsTheOperator checks that no limit refuses the operator. The operator's
// invitations count as open, so that the end of one frees no more room than it
// took.
func exemptsTheOperator(f *fixture.Fixture) {
	organisation, admin := f.Organisation("admin", false)
	f.Set(fixture.Noon.Add(time.Hour))
	f.Limits.OpenInvitations, f.Limits.InvitationsPerHour, f.Limits.MailsPerDay = 2, 2, 2
	f.WantRefusal("the first", f.TryInvite(admin, organisation, "one"), "")
	f.WantRefusal("the second", f.TryInvite(admin, organisation, "two"), "")
	f.WantRefusal("the third", f.TryInvite(admin, organisation, "three"), access.LimitReached)
	for _, name := range []string{"boss", "chief"} {
		_, err := f.InviteAdministrator().Do(f.Context(), organisation.ID, access.InviteRequest{Email: fixture.Mailbox(name)})
		f.WantRefusal("the operator", err, "")
	}
	f.Set(fixture.Noon.Add(2 * time.Hour)) // four are open now
	for _, name := range []string{"boss", "one"} {
		f.Must(f.Revoke().Do(f.Context(), admin.ID(), organisation.ID, openInvitation(f, organisation, name).ID))
		f.WantRefusal("beside the open ones", f.TryInvite(admin, organisation, "late"), access.LimitReached)
	}
	f.Must(f.Revoke().Do(f.Context(), admin.ID(), organisation.ID, openInvitation(f, organisation, "two").ID))
	f.WantRefusal("after the end of one", f.TryInvite(admin, organisation, "late"), "")
	f.WantRefusal("one more", f.TryInvite(admin, organisation, "later"), access.LimitReached)
}

// limitsInvitationsAnHour checks the limit of invitations an hour. All
// administrators of an organisation share it, and other organisations do not.
func limitsInvitationsAnHour(f *fixture.Fixture) {
	organisation, admin := f.Organisation("admin", false)
	second := f.Member(fixture.Whole(organisation), "second", fixture.OrganisationAdmin)
	other, otherAdmin := f.Organisation("other", false)
	f.Set(fixture.Noon.Add(time.Hour + 40*time.Minute))
	f.Limits.InvitationsPerHour = 25
	admins := []access.Caller{admin, second}
	got := fixture.Answers(60, func(n int) error { return f.TryInvite(admins[n%2], organisation, fmt.Sprint("person", n)) })
	if got[""] != 25 || got[access.RateLimited] != 35 {
		f.Errorf("answers %v, want exactly 25 invitations", got)
	}
	err := f.TryInvite(admin, organisation, "more")
	if wait := f.RetryAfter(err); wait != 20*time.Minute {
		f.Errorf("asked to wait %s, want until the end of the hour", wait)
	}
	f.WantRefusal("another organisation", f.TryInvite(otherAdmin, other, "more"), "")
	f.Set(fixture.Noon.Add(2*time.Hour - time.Second))
	f.WantRefusal("a second before the hour is over", f.TryInvite(admin, organisation, "more"), access.RateLimited)
	f.Set(fixture.Noon.Add(2 * time.Hour))
	f.WantRefusal("the next hour", f.TryInvite(admin, organisation, "more"), "")
}

// limitsOpenInvitations checks the limit of open invitations under concurrent
// requests. The end of one invitation makes room for one.
func limitsOpenInvitations(f *fixture.Fixture) {
	organisation, admin := f.Organisation("admin", false)
	f.Limits.OpenInvitations = 23
	got := fixture.Answers(60, func(n int) error { return f.TryInvite(admin, organisation, fmt.Sprint("person", n)) })
	if got[""] != 23 || got[access.LimitReached] != 37 {
		f.Errorf("answers %v, want exactly 23 invitations", got)
	}
	_, page, err := f.List().Invitations(f.Context(), admin.ID(), organisation.ID, access.Filter{Limit: 3, Status: []access.Status{access.Pending}})
	f.Must(err)
	f.Join(page.Items[0].Invitation)
	f.Must(f.Decline().Do(f.Context(), page.Items[1].ID, f.Token(page.Items[1].ID)))
	f.Must(f.Revoke().Do(f.Context(), admin.ID(), organisation.ID, page.Items[2].ID))
	got = fixture.Answers(10, func(n int) error { return f.TryInvite(admin, organisation, fmt.Sprint("more", n)) })
	if got[""] != 3 || got[access.LimitReached] != 7 {
		f.Errorf("answers %v, want room for exactly 3", got)
	}
	_, err = f.Resend().Do(f.Context(), admin.ID(), organisation.ID, page.Items[1].ID, "")
	f.WantRefusal("resending one beyond the limit", err, access.LimitReached)
}
