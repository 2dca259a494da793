package access_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
	"admit/shared/memory"
)

// tableCatalogue has plain roles, one for each kind of scope, beside the three
// administrative roles, and one for every scope, which is held before another role
// is given or removed.
const tableCatalogue = `[
	{"id": "partner-organisation-admin", "name": "P", "description": "P", "category": "c", "type": "admin", "givenAt": ["partner-organisation"], "permissions": ["*:*"]},
	{"id": "organisation-admin", "name": "O", "description": "O", "category": "c", "type": "admin", "givenAt": ["partner-organisation", "organisation"], "permissions": ["*:*"]},
	{"id": "account-admin", "name": "A", "description": "A", "category": "c", "type": "admin", "givenAt": ["account"], "permissions": ["*:*"]},
	{"id": "partner-viewer", "name": "p", "description": "p", "category": "c", "type": "viewer", "givenAt": ["partner-organisation"], "permissions": ["thing:read"]},
	{"id": "organisation-viewer", "name": "o", "description": "o", "category": "c", "type": "viewer", "givenAt": ["organisation"], "permissions": ["thing:read"]},
	{"id": "account-viewer", "name": "a", "description": "a", "category": "c", "type": "viewer", "givenAt": ["account"], "permissions": ["thing:read"]},
	{"id": "base", "name": "b", "description": "b", "category": "c", "type": "viewer", "givenAt": ["partner-organisation", "organisation", "account"], "permissions": ["thing:read"]}
]`

const base access.RoleID = "base"

// targetRoles has a letter for each role that may be given or removed.
var targetRoles = []struct {
	letter string
	role   access.RoleID
}{
	{"P", fixture.PartnerAdmin}, {"O", fixture.OrganisationAdmin}, {"A", fixture.AccountAdmin},
	{"p", "partner-viewer"}, {"o", "organisation-viewer"}, {"a", "account-viewer"},
	{"?", "no-such-role"},
}

var actorRoles = []access.RoleID{fixture.PartnerAdmin, fixture.OrganisationAdmin, fixture.AccountAdmin, base}

// The scopes where an actor holds the role, relative to the target.
const (
	fourAbove   = "an organisation four levels above"
	oneAbove    = "an organisation one level above"
	direct      = "the organisation itself"
	beside      = "a sibling"
	beneath     = "an organisation below"
	sameAccount = "its account shop"
	yardAccount = "its account yard"
	aboveShop   = "an account of an organisation above"
	nowhere     = "another organisation"

	directEnded     = "the organisation itself, until now"
	aboveEnded      = "an organisation one level above, until now"
	directSuspended = "the organisation itself, suspended"
	aboveSuspended  = "an organisation one level above, suspended"
)

type actorScope struct {
	name  string
	depth int // number of organisations above
	scope func(p *policyFixture) access.Scope
	then  func(p *policyFixture) // nil if the role counts
}

var actorScopes = []actorScope{
	{fourAbove, 4, func(p *policyFixture) access.Scope { return fixture.Whole(p.above[0]) }, nil},
	{oneAbove, 1, func(p *policyFixture) access.Scope { return fixture.Whole(p.above[0]) }, nil},
	{direct, 1, func(p *policyFixture) access.Scope { return fixture.Whole(p.here) }, nil},
	{beside, 1, func(p *policyFixture) access.Scope { return fixture.Whole(p.child("sibling", p.above[0])) }, nil},
	{beneath, 1, func(p *policyFixture) access.Scope { return fixture.Whole(p.child("below", p.here)) }, nil},
	{sameAccount, 1, func(p *policyFixture) access.Scope { return fixture.ScopeOf(p.shop) }, nil},
	{yardAccount, 1, func(p *policyFixture) access.Scope { return fixture.ScopeOf(p.Account(p.here, "Yard")) }, nil},
	{aboveShop, 1, func(p *policyFixture) access.Scope { return fixture.ScopeOf(p.Account(p.above[0], "Shop")) }, nil},
	{nowhere, 1, func(p *policyFixture) access.Scope { return fixture.Whole(p.child("other")) }, nil},
	{directEnded, 1, func(p *policyFixture) access.Scope { return fixture.Whole(p.here) }, (*policyFixture).endActor},
	{aboveEnded, 1, func(p *policyFixture) access.Scope { return fixture.Whole(p.above[0]) }, (*policyFixture).endActor},
	{directSuspended, 1, func(p *policyFixture) access.Scope { return fixture.Whole(p.here) }, (*policyFixture).suspendActor},
	{aboveSuspended, 1, func(p *policyFixture) access.Scope { return fixture.Whole(p.above[0]) }, (*policyFixture).suspendActor},
}

// policyTarget is the scope of an action.
type policyTarget struct {
	name, kind       string
	partner, account bool
}

var targets = []policyTarget{
	{"a partner organisation", "partner", true, false},
	{"an organisation", "organisation", false, false},
	{"an account, shop", "account", false, true},
}

// policyFixture is one actor with one role, and the target of the actions.
type policyFixture struct {
	*fixture.Fixture
	role   access.RoleID
	held   actorScope
	target policyTarget

	above []access.Organisation // the highest first
	here  access.Organisation
	shop  access.Account
	scope access.Scope // of the target
	actor access.Caller
	made  int

	governor access.Caller // governs from above, and holds nothing here
}

func newPolicyFixture(t *testing.T, role access.RoleID, held actorScope, target policyTarget) *policyFixture {
	t.Helper()
	p := &policyFixture{Fixture: fixture.New(t, memory.New()), role: role, held: held, target: target}
	catalogue, err := access.ParseCatalogue([]byte(tableCatalogue))
	p.Must(err)
	p.Roles = catalogue
	for n := range held.depth {
		p.above = append(p.above, p.child(fmt.Sprint("above", n), p.above...))
	}
	p.here = p.level("here", target.partner, p.above...)
	p.shop = p.Account(p.here, "Shop")
	p.scope = fixture.Whole(p.here)
	if target.account {
		p.scope = fixture.ScopeOf(p.shop)
	}
	p.Member(fixture.Whole(p.here), "keeper", fixture.PartnerAdmin, fixture.OrganisationAdmin) // so that nobody is the last administrator
	p.governor = p.Member(fixture.Whole(p.above[0]), "governor", fixture.PartnerAdmin)
	p.actor = p.Member(held.scope(p), "actor", role)
	if held.then != nil {
		held.then(p)
	}
	return p
}

// endActor lets the actor's role end now. It also does for a role that cannot be given at
// the scope.
func (p *policyFixture) endActor() {
	before := p.Membership(p.actor.ID(), p.held.scope(p).Organisation)
	after, end := before, p.Now().Add(time.Hour).UTC().Truncate(time.Second)
	after.Grants, after.Version, after.ChangedAt = slices.Clone(before.Grants), access.NewID(), before.ChangedAt.Add(time.Microsecond)
	after.Grants[0].Until = end
	p.Must(p.Store.ChangeMembership(p.Context(), access.MembershipChange{Before: before, After: after, At: after.ChangedAt}))
	p.Set(end)
}

// suspendActor suspends the actor.
func (p *policyFixture) suspendActor() {
	_, _, err := p.Suspend().Do(p.Context(), p.governor.ID(), p.held.scope(p).Organisation, p.actor.ID(), true)
	p.Must(err)
}

// child stores a partner organisation below the last of the others.
func (p *policyFixture) child(name string, above ...access.Organisation) access.Organisation {
	p.Helper()
	return p.level(name, true, above...)
}

// level stores an organisation without members, below the last of the others.
func (p *policyFixture) level(name string, partner bool, above ...access.Organisation) access.Organisation {
	p.Helper()
	if len(above) > 0 {
		above = above[len(above)-1:]
	}
	organisation := p.NewOrganisation(name, partner, above...)
	p.StoreOrganisation(organisation, nil)
	return organisation
}

// somebody returns a new name.
func (p *policyFixture) somebody() string {
	p.made++
	return fmt.Sprint("somebody", p.made)
}

// roleAction is an action on a role.
type roleAction struct {
	name  string
	takes bool // needs the authority to remove the role
	try   func(p *policyFixture, role access.RoleID) error
}

func (a roleAction) title() string { return a.name }

var roleActions = []roleAction{
	{"invite", false, func(p *policyFixture, role access.RoleID) error {
		_, err := p.Invite().Do(p.Context(), p.actor.ID(), p.here.ID,
			access.InviteRequest{Email: fixture.Mailbox(p.somebody()), Account: p.scope.Account, Roles: []access.RoleID{role}}, "")
		return err
	}},
	{"update to", false, func(p *policyFixture, role access.RoleID) error { return p.updates(base, role) }},
	{"resend", false, func(p *policyFixture, role access.RoleID) error {
		_, err := p.Resend().Do(p.Context(), p.actor.ID(), p.here.ID, p.InvitedByOperator(p.scope, p.somebody(), role).ID, "")
		return err
	}},
	{"take over", false, func(p *policyFixture, role access.RoleID) error {
		return fixture.Err(p.TakeOver().Do(p.Context(), p.actor.ID(), p.here.ID, p.InvitedByOperator(p.scope, p.somebody(), role).ID))
	}},
	{"accept", false, func(p *policyFixture, role access.RoleID) error {
		offer := p.NewOffer(p.scope, p.somebody(), role)
		offer.Invitation.Inviter = access.Person{ID: p.actor.ID(), Name: "Actor"}
		p.Must(p.Store.Invite(p.Context(), offer))
		_, err := p.Register().Do(p.Context(), offer.Invitation.ID, fixture.Registration(p.Token(offer.Invitation.ID)))
		return err
	}},
	{"edit to", false, func(p *policyFixture, role access.RoleID) error { return p.edits([]access.RoleID{base}, base, role) }},
	{"update from", true, func(p *policyFixture, role access.RoleID) error { return p.updates(role, base) }},
	{"revoke", true, func(p *policyFixture, role access.RoleID) error {
		return p.Revoke().Do(p.Context(), p.actor.ID(), p.here.ID, p.InvitedByOperator(p.scope, p.somebody(), role).ID)
	}},
	{"edit from", true, func(p *policyFixture, role access.RoleID) error {
		return p.edits([]access.RoleID{base, role}, base)
	}},
	{"remove", true, func(p *policyFixture, role access.RoleID) error {
		subject := p.Member(p.scope, p.somebody(), role)
		_, err := p.Remove().Do(p.Context(), p.actor.ID(), p.scope, subject.ID())
		return err
	}},
}

func (p *policyFixture) updates(from, to access.RoleID) error {
	_, err := p.Update().Do(p.Context(), p.actor.ID(), p.here.ID, p.InvitedByOperator(p.scope, p.somebody(), from).ID,
		access.UpdateInvitationRequest{Roles: []access.RoleID{to}})
	return err
}

func (p *policyFixture) edits(from []access.RoleID, to ...access.RoleID) error {
	subject := p.Member(p.scope, p.somebody(), from...)
	grants := fixture.Each(to, func(role access.RoleID) access.ScopedRole {
		return access.ScopedRole{Role: role, Account: p.scope.Account}
	})
	_, _, err := p.Edit().If(p.AsShown(p.actor, p.here, subject)).Do(p.Context(), p.actor.ID(), p.here.ID, subject.ID(), access.EditRequest{Grants: grants})
	return err
}

// plainAction is an action without a role.
type plainAction struct {
	name string
	try  func(p *policyFixture) error
}

func (a plainAction) title() string { return a.name }

var plainActions = []plainAction{
	{"list", func(p *policyFixture) error {
		_, _, err := p.List().Permissions(p.Context(), p.actor.ID(), p.here.ID, access.Filter{Account: p.scope.Account, Limit: 10})
		return err
	}},
	{"edit^", func(p *policyFixture) error {
		_, _, err := p.Edit().If(access.Precondition{Any: true}).Do(p.Context(), p.actor.ID(), p.here.ID, p.governor.ID(),
			access.EditRequest{Grants: []access.ScopedRole{{Role: base, Account: p.scope.Account}}})
		return err
	}},
	{"remove^", func(p *policyFixture) error {
		_, err := p.Remove().Do(p.Context(), p.actor.ID(), p.scope, p.governor.ID())
		return err
	}},
	{"events", func(p *policyFixture) error {
		_, err := p.List().Events(p.Context(), p.actor.ID(), p.here.ID, access.Filter{Limit: 10})
		return err
	}},
	{"below", func(p *policyFixture) error {
		_, err := p.CreateChildOrganisation().Do(p.Context(), p.actor.ID(), p.here.ID, "New", false, "")
		return err
	}},
	{"account", func(p *policyFixture) error {
		_, err := p.CreateAccount().Do(p.Context(), p.actor.ID(), p.here.ID, "New", "")
		return err
	}},
	{"see", func(p *policyFixture) error {
		_, _, err := p.Browse().Organisation(p.Context(), p.actor.ID(), p.here.ID, access.Filter{Limit: 100})
		return err
	}},
	{"see account", func(p *policyFixture) error {
		_, accounts, err := p.Browse().Organisation(p.Context(), p.actor.ID(), p.here.ID, access.Filter{Limit: 100})
		for _, account := range accounts.Items {
			if account.ID == p.shop.ID {
				return err
			}
		}
		return access.Refuse(access.NotFound, "")
	}},
}
