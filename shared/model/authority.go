package model

// counts returns the grants of a person that count: those that are not suspended.
func (s *State) counts(p Person) Grants {
	held := s.Holds[p]
	for o := range s.Suspended[p] {
		if s.Suspended[p][o] {
			held &^= held.In(Organisation(o))
		}
	}
	return held
}

// fits reports whether the catalogue lets roles be given at their scope: a chief only in an
// organisation that is above another one.
func (w *World) fits(roles Grants) bool {
	return w.Above || roles&At(Second, Chief) == 0
}

// governsAbove reports whether a person governs an organisation from above.
func (w *World) governsAbove(s *State, p Person, o Organisation) bool {
	return w.Above && o == 0 && s.counts(p)&At(Second, Chief) != 0
}

// governed returns every role at a scope that a person may give and take away there.
func (w *World) governed(s *State, p Person, c Scope) Grants {
	held, all := s.counts(p), Grants(1<<(Roles*Role(Scopes))-1).Of(c)
	switch {
	case w.governsAbove(s, p, c.Organisation()), c == Second && held&At(Second, Chief) != 0:
		return all
	case held&At(c.Organisation().Whole(), Admin) != 0, held&At(c, Admin) != 0:
		return all &^ At(c, Chief)
	}
	return 0
}

// administers reports whether a person is an administrator of a scope.
func (w *World) administers(s *State, p Person, c Scope) bool { return w.governed(s, p, c) != 0 }

// administersAny reports whether a person is an administrator of the organisation or of an
// account in it.
func (w *World) administersAny(s *State, p Person, o Organisation) bool {
	return w.administers(s, p, o.Whole()) || o == 0 && w.administers(s, p, Account)
}

// sees reports whether a person may know of a scope.
func (w *World) sees(s *State, p Person, c Scope) bool {
	held := s.counts(p).In(c.Organisation())
	if c == Account {
		held &= At(First, Viewer) | At(First, Admin) | held.Of(Account)
	}
	return held != 0 || w.governsAbove(s, p, c.Organisation())
}

// visible returns the grants of an organisation that an administrator sees.
func (w *World) visible(s *State, p Person, o Organisation) Grants {
	all := ^Grants(0)
	switch {
	case w.administers(s, p, o.Whole()):
		return all.In(o)
	case o == 0 && w.administers(s, p, Account):
		return all.Of(Account)
	}
	return 0
}

// covered returns the grants of a person that a removal at a scope takes away.
func (s *State) covered(p Person, c Scope) Grants {
	if c == Account {
		return s.Holds[p].Of(Account)
	}
	return s.Holds[p].In(c.Organisation())
}

// shown returns what an administrator is shown of a person in an organisation: what the
// person holds there, or true for above if they govern it from above.
func (w *World) shown(s *State, by, p Person, o Organisation) (direct Grants, above bool) {
	return s.Holds[p] & w.visible(s, by, o), w.administers(s, by, o.Whole()) && w.governsAbove(s, p, o)
}

// admins returns how many people are administrators of the whole organisation, or chiefs.
func (s *State) admins(o Organisation, roles ...Role) (n int) {
	for p := range People {
		for _, r := range roles {
			if s.counts(p)&At(o.Whole(), r) != 0 {
				n++
				break
			}
		}
	}
	return n
}

// losesAdmins reports whether a change leaves an organisation without an administrator, or
// the organisation above without a chief.
func (w *World) losesAdmins(before, after *State, o Organisation) bool {
	loses := func(roles ...Role) bool {
		was, is := before.admins(o, roles...), after.admins(o, roles...)
		return is < was && is == 0
	}
	return loses(Admin, Chief) || w.Above && o == 1 && loses(Chief)
}

// slotTaken reports whether another open invitation than n is to the same person at the
// same scope.
func (s *State) slotTaken(to Person, c Scope, n int) bool {
	for other := range s.Invitations {
		i := &s.Invitations[other]
		if other != n && i.Status == Pending && i.To == to && i.Scope == c {
			return true
		}
	}
	return false
}
