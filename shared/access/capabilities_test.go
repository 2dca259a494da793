package access_test

import (
	"fmt"
	"slices"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

// TestCapabilitiesAreWhatRequestsDo compares, for every actor and target of the policy
// table, the capabilities in the answers with the outcomes of the requests.
func TestCapabilitiesAreWhatRequestsDo(t *testing.T) {
	seen := 0
	for _, role := range actorRoles {
		for _, held := range actorScopes {
			for _, target := range targets {
				p := newPolicyFixture(t, role, held, target)
				c := p.capabilities()
				if c == nil {
					continue
				}
				seen++
				p.compareRoles(c)
				p.compareGrants()
				p.compareInvitations()
				p.compareOthers(c)
			}
		}
	}
	if seen < 40 {
		t.Errorf("an actor saw the organisation in %d cases, want at least 40", seen)
	}
}

// capabilities returns the actor's capabilities in the organisation, or nil if they do
// not see it. The list of organisations must have the same ones.
func (p *policyFixture) capabilities() *access.Capabilities {
	p.Helper()
	view, _, err := p.Browse().Organisation(p.Context(), p.actor.ID(), p.here.ID, access.Filter{Limit: 100})
	page, listErr := p.Browse().Organisations(p.Context(), p.actor.ID(), access.Filter{Limit: 100})
	p.Must(listErr)
	n := slices.IndexFunc(page.Items, func(o access.OrganisationView) bool { return o.Organisation.ID == p.here.ID })
	if (err == nil) != (n >= 0) {
		p.Errorf("%s: read: %v, listed: %t", p.where(), err, n >= 0)
	}
	if err != nil || n < 0 {
		return nil
	}
	read, listed := p.described(view.Capabilities), p.described(page.Items[n].Capabilities)
	if read != listed {
		p.Errorf("%s: %s by itself, %s in the list", p.where(), read, listed)
	}
	return view.Capabilities
}

func (p *policyFixture) described(c *access.Capabilities) string {
	return fmt.Sprint(c.Administer(""), c.Administer(p.shop.ID), c.AdministerAny(), c.ReadEvents(), c.CreateAccounts(),
		c.CreateOrganisations(), c.Grantable(p.Roles, ""), c.Grantable(p.Roles, p.shop.ID))
}

func (p *policyFixture) where() string {
	return fmt.Sprintf("%s at %s, over %s", p.role, p.held.name, p.target.name)
}

// agree fails the test unless an outcome is what a capability says.
func (p *policyFixture) agree(what string, capable bool, outcome error) {
	p.Helper()
	if capable != (outcome == nil) {
		p.Errorf("%s: %s: capability %t, outcome %v", p.where(), what, capable, outcome)
	}
}

// actionNamed returns an action of the policy table.
func actionNamed(name string) roleAction {
	return roleActions[slices.IndexFunc(roleActions, func(a roleAction) bool { return a.name == name })]
}

func (p *policyFixture) compareRoles(c *access.Capabilities) {
	for _, target := range targetRoles {
		grantable := slices.Contains(c.Grantable(p.Roles, p.scope.Account), target.role)
		for _, name := range []string{"invite", "edit to", "update to", "resend"} {
			p.agree(name+" "+string(target.role), grantable, actionNamed(name).try(p, target.role))
		}
	}
}

// compareGrants compares each grant of a row with what happens when an edit leaves out
// that grant, and when all of it is removed.
func (p *policyFixture) compareGrants() {
	for _, target := range targetRoles {
		subject := p.Member(p.scope, p.somebody(), target.role)
		view, effective, err := p.List().Permission(p.Context(), p.actor.ID(), p.here.ID, subject.ID())
		editable := err == nil && view.Capabilities.EditGrant(effective.Direct.Grants[0])
		p.agree("edit from "+string(target.role), editable, actionNamed("edit from").try(p, target.role))
		_, err = p.Remove().Do(p.Context(), p.actor.ID(), p.scope, subject.ID())
		p.agree("remove "+string(target.role), editable, err)
	}
	view, effective, err := p.List().Permission(p.Context(), p.actor.ID(), p.here.ID, p.governor.ID())
	if err != nil {
		return
	}
	for _, inherited := range effective.Shown(view.Organisation) {
		if view.Capabilities.EditGrant(inherited) {
			p.Errorf("%s: an inherited grant is editable: %+v", p.where(), inherited)
		}
	}
}

func (p *policyFixture) compareInvitations() {
	for _, target := range targetRoles {
		invitation := p.InvitedByOperator(p.scope, p.somebody(), target.role)
		view, _, err := p.List().Invitation(p.Context(), p.actor.ID(), p.here.ID, invitation.ID)
		editable := err == nil && view.Capabilities.EditInvitation(invitation)
		first := "First"
		_, err = p.Update().Do(p.Context(), p.actor.ID(), p.here.ID, invitation.ID, access.UpdateInvitationRequest{FirstName: &first})
		p.agree("update an invitation as "+string(target.role), editable, err)
		p.agree("revoke "+string(target.role), editable, p.Revoke().Do(p.Context(), p.actor.ID(), p.here.ID, invitation.ID))
	}
}

func (p *policyFixture) compareOthers(c *access.Capabilities) {
	capable := map[string]bool{"list": c.AdministerAny(), "events": c.ReadEvents(), "account": c.CreateAccounts(), "below": c.CreateOrganisations()}
	if p.target.account {
		capable["list"] = c.Administer(p.scope.Account)
	}
	for _, action := range plainActions {
		if can, has := capable[action.name]; has {
			p.agree(action.name, can, action.try(p))
			delete(capable, action.name)
		}
	}
	if len(capable) > 0 {
		p.Errorf("no action for %v", capable)
	}
	if c.AdministerAny() != c.ReadEvents() {
		p.Errorf("%s: administers any of it: %t, reads its events: %t", p.where(), c.AdministerAny(), c.ReadEvents())
	}
}

// TestCreateOrganisationsEndsAtTheLastLevel checks that nobody can create an
// organisation below the fifth level.
func TestCreateOrganisationsEndsAtTheLastLevel(t *testing.T) {
	f := fixture.InMemory(t)
	at, chief := f.Organisation("chief", true)
	for level := 1; level <= access.MaxLevels; level++ {
		view, _, err := f.Browse().Organisation(t.Context(), chief.ID(), at.ID, access.Filter{Limit: 100})
		f.Must(err)
		if got, want := view.Capabilities.CreateOrganisations(), level < access.MaxLevels; got != want {
			t.Errorf("level %d: %t, want %t", level, got, want)
		}
		if level < access.MaxLevels {
			at = f.CreateBelow(chief, at, fmt.Sprint("level", level+1), true)
		}
	}
}

// TestGrantHoldsBelow compares what a grant says of the organisations below with what
// its holder can do there.
func TestGrantHoldsBelow(t *testing.T) {
	f := fixture.InMemory(t)
	top, chief := f.Organisation("chief", true)
	shop := f.Account(top, "Shop")
	low := f.CreateBelow(chief, f.CreateBelow(chief, top, "middle", true), "low", false)
	for role, scope := range map[access.RoleID]access.Scope{
		fixture.PartnerAdmin: fixture.Whole(top), fixture.OrganisationAdmin: fixture.Whole(top), fixture.Viewer: fixture.Whole(top), fixture.AccountAdmin: fixture.ScopeOf(shop),
	} {
		holder := f.Member(scope, string(role), role)
		grant := f.Membership(holder.ID(), top.ID).Grants[0]
		view, _, err := f.Browse().Organisation(t.Context(), holder.ID(), low.ID, access.Filter{Limit: 100})
		if below := err == nil && view.Capabilities.Administer(""); grant.HoldsBelow() != below {
			t.Errorf("%s: holds below: %t, administers below: %t (%v)", role, grant.HoldsBelow(), below, err)
		}
	}
}
