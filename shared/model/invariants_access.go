package model

import "admit/shared/access"

// The invariants about who holds what.

func onlyThesePersons(t *Transition) bool {
	by := map[Verb]Person{Edit: t.Operation.On, Remove: t.Operation.On, Leave: t.Operation.By, Suspend: t.Operation.On, Reactivate: t.Operation.On}
	for p := range People {
		if t.Before.Holds[p] == t.After.Holds[p] && t.Before.Suspended[p] == t.After.Suspended[p] {
			continue
		}
		offer, _ := t.invitation()
		accepts := t.succeeded(Accept, Register) && offer.To == p
		if on, changes := by[t.Operation.Verb]; !accepts && (!changes || on != p) {
			return false
		}
	}
	return true
}

// heads returns how many people are administrators of a whole organisation by a grant that
// counts.
func heads(s *State, o Organisation) (n int) {
	for p := range People {
		if s.Holds[p]&(At(o.Whole(), Admin)|At(o.Whole(), Chief)) != 0 && !s.Suspended[p][o] {
			n++
		}
	}
	return n
}

func keepsAdministrator(t *Transition) bool {
	for o := range Organisation(2) {
		fromAbove := o == 0 && t.World.Above && mayGovern(t, t.Operation.By, Second, Chief)
		if heads(&t.Before, o) > 0 && heads(&t.After, o) == 0 && !fromAbove {
			return false
		}
	}
	return true
}

func removedIsRemoved(t *Transition) bool {
	o := &t.Operation
	if !t.succeeded(Remove, Leave) {
		return true
	}
	within := func(c Scope) bool { return c == o.Scope || c.Organisation().Whole() == o.Scope }
	for _, i := range t.After.Invitations {
		if i.Status == Pending && i.To == o.On && within(i.Scope) {
			return false
		}
	}
	for c := range Scopes {
		if within(c) && t.After.Holds[o.On].Of(c) != 0 {
			return false
		}
	}
	_, decided := t.World.Do(&t.After, &Operation{Verb: Decide, By: o.On, Scope: o.Scope})
	return decided.Roles.Of(o.Scope) == 0
}

func editRevokes(t *Transition) bool {
	if !t.succeeded(Edit) {
		return true
	}
	taken := t.Before.Holds[t.Operation.On] &^ t.After.Holds[t.Operation.On]
	for _, i := range t.After.Invitations {
		if i.Status == Pending && i.To == t.Operation.On && i.Roles&taken != 0 {
			return false
		}
	}
	return true
}

func strangersSeeNothing(t *Transition) bool {
	o, in := &t.Operation, t.organisationOf()
	switch o.Verb {
	case Accept, Register, Decline, Wait, See, Look:
		return true
	case Decide:
		return t.Before.counts(o.By).In(in) != 0 || mayGovern(t, o.By, in.Whole(), Viewer) || t.Answer.Roles == 0
	}
	holds := t.Before.Holds[o.By].In(in) != 0 && !t.Before.Suspended[o.By][in]
	return holds || mayGovern(t, o.By, in.Whole(), Viewer) || t.Answer.Refused == access.NotFound
}

func suspendedGainNothing(t *Transition) bool {
	for p := range People {
		for o := range Organisation(2) {
			if t.Before.Suspended[p][o] && t.succeeded(Accept, Register) && t.After.Holds[p].In(o)&^t.Before.Holds[p].In(o) != 0 {
				return false
			}
		}
	}
	return t.Operation.Verb != Decide || !t.Before.Suspended[t.Operation.By][t.organisationOf()] || t.Answer.Roles.In(t.organisationOf()) == 0
}

func oneOpenInvitation(t *Transition) bool {
	for n, i := range t.After.Invitations {
		for _, other := range t.After.Invitations[:n] {
			if i.Status == Pending && other.Status == Pending && i.To == other.To && i.Scope == other.Scope {
				return false
			}
		}
	}
	return true
}

func offersSomething(t *Transition) bool {
	_, after := t.invitation()
	return !t.succeeded(Invite, Resend) || after.Roles != 0 && after.Roles&t.Before.Holds[after.To] == 0
}

func editsAreNotLost(t *Transition) bool {
	seen, now := t.Operation.Seen, t.Before.Versions[t.Operation.On][t.organisationOf()]
	return !t.succeeded(Edit) || seen == AnyVersion || seen == now
}

func otherIsUntouched(t *Transition) bool {
	if t.Operation.Verb == Wait {
		return true
	}
	other := 1 - t.organisationOf()
	if t.Operation.Verb == Invite {
		other = 1 - t.Operation.Scope.Organisation()
	}
	for p := range People {
		if t.Before.Holds[p].In(other) != t.After.Holds[p].In(other) || t.Before.Suspended[p][other] != t.After.Suspended[p][other] {
			return false
		}
	}
	for n, i := range t.Before.Invitations {
		if i.Status != None && i.Scope.Organisation() == other && i != t.After.Invitations[n] {
			return false
		}
	}
	return true
}
