package delivery_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/fixture"
)

// TestSuppressedAddressGetsNoMails checks that a permanent bounce or a complaint stops
// the emails of this organisation to the address, until somebody resends an
// invitation. A temporary bounce stops nothing.
func TestSuppressedAddressGetsNoMails(t *testing.T) {
	for _, test := range []struct {
		event   int
		because string // empty: nothing is suppressed
	}{{temporaryBounce, ""}, {permanentBounce, "bounced permanently"}, {complaint, "marked an earlier email as spam"}} {
		event := everyEvent[test.event]
		t.Run(event.Detail, func(t *testing.T) {
			f := fixture.InMemory(t)
			organisation, admin := f.Organisation("admin", false)
			shop := f.Account(organisation, "Shop")
			elsewhere, other := f.Organisation("other", false)
			first := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
			f.Must(f.Deliver().Do(t.Context(), first.ID))
			f.TrackEvent(first, event)

			next, apart := f.Invited(admin, fixture.ScopeOf(shop), "ada", fixture.Viewer), f.Invited(other, fixture.Whole(elsewhere), "ada", fixture.Viewer)
			f.Must(f.Deliver().Do(t.Context(), next.ID))
			f.Must(f.Deliver().Do(t.Context(), apart.ID))
			if mails := f.Mailer.Mails(apart.ID); len(mails) != 1 {
				t.Errorf("another organisation's mails: %d", len(mails))
			}
			mails, stored := f.Mailer.Mails(next.ID), f.Invitation(next.ID).Delivery
			if test.because == "" && len(mails) != 1 {
				t.Errorf("the next invitation's mails: %d", len(mails))
			}
			if test.because != "" && (len(mails) != 0 || stored.Status != access.Failed || !strings.Contains(stored.Detail, test.because)) {
				t.Errorf("the next invitation: %d mails, %+v", len(mails), stored)
			}
			f.Resent(admin, next)
			f.TrackEvent(first, event) // a duplicate
			f.Must(f.Deliver().Do(t.Context(), next.ID))
			if mails := f.Mailer.Mails(next.ID); len(mails) == 0 || f.Invitation(next.ID).Delivery.Status != access.Sent {
				t.Errorf("resent: %d mails, %+v", len(mails), f.Invitation(next.ID).Delivery)
			}
		})
	}
}

// TestTrackRedactsDetail tracks events with what a mail server may say.
func TestTrackRedactsDetail(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	token := strings.Repeat("aB3_-", 9)[:43]
	for n, test := range []struct{ said, shown string }{
		{"Permanent, General: smtp; 550 5.1.1 user unknown", "Permanent, General: smtp; 550 5.1.1 user unknown"},
		{"550-5.1.1 <Ada@Example.com>: no such user,\r\n550 5.1.1 passed on to=rfc822;secret.person@home.example",
			"550-5.1.1 (address) no such user, 550 5.1.1 passed on (address)"},
		{"554 blocked: https://admit.example/invitations/x#" + token + " is listed", "554 blocked: (link) is listed"},
		{"550 #5.1.0 Address rejected.", "550 #5.1.0 Address rejected."},
		{"\x00 a\tb\u2028c \u202egnp.exe \x1b[31m\u0085", "a b c gnp.exe [31m"},
		{"not \xff\xfe UTF-8", "not UTF-8"},
		{strings.Repeat("ø", 1000), strings.Repeat("ø", 300)},
		{strings.Repeat(token, 1_000), "(link)"},
		{"", ""},
	} {
		invitation := f.Invited(admin, fixture.Whole(organisation), fmt.Sprint("invitee", n), fixture.Viewer)
		f.TrackEvent(invitation, delivery.Event{Status: access.Bounced, At: fixture.Noon, Detail: test.said})
		if shown := f.Invitation(invitation.ID).Delivery.Detail; shown != test.shown || !utf8.ValidString(shown) {
			t.Errorf("%.80q is shown as %q, want %q", test.said, shown, test.shown)
		}
	}
}
