package access_test

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
	"admit/shared/memory"
)

// TestADeletionLetsOthersWait begins the deletion of one account, which breaks off. Until it
// counts as abandoned, nothing else is deleted or created there.
func TestADeletionLetsOthersWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := fixture.New(t, memory.New())
		partner, chief := f.Organisation("chief", true)
		shop, yard := f.Account(partner, "Shop"), f.Account(partner, "Yard")
		mark := func(account access.AccountID) {
			before := f.Snapshot(fixture.Whole(partner)).Organisation
			f.Must(f.Store.BeginDeletion(t.Context(), access.DeletionStart{Before: before, Deletion: access.Deletion{At: f.Now(), Account: account, Until: f.Now().Add(time.Minute)}}))
			f.Pass(time.Second)
		}
		create := func(seed access.Seed) (below, account error) {
			_, below = f.CreateChildOrganisation().Do(t.Context(), chief.ID(), partner.ID, "Below", false, seed)
			_, account = f.CreateAccount().Do(t.Context(), chief.ID(), partner.ID, "New", seed)
			return below, account
		}
		mark(shop.ID)
		f.WantRefusal("another account", f.Delete().Do(t.Context(), chief.ID(), fixture.ScopeOf(yard)), access.Unavailable)
		below, account := create("one")
		f.WantRefusal("an organisation below, during that of an account", below, access.Unavailable)
		f.WantRefusal("an account, during that of another one", account, access.Unavailable)
		f.Pass(time.Minute)
		f.Must(f.Delete().Do(t.Context(), chief.ID(), fixture.ScopeOf(yard)))
		f.Pass(time.Minute)
		mark("")
		below, account = create("two")
		f.WantRefusal("an organisation below", below, access.Unavailable)
		f.WantRefusal("an account", account, access.Unavailable)
	})
}

// TestARefusedDeletionLeavesNoMark lets a deletion find something after it has begun. What is
// there can be added to at once.
func TestARefusedDeletionLeavesNoMark(t *testing.T) {
	f := fixture.InMemory(t)
	between := &fixture.Between{Store: f.Store}
	f.Store = between
	partner, chief := f.Organisation("chief", true)
	company := f.CreateBelow(chief, partner, "Company", false)
	between.BeforeBeginDeletion = func() { f.Invited(chief, fixture.Whole(company), "ada", fixture.Viewer) }
	f.WantRefusal("the deletion", f.Delete().Do(t.Context(), chief.ID(), fixture.Whole(company)), access.NotEmpty)
	if o := f.Snapshot(fixture.Whole(company)).Organisation; o.BeingDeleted("", f.Now()) {
		t.Errorf("the mark is left: %+v", o.Deletion)
	}
}

// TestARefusedDeletionSaysWhoMay checks the sentence that a person is told.
func TestARefusedDeletionSaysWhoMay(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	shop := f.Account(organisation, "Shop")
	clerk := f.Member(fixture.ScopeOf(shop), "clerk", fixture.AccountAdmin)
	reader := f.Member(fixture.Whole(organisation), "reader", fixture.Viewer)
	for name, c := range map[string]struct {
		by    access.Caller
		scope access.Scope
		want  string
	}{
		"an organisation, by its administrator": {admin, fixture.Whole(organisation), "an organisation above"},
		"an organisation, by a member":          {reader, fixture.Whole(organisation), "an organisation above"},
		"an account, by a member":               {reader, fixture.ScopeOf(shop), "Only an administrator may do this"},
		"an organisation, by Account Admin":     {clerk, fixture.Whole(organisation), "an organisation above"},
	} {
		err := f.Delete().Do(t.Context(), c.by.ID(), c.scope)
		if f.WantRefusal(name, err, access.Forbidden); err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
}
