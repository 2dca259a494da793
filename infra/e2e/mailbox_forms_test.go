package e2e

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"testing"
)

// The mails of every supported emulator can be read.
func TestReadMailsOfEveryEmulator(t *testing.T) {
	t.Parallel()
	for name, box := range map[string]struct{ path, body string }{
		"MiniStack": {"/_ministack/ses/messages", `{"messages": {"000000000000": [{"MessageId": "1", "Source": "a@admit.example",
			"To": ["ada@example.com"], "CC": [], "BCC": [], "Subject": "s", "BodyText": "t", "BodyHtml": "<p>", "Timestamp": 1700000001.5}]}}`},
		"LocalStack": {"/_aws/ses", `{"messages": [{"Id": "1", "Region": "us-east-1", "Destination": {"ToAddresses": ["ada@example.com"]},
			"Source": "a@admit.example", "Subject": "s", "Body": {"text_part": "t", "html_part": "<p>"}, "Timestamp": "2023-09-11T08:37:13"}]}`},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if r.URL.Path != box.path {
				w.WriteHeader(http.StatusNotFound)
				fmt.Fprint(w, "<Error><Code>NoSuchBucket</Code></Error>")
				return
			}
			fmt.Fprint(w, box.body)
		}))
		defer server.Close()
		read, err := emulatorMailURLs(server.URL).all(t.Context())
		if err != nil || len(read) != 1 {
			t.Errorf("%s: %d mails, %v", name, len(read), err)
			continue
		}
		m := read[0]
		if m.from != "a@admit.example" || !slices.Equal(m.to, []string{"ada@example.com"}) || len(m.cc)+len(m.bcc) > 0 || m.subject != "s" || m.text != "t" || m.html != "<p>" {
			t.Errorf("%s: %+v", name, m)
		}
	}
}
