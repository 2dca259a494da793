package model

import "admit/shared/access"

// Invariant is something that holds at every operation, whoever does it in whatever state.
// Its sentence is what a reader is promised. Holds is written without the rules and their
// conditions, so that it is not wrong in the same way.
type Invariant struct {
	Name, Says string
	Holds      func(t *Transition) bool
}

// Invariants are checked at every transition of [Bounds.Explore].
var Invariants = []Invariant{
	{"a refusal changes nothing", "After an operation that was refused, everything is as before.", refusalChangesNothing},
	{"one acceptance a link", "An acceptance finds its invitation pending and leaves it accepted. Only a new invitation can take its place.", acceptedOnce},
	{"accepted and revoked are final", "An invitation that was accepted or revoked is never open again.", finalStatuses},
	{"the latest link alone", "A link that is not the one of the latest attempt opens nothing.", oldLinkIsDead},
	{"a closed link gives nothing", "The link of an expired, declined or revoked invitation gives nobody anything.", closedLinkGivesNothing},
	{"only the invitee accepts", "Nobody accepts an invitation to somebody else.", inviteeAccepts},
	{"what was offered", "An acceptance gives the invitee exactly the roles of the invitation, and nobody else anything.", givesWhatWasOffered},
	{"within the inviter's authority", "At an acceptance, the inviter governs every role that it gives, by a grant that counts.", inviterGoverns},
	{"nobody gives more than they govern", "Whoever invites or edits governs every role that they offer or add.", giverGoverns},
	{"nobody takes more than they govern", "Whoever edits, removes or suspends somebody else governs every role that stops counting.", takerGoverns},
	{"access changes by nobody else's doing", "What a person holds changes only by their own acceptance or leaving, or by an administrator's edit, removal or suspension of them.", onlyThesePersons},
	{"an administrator is left", "An organisation loses its last administrator only to somebody who governs it from above.", keepsAdministrator},
	{"removed is removed", "Somebody who was removed holds nothing there, no open invitation to them is left there, and a decision says so at once.", removedIsRemoved},
	{"an edit revokes what it takes", "After an edit, no open invitation offers the person a role that the edit took from them.", editRevokes},
	{"without a role, nothing is there", "To a person without a role that counts there or above, an organisation does not exist.", strangersSeeNothing},
	{"suspended is without access", "Nobody who is suspended in an organisation gains anything there, and no decision rests on what they hold there.", suspendedGainNothing},
	{"one open invitation", "At most one invitation to an address is open at a scope.", oneOpenInvitation},
	{"an invitation lacks something", "An invitation that was just sent offers a role, and none that the invitee holds.", offersSomething},
	{"no edit is lost", "An edit that saw another version of what the person holds changes nothing.", editsAreNotLost},
	{"organisations are apart", "What happens in one organisation changes nothing in the other.", otherIsUntouched},
}

// organisationOf returns the organisation that a transition is about.
func (t *Transition) organisationOf() Organisation { return t.Operation.organisation(&t.Before) }

// succeeded reports whether the operation is one of the verbs and was not refused.
func (t *Transition) succeeded(verbs ...Verb) bool {
	for _, v := range verbs {
		if t.Operation.Verb == v {
			return t.Answer.Refused == ""
		}
	}
	return false
}

// invitation returns the invitation that the operation is about, before and after it.
func (t *Transition) invitation() (before, after Invitation) {
	return t.Before.Invitations[t.Operation.Invitation], t.After.Invitations[t.Operation.Invitation]
}

func refusalChangesNothing(t *Transition) bool {
	return t.Answer.Refused == "" || t.Before == t.After
}

func acceptedOnce(t *Transition) bool {
	before, after := t.invitation()
	return !t.succeeded(Accept, Register) || before.Status == Pending && after.Status == Accepted
}

func finalStatuses(t *Transition) bool {
	for n, before := range t.Before.Invitations {
		replaced := t.succeeded(Invite) && n == t.Operation.Invitation
		if (before.Status == Accepted || before.Status == Revoked) && before != t.After.Invitations[n] && !replaced {
			return false
		}
	}
	return true
}

// usesLink reports whether the operation needs a link.
func (t *Transition) usesLink() bool {
	v := t.Operation.Verb
	return v == Accept || v == Register || v == Decline
}

func oldLinkIsDead(t *Transition) bool {
	before, _ := t.invitation()
	return !t.usesLink() || t.Operation.Attempt == before.Attempt || t.Answer.Refused == access.NotFound
}

func closedLinkGivesNothing(t *Transition) bool {
	before, _ := t.invitation()
	closed := before.Status == Expired || before.Status == Declined || before.Status == Revoked
	return !t.usesLink() || !closed || t.Before == t.After
}

func inviteeAccepts(t *Transition) bool {
	before, _ := t.invitation()
	return !t.succeeded(Accept) || t.Operation.By == before.To
}

func givesWhatWasOffered(t *Transition) bool {
	if !t.succeeded(Accept, Register) {
		return true
	}
	offer, _ := t.invitation()
	want := t.Before.Holds
	want[offer.To] |= offer.Roles
	return t.After.Holds == want
}

// mayGovern reports whether somebody has a role that counts and governs another role at a
// scope: a chief of the organisation above every role everywhere, a chief of an organisation
// every role in it, an administrator of an organisation every role in it but a chief, and an
// administrator of an account every role in that.
func mayGovern(t *Transition, who Person, c Scope, r Role) bool {
	s, in := &t.Before, c.Organisation()
	has := func(at Scope, role Role) bool {
		return s.Holds[who]&At(at, role) != 0 && !s.Suspended[who][at.Organisation()]
	}
	switch {
	case has(Second, Chief):
		return in == 1 || t.World.Above
	case r == Chief:
		return false
	}
	return has(in.Whole(), Admin) || c == Account && has(Account, Admin)
}

// governsEach is mayGovern for every role of a set.
func governsEach(t *Transition, who Person, roles Grants) bool {
	all := true
	roles.Each(func(c Scope, r Role) { all = all && mayGovern(t, who, c, r) })
	return all
}

func inviterGoverns(t *Transition) bool {
	offer, _ := t.invitation()
	return !t.succeeded(Accept, Register) || governsEach(t, offer.Inviter, offer.Roles)
}

func giverGoverns(t *Transition) bool {
	switch before, after := t.invitation(); {
	case t.succeeded(Invite, Resend, TakeOver), t.succeeded(Update) && before != after:
		return after.Inviter == t.Operation.By && governsEach(t, t.Operation.By, after.Roles)
	case t.succeeded(Edit):
		return governsEach(t, t.Operation.By, t.After.Holds[t.Operation.On]&^t.Before.Holds[t.Operation.On])
	}
	return true
}

func takerGoverns(t *Transition) bool {
	if !t.succeeded(Edit, Remove, Suspend, Reactivate) {
		return true
	}
	on := t.Operation.On
	lost := t.Before.Holds[on] &^ t.After.Holds[on]
	if t.Before.Suspended != t.After.Suspended {
		lost |= t.Before.Holds[on].In(t.organisationOf())
	}
	return governsEach(t, t.Operation.By, lost)
}
