package dynamo_test

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

// TestRaceDeletionAgainstEverything deletes an organisation and an account while somebody
// adds something there. What was answered with a success is there in the end, and nothing
// is in what was deleted.
func TestRaceDeletionAgainstEverything(t *testing.T) {
	f, table := onDynamoDB(t)
	partner, chief := f.Organisation("chief", true)
	home := f.CreateBelow(chief, partner, "Home", false)
	ada := f.Member(fixture.Whole(home), "ada", fixture.Viewer)
	for round := range 6 {
		company, shop := f.CreateBelow(chief, partner, fmt.Sprint("Company ", round), true), f.Account(home, fmt.Sprint("Shop ", round))
		invitation := f.Invited(chief, fixture.Whole(company), fmt.Sprint("bob-", round), fixture.Viewer)
		token := f.Token(invitation.ID)
		f.EditRoles(chief, home, ada, access.ScopedRole{Role: fixture.Viewer})
		var deleted, accepted, created, below, shopDeleted, edited error
		fixture.Together(
			func() {
				time.Sleep(time.Duration(rand.IntN(20)) * time.Millisecond)
				deleted = f.Delete().Do(t.Context(), chief.ID(), fixture.Whole(company))
			},
			func() { _, accepted = f.Register().Do(t.Context(), invitation.ID, fixture.Registration(token)) },
			func() { _, created = f.CreateAccount().Do(t.Context(), chief.ID(), company.ID, "Yard", "") },
			func() {
				_, below = f.CreateChildOrganisation().Do(t.Context(), chief.ID(), company.ID, "Branch", false, "")
			},
			func() { shopDeleted = f.Delete().Do(t.Context(), chief.ID(), fixture.ScopeOf(shop)) },
			func() {
				edited = f.TryEdit(chief, home, ada, access.ScopedRole{Role: fixture.Viewer}, access.ScopedRole{Role: fixture.Viewer, Account: shop.ID})
			})
		f.WantRefusal("the deletion of what has an invitation", deleted, access.NotEmpty)
		f.WantRefusal("the acceptance", accepted, "")
		f.WantRefusal("the account", created, "")
		f.WantRefusal("the organisation below", below, "")
		if (shopDeleted == nil) == (edited == nil) {
			t.Errorf("the account was deleted: %v, and a role was granted there: %v", shopDeleted, edited)
		}
	}
	wantSound(f, table)
}

// TestRaceDeletionAgainstCreations deletes an empty organisation while others create
// something in it. Either the deletion or the creation succeeds.
func TestRaceDeletionAgainstCreations(t *testing.T) {
	f, table := onDynamoDB(t)
	partner, chief := f.Organisation("chief", true)
	for round := range 8 {
		company := f.CreateBelow(chief, partner, fmt.Sprint("Company ", round), true)
		var deleted, created error
		fixture.Together(
			func() { deleted = f.Delete().Do(t.Context(), chief.ID(), fixture.Whole(company)) },
			func() {
				if round%2 == 0 {
					_, created = f.CreateAccount().Do(t.Context(), chief.ID(), company.ID, "Yard", "")
				} else {
					_, created = f.CreateChildOrganisation().Do(t.Context(), chief.ID(), company.ID, "Branch", false, "")
				}
			})
		if deleted == nil {
			f.WantRefusal("the creation", created, access.NotFound)
		} else {
			f.WantRefusal("the deletion", deleted, access.NotEmpty)
			f.WantRefusal("the creation", created, "")
		}
	}
	wantSound(f, table)
}

// TestCrowdAcceptsDuringDeletions lets a crowd accept while an administrator deletes
// accounts of the organisation, in a table whose transactions conflict as on AWS.
func TestCrowdAcceptsDuringDeletions(t *testing.T) {
	c := newCrowd(t)
	t.Parallel()
	var shops []access.Account
	for n := range 5 {
		shops = append(shops, c.Account(c.organisation, fmt.Sprint("Shop ", n)))
	}
	people := c.invitees(100, c.admin)
	var acts []act
	for _, shop := range shops {
		acts = append(acts, func(t *testing.T) error {
			time.Sleep(rand.N(time.Second))
			return c.as(t).Delete().Do(t.Context(), c.admin.ID(), fixture.ScopeOf(shop))
		})
	}
	for _, i := range people {
		acts = append(acts, func(t *testing.T) error {
			time.Sleep(rand.N(time.Second))
			return c.accept(t, i)
		})
	}
	for n, err := range c.atOnce(acts) {
		c.WantRefusal(fmt.Sprint("act ", n), err, "")
	}
	wantSound(c.Fixture, c.table)
}
