package model

import "admit/shared/access"

// Step is a part of an operation that happens at one moment, between the call of the
// operation and its return.
//
// An operation reads several items at several moments, and writes in one transaction. The
// transaction checks again what its write depends on. So an operation that succeeded is the
// step of its write, and one step for each kind of thing that it read and that its write
// did not check. An operation that was refused is one step, at which the reason that it
// names was true. A decision is one step for each organisation that it rests on.
type Step struct {
	Operation
	Answer
	Part Part
}

// Part says which part of an operation a step is.
type Part uint8

// The parts.
const (
	Write    Part = iota // the write of an operation that succeeded, or what a read saw
	Reads                // what the operation was allowed by
	Chooses              // which roles the invitee lacked
	Refuses              // the reason of a refusal
	SeesHere             // what a decision saw in the organisation itself
	SeesUp               // what a decision saw in the organisation above
)

// checksAgain has the verbs whose write checks the caller's authority once more. An
// invitation gives nothing before it is accepted, so its write does not, and neither do
// those that change it. See rule 3 of product.md: the acceptance judges its inviter.
var checksAgain = map[Verb]bool{Revoke: true, Edit: true, Remove: true, Suspend: true, Reactivate: true}

// Steps returns the steps of an operation that was answered.
func (w *World) Steps(o Operation, a Answer) []Step {
	step := func(p Part) Step { return Step{o, a, p} }
	switch {
	case a.Refused != "":
		return []Step{step(Refuses)}
	case a.Maybe:
		return []Step{step(Write)}
	case o.Verb == Decide:
		return []Step{step(SeesHere), step(SeesUp)}
	}
	steps := []Step{step(Write)}
	for _, r := range w.rulesOf(&o) {
		if r.part == authority {
			steps = append(steps, step(Reads))
			break
		}
	}
	if o.Verb == Invite || o.Verb == Update || o.Verb == Resend {
		steps = append(steps, step(Chooses))
	}
	return steps
}

// Next returns the states that may follow a state by a step. There is none if the operation
// could not have been answered so at that moment, and several if it is open which.
func (w *World) Next(s State, t *Step) []State {
	seen := true
	switch t.Part {
	case Write:
		return w.nextWrite(s, t)
	case Reads:
		seen = w.allHold(&s, &t.Operation, authority)
	case Chooses:
		seen = w.choice(&s, t) == t.Answer.Roles && t.Answer.Roles != 0
	case Refuses:
		seen = w.refuses(&s, t)
	case SeesHere:
		seen = w.decides(&s, &t.Operation).In(t.Scope.Organisation()) == t.Answer.Roles.In(t.Scope.Organisation())
	case SeesUp:
		above := At(Second, Chief)
		seen = !w.Above || w.decides(&s, &t.Operation)&above == t.Answer.Roles&above
	}
	if !seen {
		return nil
	}
	return []State{s}
}

// allHold reports whether all rules of some parts hold.
func (w *World) allHold(s *State, o *Operation, parts ...part) bool {
	all := w.rulesOf(o)
	for n := range all {
		for _, p := range parts {
			if _, broken := w.broken(&all[n], s, o); broken && all[n].part == p {
				return false
			}
		}
	}
	return true
}

// choice returns the roles that an operation offers, given what the invitee holds.
func (w *World) choice(s *State, t *Step) Grants {
	i := s.Invitations[t.Invitation]
	switch {
	case t.Verb == Invite:
		return t.Operation.Roles &^ s.Holds[t.On]
	case t.Verb == Update && i.Roles == t.Operation.Roles:
		return i.Roles
	case t.Verb == Update:
		return t.Operation.Roles &^ s.Holds[i.To]
	}
	return t.Answer.Roles &^ s.Holds[i.To] // of a resend, whose roles its write compares
}

// refuses reports whether a rule with the refusal of the answer does not hold. An unknown
// version may be the one that the caller has seen, or another one.
func (w *World) refuses(s *State, t *Step) bool {
	if t.Refused == access.VersionMismatch && s.Versions[t.On][t.organisation(s)] == UnknownVersion {
		return true
	}
	all := w.rulesOf(&t.Operation)
	for n := range all {
		if refusal, broken := w.broken(&all[n], s, &t.Operation); broken && refusal == t.Refused {
			return true
		}
	}
	return false
}

// nextWrite returns the states after a write.
func (w *World) nextWrite(s State, t *Step) []State {
	a := t.Answer
	if !w.allHold(&s, &t.Operation, state) || checksAgain[t.Verb] && w.hasEffect(&s, t) && !w.allHold(&s, &t.Operation, authority) {
		if a.Maybe {
			return []State{s} // it can only have failed
		}
		return nil
	}
	if a.Maybe {
		a = w.answer(&s, &t.Operation)
		a.Version = UnknownVersion
		return append(w.outcomes(s, t, a), s)
	}
	if !w.answers(&s, t) {
		return nil
	}
	return w.outcomes(s, t, a)
}

// outcomes returns the states after a write that succeeded: one for each set of the
// invitations that it may have missed.
func (w *World) outcomes(s State, t *Step, a Answer) []State {
	if t.Verb == Look && s.Versions[t.On][t.organisation(&s)] == UnknownVersion {
		s.Versions[t.On][t.organisation(&s)] = a.Version
	}
	var states []State
	for kept := t.Unseen; ; kept = (kept - 1) & t.Unseen { // every subset
		after := w.apply(s, &t.Operation, a, kept)
		found := false
		for _, other := range states {
			found = found || other == after
		}
		if !found {
			states = append(states, after)
		}
		if kept == 0 {
			return states
		}
	}
}

// hasEffect reports whether an operation changes something.
func (w *World) hasEffect(s *State, t *Step) bool {
	return w.apply(*s, &t.Operation, t.Answer, 0) != *s
}

// answers reports whether the model answers the write, or the read, in the same way.
func (w *World) answers(s *State, t *Step) bool {
	want, got := w.answer(s, &t.Operation), t.Answer
	switch t.Verb {
	case Invite, Update: // what they offer is a step of its own
		return true
	case Resend:
		return want.Attempt == got.Attempt && got.Roles&^s.Invitations[t.Invitation].Roles == 0
	case Accept, Register, Edit, Remove, Leave:
		return want.Roles == got.Roles
	case Look:
		return want.Roles == got.Roles && (want.Version == got.Version || want.Version == UnknownVersion)
	case See:
		return want == got
	}
	return true
}
