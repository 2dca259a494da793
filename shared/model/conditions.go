package model

// The conditions of the rules.

func callerSees(w *World, s *State, o *Operation) bool { return w.sees(s, o.By, o.Scope) }

func callerSeesOrganisation(w *World, s *State, o *Operation) bool {
	return w.sees(s, o.By, o.organisation(s).Whole())
}

func callerAdministers(w *World, s *State, o *Operation) bool { return w.administers(s, o.By, o.Scope) }

func callerAdministersAny(w *World, s *State, o *Operation) bool {
	return w.administersAny(s, o.By, o.organisation(s))
}

func callerAdministersOffer(w *World, s *State, o *Operation) bool {
	i := &s.Invitations[o.Invitation]
	return i.Status != None && w.administers(s, o.By, i.Scope)
}

// gives reports whether a person may give roles at a scope.
func (w *World) gives(s *State, p Person, roles Grants, c Scope) bool {
	return w.fits(roles) && roles&^w.governed(s, p, c) == 0 && w.administers(s, p, c)
}

func callerGivesRoles(w *World, s *State, o *Operation) bool {
	return w.gives(s, o.By, o.Roles, o.Scope)
}

func callerGivesOffer(w *World, s *State, o *Operation) bool {
	i := &s.Invitations[o.Invitation]
	return w.gives(s, o.By, i.Roles, i.Scope)
}

func callerGovernsOffer(w *World, s *State, o *Operation) bool {
	i := &s.Invitations[o.Invitation]
	return i.Roles&^w.governed(s, o.By, i.Scope) == 0
}

func callerGivesChange(w *World, s *State, o *Operation) bool {
	i := &s.Invitations[o.Invitation]
	return i.Roles == o.Roles || w.gives(s, o.By, o.Roles, i.Scope)
}

func inviterGives(w *World, s *State, o *Operation) bool {
	i := &s.Invitations[o.Invitation]
	return w.gives(s, i.Inviter, i.Roles, i.Scope)
}

func inviteeLacks(_ *World, s *State, o *Operation) bool { return o.Roles&^s.Holds[o.On] != 0 }

func inviteeLacksOffer(_ *World, s *State, o *Operation) bool {
	i := &s.Invitations[o.Invitation]
	return i.Roles&^s.Holds[i.To] != 0
}

func inviteeLacksChange(_ *World, s *State, o *Operation) bool {
	i := &s.Invitations[o.Invitation]
	return i.Roles == o.Roles || o.Roles&^s.Holds[i.To] != 0
}

func slotIsFree(_ *World, s *State, o *Operation) bool {
	if o.Verb == Invite {
		return !s.slotTaken(o.On, o.Scope, -1)
	}
	i := &s.Invitations[o.Invitation]
	return !s.slotTaken(i.To, i.Scope, o.Invitation)
}

func isPending(_ *World, s *State, o *Operation) bool {
	return s.Invitations[o.Invitation].Status == Pending
}

func isPendingOr(other Status) func(*World, *State, *Operation) bool {
	return func(_ *World, s *State, o *Operation) bool {
		status := s.Invitations[o.Invitation].Status
		return status == Pending || status == other
	}
}

func isResendable(_ *World, s *State, o *Operation) bool {
	status := s.Invitations[o.Invitation].Status
	return status == Pending || status == Expired || status == Declined
}

func linkOpens(_ *World, s *State, o *Operation) bool {
	i := &s.Invitations[o.Invitation]
	return i.Status != None && i.Attempt == o.Attempt
}

func notAcceptedByCaller(_ *World, s *State, o *Operation) bool {
	i := &s.Invitations[o.Invitation]
	return i.Status != Accepted || i.To != o.By
}

func callerIsInvitee(_ *World, s *State, o *Operation) bool {
	return s.Invitations[o.Invitation].To == o.By
}

func inviteeNotSuspended(_ *World, s *State, o *Operation) bool {
	i := &s.Invitations[o.Invitation]
	return !s.Suspended[i.To][i.Scope.Organisation()]
}

func inviteeIsNew(w *World, s *State, o *Operation) bool {
	to := s.Invitations[o.Invitation].To
	return !s.Users[to] && !w.Identity[to]
}

func callerIsShown(w *World, s *State, o *Operation) bool {
	direct, above := w.shown(s, o.By, o.On, o.organisation(s))
	return direct != 0 || above
}

func someIsDirect(w *World, s *State, o *Operation) bool {
	direct, _ := w.shown(s, o.By, o.On, o.organisation(s))
	return direct != 0
}

// versionIsSeen holds for the version of the whole membership, which only an administrator
// of the whole organisation is shown.
func versionIsSeen(w *World, s *State, o *Operation) bool {
	in := o.organisation(s)
	now := s.Versions[o.On][in]
	return o.Seen == AnyVersion || w.administers(s, o.By, in.Whole()) && (now == o.Seen || now == UnknownVersion)
}

// change returns what an edit adds and what it takes away, as the caller sees it.
func (w *World) change(s *State, o *Operation) (added, taken Grants) {
	seen := s.Holds[o.On] & w.visible(s, o.By, o.organisation(s))
	return o.Roles &^ seen, seen &^ o.Roles
}

func callerSeesAdded(w *World, s *State, o *Operation) bool {
	added, _ := w.change(s, o)
	return added.Of(Account) == 0 || w.sees(s, o.By, Account)
}

func callerAdministersAdded(w *World, s *State, o *Operation) bool {
	added, _ := w.change(s, o)
	for c := range Scopes {
		if added.Of(c) != 0 && !w.administers(s, o.By, c) {
			return false
		}
	}
	return true
}

func callerGivesAdded(w *World, s *State, o *Operation) bool {
	added, _ := w.change(s, o)
	return w.fits(added) && w.governsAll(s, o.By, added)
}

// governsAll reports whether a person governs each role at its own scope.
func (w *World) governsAll(s *State, p Person, roles Grants) bool {
	for c := range Scopes {
		if roles.Of(c)&^w.governed(s, p, c) != 0 {
			return false
		}
	}
	return true
}

// callerGovernsTaken judges each role at its own scope, but a removal from a whole
// organisation, and a suspension, as a whole: an administrator of it governs its accounts.
func callerGovernsTaken(w *World, s *State, o *Operation) bool {
	taken := s.covered(o.On, o.Scope)
	if o.Verb == Edit {
		_, taken = w.change(s, o)
	}
	return w.governsAll(s, o.By, taken)
}

// hasAccess also finds what the person keeps at an account: roles at the whole
// organisation, and from above. Only an administrator of the whole organisation is told.
func hasAccess(w *World, s *State, o *Operation) bool {
	return s.covered(o.On, o.Scope) != 0 || w.administers(s, o.By, o.organisation(s).Whole()) &&
		(w.governsAbove(s, o.On, o.organisation(s)) || o.Scope == Account && s.counts(o.On).Of(First) != 0)
}

func losesSomething(_ *World, s *State, o *Operation) bool { return s.covered(o.On, o.Scope) != 0 }

func adminIsLeft(w *World, s *State, o *Operation) bool {
	after := w.membershipAfter(s, o)
	return !w.losesAdmins(s, &after, o.organisation(s)) || w.governsAbove(s, o.By, o.organisation(s))
}
