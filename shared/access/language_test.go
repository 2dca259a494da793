package access_test

import (
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

// invitedElsewhere lets another organisation invite somebody, with a locale or without one.
// It returns the invitation and the locale of its email. The administrator sees no other
// locale than their own.
func invitedElsewhere(f *fixture.Fixture, name, locale string) (access.Invitation, string) {
	f.Helper()
	organisation, admin := f.Organisation("admin-"+access.NewID(), false)
	i, err := f.Invite().Do(f.Context(), admin.ID(), organisation.ID,
		access.InviteRequest{Email: fixture.Mailbox(name), Roles: []access.RoleID{fixture.Viewer}, Locale: locale}, "")
	f.Must(err)
	f.Token(i.ID)
	if stored := f.Invitation(i.ID); i.Locale != locale || stored.Locale != locale {
		f.Errorf("the locale is %q and stored as %q, want %q", i.Locale, stored.Locale, locale)
	}
	mails := f.Mailer.Mails(i.ID)
	return i, mails[len(mails)-1].Locale
}

// TestTheLanguageOfAnAcceptanceIsThatOfTheNextEmail registers in one language and accepts
// again in others.
func TestTheLanguageOfAnAcceptanceIsThatOfTheNextEmail(t *testing.T) {
	f := fixture.InMemory(t)
	first, locale := invitedElsewhere(f, "ada", "nb")
	if locale != "nb" {
		t.Errorf("the first email has the locale %q", locale)
	}
	registration := fixture.Registration(f.Token(first.ID))
	registration.Language = "de"
	accepted, err := f.Register().Do(t.Context(), first.ID, registration)
	f.Must(err)
	if got := f.Directory.Language(accepted.User.Subject); got != "de" {
		t.Errorf("the identity has the language %q", got)
	}
	ada := access.Caller{Issuer: accepted.User.Issuer, Subject: accepted.User.Subject}

	if _, locale := invitedElsewhere(f, "ada", "fr"); locale != "fr" {
		t.Errorf("an email with a locale has %q", locale)
	}
	for _, step := range []struct{ before, accepts string }{{"de", "sv"}, {"sv", ""}, {"sv", "sv"}, {"sv", "fi"}, {"fi", ""}} {
		i, locale := invitedElsewhere(f, "ada", "")
		if locale != step.before {
			t.Errorf("the email has the locale %q, want %q", locale, step.before)
		}
		_, err := f.Accept().Do(t.Context(), ada, i.ID, access.AcceptRequest{Token: f.Token(i.ID), Language: step.accepts})
		f.Must(err)
	}
}

// TestTheLanguageOfSomebodyWhoSignedInIsKept accepts for somebody who had an identity and
// was no user yet.
func TestTheLanguageOfSomebodyWhoSignedInIsKept(t *testing.T) {
	f := fixture.InMemory(t)
	grace := f.Directory.AddForeign(fixture.Address(t, fixture.Mailbox("grace")), true, "secret")
	i, locale := invitedElsewhere(f, "grace", "")
	if locale != "" {
		t.Errorf("the first email has the locale %q", locale)
	}
	_, err := f.Accept().Do(t.Context(), grace, i.ID, access.AcceptRequest{Token: f.Token(i.ID), Language: "es"})
	f.Must(err)
	if _, locale := invitedElsewhere(f, "grace", ""); locale != "es" {
		t.Errorf("the next email has the locale %q", locale)
	}
}
