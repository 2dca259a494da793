package load

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/url"
	"slices"
	"time"

	"admit/infra/bench/world"
)

// person is somebody whom a tenant invites. Each method is a step of a story. It reports false
// if the story cannot go on.
type person struct {
	*run
	*tenant
	email, subject, user string
	invitation, token    string // of the link
	status               string
}

func (p *person) admin() client  { return client{p.run, "Bearer " + p.administrator} }
func (p *person) anyone() client { return client{p.run, ""} }
func (p *person) guest() client  { return client{p.run, "Bearer " + p.subject} }

func (p *person) link() string              { return "/invitations/" + p.invitation }
func (p *person) path(below string) string  { return "/organisations/" + p.organisation + below }
func (p *person) invitationPath() string    { return p.path("/invitations/" + p.invitation) }
func (p *person) permissionPath() string    { return p.path("/permissions/" + url.PathEscape(p.user)) }
func (p *person) secret() map[string]string { return map[string]string{"token": p.token} }

// step makes a request, and reports whether it had its effect: it succeeded, or an earlier try that had no
// clear answer did, as the problem says.
func (p *person) step(ctx context.Context, c client, r request, before ...string) (answer, bool) {
	a, err := c.do(ctx, r)
	switch {
	case err != nil:
		p.noAnswer()
		return a, false
	case a.ok() || a.unsure && slices.Contains(before, a.problem):
		return a, true
	}
	p.unexpected(r.operation, a)
	return a, false
}

// unexpected notes an answer that no story expects.
func (p *person) unexpected(operation string, a answer) {
	p.refuse(operation, a.problem)
	p.ledger.GaveUp(p.email)
}

// noAnswer notes that a request never got a clear answer.
func (p *person) noAnswer() {
	p.giveUp()
	p.ledger.GaveUp(p.email)
}

type inviting struct {
	Email     string   `json:"email"`
	FirstName string   `json:"firstName"`
	LastName  string   `json:"lastName"`
	Roles     []string `json:"roles"`
}

func (p *person) inviting(roles ...string) inviting {
	return inviting{p.email, "Grace", "Hopper", roles}
}

func (p *person) invite(ctx context.Context, roles ...string) bool {
	a, ok := p.step(ctx, p.admin(), request{operation: "invite", method: http.MethodPost, path: p.path("/invitations"), body: p.inviting(roles...), key: rand.Text()})
	var created struct{ ID string }
	return ok && p.decode(a, &created) && p.invited(created.ID, roles...)
}

func (p *person) invited(id string, roles ...string) bool {
	p.invitation, p.status = id, pending
	p.ledger.Invite(Invited{ID: id, Organisation: p.organisation, Email: p.email, Roles: roles})
	return true
}

func (p *person) decode(a answer, out any) bool {
	if err := a.into(out); err != nil {
		p.unexpected("decode", a)
		return false
	}
	return true
}

// open waits for the email of an attempt, opens its link and asks for the preview.
func (p *person) open(ctx context.Context, attempt int) bool {
	for end := time.Now().Add(mailPatience); ; {
		if m, ok := p.cloud.Mails.Last(p.invitation); ok && m.Attempt == attempt {
			p.token = m.Token
			break
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-p.stopping:
			return false
		}
		if time.Now().After(end) {
			return false // the check finds whether the email is lost
		}
	}
	_, ok := p.step(ctx, p.anyone(), request{operation: "page", method: http.MethodGet, path: p.link()})
	if ok {
		_, ok = p.step(ctx, p.anyone(), request{operation: "preview", method: http.MethodPost, path: p.link() + "/preview", body: p.secret()})
	}
	return ok
}

func (p *person) register(ctx context.Context) bool {
	body := map[string]string{"token": p.token, "firstName": "Grace", "lastName": "Hopper", "password": world.Password}
	_, ok := p.step(ctx, p.anyone(), request{operation: "register", method: http.MethodPost, path: p.link() + "/register", body: body},
		"invitation-accepted", "already-registered")
	if !ok {
		return false
	}
	p.subject = p.cloud.Subject(p.email) // people sign in with their password, of which the stand-in knows nothing
	a, ok := p.step(ctx, p.guest(), request{operation: "me", method: http.MethodGet, path: "/me"})
	var me struct{ User struct{ ID string } }
	if !ok || !p.decode(a, &me) {
		return false
	}
	p.accepted(me.User.ID)
	return true
}

// asGuest posts the link's token as somebody who has signed in.
func (p *person) asGuest(ctx context.Context, operation, path string) (answer, error) {
	return p.guest().do(ctx, request{operation: operation, method: http.MethodPost, path: path, body: p.secret()})
}

func (p *person) accept(ctx context.Context) bool {
	_, ok := p.step(ctx, p.guest(), request{operation: "accept", method: http.MethodPost, path: p.link() + "/accept", body: p.secret()}, "already-granted")
	if ok {
		p.accepted(p.user)
	}
	return ok
}

func (p *person) accepted(user string) {
	p.user, p.status = user, accepted
	p.ledger.Change(p.invitation, func(i *Invited) {
		i.Status = accepted
		p.ledger.memberLocked(p.organisation, user, p.email, func(m *Member) { m.Roles, m.Granted = i.Roles, m.Granted+1 })
	})
}

func (p *person) decline(ctx context.Context) bool {
	_, ok := p.step(ctx, p.anyone(), request{operation: "decline", method: http.MethodPost, path: p.link() + "/decline", body: p.secret()}, "invitation-declined")
	if ok {
		p.ledger.Change(p.invitation, func(i *Invited) { i.Status = declined })
	}
	return ok
}

func (p *person) resend(ctx context.Context) bool {
	_, ok := p.step(ctx, p.admin(), request{operation: "resend", method: http.MethodPost, path: p.invitationPath() + "/resend", key: rand.Text()})
	if ok {
		p.ledger.Change(p.invitation, func(i *Invited) { i.Attempts++ })
	}
	return ok
}

func (p *person) revoke(ctx context.Context) bool {
	_, ok := p.step(ctx, p.admin(), request{operation: "revoke", method: http.MethodDelete, path: p.invitationPath()})
	if ok {
		p.ledger.Change(p.invitation, func(i *Invited) { i.Status = revoked })
	}
	return ok
}

// read reads a list as the administrator.
func (p *person) read(ctx context.Context, operation, below string) bool {
	_, ok := p.step(ctx, p.admin(), request{operation: operation, method: http.MethodGet, path: p.path(below)})
	return ok
}
