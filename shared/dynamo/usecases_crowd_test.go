package dynamo_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

// TestCrowdAcceptsAndRegisters lets everybody accept one administrator's invitations at
// once, while 200 other people ask for decisions and read lists. Everybody succeeds, and
// each new person gets one identity.
func TestCrowdAcceptsAndRegisters(t *testing.T) {
	c := newCrowd(t)
	t.Parallel()
	readers := 200
	people := c.invitees(c.size(), c.admin)
	before := c.Directory.People()
	var acts []act
	for _, i := range people {
		acts = append(acts, func(t *testing.T) error { return c.accept(t, i) })
	}
	for n := range readers {
		acts = append(acts, func(t *testing.T) error { return c.read(t, n) })
	}
	c.wantAll(c.atOnce(acts))
	newPeople := len(people) / 2
	if created, identities := int(c.created.Load()), c.Directory.People()-before; created != newPeople || identities != newPeople {
		t.Errorf("%d calls created %d identities, want %d", created, identities, newPeople)
	}
	if tries := c.conflicts.Calls("TransactWriteItems"); tries > 15*len(people) {
		t.Errorf("%d transactions were tried for %d people", tries, len(people))
	}
	for _, i := range people {
		if status := c.Invitation(i.id).Status; status != access.Accepted {
			t.Errorf("an invitation is %s", status)
		}
	}
	wantSound(c.Fixture, c.table)
}

// read asks for a decision and reads a list.
func (c *crowd) read(t *testing.T, n int) error {
	f := c.as(t)
	if n%2 == 0 {
		_, _, err := f.List().Permissions(t.Context(), c.admin.ID(), c.organisation.ID, access.Filter{Limit: 50})
		return err
	}
	decisions, err := f.Decide().Do(t.Context(), c.admin.ID(), c.admin.ID(), []access.Check{{Permission: "audit:read", Scope: fixture.Whole(c.organisation)}})
	if err == nil && len(decisions.Items[0].Because) == 0 {
		err = fmt.Errorf("the administrator was refused: %v", decisions)
	}
	return err
}

// TestCrowdIsRevokedAndInvited lets one administrator revoke 100 invitations at once and
// invite 100 people in a batch meanwhile.
func TestCrowdIsRevokedAndInvited(t *testing.T) {
	c := newCrowd(t)
	t.Parallel()
	people := c.invitees(100, c.admin)
	var outcomes []access.Outcome
	acts := []act{func(t *testing.T) (err error) {
		var rows []access.InviteRequest
		for n := range 100 {
			rows = append(rows, access.InviteRequest{Email: fixture.Mailbox(fmt.Sprint("new", n)), Roles: []access.RoleID{fixture.Viewer}})
		}
		outcomes, err = c.as(t).Batch().Do(t.Context(), c.admin.ID(), c.organisation.ID, access.BatchRequest{Rows: rows}, "seed")
		return err
	}}
	for _, i := range people {
		acts = append(acts, func(t *testing.T) error {
			return c.as(t).Revoke().Do(t.Context(), c.admin.ID(), c.organisation.ID, i.id)
		})
	}
	c.wantAll(c.atOnce(acts))
	for n, outcome := range outcomes {
		if outcome.Refused != nil {
			t.Errorf("row %d: %v", n, outcome.Refused)
		}
	}
	if len(outcomes) != 100 {
		t.Errorf("the batch has %d outcomes", len(outcomes))
	}
	wantSound(c.Fixture, c.table)
}

// TestCrowdLosesItsInviter removes the inviter while a crowd accepts. The removal
// succeeds. Each acceptance comes before it, or is refused because the inviter could no
// longer grant the access.
func TestCrowdLosesItsInviter(t *testing.T) {
	c := newCrowd(t)
	t.Parallel()
	inviter := c.Member(fixture.Whole(c.organisation), "inviter", fixture.OrganisationAdmin)
	people := c.invitees(100, inviter)
	acts := []act{func(t *testing.T) error {
		time.Sleep(time.Second) // of the bubble's clock
		_, err := c.as(t).Remove().Do(t.Context(), c.admin.ID(), fixture.Whole(c.organisation), inviter.ID())
		return err
	}}
	for _, i := range people {
		acts = append(acts, func(t *testing.T) error {
			time.Sleep(rand.N(5 * time.Second)) // the removal needs a moment at which none of them writes
			return c.accept(t, i)
		})
	}
	errs := c.atOnce(acts)
	c.WantRefusal("the removal", errs[0], "")
	late := 0
	for n, err := range errs[1:] {
		if err != nil {
			late++
			c.WantRefusal("an acceptance", err, access.InvitationNotAuthorised)
		}
		if status := c.Invitation(people[n].id).Status; (status == access.Accepted) != (err == nil) {
			t.Errorf("an invitation is %s, its acceptance was answered with %v", status, err)
		}
	}
	if late == 0 || late == len(people) {
		t.Errorf("%d of %d acceptances came after the removal, so nothing raced", late, len(people))
	}
	wantSound(c.Fixture, c.table)
}
