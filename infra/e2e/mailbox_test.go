package e2e

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"
	"sync"
	"testing"
	"time"
)

// mail is a mail that was caught.
type mail struct {
	from        string
	to, cc, bcc []string
	subject     string
	text, html  string
}

// mailbox returns all caught mails.
type mailbox interface {
	all(ctx context.Context) ([]mail, error)
}

// inbox finds mails in a mailbox. It limits how often it reads the mailbox, because many
// tests wait at the same time.
type inbox struct {
	box   mailbox
	mutex sync.Mutex
	seen  []mail
	next  time.Time // the earliest time of the next read
}

func newInbox() *inbox {
	if given := os.Getenv("ADMIT_E2E_MAILBOX"); given != "" {
		return &inbox{box: mailURLs{given}}
	}
	if deployment.Endpoint != "" {
		return &inbox{box: emulatorMailURLs(deployment.Endpoint)}
	}
	return &inbox{box: noMailbox{}}
}

// The first mail has to wait for the stream and a cold start.
const (
	mailLimit    = 40 * time.Second
	mailInterval = 250 * time.Millisecond
	mailPause    = 6 // the pause between reads, as a multiple of a read's duration, because a read returns all mails
)

// find waits for a mail that satisfies the condition.
func (b *inbox) find(t *testing.T, what string, wanted func(mail) bool) mail {
	t.Helper()
	for limit := time.Now().Add(mailLimit); time.Now().Before(limit); time.Sleep(mailInterval) {
		if found := b.matching(t, wanted); len(found) > 0 {
			return found[0]
		}
	}
	t.Fatalf("no mail %s within %s", what, mailLimit)
	return mail{}
}

func (b *inbox) matching(t *testing.T, wanted func(mail) bool) []mail {
	t.Helper()
	b.mutex.Lock()
	defer b.mutex.Unlock()
	if began := time.Now(); began.After(b.next) {
		mails, err := b.box.all(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		took := time.Since(began)
		b.seen, b.next = mails, time.Now().Add(max(mailInterval, mailPause*took))
	}
	var found []mail
	for _, m := range b.seen {
		if wanted(m) {
			found = append(found, m)
		}
	}
	return found
}

// waitFor waits for the mail of an invitation.
func (b *inbox) waitFor(t *testing.T, i invitation) mail {
	t.Helper()
	return b.find(t, "for invitation "+i.ID+" to "+i.Email, func(m mail) bool { return m.token(i) != "" })
}

// token returns the token in the mail's link to the invitation, or "".
func (m mail) token(i invitation) string {
	_, after, _ := strings.Cut(m.text, "/invitations/"+i.ID+"#")
	linkToken, _, _ := strings.Cut(after, "\n")
	return strings.TrimSpace(linkToken)
}

// mailURLs is a list of URLs. The first that exists returns mails in the format of
// MiniStack or LocalStack.
type mailURLs []string

// emulatorMailURLs returns the URLs of both emulators for their caught mails.
func emulatorMailURLs(endpoint string) mailURLs {
	return mailURLs{endpoint + "/_ministack/ses/messages", endpoint + "/_aws/ses"}
}

func (c mailURLs) all(ctx context.Context) ([]mail, error) {
	for _, address := range c {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if err != nil {
			return nil, err
		}
		response, err := client.Do(request)
		if err != nil {
			return nil, err
		}
		body, err := io.ReadAll(response.Body)
		_ = response.Body.Close()
		if response.StatusCode == http.StatusNotFound {
			continue
		}
		if err != nil || response.StatusCode != http.StatusOK {
			return nil, fmt.Errorf("mails at %s: status %d, %w", address, response.StatusCode, err)
		}
		return readMails(body)
	}
	return nil, fmt.Errorf("no caught mails found at %s", strings.Join(c, " or "))
}

func readMails(body []byte) ([]mail, error) {
	var ministack struct {
		Messages map[string][]struct {
			Source                      string
			To, CC, BCC                 []string
			Subject, BodyText, BodyHtml string // MiniStack's field names
		} `json:"messages"`
	}
	if err := json.Unmarshal(body, &ministack); err == nil {
		var mails []mail
		for _, ofAccount := range ministack.Messages {
			for _, m := range ofAccount {
				mails = append(mails, mail{m.Source, m.To, m.CC, m.BCC, m.Subject, m.BodyText, m.BodyHtml})
			}
		}
		return mails, nil
	}
	var localstack struct {
		Messages []struct {
			Source      string
			Destination struct{ ToAddresses, CcAddresses, BccAddresses []string }
			Subject     string
			Body        struct {
				Text string `json:"text_part"`
				HTML string `json:"html_part"`
			}
		} `json:"messages"`
	}
	err := json.Unmarshal(body, &localstack)
	var mails []mail
	for _, m := range localstack.Messages {
		to := m.Destination
		mails = append(mails, mail{m.Source, to.ToAddresses, to.CcAddresses, to.BccAddresses, m.Subject, m.Body.Text, m.Body.HTML})
	}
	return mails, err
}

// noMailbox is the mailbox on AWS, where mails cannot be read.
type noMailbox struct{}

func (noMailbox) all(context.Context) ([]mail, error) {
	return nil, errors.New("on AWS the tests cannot read mails: set ADMIT_E2E_MAILBOX to the URL of the received mails, see doc.go")
}
