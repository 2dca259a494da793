package delivery_test

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"admit/shared/access"
	"admit/shared/delivery"
)

// TestSuppressedAddressGetsNoMails checks that a permanent bounce or a complaint stops
// the mails of this organisation to the address, until somebody resends an
// invitation. A transient bounce stops nothing.
func TestSuppressedAddressGetsNoMails(t *testing.T) {
	for _, test := range []struct {
		event   int
		because string // empty: nothing is suppressed
	}{{transientBounce, ""}, {permanentBounce, "came back for good"}, {complaint, "reported an earlier mail as spam"}} {
		event := everyEvent[test.event]
		t.Run(event.Detail, func(t *testing.T) {
			w := inMemory(t)
			organisation, admin := w.organisation("admin", false)
			shop := w.account(organisation, "Shop")
			elsewhere, other := w.organisation("other", false)
			first := w.invited(admin, whole(organisation), "ada", viewer)
			w.must(w.send().Do(t.Context(), first.ID))
			w.tell(first, event)

			next, apart := w.invited(admin, scopeOf(shop), "ada", viewer), w.invited(other, whole(elsewhere), "ada", viewer)
			w.must(w.send().Do(t.Context(), next.ID))
			w.must(w.send().Do(t.Context(), apart.ID))
			if mails := w.mailer.Mails(apart.ID); len(mails) != 1 {
				t.Errorf("another organisation's mails: %d", len(mails))
			}
			mails, stored := w.mailer.Mails(next.ID), w.invitation(next.ID).Delivery
			if test.because == "" && len(mails) != 1 {
				t.Errorf("the next invitation's mails: %d", len(mails))
			}
			if test.because != "" && (len(mails) != 0 || stored.Status != access.Failed || !strings.Contains(stored.Detail, test.because)) {
				t.Errorf("the next invitation: %d mails, %+v", len(mails), stored)
			}
			w.resent(admin, next)
			w.tell(first, event) // a duplicate
			w.must(w.send().Do(t.Context(), next.ID))
			if mails := w.mailer.Mails(next.ID); len(mails) == 0 || w.invitation(next.ID).Delivery.Status != access.Sent {
				t.Errorf("resent: %d mails, %+v", len(mails), w.invitation(next.ID).Delivery)
			}
		})
	}
}

// TestTrackRedactsDetail tracks events with what a mail server may say.
func TestTrackRedactsDetail(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
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
		invitation := w.invited(admin, whole(organisation), fmt.Sprint("invitee", n), viewer)
		w.tell(invitation, delivery.Event{Status: access.Bounced, At: noon, Detail: test.said})
		if shown := w.invitation(invitation.ID).Delivery.Detail; shown != test.shown || !utf8.ValidString(shown) {
			t.Errorf("%.80q is shown as %q, want %q", test.said, shown, test.shown)
		}
	}
}
