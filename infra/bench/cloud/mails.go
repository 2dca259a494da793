package cloud

import (
	"crypto/rand"
	"net/http"
	"regexp"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"admit/shared/mail"
)

// Mail is a mail that SES has taken.
type Mail struct {
	Invitation, Token string
	Attempt           int
	At                time.Time
}

// Mails are the mails that SES has taken.
type Mails struct {
	mu       sync.Mutex
	taken    map[string]Mail      // by invitation; the last one
	waiting  map[string]chan Mail // by invitation
	Count    atomic.Int64
	reported func(Mail)
}

// Report calls a function with each mail from now on. SES reports what becomes of it.
func (m *Mails) Report(to func(Mail)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.reported = to
}

// link is the link in a mail.
var link = regexp.MustCompile(`/invitations/([A-Za-z0-9_-]+)#([A-Za-z0-9_-]+)`)

// send takes a mail as SES does.
func (m *Mails) send(w http.ResponseWriter, r *http.Request) {
	var request struct {
		EmailTags []struct{ Name, Value string }
		Content   struct {
			Simple struct {
				Body struct{ Text struct{ Data string } }
			}
		}
	}
	if decode(w, r, &request) != nil {
		return
	}
	found := link.FindStringSubmatch(request.Content.Simple.Body.Text.Data)
	if found == nil {
		http.Error(w, errNoLink.Error(), http.StatusBadRequest)
		return
	}
	sent := Mail{Invitation: found[1], Token: found[2], At: time.Now()}
	for _, tag := range request.EmailTags {
		if tag.Name == mail.AttemptTag {
			sent.Attempt, _ = strconv.Atoi(tag.Value) // 0: not a number
		}
	}
	m.take(sent)
	write(w, map[string]string{"MessageId": rand.Text()})
}

func (m *Mails) take(sent Mail) {
	m.mu.Lock()
	if m.taken == nil {
		m.taken = map[string]Mail{}
	}
	m.taken[sent.Invitation] = sent
	m.Count.Add(1)
	if to := m.waiting[sent.Invitation]; to != nil {
		to <- sent
		delete(m.waiting, sent.Invitation)
	}
	reported := m.reported
	m.mu.Unlock()
	if reported != nil {
		reported(sent)
	}
}

// Wait returns a channel that receives the mail of an invitation, or the one that was
// taken already.
func (m *Mails) Wait(invitation string) <-chan Mail {
	m.mu.Lock()
	defer m.mu.Unlock()
	to := make(chan Mail, 1)
	if sent, ok := m.taken[invitation]; ok {
		to <- sent
		return to
	}
	if m.waiting == nil {
		m.waiting = map[string]chan Mail{}
	}
	m.waiting[invitation] = to
	return to
}

// Last returns the last mail of an invitation.
func (m *Mails) Last(invitation string) (Mail, bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	sent, ok := m.taken[invitation]
	return sent, ok
}
