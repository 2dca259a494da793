package accesstest

import (
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"admit/shared/access"
)

// noon is when everything in the suite begins. It lies in the future, so that
// no time-to-live removes an item under test.
var noon = time.Date(2036, time.February, 28, 12, 0, 0, 0, time.UTC)

// later is a moment in the life of an invitation made at noon, between two
// seconds: stores keep milliseconds.
var later = noon.Add(5*time.Hour + 123*time.Millisecond)

// world is a store with what one test has put into it. It remembers every id
// that the test has made up, so that [world.everything] can look at all of it.
type world struct {
	*testing.T
	store  Subject
	domain string // of every address: no other test has it

	mu            sync.Mutex
	organisations []access.OrganisationID
	users         []access.UserID
	addresses     []access.Address
	invitations   []access.InvitationID
}

func newWorld(t *testing.T, store Subject) *world {
	host := strings.ToLower(strings.NewReplacer("-", "0", "_", "1").Replace(access.NewID()))
	return &world{T: t, store: store, domain: host + ".example"}
}

// note remembers ids that a test has made up.
func (w *world) note(change func()) {
	w.mu.Lock()
	defer w.mu.Unlock()
	change()
}

// must ends the test when what it needs could not be done.
func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// organisation writes a partner organisation, below another if one is given.
// The invitation of its first administrator, founder@, stays open.
func (w *world) organisation(above ...access.Organisation) access.Organisation {
	w.Helper()
	founding := w.founding(above...)
	w.must(w.store.CreateOrganisation(w.Context(), founding))
	return founding.Organisation
}

// account writes an account.
func (w *world) account(organisation access.Organisation, name string) access.Account {
	w.Helper()
	account := newAccount(organisation, name)
	w.must(w.store.CreateAccount(w.Context(), opening(account)))
	return account
}

// invited writes an invitation that rests on an operator.
func (w *world) invited(scope access.Scope, name string, roles ...access.RoleID) access.Invitation {
	w.Helper()
	return w.invite(w.offer(scope, name, roles...))
}

// invite writes an invitation, and reads what the store made of it.
func (w *world) invite(offer access.Offer) access.Invitation {
	w.Helper()
	w.must(w.store.Invite(w.Context(), offer))
	return w.invitation(offer.Invitation.ID)
}

// member lets a user, new or not, accept an invitation at a scope.
func (w *world) member(user access.User, scope access.Scope, roles ...access.RoleID) access.Row {
	w.Helper()
	local, _, _ := strings.Cut(user.Email.String(), "@")
	invitation := w.invited(scope, local, roles...)
	w.must(w.store.Accept(w.Context(), w.acceptance(invitation, user)))
	return w.row(user, scope.Organisation)
}

// administrator is a new user who administers an organisation.
func (w *world) administrator(organisation access.Organisation, name string) access.Row {
	w.Helper()
	return w.member(w.person(name), whole(organisation), access.OrganisationAdmin)
}

// row reads what a user holds in an organisation; without grants if nothing.
func (w *world) row(user access.User, organisation access.OrganisationID) access.Row {
	w.Helper()
	return w.place(access.Scope{Organisation: organisation}, user.ID).Standings[user.ID].Direct
}

func (w *world) place(scope access.Scope, users ...access.UserID) access.Place {
	w.Helper()
	place, err := w.store.Place(w.Context(), access.PlaceQuery{Scope: scope, Users: users})
	w.must(err)
	return place
}

// admins is how many administrators the organisation counts.
func (w *world) admins(organisation access.Organisation) int {
	w.Helper()
	return w.place(whole(organisation)).Organisation.Admins
}

func (w *world) invitation(id access.InvitationID) access.Invitation {
	w.Helper()
	invitation, err := w.store.Invitation(w.Context(), id)
	w.must(err)
	return invitation
}

func (w *world) offers(organisation access.Organisation, address access.Address) []access.Invitation {
	w.Helper()
	offers, err := w.store.Offers(w.Context(), organisation.ID, address)
	w.must(err)
	return offers.Pending
}

// members pages through the members that a query asks for.
func (w *world) members(q access.MemberQuery) []access.Standing {
	w.Helper()
	return pages(w, q.Limit, func(after string) (access.Page[access.Standing], error) {
		q.After = after
		return w.store.Members(w.Context(), q)
	})
}

// direct is the standings of users who hold nothing above.
func direct(rows ...access.Row) []access.Standing {
	return each(rows, func(r access.Row) access.Standing { return access.Standing{Direct: r} })
}

// invitationsOf pages through the invitations that a query asks for.
func (w *world) invitationsOf(q access.InvitationQuery) []access.Invitation {
	w.Helper()
	return pages(w, q.Limit, func(after string) (access.Page[access.Invitation], error) {
		q.After = after
		return w.store.Invitations(w.Context(), q)
	})
}

// recordsOf pages through the records of an organisation.
func (w *world) recordsOf(organisation access.Organisation, limit int) []access.Record {
	w.Helper()
	return pages(w, limit, func(after string) (access.Page[access.Record], error) {
		return w.store.Records(w.Context(), access.RecordQuery{Organisation: organisation.ID, After: after, Limit: limit})
	})
}

// below pages through the organisations below one.
func (w *world) below(organisation access.Organisation, limit int) []access.Organisation {
	w.Helper()
	return pages(w, limit, func(after string) (access.Page[access.Organisation], error) {
		return w.store.Below(w.Context(), access.BelowQuery{Organisation: organisation.ID, After: after, Limit: limit})
	})
}

// pages reads a list to its end: every page but the last is full, the last is
// not empty unless the list is.
func pages[T any](w *world, limit int, read func(after string) (access.Page[T], error)) []T {
	w.Helper()
	var all []T
	for after := ""; ; {
		page, err := read(after)
		w.must(err)
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

// stale makes a write that must be stale, and proves that nothing at all was
// written.
func (w *world) stale(write func() error) {
	w.Helper()
	before := w.everything()
	if err := write(); !errors.Is(err, access.ErrStale) {
		w.Errorf("the write ended with %v, want access.ErrStale", err)
	}
	w.unchanged(before)
}

// allStale makes writes that must be stale, each in a test of its own, and proves
// that nothing at all was written by any of them.
func (w *world) allStale(writes map[string]func() error) {
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

func (w *world) unchanged(before []string) {
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
