package storetest

import (
	"fmt"
	"slices"
	"time"

	"admit/shared/access"
)

var recordTests = []test{
	{"every write leaves its record as it was given, the latest first", everyWriteIsOnRecord},
	{"records of one step keep their order", recordsOfOneStep},
	{"records are paged without gap or repetition", recordsArePaged},
	{"records come to the front between two pages", recordsComeBetween},
	{"an organisation is on record in its parent too", foundingIsOnRecordAbove},
	{"records are those of the organisation alone", recordsOfOneOrganisation},
	{"a write that is stale leaves no record", staleLeavesNoRecord},
}

// chronicle gives events one time after another and remembers them.
type chronicle struct{ written []access.Event }

func (c *chronicle) at(events ...access.Event) []access.Event {
	for i := range events {
		events[i].At = noon.Add(time.Duration(len(c.written)) * time.Microsecond)
		c.written = append(c.written, events[i])
	}
	return events
}

func (c *chronicle) one(r access.Event) access.Event { return c.at(r)[0] }

// everyWriteIsOnRecord makes each kind of write, a microsecond apart.
func everyWriteIsOnRecord(f *storeFixture) {
	var c chronicle
	founding := f.founding()
	founding.Event, founding.Offer.Event = c.one(founding.Event), c.one(founding.Offer.Event)
	f.Must(f.store.CreateOrganisation(f.Context(), founding))
	organisation := founding.Organisation

	open := opening(f.newAccount(organisation, "Shop"))
	open.Event = c.one(open.Event)
	f.Must(f.store.CreateAccount(f.Context(), open))

	offer := f.offer(scopeOf(open.Account), "ada", viewer)
	offer.Event = c.one(offer.Event)
	invitation := f.invite(offer)

	amend := amendment(invitation, signer)
	amend.Event = c.one(amend.Event)
	f.Must(f.store.UpdateInvitation(f.Context(), amend))

	settle := settlementOf(invitation, access.Delivery{Status: access.Sent})
	sent := c.one(record(access.EventInvitationSent, invitation.Scope, later))
	settle.Event = &sent
	f.Must(f.store.SettleDelivery(f.Context(), settle))

	report := reportOf(f.Invitation(invitation.ID), access.Delivered)
	report.Event = c.one(report.Event)
	f.Must(f.store.UpdateDelivery(f.Context(), report))

	renew := renewal(f.Invitation(invitation.ID), later)
	renew.Offer.Event = c.one(renew.Offer.Event)
	f.Must(f.store.Resend(f.Context(), renew))

	accept := f.acceptance(f.Invitation(invitation.ID), f.person("ada"))
	accept.Events = c.at(accept.Events...)
	f.Must(f.store.Accept(f.Context(), accept))

	offer = f.offer(whole(organisation), "ada", viewer)
	offer.Event = c.one(offer.Event)
	revoke := closing(f.invite(offer), access.Revoked)
	take := removal(accept.After)
	take.Event, revoke.Event = c.one(take.Event), c.one(revoke.Event)
	take.Revocations = []access.InvitationClosure{revoke}
	f.Must(f.store.ChangeMembership(f.Context(), take))

	founder := f.Invitation(founding.Offer.Invitation.ID)
	decline := closing(founder, access.Declined)
	decline.Event = c.one(decline.Event)
	f.Must(f.store.Close(f.Context(), decline))

	offer = f.offer(whole(organisation), "bob", viewer)
	offer.Event = c.one(offer.Event)
	lapsed := expiry(f.invite(offer))
	lapsed.Event = c.one(lapsed.Event)
	f.Must(f.store.Expire(f.Context(), lapsed))

	f.same("records", f.recordsOf(organisation, 50), reversed(c.written))
}

// recordsOfOneStep gives all events of one write the same microsecond.
func recordsOfOneStep(f *storeFixture) {
	organisation := f.organisation()
	at := later.Add(time.Hour)
	var want []access.Event
	expect := func(r access.Event) access.Event {
		r.At = at
		want = append(want, r)
		return r
	}
	membership := f.member(f.person("ada"), whole(organisation), viewer)
	take := removal(membership)
	take.Event = expect(take.Event)
	for n := range 9 {
		account := f.account(organisation, fmt.Sprintf("Shop %d", n))
		revoke := closing(f.invited(scopeOf(account), "ada", viewer), access.Revoked)
		revoke.Event = expect(revoke.Event)
		take.Revocations = append(take.Revocations, revoke)
	}
	f.Must(f.store.ChangeMembership(f.Context(), take))
	f.same("records", f.recordsOf(organisation, 50)[:len(want)], reversed(want))
}

func recordsArePaged(f *storeFixture) {
	organisation := f.organisation()
	for n := range 60 {
		offer := f.offer(whole(organisation), fmt.Sprintf("p%d", n), viewer)
		offer.Event.At = later.Add(time.Duration(n/3*7) * time.Microsecond) // three at the same time
		f.Must(f.store.Invite(f.Context(), offer))
	}
	all := f.recordsOf(organisation, 62) // one full page, with the two of the creation
	if len(all) != 62 {
		f.Fatalf("%d records, want 62", len(all))
	}
	if !slices.IsSortedFunc(all, func(a, b access.Event) int { return b.At.Compare(a.At) }) {
		f.Error("the records are not the latest first")
	}
	for _, limit := range []int{1, 7, 31, 50, 100} {
		f.same(fmt.Sprintf("%d a page", limit), f.recordsOf(organisation, limit), all)
	}
}

func recordsComeBetween(f *storeFixture) {
	organisation := f.organisation()
	for n := range 8 {
		f.invited(whole(organisation), fmt.Sprintf("p%d", n), viewer)
	}
	all := f.recordsOf(organisation, 50)
	query := access.EventQuery{Organisation: organisation.ID, Limit: 4}
	first, err := f.store.Events(f.Context(), query)
	f.Must(err)

	late := f.offer(whole(organisation), "late", viewer)
	late.Event.At = later
	f.Must(f.store.Invite(f.Context(), late))
	query.After, query.Limit = first.Next, 50
	rest, err := f.store.Events(f.Context(), query)
	f.Must(err)
	f.same("both pages", slices.Concat(first.Items, rest.Items), all)
	f.same("the latest", f.recordsOf(organisation, 1)[0], late.Event)
}

func foundingIsOnRecordAbove(f *storeFixture) {
	top := f.organisation()
	middle := f.founding(top)
	middle.Offer, middle.Event.At = nil, later
	f.Must(f.store.CreateOrganisation(f.Context(), middle))
	bottom := f.founding(middle.Organisation)
	bottom.Event.At = later
	f.Must(f.store.CreateOrganisation(f.Context(), bottom))

	f.same("at the top", f.recordsOf(top, 50)[:1], []access.Event{middle.Event})
	f.same("how many at the top", len(f.recordsOf(top, 50)), 3)
	f.same("in the middle, both", len(f.recordsOf(middle.Organisation, 50)), 2)
	f.same("at the bottom", f.recordsOf(bottom.Organisation, 50), []access.Event{bottom.Event, bottom.Offer.Event})
}

func recordsOfOneOrganisation(f *storeFixture) {
	one, other := f.organisation(), f.organisation()
	f.administrator(other, "ada")
	if n := len(f.recordsOf(one, 50)); n != 2 {
		f.Errorf("%d records of a founding, want 2", n)
	}
	if n := len(f.recordsOf(access.Organisation{ID: access.OrganisationID(access.NewID())}, 50)); n != 0 {
		f.Errorf("%d records of nothing", n)
	}
}

func staleLeavesNoRecord(f *storeFixture) {
	organisation := f.organisation()
	invitation := f.invited(whole(organisation), "ada", viewer)
	before := f.recordsOf(organisation, 50)
	f.Must(f.store.Close(f.Context(), closing(invitation, access.Revoked)))
	for range 3 {
		f.stale(func() error { return f.store.Close(f.Context(), closing(invitation, access.Revoked)) })
	}
	f.same("more records", len(f.recordsOf(organisation, 50)), len(before)+1)
}
