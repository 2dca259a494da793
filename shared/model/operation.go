package model

import "admit/shared/access"

// Verb is what somebody does.
type Verb uint8

// The verbs. Wait lets 72 hours pass. Look reads what a person holds, with the version of
// it, and See reads an invitation.
const (
	Invite Verb = iota
	Update
	Resend
	TakeOver
	Revoke
	Accept
	Register
	Decline
	Edit
	Remove
	Leave
	Suspend
	Reactivate
	Decide
	Look
	See
	Wait
	Verbs
)

var verbs = [...]string{"invite", "update", "resend", "take over", "revoke", "accept", "register", "decline", "edit", "remove", "leave",
	"suspend", "reactivate", "decide", "look", "see", "wait"}

// String returns the verb as the vocabulary has it.
func (v Verb) String() string { return verbs[v] }

// Operation is what one person does, once. Each verb uses some of the fields.
type Operation struct {
	Verb       Verb
	By         Person  // who acts; not for a registration or a decline, which need only the link
	On         Person  // the person who is invited, edited, removed, suspended or looked at
	Scope      Scope   // of an invite, a removal, a leave or a decision; otherwise a whole organisation
	Roles      Grants  // that are offered, or that an edit leaves, in the scope's organisation
	Invitation int     // its position in the state
	Attempt    uint8   // whose link is used
	Seen       Version // that an edit requires
	// Unseen has the invitations, as bits, that were sent or changed while a removal or an
	// edit was under way. Whether it revokes them is open: they count as sent after it.
	Unseen uint16
}

// Answer is what the operation is answered with.
type Answer struct {
	Refused access.Kind // empty for success
	Roles   Grants      // of the invitation, or what a person holds afterwards, or what a decision or a look sees
	Attempt uint8       // of an invitation that was resent or seen
	Status  Status      // of an invitation that was seen
	Inviter Person      // of an invitation that was seen
	Version Version     // of the membership that was written or looked at
	Maybe   bool        // whether the operation took effect is not known
}

// organisation returns the organisation that an operation is about.
func (o *Operation) organisation(s *State) Organisation {
	switch o.Verb {
	case Update, Resend, TakeOver, Revoke, Accept, Register, Decline, See:
		return s.Invitations[o.Invitation].Scope.Organisation()
	}
	return o.Scope.Organisation()
}
