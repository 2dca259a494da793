package main

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
	"time"
)

const (
	text = `Ada invites you.\n\nhttp://x.execute-api.localhost:4566/invitations/inv_1#s-cr_t\n`
	link = "http://x.execute-api.localhost:4566/invitations/inv_1#s-cr_t"
)

func TestMailsAreReadFromEitherEmulator(t *testing.T) {
	for name, box := range map[string]struct{ path, body string }{
		"MiniStack": {"/_ministack/ses/messages", `{"messages": {"000000000000": [
			{"MessageId": "1", "To": ["old@example.com"], "Subject": "s", "BodyText": "", "Timestamp": 1700000000.5},
			{"MessageId": "2", "Source": "a@admit.example", "CC": ["cc@example.com"], "BodyHtml": "<p>", "To": ["ada@example.com"], "Subject": "Welcome", "BodyText": "` + text + `", "Timestamp": 1700000001.5}]}}`},
		"LocalStack": {"/_aws/ses", `{"messages": [
			{"Id": "1", "Timestamp": "2023-11-14T22:13:20Z", "Destination": {"ToAddresses": ["old@example.com"]}, "Body": {}},
			{"Id": "2", "Timestamp": "2023-11-14T22:13:21Z", "Source": "a@admit.example", "Destination": {"ToAddresses": ["ada@example.com"], "CcAddresses": ["cc@example.com"]},
				"Subject": "Welcome", "Body": {"text_part": "` + text + `", "html_part": "<p>"}}]}`},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path != box.path {
					http.NotFound(w, r)
					return
				}
				_, _ = w.Write([]byte(box.body))
			}))
			defer server.Close()
			mails, err := caughtMails(t.Context(), server.URL)
			if err != nil || len(mails) != 2 {
				t.Fatalf("%d mails, %v", len(mails), err)
			}
			newest := mails[0]
			if newest.ID != "2" || newest.Recipients() != "ada@example.com" || newest.Subject != "Welcome" || newest.Link() != link {
				t.Errorf("newest: %+v, link %q", newest, newest.Link())
			}
			if newest.From != "a@admit.example" || !slices.Equal(newest.CC, []string{"cc@example.com"}) || newest.HTML != "<p>" {
				t.Errorf("newest: %+v", newest)
			}
			if newest.At.UTC().Truncate(time.Second) != time.Date(2023, 11, 14, 22, 13, 21, 0, time.UTC) {
				t.Errorf("at %s", newest.At)
			}
			if none := mails[1].Link(); none != "" {
				t.Errorf("a mail without a link has %q", none)
			}
		})
	}
}

func TestAnEmulatorThatFailsIsNoEmptyInbox(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	if mails, err := caughtMails(t.Context(), server.URL); err == nil {
		t.Errorf("%d mails and no error", len(mails))
	}
}

// Names are typed by strangers and end up in a developer's terminal.
func TestNothingTypedSteersTheTerminal(t *testing.T) {
	if got := printable("a\x1b[2Jb\r\n\u202ec ø"); got != "a\uFFFD[2Jb\uFFFD\uFFFD\uFFFDc ø" {
		t.Errorf("%q", got)
	}
}
