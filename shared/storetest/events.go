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
func everyWriteIsOnRecord(w *storeFixture) {
	var c chronicle
	founding := w.founding()
	founding.Event, founding.Offer.Event = c.one(founding.Event), c.one(founding.Offer.Event)
	w.Must(w.store.CreateOrganisation(w.Context(), founding))
	organisation := founding.Organisation

	open := opening(w.newAccount(organisation, "Shop"))
	open.Event = c.one(open.Event)
	w.Must(w.store.CreateAccount(w.Context(), open))

	offer := w.offer(scopeOf(open.Account), "ada", viewer)
	offer.Event = c.one(offer.Event)
	invitation := w.invite(offer)

	amend := amendment(invitation, signer)
	amend.Event = c.one(amend.Event)
	w.Must(w.store.UpdateInvitation(w.Context(), amend))

	settle := settlementOf(invitation, access.Delivery{Status: access.Sent})
	sent := c.one(record(access.EventInvitationSent, invitation.Scope, later))
	settle.Event = &sent
	w.Must(w.store.SettleDelivery(w.Context(), settle))

	report := reportOf(w.Invitation(invitation.ID), access.Delivered)
	report.Event = c.one(report.Event)
	w.Must(w.store.UpdateDelivery(w.Context(), report))

	renew := renewal(w.Invitation(invitation.ID), later)
	renew.Offer.Event = c.one(renew.Offer.Event)
	w.Must(w.store.Resend(w.Context(), renew))

	accept := w.acceptance(w.Invitation(invitation.ID), w.person("ada"))
	accept.Events = c.at(accept.Events...)
	w.Must(w.store.Accept(w.Context(), accept))

	offer = w.offer(whole(organisation), "ada", viewer)
	offer.Event = c.one(offer.Event)
	revoke := closing(w.invite(offer), access.Revoked)
	take := removal(accept.After)
	take.Event, revoke.Event = c.one(take.Event), c.one(revoke.Event)
	take.Revocations = []access.InvitationClosure{revoke}
	w.Must(w.store.ChangeMembership(w.Context(), take))

	founder := w.Invitation(founding.Offer.Invitation.ID)
	decline := closing(founder, access.Declined)
	decline.Event = c.one(decline.Event)
	w.Must(w.store.Close(w.Context(), decline))

	offer = w.offer(whole(organisation), "bob", viewer)
	offer.Event = c.one(offer.Event)
	lapsed := expiry(w.invite(offer))
	lapsed.Event = c.one(lapsed.Event)
	w.Must(w.store.Expire(w.Context(), lapsed))

	w.same("records", w.recordsOf(organisation, 50), reversed(c.written))
}

// recordsOfOneStep gives all events of one write the same microsecond.
func recordsOfOneStep(w *storeFixture) {
	organisation := w.organisation()
	at := later.Add(time.Hour)
	var want []access.Event
	expect := func(r access.Event) access.Event {
		r.At = at
		want = append(want, r)
		return r
	}
	membership := w.member(w.person("ada"), whole(organisation), viewer)
	take := removal(membership)
	take.Event = expect(take.Event)
	for n := range 9 {
		account := w.account(organisation, fmt.Sprintf("Shop %d", n))
		revoke := closing(w.invited(scopeOf(account), "ada", viewer), access.Revoked)
		revoke.Event = expect(revoke.Event)
		take.Revocations = append(take.Revocations, revoke)
	}
	w.Must(w.store.ChangeMembership(w.Context(), take))
	w.same("records", w.recordsOf(organisation, 50)[:len(want)], reversed(want))
}

func recordsArePaged(w *storeFixture) {
	organisation := w.organisation()
	for n := range 60 {
		offer := w.offer(whole(organisation), fmt.Sprintf("p%d", n), viewer)
		offer.Event.At = later.Add(time.Duration(n/3*7) * time.Microsecond) // three at the same time
		w.Must(w.store.Invite(w.Context(), offer))
	}
	all := w.recordsOf(organisation, 62) // one full page, with the two of the creation
	if len(all) != 62 {
		w.Fatalf("%d records, want 62", len(all))
	}
	if !slices.IsSortedFunc(all, func(a, b access.Event) int { return b.At.Compare(a.At) }) {
		w.Error("the records are not the latest first")
	}
	for _, limit := range []int{1, 7, 31, 50, 100} {
		w.same(fmt.Sprintf("%d a page", limit), w.recordsOf(organisation, limit), all)
	}
}

func recordsComeBetween(w *storeFixture) {
	organisation := w.organisation()
	for n := range 8 {
		w.invited(whole(organisation), fmt.Sprintf("p%d", n), viewer)
	}
	all := w.recordsOf(organisation, 50)
	query := access.EventQuery{Organisation: organisation.ID, Limit: 4}
	first, err := w.store.Events(w.Context(), query)
	w.Must(err)

	late := w.offer(whole(organisation), "late", viewer)
	late.Event.At = later
	w.Must(w.store.Invite(w.Context(), late))
	query.After, query.Limit = first.Next, 50
	rest, err := w.store.Events(w.Context(), query)
	w.Must(err)
	w.same("both pages", slices.Concat(first.Items, rest.Items), all)
	w.same("the latest", w.recordsOf(organisation, 1)[0], late.Event)
}

func foundingIsOnRecordAbove(w *storeFixture) {
	top := w.organisation()
	middle := w.founding(top)
	middle.Offer, middle.Event.At = nil, later
	w.Must(w.store.CreateOrganisation(w.Context(), middle))
	bottom := w.founding(middle.Organisation)
	bottom.Event.At = later
	w.Must(w.store.CreateOrganisation(w.Context(), bottom))

	w.same("at the top", w.recordsOf(top, 50)[:1], []access.Event{middle.Event})
	w.same("how many at the top", len(w.recordsOf(top, 50)), 3)
	w.same("in the middle, both", len(w.recordsOf(middle.Organisation, 50)), 2)
	w.same("at the bottom", w.recordsOf(bottom.Organisation, 50), []access.Event{bottom.Event, bottom.Offer.Event})
}

func recordsOfOneOrganisation(w *storeFixture) {
	one, other := w.organisation(), w.organisation()
	w.administrator(other, "ada")
	if n := len(w.recordsOf(one, 50)); n != 2 {
		w.Errorf("%d records of a founding, want 2", n)
	}
	if n := len(w.recordsOf(access.Organisation{ID: access.OrganisationID(access.NewID())}, 50)); n != 0 {
		w.Errorf("%d records of nothing", n)
	}
}

func staleLeavesNoRecord(w *storeFixture) {
	organisation := w.organisation()
	invitation := w.invited(whole(organisation), "ada", viewer)
	before := w.recordsOf(organisation, 50)
	w.Must(w.store.Close(w.Context(), closing(invitation, access.Revoked)))
	for range 3 {
		w.stale(func() error { return w.store.Close(w.Context(), closing(invitation, access.Revoked)) })
	}
	w.same("more records", len(w.recordsOf(organisation, 50)), len(before)+1)
}
