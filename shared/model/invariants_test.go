package model_test

import (
	"testing"

	"admit/shared/access"
	"admit/shared/model"
)

// wrongs has, for each invariant, a way in which it can be broken: a rule that is left out,
// or something that an operation does in addition.
var wrongs = []struct {
	invariant string
	verb      model.Verb
	without   access.Kind
	also      func(t *model.Transition)
}{
	{"a refusal changes nothing", model.Remove, "", func(t *model.Transition) {
		if t.Answer.Refused != "" {
			t.After.Holds[t.Operation.On] = 0
		}
	}},
	{"one acceptance a link", model.Accept, access.AlreadyGranted, func(t *model.Transition) { t.Answer.Refused = "" }},
	{"accepted and revoked are final", model.Resend, access.InvitationRevoked, nil},
	{"accepted and revoked are final", model.Decline, access.InvitationAccepted, nil},
	{"the latest link alone", model.Accept, access.NotFound, nil},
	{"the latest link alone", model.Register, access.NotFound, nil},
	{"a closed link gives nothing", model.Accept, access.InvitationRevoked, nil},
	{"a closed link gives nothing", model.Accept, access.InvitationExpired, nil},
	{"a closed link gives nothing", model.Accept, access.InvitationDeclined, nil},
	{"only the invitee accepts", model.Accept, access.WrongUser, nil},
	{"what was offered", model.Accept, "", func(t *model.Transition) { t.After.Holds[model.Dave] |= model.At(model.First, model.Viewer) }},
	{"within the inviter's authority", model.Accept, access.InvitationNotAuthorised, nil},
	{"nobody gives more than they govern", model.Invite, access.RoleNotAllowed, nil},
	{"nobody gives more than they govern", model.Edit, access.RoleNotAllowed, nil},
	{"nobody takes more than they govern", model.Remove, access.RoleNotAllowed, nil},
	{"access changes by nobody else's doing", model.Remove, "", func(t *model.Transition) {
		if t.Answer.Refused == "" {
			t.After.Holds[1-t.Operation.On&1] = 0
		}
	}},
	{"an administrator is left", model.Leave, access.LastAdministrator, nil},
	{"an administrator is left", model.Edit, access.LastAdministrator, nil},
	{"an administrator is left", model.Remove, access.LastAdministrator, nil},
	{"an administrator is left", model.Suspend, access.LastAdministrator, nil},
	{"removed is removed", model.Remove, "", func(t *model.Transition) { t.After.Invitations = t.Before.Invitations }},
	{"removed is removed", model.Leave, "", func(t *model.Transition) { t.After.Holds = t.Before.Holds }},
	{"an edit revokes what it takes", model.Edit, "", func(t *model.Transition) {
		if t.Answer.Refused == "" {
			t.After.Invitations[0] = model.Invitation{Status: model.Pending, To: t.Operation.On, Roles: t.Before.Holds[t.Operation.On]}
		}
	}},
	{"without a role, nothing is there", model.Leave, access.NotFound, nil},
	{"without a role, nothing is there", model.TakeOver, access.NotFound, nil},
	{"suspended is without access", model.Accept, access.AccessSuspended, nil},
	{"one open invitation", model.Invite, "", func(t *model.Transition) { t.After.Invitations[9] = t.After.Invitations[t.Operation.Invitation] }},
	{"an invitation lacks something", model.Invite, access.AlreadyGranted, nil},
	{"an invitation lacks something", model.Resend, access.AlreadyGranted, nil},
	{"no edit is lost", model.Edit, access.VersionMismatch, nil},
	{"organisations are apart", model.Accept, "", func(t *model.Transition) {
		if offer := t.Before.Invitations[t.Operation.Invitation]; t.Answer.Refused == "" {
			t.After.Holds[offer.To] |= model.At(model.Second-offer.Scope, model.Viewer)
		}
	}},
}

// TestInvariantsNotice breaks each invariant in the ways above. The exploration notices it
// in one of the worlds.
func TestInvariantsNotice(t *testing.T) {
	shown := map[string]bool{}
	for _, wrong := range wrongs {
		shown[wrong.invariant] = true
		if !notices(wrong.invariant, wrong.verb, wrong.without, wrong.also) {
			t.Errorf("%s without %q: %q holds", wrong.verb, wrong.without, wrong.invariant)
		}
	}
	for _, i := range model.Invariants {
		if !shown[i.Name] {
			t.Errorf("nothing breaks %q", i.Name)
		}
	}
}

// notices reports whether an invariant is broken in one of the worlds, each of which is
// explored no longer than it takes on average.
func notices(invariant string, verb model.Verb, without access.Kind, also func(*model.Transition)) bool {
	for _, b := range model.Worlds(false) {
		b.World.Without.Verb, b.World.Without.Refusal = verb, without
		n, found := 0, false
		b.Explore(func(visited *model.Transition) bool {
			changed := *visited
			if also != nil && visited.Operation.Verb == verb {
				also(&changed)
			}
			for _, i := range model.Invariants {
				found = found || i.Name == invariant && !i.Holds(&changed)
			}
			n++
			return !found && n < 400_000
		})
		if found {
			return true
		}
	}
	return false
}
