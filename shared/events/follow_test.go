package events_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand"
	"slices"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/api"
	"admit/shared/events"
	"admit/shared/fixture"
	"admit/shared/memory"
)

// TestFollowEndsWithTheList plays random histories. In each, a follower subscribes at a
// random moment, reads the lists while changes go on, and takes the events in a random
// order, some of them twice. In the end it must hold what the lists say. A failure prints
// the seed, which plays the history again.
func TestFollowEndsWithTheList(t *testing.T) {
	began := time.Now().UnixNano()
	for n := range 200 {
		seed := began + int64(n)
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			h := newHistory(t, rand.New(rand.NewSource(seed)))
			got, want := h.follow().current(), h.held()
			if !maps.EqualFunc(got, want, slices.Equal) {
				t.Errorf("the follower has\n%v\nthe lists have\n%v", got, want)
			}
			if len(want) < 2 {
				t.Errorf("only %v are left to compare", want)
			}
		})
	}
}

// current returns the roles of those who hold any.
func (f follower) current() map[holder][]role {
	current := map[holder][]role{}
	for key, held := range f.held {
		if len(held.roles) > 0 {
			current[key] = held.roles
		}
	}
	return current
}

// history is a random sequence of changes in a partner organisation and two
// organisations below it. The chief makes them.
type history struct {
	*fixture.Fixture
	random        *rand.Rand
	time          time.Time
	chief         access.Caller
	organisations []access.Organisation
	accounts      map[access.OrganisationID]access.Account
	bus           map[string]event // everything that was published, by id
}

func newHistory(t *testing.T, random *rand.Rand) *history {
	t.Helper()
	h := &history{Fixture: fixture.New(t, memory.New()), random: random, time: fixture.Noon, accounts: map[access.OrganisationID]access.Account{}, bus: map[string]event{}}
	h.Store = publisher{h.Store, h}
	group, chief := h.Organisation("chief", true)
	h.chief = chief
	h.organisations = []access.Organisation{group, h.CreateBelow(chief, group, "North", false), h.CreateBelow(chief, group, "South", false)}
	for _, organisation := range h.organisations {
		h.accounts[organisation.ID] = h.Account(organisation, "Shop")
	}
	return h
}

// follow plays the history and returns what a follower has in the end. The follower does
// what the guide says: subscribe, wait, note the time, wait, list. The events of the time
// before it subscribed may come too, late, but not all of them.
func (h *history) follow() follower {
	h.Helper()
	h.change(20)
	missed := h.published()
	h.change(5)
	h.time = h.time.Add(time.Minute)
	f := follower{since: h.time, held: map[holder]holding{}}
	h.change(5)
	h.time = h.time.Add(2 * time.Minute)
	takes := h.list(2, func() { h.change(h.random.Intn(3)) })
	h.change(20)
	for id, e := range h.published() {
		if _, old := missed[id]; old && h.random.Intn(2) == 0 {
			continue
		}
		for range 1 + h.random.Intn(2) {
			takes = append(takes, func(f follower) { f.apply(e) })
		}
	}
	h.random.Shuffle(len(takes), func(a, b int) { takes[a], takes[b] = takes[b], takes[a] })
	for _, take := range takes {
		take(f)
	}
	return f
}

// published returns all events so far by id, as a subscriber decodes them.
func (h *history) published() map[string]event {
	h.Helper()
	all := h.bus
	for _, organisation := range h.organisations {
		for _, e := range h.Events(organisation) {
			if _, earlier := all[e.ID]; earlier {
				continue
			}
			detail, err := json.Marshal(events.MessageOf(events.FromAccess(e)))
			h.Must(err)
			all[e.ID] = decoded[event](string(detail))
		}
	}
	return maps.Clone(all)
}

// publisher publishes what has happened before the deletion of a person replaces the names:
// only new items of the table are published.
type publisher struct {
	fixture.Store
	history *history
}

// DeletePersonPart implements [access.Store].
func (p publisher) DeletePersonPart(ctx context.Context, r access.PersonDeletionRun) (access.DeletedPart, error) {
	p.history.published()
	return p.Store.DeletePersonPart(ctx, r)
}

// list reads the list of every organisation, in pages. It calls between before each page.
// It returns a function for each row that lets a follower take the row as the API shows it.
func (h *history) list(limit int, between func()) (takes []func(follower)) {
	h.Helper()
	h.pages(limit, between, func(in access.Organisation, effective access.EffectiveAccess) {
		shown, err := json.Marshal(api.PermissionRowOf(in, effective, h.Roles))
		h.Must(err)
		takes = append(takes, func(f follower) { f.list(string(in.ID), decoded[row](string(shown))) })
	})
	return takes
}

// held returns what the users hold directly by the lists of now.
func (h *history) held() map[holder][]role {
	h.Helper()
	all := map[holder][]role{}
	h.pages(100, func() {}, func(in access.Organisation, effective access.EffectiveAccess) {
		for _, g := range effective.Direct.Grants {
			key := holder{string(in.ID), string(effective.Direct.User.ID)}
			all[key] = append(all[key], role{string(g.Role), string(g.Scope.Account), g.Until})
		}
	})
	return all
}

// pages reads the list of every organisation, in pages. It calls between before each page
// and each with every row.
func (h *history) pages(limit int, between func(), each func(access.Organisation, access.EffectiveAccess)) {
	h.Helper()
	for _, organisation := range h.organisations {
		for filter := (access.Filter{Limit: limit}); ; {
			between()
			in, page, err := h.List().Permissions(h.Context(), h.chief.ID(), organisation.ID, filter)
			h.Must(err)
			for _, effective := range page.Items {
				each(in.Organisation, effective)
			}
			if filter.After = page.Next; filter.After == "" {
				break
			}
		}
	}
}

// change makes random changes. The clocks of the functions that make them differ by up to
// a second, and two changes may be made at the same time.
func (h *history) change(times int) {
	h.Helper()
	for range times {
		h.time = h.time.Add(time.Duration(h.random.Intn(3)) * 100 * time.Millisecond)
		h.Set(h.time.Add(time.Duration(h.random.Intn(1000)) * time.Millisecond))
		organisation := h.organisations[h.random.Intn(len(h.organisations))]
		name := fmt.Sprint("person", h.random.Intn(4))
		user, _ := h.Directory.SignIn(fixture.Address(h, fixture.Mailbox(name)), fixture.Password)
		held := h.Membership(user.ID(), organisation.ID).Grants
		switch choice := h.random.Intn(8); {
		case len(held) == 0:
			h.invite(organisation, name)
		case choice < 2 && len(held) < 4:
			h.invite(organisation, name)
		case choice < 6:
			h.EditRoles(h.chief, organisation, user, h.someRoles(organisation)...)
		case choice == 6:
			h.remove(organisation, user)
		default:
			h.Must(fixture.Err(h.DeleteUser().Do(h.Context(), user.ID())))
			h.settle()
		}
	}
}

// invite lets a person accept an invitation to a role that they do not hold, if there is
// one.
func (h *history) invite(organisation access.Organisation, name string) {
	h.Helper()
	offer := h.someRoles(organisation)[0]
	user, _ := h.Directory.SignIn(fixture.Address(h, fixture.Mailbox(name)), fixture.Password)
	scope := access.Scope{Organisation: organisation.ID, Account: offer.Account}
	if !h.Membership(user.ID(), organisation.ID).Holds(offer.Role, scope) {
		h.Join(h.Invited(h.chief, scope, name, offer.Role))
	}
}

// someRoles returns one to four roles of an organisation or of its account.
func (h *history) someRoles(organisation access.Organisation) []access.ScopedRole {
	account := h.accounts[organisation.ID].ID
	all := []access.ScopedRole{{Role: fixture.Viewer}, {Role: fixture.OrganisationAdmin}, {Role: fixture.Viewer, Account: account}, {Role: fixture.AccountAdmin, Account: account}}
	h.random.Shuffle(len(all), func(a, b int) { all[a], all[b] = all[b], all[a] })
	return all[:1+h.random.Intn(len(all))]
}

// remove removes what a user holds in an organisation, or only at its account if they hold
// a role there.
func (h *history) remove(organisation access.Organisation, user access.Caller) {
	h.Helper()
	scope := fixture.Whole(organisation)
	shop := fixture.ScopeOf(h.accounts[organisation.ID])
	if len(h.Membership(user.ID(), organisation.ID).At(shop).Grants) > 0 && h.random.Intn(2) == 0 {
		scope = shop
	}
	h.Must(fixture.Err(h.TryRemove(h.chief, scope, user)))
	h.settle()
}

// settle waits until every clock is past the last change. A membership that is removed
// completely leaves no time behind. A new one is ordered after it by the clocks alone.
func (h *history) settle() { h.time = h.time.Add(time.Second) }
