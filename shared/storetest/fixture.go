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
var later = noon.Add(5*time.Hour + 123*time.Millisecond)

// storeFixture is a store and what one test has put into it. It remembers every
// id that the test made, so that [storeFixture.everything] can read all of it.
// Its writes set every field, so that a test sees a store that loses one.
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

// note records the ids that a test makes, under the lock.
func (w *storeFixture) note(change func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	change()
}

// organisation stores a partner organisation, below another if one is given. The
// invitation of its first administrator, founder@, stays pending.
func (w *storeFixture) organisation(above ...access.Organisation) access.Organisation {
	w.Helper()
	founding := w.founding(above...)
	w.Must(w.store.CreateOrganisation(w.Context(), founding))
	return founding.Organisation
}

// account stores an account.
func (w *storeFixture) account(organisation access.Organisation, name string) access.Account {
	w.Helper()
	account := w.newAccount(organisation, name)
	w.Must(w.store.CreateAccount(w.Context(), opening(account)))
	return account
}

// invited stores an invitation by the operator.
func (w *storeFixture) invited(scope access.Scope, name string, roles ...access.RoleID) access.Invitation {
	w.Helper()
	return w.invite(w.offer(scope, name, roles...))
}

// invite stores an invitation and reads it back.
func (w *storeFixture) invite(offer access.Offer) access.Invitation {
	w.Helper()
	w.Must(w.store.Invite(w.Context(), offer))
	return w.Invitation(offer.Invitation.ID)
}

// member lets a user accept an invitation at a scope. The user may be new.
func (w *storeFixture) member(user access.User, scope access.Scope, roles ...access.RoleID) access.Membership {
	w.Helper()
	local, _, _ := strings.Cut(user.Email.String(), "@")
	invitation := w.invited(scope, local, roles...)
	w.Must(w.store.Accept(w.Context(), w.acceptance(invitation, user)))
	return w.Membership(user.ID, scope.Organisation)
}

// administrator returns the membership of a new user who administers an
// organisation.
func (w *storeFixture) administrator(organisation access.Organisation, name string) access.Membership {
	w.Helper()
	return w.member(w.person(name), whole(organisation), access.OrganisationAdmin)
}

// admins returns how many administrators the organisation counts.
func (w *storeFixture) admins(organisation access.Organisation) int {
	w.Helper()
	return w.Snapshot(whole(organisation)).Organisation.Admins
}

// offers returns the pending invitations of an address in an organisation.
func (w *storeFixture) offers(organisation access.Organisation, address access.Address) []access.Invitation {
	w.Helper()
	offers, err := w.store.Offers(w.Context(), organisation.ID, address)
	w.Must(err)
	return offers.Pending
}

// members reads all pages of a query for members.
func (w *storeFixture) members(q access.MemberQuery) []access.EffectiveAccess {
	w.Helper()
	return pages(w, q.Limit, func(after string) (access.Page[access.EffectiveAccess], error) {
		q.After = after
		return w.store.Members(w.Context(), q)
	})
}

// direct returns the effective access of users who inherit nothing.
func direct(memberships ...access.Membership) []access.EffectiveAccess {
	return fixture.Each(memberships, func(r access.Membership) access.EffectiveAccess { return access.EffectiveAccess{Direct: r} })
}

// invitationsOf reads all pages of a query for invitations.
func (w *storeFixture) invitationsOf(q access.InvitationQuery) []access.Invitation {
	w.Helper()
	return pages(w, q.Limit, func(after string) (access.Page[access.Invitation], error) {
		q.After = after
		return w.store.Invitations(w.Context(), q)
	})
}

// recordsOf reads all pages of the audit log of an organisation.
func (w *storeFixture) recordsOf(organisation access.Organisation, limit int) []access.Event {
	w.Helper()
	return pages(w, limit, func(after string) (access.Page[access.Event], error) {
		return w.store.Events(w.Context(), access.EventQuery{Organisation: organisation.ID, After: after, Limit: limit})
	})
}

// below reads all pages of the organisations below another.
func (w *storeFixture) below(organisation access.Organisation, limit int) []access.Organisation {
	w.Helper()
	return pages(w, limit, func(after string) (access.Page[access.Organisation], error) {
		return w.store.Below(w.Context(), access.BelowQuery{Organisation: organisation.ID, After: after, Limit: limit})
	})
}

// pages reads a list to its end. Every page but the last must be full. The last
// page must have items, unless the list is empty.
func pages[T any](w *storeFixture, limit int, read func(after string) (access.Page[T], error)) []T {
	w.Helper()
	var all []T
	for after := ""; ; {
		page, err := read(after)
		w.Must(err)
		all = append(all, page.Items...)
		switch {
		case page.Next == "" && len(page.Items) == 0 && after != "":
			w.Fatalf("after %d items the list promised more, and there is none", len(all))
		case page.Next == "" && len(page.Items) <= limit:
			return all
		case len(page.Items) != limit:
			w.Fatalf("a page has %d items, want %d", len(page.Items), limit)
		case page.Next == after:
			w.Fatalf("a page leads to itself")
		}
		after = page.Next
	}
}

// stale checks that a write returns [access.ErrStale] and changes nothing.
func (w *storeFixture) stale(write func() error) {
	w.Helper()
	before := w.everything()
	if err := write(); !errors.Is(err, access.ErrStale) {
		w.Errorf("the write ended with %v, want access.ErrStale", err)
	}
	w.unchanged(before)
}

// allStale checks that each write returns [access.ErrStale], in a subtest of its own,
// and that none changes anything.
func (w *storeFixture) allStale(writes map[string]func() error) {
	w.Helper()
	before := w.everything()
	for name, write := range writes {
		w.Run(name, func(t *testing.T) {
			if err := write(); !errors.Is(err, access.ErrStale) {
				t.Errorf("the write ended with %v, want access.ErrStale", err)
			}
		})
	}
	w.unchanged(before)
}

// unchanged checks that [storeFixture.everything] is as it was before.
func (w *storeFixture) unchanged(before []string) {
	w.Helper()
	after := w.everything()
	for _, line := range before {
		if !slices.Contains(after, line) {
			w.Errorf("gone: %s", line)
		}
	}
	for _, line := range after {
		if !slices.Contains(before, line) {
			w.Errorf("new:  %s", line)
		}
	}
}
