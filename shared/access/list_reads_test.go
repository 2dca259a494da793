package access_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

// reads is a store that notes what lists of invitations read. Its reads fail if they have
// an error.
type reads struct {
	fixture.Store
	mu                      sync.Mutex
	lists                   []access.InvitationQuery
	users                   []string // in each snapshot
	listFails, invitersFail error
}

func (r *reads) Invitations(ctx context.Context, q access.InvitationQuery) (access.Page[access.Invitation], error) {
	r.mu.Lock()
	r.lists = append(r.lists, q)
	r.mu.Unlock()
	if r.listFails != nil {
		return access.Page[access.Invitation]{}, r.listFails
	}
	return r.Store.Invitations(ctx, q)
}

func (r *reads) Snapshot(ctx context.Context, q access.SnapshotQuery) (access.Snapshot, error) {
	r.mu.Lock()
	r.users = append(r.users, strings.Join(fixture.Each(q.Users, func(u access.UserID) string { return string(u) }), " "))
	later := len(r.users) > 1
	r.mu.Unlock()
	if r.invitersFail != nil && later {
		return access.Snapshot{}, r.invitersFail
	}
	return r.Store.Snapshot(ctx, q)
}

// TestTheInvitersOfAListAreReadOnce reads the caller with the scope, and then at once the
// inviters of pending invitations who are somebody else. An operator holds nothing.
func TestTheInvitersOfAListAreReadOnce(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	deputy := f.Member(fixture.Whole(organisation), "deputy", fixture.OrganisationAdmin)
	former := f.Member(fixture.Whole(organisation), "former", fixture.OrganisationAdmin)
	f.InvitedByOperator(fixture.Whole(organisation), "a1", fixture.Viewer)
	f.Invited(admin, fixture.Whole(organisation), "b1", fixture.Viewer)
	f.Must(f.Revoke().Do(t.Context(), admin.ID(), organisation.ID, f.Invited(former, fixture.Whole(organisation), "c1", fixture.Viewer).ID))
	f.Invited(deputy, fixture.Whole(organisation), "d1", fixture.Viewer)
	f.Invited(deputy, fixture.Whole(organisation), "d2", fixture.Viewer)
	for prefix, want := range map[string][]string{
		"a": {string(admin.ID())}, "b": {string(admin.ID())}, "c": {string(admin.ID())},
		"d": {string(admin.ID()), string(deputy.ID())}, "d1": {string(admin.ID()), string(deputy.ID())},
	} {
		store := &reads{Store: f.Store}
		_, page, err := access.List{Store: store, Roles: f.Roles, Now: f.Now}.Invitations(t.Context(), admin.ID(), organisation.ID, access.Filter{Limit: 10, Email: prefix})
		f.Must(err)
		if len(page.Items) == 0 || !slices.Equal(store.users, want) {
			t.Errorf("a list of %s has %d invitations, and reads the users %q, want %q", prefix, len(page.Items), store.users, want)
		}
	}
}

// TestAListOfInvitationsIsReadAhead reads the list once for an administrator of the whole
// organisation, and for one account. Whoever sees some accounts needs another read.
func TestAListOfInvitationsIsReadAhead(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	shop := f.Account(organisation, "Shop")
	clerk := f.Member(fixture.ScopeOf(shop), "clerk", fixture.AccountAdmin)
	f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	f.Invited(admin, fixture.ScopeOf(shop), "eve", fixture.Viewer)
	pending := []access.Status{access.Pending}
	for name, c := range map[string]struct {
		by     access.Caller
		filter access.Filter
		lists  int
		found  int
	}{
		"the whole organisation":              {admin, access.Filter{Limit: 10, Status: pending}, 1, 2},
		"one account":                         {admin, access.Filter{Limit: 10, Status: pending, Account: shop.ID}, 1, 1},
		"one account, by its Account Admin":   {clerk, access.Filter{Limit: 10, Status: pending, Account: shop.ID}, 1, 1},
		"everything, by an Account Admin":     {clerk, access.Filter{Limit: 10, Status: pending}, 2, 1},
		"those that need an inviter":          {admin, access.Filter{Limit: 10, NeedsInviter: true}, 1, 0},
		"of those that were accepted, so too": {admin, access.Filter{Limit: 10, NeedsInviter: true, Status: []access.Status{access.Accepted}}, 1, 0},
	} {
		store := &reads{Store: f.Store}
		_, page, err := access.List{Store: store, Roles: f.Roles, Now: f.Now}.Invitations(t.Context(), c.by.ID(), organisation.ID, c.filter)
		f.Must(err)
		if len(store.lists) != c.lists || len(page.Items) != c.found {
			t.Errorf("%s: %d reads of the list, want %d; %d invitations, want %d", name, len(store.lists), c.lists, len(page.Items), c.found)
		}
		want := c.filter.Status
		if c.filter.NeedsInviter && want == nil {
			want = pending
		}
		if got := store.lists[0]; !slices.Equal(got.Statuses, want) || (got.Limit == 10) == c.filter.NeedsInviter {
			t.Errorf("%s: the list is asked for %d invitations that are %v", name, got.Limit, got.Statuses)
		}
	}
}

// TestAListOfInvitationsFails does so without its items, and without what the inviters hold.
func TestAListOfInvitationsFails(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	deputy := f.Member(fixture.Whole(organisation), "deputy", fixture.OrganisationAdmin)
	i := f.Invited(deputy, fixture.Whole(organisation), "ada", fixture.Viewer)
	fault := errors.New("fault")
	list := func(items, inviters error) access.List {
		return access.List{Store: &reads{Store: f.Store, listFails: items, invitersFail: inviters}, Roles: f.Roles, Now: f.Now}
	}
	for name, failing := range map[string]access.List{"its items": list(fault, nil), "the inviters": list(nil, fault)} {
		if err := fixture.ErrOfThree(failing.Invitations(t.Context(), admin.ID(), organisation.ID, access.Filter{Limit: 10})); !errors.Is(err, fault) {
			t.Errorf("without %s: %v", name, err)
		}
	}
	if err := fixture.ErrOfThree(list(nil, fault).Invitation(t.Context(), admin.ID(), organisation.ID, i.ID)); !errors.Is(err, fault) {
		t.Errorf("one invitation without its inviter: %v", err)
	}
}
