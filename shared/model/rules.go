package model

import "admit/shared/access"

// part says when an operation finds out whether a rule holds. If several people act at the
// same time, that makes a difference.
type part uint8

const (
	authority part = iota // from what the caller holds; a write that changes access checks it again
	offered               // from what the invitee holds, when the roles are chosen; no write checks it again
	state                 // from what the write changes, which checks it again
)

// rule is one condition of an operation.
type rule struct {
	refusal access.Kind // of the operation if the rule does not hold; empty: that of the invitation's status
	unless  string
	part    part
	holds   func(w *World, s *State, o *Operation) bool
}

// rules has the rules of each verb, in the order in which they are judged. The first one
// that does not hold refuses the operation.
var rules = [Verbs][]rule{
	Invite: {
		{access.NotFound, "the caller may know of the scope", authority, callerSees},
		{access.Forbidden, "the caller is an administrator of the scope", authority, callerAdministers},
		{access.RoleNotAllowed, "the caller may give these roles there", authority, callerGivesRoles},
		{access.AlreadyGranted, "the invitee lacks one of the roles", offered, inviteeLacks},
		{access.InvitationPending, "no invitation to them is open at the scope", state, slotIsFree},
	},
	Update: {
		{access.NotFound, "the caller may know of the organisation", authority, callerSeesOrganisation},
		{access.Forbidden, "the caller is an administrator in it", authority, callerAdministersAny},
		{access.NotFound, "the caller is an administrator of the invitation's scope", authority, callerAdministersOffer},
		{access.RoleNotAllowed, "the caller governs what it offered", authority, callerGovernsOffer},
		{"", "it is pending", state, isPending},
		{access.RoleNotAllowed, "the caller may give the new roles", authority, callerGivesChange},
		{access.AlreadyGranted, "the invitee lacks one of the new roles", offered, inviteeLacksChange},
	},
	Resend: {
		{access.NotFound, "the caller may know of the organisation", authority, callerSeesOrganisation},
		{access.Forbidden, "the caller is an administrator in it", authority, callerAdministersAny},
		{access.NotFound, "the caller is an administrator of the invitation's scope", authority, callerAdministersOffer},
		{"", "it is pending, expired or declined", state, isResendable},
		{access.RoleNotAllowed, "the caller may give what it offers", authority, callerGivesOffer},
		{access.AlreadyGranted, "the invitee lacks one of its roles", offered, inviteeLacksOffer},
		{access.InvitationPending, "no other invitation to them is open at the scope", state, slotIsFree},
	},
	TakeOver: {
		{access.NotFound, "the caller may know of the organisation", authority, callerSeesOrganisation},
		{access.Forbidden, "the caller is an administrator in it", authority, callerAdministersAny},
		{access.NotFound, "the caller is an administrator of the invitation's scope", authority, callerAdministersOffer},
		{access.RoleNotAllowed, "the caller may give what it offers", authority, callerGivesOffer},
		{"", "it is pending", state, isPending},
	},
	Revoke: {
		{access.NotFound, "the caller may know of the organisation", authority, callerSeesOrganisation},
		{access.Forbidden, "the caller is an administrator in it", authority, callerAdministersAny},
		{access.NotFound, "the caller is an administrator of the invitation's scope", authority, callerAdministersOffer},
		{access.RoleNotAllowed, "the caller governs what it offers", authority, callerGovernsOffer},
		{"", "it is pending, or revoked already", state, isPendingOr(Revoked)},
	},
	Accept: {
		{access.NotFound, "the link is that of the latest attempt", state, linkOpens},
		{access.AlreadyGranted, "the caller has not accepted it already", state, notAcceptedByCaller},
		{"", "it is pending", state, isPending},
		{access.WrongUser, "the caller is the invitee", state, callerIsInvitee},
		{access.InvitationNotAuthorised, "the inviter may still give what it offers", state, inviterGives},
		{access.AccessSuspended, "the caller is not suspended there", state, inviteeNotSuspended},
	},
	Register: {
		{access.NotFound, "the link is that of the latest attempt", state, linkOpens},
		{"", "it is pending", state, isPending},
		{access.InvitationNotAuthorised, "the inviter may still give what it offers", state, inviterGives},
		{access.AlreadyRegistered, "nobody can sign in with the invitee's address", state, inviteeIsNew},
	},
	Decline: {
		{access.NotFound, "the link is that of the latest attempt", state, linkOpens},
		{"", "it is pending, or declined already", state, isPendingOr(Declined)},
	},
	Edit: {
		{access.NotFound, "the caller may know of the organisation", authority, callerSees},
		{access.Forbidden, "the caller is an administrator in it", authority, callerAdministersAny},
		{access.NotFound, "the caller is shown access of the person", state, callerIsShown},
		{access.VersionMismatch, "the caller has seen this version of it", state, versionIsSeen},
		{access.InheritedAccess, "some of it is direct", state, someIsDirect},
		{access.NotFound, "the caller may know of the account where a role is added", authority, callerSeesAdded},
		{access.Forbidden, "the caller is an administrator where a role is added", authority, callerAdministersAdded},
		{access.RoleNotAllowed, "the caller may give what is added", authority, callerGivesAdded},
		{access.RoleNotAllowed, "the caller governs what is taken away", authority, callerGovernsTaken},
		{access.LastAdministrator, "an administrator is left, or the caller governs from above", state, adminIsLeft},
	},
	Remove: {
		{access.NotFound, "the caller may know of the scope", authority, callerSees},
		{access.Forbidden, "the caller is an administrator of the scope", authority, callerAdministers},
		{access.NotFound, "the person has access there that the caller sees", state, hasAccess},
		{access.RoleNotAllowed, "the caller governs what is taken away", authority, callerGovernsTaken},
		{access.InheritedAccess, "some of it is direct", state, losesSomething},
		{access.LastAdministrator, "an administrator is left, or the caller governs from above", state, adminIsLeft},
	},
	Leave: {
		{access.NotFound, "the caller may know of the scope", authority, callerSees},
		{access.InheritedAccess, "the caller holds a role of their own there", state, losesSomething},
		{access.LastAdministrator, "an administrator is left, or the caller governs from above", state, adminIsLeft},
	},
	Suspend:    suspension,
	Reactivate: suspension,
}

var suspension = []rule{
	{access.NotFound, "the caller may know of the organisation", authority, callerSees},
	{access.Forbidden, "the caller is an administrator of the whole organisation", authority, callerAdministers},
	{access.NotFound, "the person has access there", state, hasAccess},
	{access.RoleNotAllowed, "the caller governs what the person holds", authority, callerGovernsTaken},
	{access.InheritedAccess, "some of it is direct", state, losesSomething},
	{access.LastAdministrator, "an administrator is left, or the caller governs from above", state, adminIsLeft},
}

// rulesOf returns the rules of an operation.
func (w *World) rulesOf(o *Operation) []rule { return rules[o.Verb] }

// broken returns the refusal of a rule, and whether it refuses the operation.
func (w *World) broken(r *rule, s *State, o *Operation) (access.Kind, bool) {
	if r.holds(w, s, o) {
		return "", false
	}
	refusal := r.refusal
	if refusal == "" {
		refusal = refusals[s.Invitations[o.Invitation].Status]
	}
	left := w.Without.Verb == o.Verb && w.Without.Refusal == refusal
	return refusal, !left
}
