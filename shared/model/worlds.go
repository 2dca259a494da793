package model

import "slices"

// Bounds says which operations are tried in a world, so that it has a finite number of
// states. In every world a person accepts with the latest link or with the one before, and
// an edit requires the present version or another one.
type Bounds struct {
	Name        string
	World       World
	Start       State
	Scopes      []Scope  // each has room for one invitation
	Offers      []Grants // what can be offered, and what an edit can leave
	Invitees    []Person // who can be invited
	Suspensions bool
}

// Worlds returns the worlds that are explored. The small ones have fewer roles
// and invitees, and nobody is suspended.
func Worlds(small bool) []Bounds {
	worlds := []Bounds{apart(), below(), withAccount()}
	for n := range worlds {
		if small {
			worlds[n].Offers = slices.DeleteFunc(worlds[n].Offers, func(g Grants) bool {
				return g == At(First, Viewer) || worlds[n].World.Above && g == At(Second, Admin)
			})
		}
		if small {
			worlds[n].Suspensions = false
		}
		if small && worlds[n].World.Above {
			worlds[n].Invitees = []Person{Carol}
		}
	}
	return worlds
}

// apart is two organisations that have nothing to do with each other. Alice administers the
// first one and Bob the second one.
func apart() Bounds {
	b := Bounds{Name: "two organisations apart", Scopes: []Scope{First, Second}, Invitees: []Person{Carol, Dave}}
	b.Offers = []Grants{At(First, Viewer), At(First, Admin), At(Second, Admin)}
	return b.starting(At(First, Admin), At(Second, Admin))
}

// below is an organisation and the one above it. Alice administers the lower one, and Bob
// governs both.
func below() Bounds {
	b := Bounds{Name: "an organisation below another", Scopes: []Scope{First, Second}, Invitees: []Person{Carol, Dave}}
	b.Offers = []Grants{At(First, Admin), At(Second, Admin), At(Second, Chief)}
	b.World.Above = true
	return b.starting(At(First, Admin), At(Second, Chief))
}

// withAccount is one organisation and its account. Alice administers the organisation and
// Bob the account. People are suspended and reactivated.
func withAccount() Bounds {
	b := Bounds{Name: "an organisation and its account", Scopes: []Scope{First, Account}, Invitees: []Person{Carol}, Suspensions: true}
	b.Offers = []Grants{At(First, Viewer), At(First, Admin), At(Account, Admin)}
	return b.starting(At(First, Admin), At(Account, Admin))
}

// starting returns the bounds with what Alice and Bob hold at the start. Carol can sign in
// before she is a user; Dave registers.
func (b Bounds) starting(alice, bob Grants) Bounds {
	for p, held := range map[Person]Grants{Alice: alice, Bob: bob} {
		b.Start.Holds[p], b.Start.Users[p], b.World.Identity[p] = held, true, true
		for o := range Organisation(2) {
			if held.In(o) != 0 {
				b.Start.Versions[p][o] = 1
			}
		}
	}
	b.World.Identity[Carol] = true
	return b
}

// Normal returns a state without what makes no difference to anything that can follow, so
// that there are fewer. An invitation is in its first attempt or in a later one; the link
// before the latest is forgotten when it closes, and so is the inviter.
func (b *Bounds) Normal(s State) State {
	for n := range s.Invitations {
		i := &s.Invitations[n]
		switch i.Status {
		case None:
		case Pending:
			i.Attempt = min(i.Attempt, 2)
		default:
			i.Attempt, i.Inviter = 1, i.To
		}
	}
	return s
}

// Operations calls do with every operation that is tried in a state.
func (b *Bounds) Operations(s *State, do func(Operation)) {
	for p := range People {
		if s.Users[p] || b.World.Identity[p] {
			b.ofAdministrator(s, p, do)
			b.ofMember(p, do)
		}
	}
	for n := range b.Scopes {
		if i := s.Invitations[n]; i.Status != None {
			b.ofLink(s, n, i, do)
		}
	}
	do(Operation{Verb: Wait})
}

// ofAdministrator calls do with what a person tries to do as an administrator.
func (b *Bounds) ofAdministrator(s *State, by Person, do func(Operation)) {
	for n, room := range b.Scopes {
		i := s.Invitations[n]
		for _, to := range b.Invitees {
			if i.Status == Pending && (i.To != to || i.Scope != room) {
				continue // there is no room for another one
			}
			for _, roles := range b.Offers {
				if roles.Of(room) != 0 {
					do(Operation{Verb: Invite, By: by, On: to, Scope: room, Roles: roles, Invitation: n})
				}
			}
		}
		if i.Status == None {
			continue
		}
		for _, roles := range b.Offers {
			if roles.Of(room) != 0 {
				do(Operation{Verb: Update, By: by, Roles: roles, Invitation: n})
			}
		}
		for _, v := range []Verb{Resend, TakeOver, Revoke} {
			do(Operation{Verb: v, By: by, Invitation: n})
		}
	}
	for on := range People {
		b.ofEditor(s, by, on, do)
	}
}

// ofEditor calls do with what an administrator tries to do to a person's access.
func (b *Bounds) ofEditor(s *State, by, on Person, do func(Operation)) {
	for _, c := range b.Scopes {
		do(Operation{Verb: Remove, By: by, On: on, Scope: c})
		if c == Account {
			continue
		}
		if b.Suspensions {
			do(Operation{Verb: Suspend, By: by, On: on, Scope: c})
			do(Operation{Verb: Reactivate, By: by, On: on, Scope: c})
		}
		now := s.Versions[on][c.Organisation()]
		for n, first := range b.Offers {
			if first.In(c.Organisation()) == 0 {
				continue
			}
			do(Operation{Verb: Edit, By: by, On: on, Scope: c, Roles: first, Seen: now})
			do(Operation{Verb: Edit, By: by, On: on, Scope: c, Roles: first, Seen: now + 1})
			for _, second := range b.Offers[n+1:] {
				if second.In(c.Organisation()) != 0 {
					do(Operation{Verb: Edit, By: by, On: on, Scope: c, Roles: first | second, Seen: now})
				}
			}
		}
	}
}

// ofMember calls do with what a person does about their own access.
func (b *Bounds) ofMember(by Person, do func(Operation)) {
	for _, c := range b.Scopes {
		do(Operation{Verb: Leave, By: by, On: by, Scope: c})
		do(Operation{Verb: Decide, By: by, Scope: c})
	}
}

// ofLink calls do with what is done with the links of an invitation.
func (b *Bounds) ofLink(s *State, n int, i Invitation, do func(Operation)) {
	for attempt := max(i.Attempt, 2) - 1; attempt <= i.Attempt; attempt++ {
		for p := range People {
			if s.Users[p] || b.World.Identity[p] {
				do(Operation{Verb: Accept, By: p, Invitation: n, Attempt: attempt})
			}
		}
		do(Operation{Verb: Register, Invitation: n, Attempt: attempt})
		do(Operation{Verb: Decline, Invitation: n, Attempt: attempt})
	}
}
