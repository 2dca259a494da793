package dynamo_test

import (
	"math/rand"

	"admit/shared/access"
	"admit/shared/model"
)

// What the people of a history do.

// acts are the verbs of a history, as often as they are chosen.
var acts = []model.Verb{
	model.Accept, model.Accept, model.Accept, model.Accept, model.Accept, model.Register, model.Register, model.Decline,
	model.Invite, model.Invite, model.Resend, model.Resend, model.Update, model.Update, model.TakeOver, model.Revoke,
	model.Edit, model.Edit, model.Edit, model.Remove, model.Remove, model.Remove, model.Leave, model.Suspend, model.Suspend, model.Reactivate,
	model.Decide, model.Decide,
}

// act does one thing at random.
func (g *history) act(random *rand.Rand) {
	o := model.Operation{Verb: acts[random.Intn(len(acts))]}
	o.By, o.On = anyOf(random, model.Alice, model.Bob, model.Bob, model.Carol), anyOf(random, model.Carol, model.Carol, model.Dave)
	if o.By == model.Alice {
		o.On = anyOf(random, model.Bob, model.Bob, model.Carol)
	}
	switch o.Verb {
	case model.Accept, model.Register, model.Decline:
		g.useLink(o, random)
	case model.Resend, model.Update, model.TakeOver, model.Revoke:
		if n, any := g.anInvitation(random); any {
			o.Invitation, o.Roles = n, rolesAt(random, g.invitation(n).Scope)
			g.do(o, random)
		}
	case model.Invite:
		o.Scope = anyOf(random, model.First, model.First, model.Account)
		g.do(o, random)
	case model.Remove:
		o.Scope = anyOf(random, model.First, model.First, model.Account)
		g.do(o, random)
		g.watch(random)
	case model.Leave, model.Decide:
		o.By = anyOf(random, model.Bob, model.Carol, model.Carol)
		o.On, o.Scope = o.By, anyOf(random, model.First, model.Account)
		g.do(o, random)
	case model.Suspend, model.Reactivate:
		g.do(o, random)
		g.watch(random)
	case model.Edit:
		g.edit(o, random)
	}
}

// watch reads what Carol and Dave hold. If somebody has just lost the authority by which they
// are invited, they gain nothing from then on.
func (g *history) watch(random *rand.Rand) {
	for _, p := range []model.Person{model.Carol, model.Dave} {
		g.do(model.Operation{Verb: model.Look, On: p, Scope: model.First}, random)
	}
}

// edit looks at what a person holds and edits it, as somebody does who sees it on a page.
func (g *history) edit(o model.Operation, random *rand.Rand) {
	seen := g.do(model.Operation{Verb: model.Look, On: o.On, Scope: model.First}, random)
	o.Roles = rolesAt(random, anyOf(random, model.First, model.Account))
	if random.Intn(3) == 0 {
		o.Roles |= seen.Roles
	}
	if o.Seen = seen.Version; o.Seen != 0 && !seen.Maybe {
		g.do(o, random)
	}
}

// useLink uses the latest link that somebody knows, or an earlier one.
func (g *history) useLink(o model.Operation, random *rand.Rand) {
	n, any := g.anInvitation(random)
	if !any {
		return
	}
	o.Invitation, o.Attempt = n, g.Attempt(n)
	if o.Attempt > 1 && random.Intn(3) == 0 {
		o.Attempt--
	}
	if _, sent := g.Link(n, o.Attempt); !sent {
		return
	}
	if o.By = g.invitation(n).On; random.Intn(6) == 0 {
		o.By = anyOf(random, model.Bob, model.Carol)
	}
	if o.Verb == model.Accept && g.SignedIn(o.By) == (access.Caller{}) {
		o.Verb = model.Register
	}
	g.do(o, random)
}

// anInvitation returns an invitation that somebody knows, and whether there is one.
func (g *history) anInvitation(random *rand.Rand) (int, bool) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if len(g.sent) == 0 {
		return 0, false
	}
	return g.sent[random.Intn(len(g.sent))], true
}

// invitation returns the operation that sent an invitation.
func (g *history) invitation(n int) model.Operation {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, d := range g.done {
		if d.Verb == model.Invite && d.Invitation == n && d.Refused == "" {
			return d.Operation
		}
	}
	return model.Operation{}
}
