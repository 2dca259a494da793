package storetest

import (
	"fmt"
	"slices"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

var eventTests = []test{
	{"every write stores its event unchanged, and the newest comes first", everyWriteHasEvents},
	{"events of one write keep their order", eventsOfOneWrite},
	{"events are paged without gap or repetition", eventsArePaged},
	{"events of acceptances are paged", eventsOfAcceptances},
	{"events are added in front between two pages", eventsBetweenPages},
	{"the creation of an organisation is in its parent's audit log too", creationHasEventAbove},
	{"the audit log has only events of its organisation", eventsOfOneOrganisation},
	{"a stale write stores no event", staleWriteHasNoEvent},
	{"the audit log is filtered by type, person, time and account", eventsAreFiltered},
	{"the position of a filtered page is inside its times", eventsOutsideTheirTimes},
}

// timeline sets the times of events one after another and keeps the events.
type timeline struct{ written []access.Event }

func (c *timeline) at(events ...access.Event) []access.Event {
	for i := range events {
		events[i].At = fixture.Noon.Add(time.Duration(len(c.written)) * time.Microsecond)
		c.written = append(c.written, events[i])
	}
	return events
}

func (c *timeline) one(r access.Event) access.Event { return c.at(r)[0] }

// everyWriteHasEvents makes each kind of write, a microsecond apart.
func everyWriteHasEvents(f *storeFixture) {
	var c timeline
	creation := f.creation()
	creation.Event, creation.Offer.Event = c.one(creation.Event), c.one(creation.Offer.Event)
	f.Must(f.store.CreateOrganisation(f.Context(), creation))
	organisation := creation.Organisation

	open := accountCreation(f.newAccount(organisation, "Shop"))
	open.Event = c.one(open.Event)
	f.Must(f.store.CreateAccount(f.Context(), open))

	offer := f.offer(fixture.ScopeOf(open.Account), "ada", fixture.Viewer)
	offer.Event = c.one(offer.Event)
	invitation := f.invite(offer)

	update := updateOf(invitation, fixture.Signer)
	update.Event = c.one(update.Event)
	f.Must(f.store.UpdateInvitation(f.Context(), update))

	settle := settlementOf(invitation, access.Delivery{Status: access.Sent})
	sent := c.one(newEvent(access.EventInvitationSent, invitation.Scope, later))
	settle.Event = &sent
	f.Must(f.store.SettleDelivery(f.Context(), settle))

	statusUpdate := statusUpdateOf(f.Invitation(invitation.ID), access.Delivered)
	statusUpdate.Event = c.one(statusUpdate.Event)
	f.Must(f.store.UpdateDelivery(f.Context(), statusUpdate))

	resend := resendOf(f.Invitation(invitation.ID), later)
	resend.Offer.Event = c.one(resend.Offer.Event)
	f.Must(f.store.Resend(f.Context(), resend))

	accept := f.acceptance(f.Invitation(invitation.ID), f.person("ada"))
	accept.Events = [2]access.Event(c.at(accept.Events[:]...))
	f.Must(f.store.Accept(f.Context(), accept))

	offer = f.offer(fixture.Whole(organisation), "ada", fixture.Viewer)
	offer.Event = c.one(offer.Event)
	revoke := closureOf(f.invite(offer), access.Revoked)
	change := removal(accept.After)
	change.Event, revoke.Event = c.one(change.Event), c.one(revoke.Event)
	change.Revocations = []access.InvitationClosure{revoke}
	f.Must(f.store.ChangeMembership(f.Context(), change))

	founder := f.Invitation(creation.Offer.Invitation.ID)
	decline := closureOf(founder, access.Declined)
	decline.Event = c.one(decline.Event)
	f.Must(f.store.Close(f.Context(), decline))

	offer = f.offer(fixture.Whole(organisation), "bob", fixture.Viewer)
	offer.Event = c.one(offer.Event)
	expired := expiry(f.invite(offer))
	expired.Event = c.one(expired.Event)
	f.Must(f.store.Expire(f.Context(), expired))

	f.same("events", f.eventsOf(organisation, 50), reversed(c.written))
}

// eventsOfOneWrite gives all events of one write the same microsecond.
func eventsOfOneWrite(f *storeFixture) {
	organisation := f.organisation()
	at := later.Add(time.Hour)
	var want []access.Event
	expect := func(r access.Event) access.Event {
		r.At = at
		want = append(want, r)
		return r
	}
	membership := f.member(f.person("ada"), fixture.Whole(organisation), fixture.Viewer)
	change := removal(membership)
	change.Event = expect(change.Event)
	for n := range 9 {
		account := f.account(organisation, fmt.Sprintf("Shop %d", n))
		revoke := closureOf(f.invited(fixture.ScopeOf(account), "ada", fixture.Viewer), access.Revoked)
		revoke.Event = expect(revoke.Event)
		change.Revocations = append(change.Revocations, revoke)
	}
	f.Must(f.store.ChangeMembership(f.Context(), change))
	f.same("events", f.eventsOf(organisation, 50)[:len(want)], reversed(want))
}

func eventsArePaged(f *storeFixture) {
	organisation := f.organisation()
	for n := range 60 {
		offer := f.offer(fixture.Whole(organisation), fmt.Sprintf("p%d", n), fixture.Viewer)
		offer.Event.At = later.Add(time.Duration(n/3*7) * time.Microsecond) // three at the same time
		f.Must(f.store.Invite(f.Context(), offer))
	}
	all := f.eventsOf(organisation, 62) // one full page, with the two events of the creation
	if len(all) != 62 {
		f.Fatalf("%d events, want 62", len(all))
	}
	if !slices.IsSortedFunc(all, func(a, b access.Event) int { return b.At.Compare(a.At) }) {
		f.Error("the newest event is not the first")
	}
	for _, limit := range []int{1, 7, 31, 50, 100} {
		f.same(fmt.Sprintf("%d a page", limit), f.eventsOf(organisation, limit), all)
	}
}

// eventsOfAcceptances pages through events of which two differ only in what happened, who
// did it and the roles.
func eventsOfAcceptances(f *storeFixture) {
	organisation := f.organisation()
	var want []access.Event
	for n := range 3 {
		invitation := f.invited(fixture.Whole(organisation), fmt.Sprintf("p%d", n), fixture.Viewer)
		accept := f.acceptance(invitation, f.person(fmt.Sprintf("p%d", n)))
		first, second := &accept.Events[0], &accept.Events[1]
		first.At = later.Add(time.Duration(n) * time.Second)
		first.Actor = access.Party{Person: access.Person{ID: "ada", Name: "Ada"}, Issuer: "issuer", Subject: "subject"}
		first.Subject, first.After = first.Actor, []access.ScopedRole{}
		second.Scope, second.Names, second.At, second.Subject, second.Invitation = first.Scope, first.Names, first.At, first.Subject, first.Invitation
		f.Must(f.store.Accept(f.Context(), accept))
		want = append(want, *first, *second)
	}
	for _, limit := range []int{1, 2, 3, 50} {
		f.same(fmt.Sprintf("%d a page", limit), f.eventsOf(organisation, limit)[:len(want)], reversed(want))
	}
}

func eventsBetweenPages(f *storeFixture) {
	organisation := f.organisation()
	for n := range 8 {
		f.invited(fixture.Whole(organisation), fmt.Sprintf("p%d", n), fixture.Viewer)
	}
	all := f.eventsOf(organisation, 50)
	query := access.EventQuery{Organisation: organisation.ID, Limit: 4}
	first, err := f.store.Events(f.Context(), query)
	f.Must(err)

	late := f.offer(fixture.Whole(organisation), "late", fixture.Viewer)
	late.Event.At = later
	f.Must(f.store.Invite(f.Context(), late))
	query.After, query.Limit = first.Next, 50
	rest, err := f.store.Events(f.Context(), query)
	f.Must(err)
	f.same("both pages", slices.Concat(first.Items, rest.Items), all)
	f.same("the latest", f.eventsOf(organisation, 1)[0], late.Event)
}

func creationHasEventAbove(f *storeFixture) {
	top := f.organisation()
	middle := f.creation(top)
	middle.Offer, middle.Event.At = nil, later
	f.Must(f.store.CreateOrganisation(f.Context(), middle))
	bottom := f.creation(middle.Organisation)
	bottom.Event.At = later
	f.Must(f.store.CreateOrganisation(f.Context(), bottom))

	f.same("at the top", f.eventsOf(top, 50)[:1], []access.Event{middle.Event})
	f.same("how many at the top", len(f.eventsOf(top, 50)), 3)
	f.same("in the middle, both", len(f.eventsOf(middle.Organisation, 50)), 2)
	f.same("at the bottom", f.eventsOf(bottom.Organisation, 50), []access.Event{bottom.Event, bottom.Offer.Event})
}

func eventsOfOneOrganisation(f *storeFixture) {
	one, other := f.organisation(), f.organisation()
	f.administrator(other, "ada")
	if n := len(f.eventsOf(one, 50)); n != 2 {
		f.Errorf("%d events of a creation, want 2", n)
	}
	if n := len(f.eventsOf(access.Organisation{ID: access.OrganisationID(access.NewID())}, 50)); n != 0 {
		f.Errorf("%d events of an unknown organisation", n)
	}
}

func staleWriteHasNoEvent(f *storeFixture) {
	organisation := f.organisation()
	invitation := f.invited(fixture.Whole(organisation), "ada", fixture.Viewer)
	before := f.eventsOf(organisation, 50)
	f.Must(f.store.Close(f.Context(), closureOf(invitation, access.Revoked)))
	for range 3 {
		f.stale(func() error { return f.store.Close(f.Context(), closureOf(invitation, access.Revoked)) })
	}
	f.same("more events", len(f.eventsOf(organisation, 50)), len(before)+1)
}

// eventsAreFiltered compares the pages of each filter with the events that match it.
func eventsAreFiltered(f *storeFixture) {
	organisation := f.organisation()
	shop := f.account(organisation, "Shop")
	f.administrator(organisation, "ada")
	for n := range 6 {
		scope := fixture.Whole(organisation)
		if n%2 == 0 {
			scope = fixture.ScopeOf(shop)
		}
		offer := f.offer(scope, fmt.Sprintf("p%d", n), fixture.Viewer)
		offer.Event.At = later.Add(time.Duration(n) * time.Second)
		f.Must(f.store.Invite(f.Context(), offer))
	}
	all := f.eventsOf(organisation, 50)
	third := later.Add(2 * time.Second)
	for what, filter := range map[string]access.EventQuery{
		"nothing":           {},
		"a type":            {EventFilter: access.EventFilter{Types: []access.EventType{access.EventAccountCreated}}},
		"types":             {EventFilter: access.EventFilter{Types: []access.EventType{access.EventInvitationCreated, access.EventAccountCreated}}},
		"a person":          {EventFilter: access.EventFilter{User: all[0].Actor.ID}},
		"nobody":            {EventFilter: access.EventFilter{User: "nobody"}},
		"from":              {EventFilter: access.EventFilter{From: third}},
		"from a nanosecond": {EventFilter: access.EventFilter{From: third.Add(1)}},
		"to":                {EventFilter: access.EventFilter{To: third}},
		"to a nanosecond":   {EventFilter: access.EventFilter{To: third.Add(1)}},
		"from and to":       {EventFilter: access.EventFilter{From: third, To: third.Add(time.Second)}},
		"an account":        {Account: shop.ID},
		"another account":   {Account: "another"},
		"everything":        {Account: shop.ID, EventFilter: access.EventFilter{From: third, Types: []access.EventType{access.EventInvitationCreated}}},
		"a visible part":    {EventFilter: access.EventFilter{User: "hidden"}, Visible: func(e access.Event) (access.Event, bool) { e.Actor.ID = "hidden"; return e, e.Scope.Account == shop.ID }},
	} {
		want := []access.Event{}
		for _, e := range all {
			if event, matches := filter.Select(e); matches {
				want = append(want, event)
			}
		}
		filter.Organisation = organisation.ID
		for _, filter.Limit = range []int{1, 2, 50} {
			f.same(fmt.Sprintf("%s, %d a page", what, filter.Limit), f.eventPages(filter), want)
		}
	}
}

func eventsOutsideTheirTimes(f *storeFixture) {
	organisation := f.organisation()
	all, err := f.store.Events(f.Context(), access.EventQuery{Organisation: organisation.ID, Limit: 1})
	f.Must(err)
	outside := access.EventQuery{Organisation: organisation.ID, Limit: 50, After: all.Next, EventFilter: access.EventFilter{From: later.Add(time.Hour)}}
	page, err := f.store.Events(f.Context(), outside)
	f.Must(err)
	f.same("events", page.Items, []access.Event{})
}
