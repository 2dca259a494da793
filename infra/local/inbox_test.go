package main

import (
	"encoding/json"
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

func TestCaughtMails(t *testing.T) {
	for name, emulator := range map[string]struct{ path, body string }{
		"MiniStack": {"/_ministack/ses/messages", `{"messages": {"000000000000": [
			{"MessageId": "0", "To": ["older@example.com"], "Subject": "s", "BodyText": "", "Timestamp": 1699999999.5},
			{"MessageId": "1", "To": ["old@example.com"], "Subject": "s", "BodyText": "", "Timestamp": 1700000000.5},
			{"MessageId": "2", "Source": "a@admit.example", "CC": ["cc@example.com"], "BodyHtml": "<p>", "To": ["ada@example.com"], "Subject": "Welcome", "BodyText": "` + text + `", "Timestamp": 1700000001.5}]}}`},
		"LocalStack": {"/_aws/ses", `{"messages": [
			{"Id": "0", "Region": "us-east-1", "Source": "b@admit.example", "RawData": "From: b@admit.example", "Timestamp": "2023-11-14T22:13:20"},
			{"Id": "1", "Region": "us-east-1", "Timestamp": "2023-11-14T22:13:21", "Destination": {"ToAddresses": ["old@example.com"]}, "Body": {"text_part": "", "html_part": null}},
			{"Id": "2", "Region": "us-east-1", "Timestamp": "2023-11-14T22:13:21", "Source": "a@admit.example", "Destination": {"ToAddresses": ["ada@example.com"], "CcAddresses": ["cc@example.com"]},
				"Subject": "Welcome", "Body": {"text_part": "` + text + `", "html_part": "<p>"}}]}`},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.URL.Path != emulator.path {
					http.NotFound(w, r)
					return
				}
				_, _ = w.Write([]byte(emulator.body))
			}))
			defer server.Close()
			mails, err := caughtMails(t.Context(), server.URL)
			if err != nil || len(mails) != 3 {
				t.Fatalf("%d emails, %v", len(mails), err)
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
			if mails[1].ID != "1" || mails[2].ID != "0" {
				t.Errorf("the newest is not first: %+v", mails)
			}
			if none := mails[1].Link(); none != "" {
				t.Errorf("an email without a link has %q", none)
			}
		})
	}
}

// TestLocalStackBeforeFirstEmail checks that the inbox is empty before the first
// call to SES, when LocalStack has no page of its emails.
func TestLocalStackBeforeFirstEmail(t *testing.T) {
	l := newLocalStack(t)
	if mails, err := caughtMails(t.Context(), l.URL); err != nil || len(mails) > 0 {
		t.Errorf("%d emails, %v", len(mails), err)
	}
	l.mails = append(l.mails, `{"Id": "1", "Timestamp": "2023-09-11T08:37:13", "Destination": {"ToAddresses": ["ada@example.com"]}}`)
	if mails, err := caughtMails(t.Context(), l.URL); err != nil || len(mails) != 1 {
		t.Errorf("%d emails, %v", len(mails), err)
	}
}

func TestTimesOfMails(t *testing.T) {
	for text, want := range map[string]string{
		"2023-09-11T08:37:13":        "2023-09-11T08:37:13Z",
		"2023-09-11T08:37:13.250000": "2023-09-11T08:37:13.25Z",
		"2023-09-11T08:37:13Z":       "2023-09-11T08:37:13Z",
		"2023-09-11T10:37:13+02:00":  "2023-09-11T08:37:13Z",
	} {
		var got sentAt
		if err := json.Unmarshal([]byte(`"`+text+`"`), &got); err != nil || got.UTC().Format(time.RFC3339Nano) != want {
			t.Errorf("%s is %s (%v), want %s", text, got.UTC().Format(time.RFC3339Nano), err, want)
		}
	}
	for _, text := range []string{`"yesterday"`, `""`, `17`, `{}`} {
		if err := json.Unmarshal([]byte(text), new(sentAt)); err == nil {
			t.Errorf("%s is accepted as a time", text)
		}
	}
}

func TestFailingEmulatorIsAnError(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	if mails, err := caughtMails(t.Context(), server.URL); err == nil {
		t.Errorf("%d emails and no error", len(mails))
	}
}

// TestPrintable checks that names, which anybody can type, cannot control a
// developer's terminal.
func TestPrintable(t *testing.T) {
	if got := printable("a\x1b[2Jb\r\n\u202ec ø"); got != "a\uFFFD[2Jb\uFFFD\uFFFD\uFFFDc ø" {
		t.Errorf("%q", got)
	}
}
