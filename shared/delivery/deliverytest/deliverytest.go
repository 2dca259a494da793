// Package deliverytest has test doubles of what package delivery sends with.
package deliverytest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
)

// Around is called instead of each call of a test double. It decides whether and
// when to make the call, which is do, and what the call returns. It may run other
// code before and after. A nil Around makes every call.
type Around func(call string, do func() error) error

// Call makes a call through a.
func (a Around) Call(name string, do func() error) error {
	if a == nil {
		return do()
	}
	return a(name, do)
}

// Mailer is a [delivery.Mailer] and a [delivery.NoticeMailer] that keeps the emails.
type Mailer struct {
	Around Around

	mu      sync.Mutex
	mails   []delivery.Mail
	notices []delivery.Notice
}

var (
	_ delivery.Mailer       = (*Mailer)(nil)
	_ delivery.NoticeMailer = (*Mailer)(nil)
)

// Send implements [delivery.Mailer].
func (m *Mailer) Send(_ context.Context, mail delivery.Mail) (message string, err error) {
	err = m.Around.Call("Send", func() error {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.mails = append(m.mails, mail)
		message = fmt.Sprintf("message-%d", len(m.mails))
		return nil
	})
	return message, err
}

// Mails returns the emails of an invitation in the order in which they were sent.
func (m *Mailer) Mails(id access.InvitationID) []delivery.Mail {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(m.mails), func(mail delivery.Mail) bool { return mail.Invitation != id })
}

// SendNotice implements [delivery.NoticeMailer].
func (m *Mailer) SendNotice(_ context.Context, n delivery.Notice) error {
	return m.Around.Call("SendNotice", func() error {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.notices = append(m.notices, n)
		return nil
	})
}

// Notices returns the notices of an invitation in the order in which they were sent.
func (m *Mailer) Notices(id access.InvitationID) []delivery.Notice {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(m.notices), func(n delivery.Notice) bool { return n.Invitation != id })
}

// Tokens returns the tokens in the links of an invitation's emails.
func (m *Mailer) Tokens(id access.InvitationID) []string {
	var tokens []string
	for _, mail := range m.Mails(id) {
		_, token, _ := strings.Cut(mail.Link, "#")
		tokens = append(tokens, token)
	}
	return tokens
}

// DeadLetters is a [delivery.DeadLetters] that keeps the letters.
type DeadLetters struct {
	Around Around

	mu      sync.Mutex
	letters []delivery.DeadLetter
}

var _ delivery.DeadLetters = (*DeadLetters)(nil)

// Park implements [delivery.DeadLetters].
func (d *DeadLetters) Park(_ context.Context, letter delivery.DeadLetter) error {
	return d.Around.Call("Park", func() error {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.letters = append(d.letters, letter)
		return nil
	})
}

// Parked returns the dead letters of an invitation.
func (d *DeadLetters) Parked(id access.InvitationID) []delivery.DeadLetter {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(d.letters), func(letter delivery.DeadLetter) bool { return letter.Invitation != id })
}

// Scheduler is a [delivery.Scheduler] that keeps what is scheduled.
type Scheduler struct {
	Around Around

	mu        sync.Mutex
	scheduled map[delivery.Reminder]time.Time
}

var _ delivery.Scheduler = (*Scheduler)(nil)

// Schedule implements [delivery.Scheduler].
func (s *Scheduler) Schedule(_ context.Context, r delivery.Reminder, at time.Time) error {
	return s.Around.Call("Schedule", func() error {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.scheduled == nil {
			s.scheduled = map[delivery.Reminder]time.Time{}
		}
		if _, exists := s.scheduled[r]; !exists {
			s.scheduled[r] = at
		}
		return nil
	})
}

// At returns when a reminder is scheduled, or the zero time.
func (s *Scheduler) At(r delivery.Reminder) time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.scheduled[r]
}

// Postponer is a [delivery.Postponer] that keeps what is postponed.
type Postponer struct {
	Around Around

	mu        sync.Mutex
	postponed map[delivery.Postponed]time.Time
}

var _ delivery.Postponer = (*Postponer)(nil)

// Postpone implements [delivery.Postponer].
func (s *Postponer) Postpone(_ context.Context, p delivery.Postponed, at time.Time) error {
	return s.Around.Call("Postpone", func() error {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.postponed == nil {
			s.postponed = map[delivery.Postponed]time.Time{}
		}
		if _, exists := s.postponed[p]; !exists {
			s.postponed[p] = at
		}
		return nil
	})
}

// Next removes what is due first and returns it with its time, as EventBridge Scheduler deletes a
// schedule that it has invoked. The time is zero if nothing is postponed.
func (s *Postponer) Next() (first delivery.Postponed, at time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for p, due := range s.postponed {
		if at.IsZero() || due.Before(at) {
			first, at = p, due
		}
	}
	delete(s.postponed, first)
	return first, at
}
