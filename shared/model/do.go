package model

// Do does one operation. It returns the state afterwards and the answer. A refused operation
// changes nothing.
func (w *World) Do(s *State, o *Operation) (State, Answer) {
	all := w.rulesOf(o)
	for n := range all {
		if refusal, is := w.broken(&all[n], s, o); is {
			return *s, Answer{Refused: refusal}
		}
	}
	a := w.answer(s, o)
	return w.apply(*s, o, a, 0), a
}

// answer returns what an operation that is not refused is answered with.
func (w *World) answer(s *State, o *Operation) Answer {
	i := s.Invitations[o.Invitation]
	switch o.Verb {
	case Invite:
		return Answer{Roles: o.Roles &^ s.Holds[o.On], Attempt: 1}
	case Update:
		if i.Roles == o.Roles {
			return Answer{Roles: o.Roles}
		}
		return Answer{Roles: o.Roles &^ s.Holds[i.To]}
	case Resend:
		return Answer{Roles: i.Roles &^ s.Holds[i.To], Attempt: i.Attempt + 1}
	case Accept, Register:
		return Answer{Roles: (s.Holds[i.To] | i.Roles).In(i.Scope.Organisation()), Version: 1}
	case Edit:
		after := w.membershipAfter(s, o)
		return Answer{Roles: after.Holds[o.On] & w.visible(s, o.By, o.organisation(s)), Version: 1}
	case Remove, Leave:
		return Answer{Roles: s.covered(o.On, o.Scope)}
	case Suspend, Reactivate:
		return Answer{Version: 1}
	case Decide:
		return Answer{Roles: w.decides(s, o)}
	case Look:
		return Answer{Roles: s.Holds[o.On].In(o.organisation(s)), Version: s.Versions[o.On][o.organisation(s)]}
	case See:
		return Answer{Roles: i.Roles, Attempt: i.Attempt, Status: i.Status, Inviter: i.Inviter}
	}
	return Answer{}
}

// decides returns the grants by which a person has a permission at a scope that every role
// of the model gives.
func (w *World) decides(s *State, o *Operation) Grants {
	held := s.counts(o.By)
	counting := held.Of(o.organisation(s).Whole()) | held.Of(o.Scope)
	if w.governsAbove(s, o.By, o.organisation(s)) {
		counting |= At(Second, Chief)
	}
	return counting
}

// apply returns the state after an operation that was answered with success. The
// invitations in kept, as bits, are not revoked.
func (w *World) apply(s State, o *Operation, a Answer, kept uint16) State {
	i := &s.Invitations[o.Invitation]
	switch o.Verb {
	case Invite:
		*i = Invitation{Pending, o.On, o.Scope, a.Roles, o.By, 1}
	case Update:
		if i.Roles != a.Roles {
			i.Roles, i.Inviter = a.Roles, o.By
		}
	case Resend:
		*i = Invitation{Pending, i.To, i.Scope, a.Roles, o.By, i.Attempt + 1}
	case TakeOver:
		i.Inviter = o.By
	case Revoke:
		i.Status = Revoked
	case Decline:
		i.Status = Declined
	case Accept, Register:
		in := i.Scope.Organisation()
		s.Holds[i.To] |= i.Roles
		s.Users[i.To], i.Status, s.Versions[i.To][in] = true, Accepted, a.Version
	case Edit, Remove, Leave, Suspend, Reactivate:
		return w.changeMembership(s, o, a, kept)
	case Wait:
		for n := range s.Invitations {
			if s.Invitations[n].Status == Pending {
				s.Invitations[n].Status = Expired
			}
		}
	}
	return s
}

// changeMembership returns the state after a change of what a person holds. It revokes the
// open invitations to them that would bring back what the change takes away.
func (w *World) changeMembership(s State, o *Operation, a Answer, kept uint16) State {
	in := o.organisation(&s)
	after := w.membershipAfter(&s, o)
	if after.Holds == s.Holds && after.Suspended == s.Suspended {
		return s
	}
	for n, i := range s.Invitations {
		if w.revokes(&s, &after, o, i) && kept&(1<<n) == 0 {
			after.Invitations[n].Status = Revoked
		}
	}
	after.Versions[o.On][in] = a.Version
	if after.Holds[o.On].In(in) == 0 {
		after.Versions[o.On][in] = 0
	}
	return after
}

// revokes reports whether a change of what a person holds revokes an invitation.
func (w *World) revokes(s, after *State, o *Operation, i Invitation) bool {
	in := o.organisation(s)
	if i.Status != Pending || i.To != o.On || i.Scope.Organisation() != in {
		return false
	}
	switch o.Verb {
	case Edit:
		_, taken := w.change(s, o)
		return i.Roles&taken != 0
	case Remove, Leave:
		last := s.Suspended[o.On][in] && after.Holds[o.On].In(in) == 0
		return last || o.Scope == i.Scope || o.Scope == in.Whole()
	}
	return false
}

// membershipAfter returns the state with what a person holds after a change, and with
// nothing else changed.
func (w *World) membershipAfter(s *State, o *Operation) State {
	after, in := *s, o.organisation(s)
	held := &after.Holds[o.On]
	switch o.Verb {
	case Edit:
		added, taken := w.change(s, o)
		*held = *held&^taken | added
	case Remove, Leave:
		*held &^= s.covered(o.On, o.Scope)
	case Suspend, Reactivate:
		after.Suspended[o.On][in] = o.Verb == Suspend
	}
	if held.In(in) == 0 {
		after.Suspended[o.On][in] = false
	}
	return after
}
