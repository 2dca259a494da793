package mail_test

import (
	"encoding/json"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"

	"admit/shared/brand"
	"admit/shared/delivery"
	"admit/shared/mail"
)

// sentBy sends an email and returns the request to SES.
func sentBy(t *testing.T, m delivery.Mail, configure func(*mail.SES)) (got sendEmail) {
	t.Helper()
	ses := newSES(t, func(w http.ResponseWriter, r *http.Request) {
		if err := json.NewDecoder(r.Body).Decode(&got); err != nil {
			t.Error(err)
		}
		_, _ = io.WriteString(w, `{"MessageId": "1"}`)
	})
	configure(&ses)
	if _, err := ses.Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	return got
}

func TestSenderName(t *testing.T) {
	for sender, want := range map[string]string{
		"admit@example.com":                  "admit@example.com",
		"Acme, Inc. <admit@example.com>":     "Acme, Inc. <admit@example.com>",
		"Blåbær <admit@example.com>":         "=?utf-8?q?Bl=C3=A5b=C3=A6r?= <admit@example.com>",
		"\"Blåbær, AS\" <admit@example.com>": "=?utf-8?b?QmzDpWLDpnIsIEFT?= <admit@example.com>",
	} {
		got := sentBy(t, sample(t), func(s *mail.SES) { s.Sender = sender })
		if got.FromEmailAddress != want {
			t.Errorf("sender %q is sent as %q, want %q", sender, got.FromEmailAddress, want)
		}
	}
}

func TestReplyTo(t *testing.T) {
	const inviter = "kari@xn--blbr-roah.example"
	for configured, want := range map[string]map[string][]string{ // by the inviter's address
		"":                                   {inviter: nil, "": nil},
		brand.ReplyToNobody:                  {inviter: nil, "": nil},
		brand.ReplyToInviter:                 {inviter: {inviter}, "": nil},
		"help@example.com":                   {inviter: {"help@example.com"}, "": {"help@example.com"}},
		"Hjelp på norsk <hjelp@example.com>": {inviter: {"=?utf-8?q?Hjelp_p=C3=A5_norsk?= <hjelp@example.com>"}},
	} {
		for address, want := range want {
			m := sample(t)
			m.ReplyTo = address
			if got := sentBy(t, m, func(s *mail.SES) { s.Brand.ReplyTo = configured }).ReplyToAddresses; !slices.Equal(got, want) {
				t.Errorf("replyTo %q, inviter %q: replies to %q, want %q", configured, address, got, want)
			}
		}
	}
}

// TestHeaders checks the headers that prevent automatic replies, and that every
// email has its own X-Entity-Ref-ID, so that no client groups two of them.
func TestHeaders(t *testing.T) {
	references := map[string]bool{}
	for range 3 {
		headers := sentBy(t, sample(t), func(*mail.SES) {}).Content.Simple.Headers
		for _, want := range []header{{"Auto-Submitted", "auto-generated"}, {"X-Auto-Response-Suppress", "All"}} {
			if !slices.Contains(headers, want) {
				t.Errorf("headers %v lack %v", headers, want)
			}
		}
		at := slices.IndexFunc(headers, func(h header) bool { return h.Name == "X-Entity-Ref-ID" })
		if at < 0 || len(headers[at].Value) < 16 || len(headers) != 3 {
			t.Fatalf("headers %v", headers)
		}
		references[headers[at].Value] = true
	}
	if len(references) != 3 {
		t.Errorf("3 emails have the references %v", references)
	}
}

// TestResendDiffersFromFirstEmail checks in every language that a resend has its
// own beginning of the subject, and one more paragraph in both parts.
func TestResendDiffersFromFirstEmail(t *testing.T) {
	for _, locale := range localeNames(t) {
		first := sample(t)
		first.Locale, first.Attempt = locale, 1
		again := first
		again.Attempt = 2
		before, after := render(t, first), render(t, again)
		beginning, found := strings.CutSuffix(after.Subject, before.Subject)
		if !found || strings.TrimSpace(beginning) == "" {
			t.Errorf("%s: the subject of a resend is %q, of the first email %q", locale, after.Subject, before.Subject)
		}
		said := strings.Split(after.Text, "\n\n")
		said = slices.DeleteFunc(said, func(paragraph string) bool { return strings.Contains(before.Text, paragraph) })
		if len(said) < 1 || !strings.Contains(text(t, after.HTML), strings.ReplaceAll(said[len(said)-1], "\n", " ")) {
			t.Errorf("%s: a resend adds %q", locale, said)
		}
	}
}
