package load

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"admit/infra/bench/world"
)

// story is something that people do with Admit, from first to last.
type story struct {
	name   string
	weight int
	play   func(*run, context.Context, *tenant)
}

// stories are what the clients do. Their weights are shares of a hundred.
var stories = []story{
	{"somebody new registers, is changed and removed", 30, (*run).newcomer},
	{"somebody who has registered accepts, and is removed", 22, (*run).member},
	{"an administrator reads", 22, (*run).reader},
	{"an invitation is resent, and accepted by its second link", 8, (*run).late},
	{"an invitation is updated and revoked", 8, (*run).mistake},
	{"an invitation is declined", 6, (*run).unwilling},
	{"a batch is invited, and a part of it registers", 4, (*run).batch},
}

// The roles that people get, and the permissions that they are asked about.
const (
	viewer, viewerPermission = string(world.Viewer), "audit:read"
	biller, billerPermission = string(world.AccountViewer), "billing:read"
)

// newPerson returns somebody whom nobody has invited yet.
func (r *run) newPerson(t *tenant) *person {
	return &person{run: r, tenant: t, email: fmt.Sprintf("person-%07d@example.com", r.people.Add(1))}
}

func (r *run) newcomer(ctx context.Context, t *tenant) {
	p := r.newPerson(t)
	if !p.invite(ctx, viewer) || !p.open(ctx, 1) || !p.register(ctx) || !p.decide(ctx, viewerPermission, true) {
		return
	}
	p.read(ctx, "list members", "/permissions?limit=50")
	dice := rand.Float64()
	if dice < 0.4 && (!p.edit(ctx, viewer, biller) || !p.decide(ctx, billerPermission, true)) {
		return
	}
	if dice < 0.2 && (!p.suspend(ctx) || !p.decide(ctx, viewerPermission, false) || !p.reactivate(ctx) || !p.decide(ctx, viewerPermission, true)) {
		return
	}
	if rand.Float64() < 0.6 && p.remove(ctx) {
		p.decide(ctx, viewerPermission, false)
	}
}

// member is the story of a guest. In each tenth story the guest clicks twice.
func (r *run) member(ctx context.Context, t *tenant) {
	var g guest
	select {
	case g = <-r.guests:
	default:
		r.reader(ctx, t)
		return
	}
	p := &person{run: r, tenant: t, email: g.email, subject: g.subject, user: g.user}
	if !p.invite(ctx, viewer) || !p.open(ctx, 1) {
		return // the guest stays away: an invitation is pending
	}
	accept := p.accept
	if rand.IntN(10) == 0 {
		accept = p.acceptTwice
	}
	if !accept(ctx) {
		return
	}
	p.decide(ctx, viewerPermission, true)
	if p.remove(ctx) && p.decide(ctx, viewerPermission, false) {
		r.guests <- g
	}
}

func (r *run) reader(ctx context.Context, t *tenant) {
	p := &person{run: r, tenant: t}
	p.read(ctx, "list members", "/permissions?limit=50")
	p.read(ctx, "list invitations", "/invitations?limit=50")
	p.read(ctx, "audit log", "/events?limit=50")
	p.read(ctx, "organisation", "")
}

func (r *run) late(ctx context.Context, t *tenant) {
	p := r.newPerson(t)
	if p.invite(ctx, viewer) && p.open(ctx, 1) && p.resend(ctx) && p.open(ctx, 2) && p.register(ctx) {
		p.decide(ctx, viewerPermission, true)
	}
}

func (r *run) mistake(ctx context.Context, t *tenant) {
	p := r.newPerson(t)
	if p.invite(ctx, viewer) && p.update(ctx, biller) {
		p.revoke(ctx)
	}
}

func (r *run) unwilling(ctx context.Context, t *tenant) {
	p := r.newPerson(t)
	if p.invite(ctx, viewer) && p.open(ctx, 1) {
		p.decline(ctx)
	}
}

// batchSize is how many people a batch invites.
const batchSize = 10

func (r *run) batch(ctx context.Context, t *tenant) {
	list := make([]*person, batchSize)
	for n := range list {
		list[n] = r.newPerson(t)
	}
	if !r.inviteAll(ctx, t, list) {
		return
	}
	for _, p := range list[:3] {
		if p.open(ctx, 1) && p.register(ctx) {
			p.decide(ctx, viewerPermission, true)
		}
	}
	for _, p := range list[3:6] {
		p.revoke(ctx)
	}
}

// acceptTwice makes two acceptances at once. One of them wins.
func (p *person) acceptTwice(ctx context.Context) bool {
	var answers [2]answer
	var errs [2]error
	var both sync.WaitGroup
	for n := range answers {
		both.Go(func() { answers[n], errs[n] = p.asGuest(ctx, "accept", p.link()+"/accept") })
	}
	both.Wait()
	if errors.Join(errs[:]...) != nil {
		p.noAnswer()
		return false
	}
	if problem := twice(answers); problem != "" {
		p.unexpected("accept twice", answer{problem: problem})
		return false
	}
	p.accepted(p.user)
	return true
}

// twice returns what is wrong with the answers to two acceptances at once. Of two that succeed one was
// done twice. Where none succeeds, it was a try without a clear answer that did.
func twice(answers [2]answer) string {
	won, unsure := 0, false
	for _, a := range answers {
		switch {
		case a.ok():
			won++
		case a.problem != "already-granted":
			return a.problem
		}
		unsure = unsure || a.unsure
	}
	switch {
	case won == 2:
		return "both succeeded"
	case won == 0 && !unsure:
		return "none succeeded"
	}
	return ""
}

// mailPatience is how long somebody waits for an email. After a sending with an unknown outcome
// Admit waits for 90 seconds.
const mailPatience = 4 * time.Minute
