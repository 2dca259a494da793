package accesstest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"

	"admit/shared/access"
)

// Postbox is an [access.Mailer] that keeps what was sent.
type Postbox struct {
	Around Around

	mu    sync.Mutex
	mails []access.Mail
}

var _ access.Mailer = (*Postbox)(nil)

// Send implements [access.Mailer].
func (p *Postbox) Send(_ context.Context, mail access.Mail) (message string, err error) {
	err = p.Around.call("Send", func() error {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.mails = append(p.mails, mail)
		message = fmt.Sprintf("message-%d", len(p.mails))
		return nil
	})
	return message, err
}

// Mails lists the mails of an invitation, in the order of sending.
func (p *Postbox) Mails(id access.InvitationID) []access.Mail {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(p.mails), func(m access.Mail) bool { return m.Invitation != id })
}

// Secrets lists the secrets in the links of an invitation's mails.
func (p *Postbox) Secrets(id access.InvitationID) []string {
	return each(p.Mails(id), func(m access.Mail) string {
		_, secret, _ := strings.Cut(m.Link, "#")
		return secret
	})
}

// Letters is an [access.DeadLetters] that keeps what was parked.
type Letters struct {
	Around Around

	mu     sync.Mutex
	parked []access.DeadLetter
}

var _ access.DeadLetters = (*Letters)(nil)

// Park implements [access.DeadLetters].
func (l *Letters) Park(_ context.Context, letter access.DeadLetter) error {
	return l.Around.call("Park", func() error {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.parked = append(l.parked, letter)
		return nil
	})
}

// Parked lists the dead letters of an invitation.
func (l *Letters) Parked(id access.InvitationID) []access.DeadLetter {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(l.parked), func(d access.DeadLetter) bool { return d.Invitation != id })
}
