package storetest

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

// later is a moment after noon in the life of an invitation. It has milliseconds,
// which every store keeps.
var later = fixture.Noon.Add(5*time.Hour + 123*time.Millisecond)

// storeFixture is a store and what one test has put into it. It keeps every
// id of the test, so that [storeFixture.everything] can read all of it.
// Its writes set every field, so that a store that loses a field fails a test.
type storeFixture struct {
	*fixture.Fixture
	store Store

	mu            sync.Mutex
	organisations []access.OrganisationID
	users         []access.UserID
	addresses     []access.Address
	invitations   []access.InvitationID
}

// newFixture returns a fixture on a store that other tests use at the same time.
// No other test has its domain.
func newFixture(t *testing.T, store Store) *storeFixture {
	t.Helper()
	f := fixture.New(t, store)
	host := strings.ToLower(strings.NewReplacer("-", "0", "_", "1").Replace(access.NewID()))
	f.Domain = host + ".example"
	return &storeFixture{Fixture: f, store: store}
}

// note adds to the ids of the test, under the lock.
func (f *storeFixture) note(change func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change()
}

// organisation stores a partner organisation, below another if one is given. The
// invitation of its first administrator, founder@, stays pending.
func (f *storeFixture) organisation(above ...access.Organisation) access.Organisation {
	f.Helper()
	creation := f.creation(above...)
	f.Must(f.store.CreateOrganisation(f.Context(), creation))
	return creation.Organisation
}

// account stores an account.
func (f *storeFixture) account(organisation access.Organisation, name string) access.Account {
	f.Helper()
	account := f.newAccount(organisation, name)
	f.Must(f.store.CreateAccount(f.Context(), accountCreation(account)))
	return account
}

// invited stores an invitation by the operator.
func (f *storeFixture) invited(scope access.Scope, name string, roles ...access.RoleID) access.Invitation {
	f.Helper()
	return f.invite(f.offer(scope, name, roles...))
}

// invite stores an invitation and reads it back.
func (f *storeFixture) invite(offer access.Offer) access.Invitation {
	f.Helper()
	f.Must(f.store.Invite(f.Context(), offer))
	return f.Invitation(offer.Invitation.ID)
}

// member lets a user accept an invitation at a scope. The user may be new.
func (f *storeFixture) member(user access.User, scope access.Scope, roles ...access.RoleID) access.Membership {
	f.Helper()
	local, _, _ := strings.Cut(user.Email.String(), "@")
	invitation := f.invited(scope, local, roles...)
	f.Must(f.store.Accept(f.Context(), f.acceptance(invitation, user)))
	return f.Membership(user.ID, scope.Organisation)
}

// administrator returns the membership of a new user who administers an
// organisation.
func (f *storeFixture) administrator(organisation access.Organisation, name string) access.Membership {
	f.Helper()
	return f.member(f.person(name), fixture.Whole(organisation), access.OrganisationAdmin)
}

// admins returns how many administrators the organisation counts.
func (f *storeFixture) admins(organisation access.Organisation) int {
	f.Helper()
	return f.Snapshot(fixture.Whole(organisation)).Organisation.Admins
}

// offers returns the pending invitations of an address in an organisation.
func (f *storeFixture) offers(organisation access.Organisation, address access.Address) []access.Invitation {
	f.Helper()
	offers, err := f.store.Offers(f.Context(), organisation.ID, address)
	f.Must(err)
	return offers
}

// members reads all pages of a query for members.
func (f *storeFixture) members(q access.MemberQuery) []access.EffectiveAccess {
	f.Helper()
	return pages(f, q.Limit, func(after string) (access.Page[access.EffectiveAccess], error) {
		q.After = after
		return f.store.Members(f.Context(), q)
	})
}

// direct returns the effective access of users who inherit nothing, as lists have it.
func direct(memberships ...access.Membership) []access.EffectiveAccess {
	return fixture.Each(memberships, func(m access.Membership) access.EffectiveAccess { return access.EffectiveAccess{Direct: m.Listed()} })
}

// asListed returns effective access as lists have it.
func asListed(list ...access.EffectiveAccess) []access.EffectiveAccess {
	return fixture.Each(list, func(e access.EffectiveAccess) access.EffectiveAccess {
		var above []access.Membership
		for _, membership := range e.Above {
			above = append(above, membership.Listed())
		}
		return access.EffectiveAccess{Direct: e.Direct.Listed(), Above: above}
	})
}

// invitationsOf reads all pages of a query for invitations.
func (f *storeFixture) invitationsOf(q access.InvitationQuery) []access.Invitation {
	f.Helper()
	return pages(f, q.Limit, func(after string) (access.Page[access.Invitation], error) {
		q.After = after
		return f.store.Invitations(f.Context(), q)
	})
}

// eventsOf reads all pages of the audit log of an organisation.
func (f *storeFixture) eventsOf(organisation access.Organisation, limit int) []access.Event {
	f.Helper()
	return f.eventPages(access.EventQuery{Organisation: organisation.ID, Limit: limit})
}

// eventPages reads all pages of a query for events.
func (f *storeFixture) eventPages(q access.EventQuery) []access.Event {
	f.Helper()
	return pages(f, q.Limit, func(after string) (access.Page[access.Event], error) {
		q.After = after
		page, err := f.store.Events(f.Context(), q)
		if len(page.Positions) != len(page.Items) {
			f.Errorf("%d events have %d positions", len(page.Items), len(page.Positions))
		}
		return page, err
	})
}

// below reads all pages of the organisations below another.
func (f *storeFixture) below(organisation access.Organisation, limit int) []access.Organisation {
	f.Helper()
	return pages(f, limit, func(after string) (access.Page[access.Organisation], error) {
		return f.store.Below(f.Context(), access.BelowQuery{Organisation: organisation.ID, After: after, Limit: limit})
	})
}

// pages reads a list to its end. Every page but the last must be full. The last
// page must have items, unless the list is empty. The list must continue behind the
// position of each item.
func pages[T any](f *storeFixture, limit int, read func(after string) (access.Page[T], error)) []T {
	f.Helper()
	var all []T
	for after := ""; ; {
		page, err := read(after)
		f.Must(err)
		all = append(all, page.Items...)
		checkPositions(f, page, read)
		switch {
		case page.Next == "" && len(page.Items) == 0 && after != "":
			f.Fatalf("after %d items the list announced another page, and it is empty", len(all))
		case page.Next == "" && len(page.Items) <= limit:
			return all
		case len(page.Items) != limit:
			f.Fatalf("a page has %d items, want %d", len(page.Items), limit)
		case page.Next == after:
			f.Fatalf("a page names itself as the next page")
		}
		after = page.Next
	}
}

// checkPositions reads a list after the position of each item of a page.
func checkPositions[T any](f *storeFixture, page access.Page[T], read func(after string) (access.Page[T], error)) {
	f.Helper()
	if len(page.Positions) != len(page.Items) {
		f.Fatalf("%d items have the positions %q", len(page.Items), page.Positions)
	}
	for n, position := range page.Positions {
		rest, err := read(position)
		f.Must(err)
		following := page.Items[n+1:]
		f.same("after a position", rest.Items[:min(len(following), len(rest.Items))], following)
	}
}

// stale checks that a write returns [access.ErrStale] and changes nothing.
func (f *storeFixture) stale(write func() error) {
	f.Helper()
	before := f.everything()
	if err := write(); !errors.Is(err, access.ErrStale) {
		f.Errorf("the write ended with %v, want access.ErrStale", err)
	}
	f.unchanged(before)
}

// allStale checks that each write returns [access.ErrStale], in a subtest of its own,
// and that none changes anything.
func (f *storeFixture) allStale(writes map[string]func() error) {
	f.Helper()
	before := f.everything()
	for name, write := range writes {
		f.Run(name, func(t *testing.T) {
			if err := write(); !errors.Is(err, access.ErrStale) {
				t.Errorf("the write ended with %v, want access.ErrStale", err)
			}
		})
	}
	f.unchanged(before)
}

// unchanged checks that [storeFixture.everything] is as it was before.
func (f *storeFixture) unchanged(before []string) {
	f.Helper()
	after := f.everything()
	for _, line := range before {
		if !slices.Contains(after, line) {
			f.Errorf("gone: %s", line)
		}
	}
	for _, line := range after {
		if !slices.Contains(before, line) {
			f.Errorf("new:  %s", line)
		}
	}
}
