// Package model is Admit as one program that does one thing after another: who holds what,
// which invitations there are, and what each operation makes of that. It is for tests.
//
// The model is written to be read. The rules of each operation are a table (rules.go), and
// what must hold whatever happens is another (invariants.go). Three tests rest on the same
// [World.Do]:
//
//   - explore_test.go visits every state that can be reached in small worlds, and checks
//     the invariants at each.
//   - domain_test.go lets package access do, in states of these worlds, every operation
//     that there is, and compares its answers and what it stores.
//   - The tests of package dynamo let several people act at the same time on DynamoDB, and
//     look for an order in which the model gives the same answers (steps.go).
package model

import "admit/shared/access"

// Person is one of four people.
type Person uint8

// The people. Whether they are users at the start is a matter of the [World].
const (
	Alice Person = iota // an administrator
	Bob                 // an administrator
	Carol               // an invitee
	Dave                // an invitee
	People
)

// Organisation is one of two organisations.
type Organisation uint8

// Scope is one of three scopes.
type Scope uint8

// The scopes: the first organisation, an account in it, and the second organisation.
const (
	First Scope = iota
	Account
	Second
	Scopes
)

// Organisation returns the organisation of a scope.
func (c Scope) Organisation() Organisation { return Organisation(c / Second) }

// Whole returns the scope of a whole organisation.
func (o Organisation) Whole() Scope { return Scope(o) * Second }

// Role is one of three roles.
type Role uint8

// The roles. An administrator of an account is an Account Admin, and one of a whole
// organisation an Organisation Admin. A chief is a Partner Organisation Admin.
const (
	Viewer Role = iota
	Admin
	Chief
	Roles
)

// Grants is a set of roles at scopes.
type Grants uint16

// At returns the set of one role at a scope.
func At(c Scope, r Role) Grants { return 1 << (Roles*Role(c) + r) }

// Of returns the grants at one scope.
func (g Grants) Of(c Scope) Grants { return g & ((1<<Roles - 1) << (Roles * Role(c))) }

// In returns the grants in one organisation.
func (g Grants) In(o Organisation) Grants {
	if o == 0 {
		return g.Of(First) | g.Of(Account)
	}
	return g.Of(Second)
}

// Each calls do with every role at a scope of the set.
func (g Grants) Each(do func(c Scope, r Role)) {
	for c := range Scopes {
		for r := range Roles {
			if g&At(c, r) != 0 {
				do(c, r)
			}
		}
	}
}

// Status is the state of an invitation.
type Status uint8

// The states of an invitation. None is that of an invitation that was never sent.
const (
	None Status = iota
	Pending
	Accepted
	Declined
	Revoked
	Expired
)

// refusals has the refusal of an invitation that is not pending.
var refusals = [...]access.Kind{None: access.NotFound, Accepted: access.InvitationAccepted, Declined: access.InvitationDeclined,
	Revoked: access.InvitationRevoked, Expired: access.InvitationExpired}

// Invitation is an invitation. Only the link of the latest attempt opens it.
type Invitation struct {
	Status  Status
	To      Person
	Scope   Scope
	Roles   Grants // at the scope
	Inviter Person
	Attempt uint8
}

// MaxInvitations is the number of invitations that a state has room for.
const MaxInvitations = 10

// Version tells the versions of a membership apart. Zero is no membership.
type Version uint16

// AnyVersion is the precondition that every version fulfils, and UnknownVersion the version
// after a change whose outcome nobody knows.
const (
	AnyVersion     Version = 0
	UnknownVersion Version = 1 << 15
)

// State is everything that the model knows. It is comparable.
type State struct {
	Holds       [People]Grants
	Suspended   [People][2]bool // by organisation
	Users       [People]bool    // who has accepted or registered
	Versions    [People][2]Version
	Invitations [MaxInvitations]Invitation
}

// World says how the organisations are related.
type World struct {
	Above    bool         // whether the first organisation is below the second one
	Identity [People]bool // who can sign in before they are users
	// Without leaves out the rules of a verb with this refusal. A test uses it to show that
	// a rule is missed.
	Without struct {
		Verb    Verb
		Refusal access.Kind
	}
}
