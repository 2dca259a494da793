package storetest

import (
	"fmt"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

var rateTests = []test{
	{"60 invitations at once, 37 an hour: exactly 37", hourAtOnce},
	{"an hour is one of the clock, and resends count", hourOfTheClock},
	{"20 mails a day from one organisation to one address, at once: exactly 20", dayAtOnce},
	{"a day is one of the clock, and one of an organisation and an address", dayOfTheClock},
	{"20 mails a day from the organisations below a partner, at once: exactly 20", dayOfPartnerAtOnce},
	{"what an operator offers counts as open alone, and no limit forbids it", operatorIsExempt},
	{"usage is what is counted, and reading it changes nothing", usageIsCounted},
}

func anHour(n int) access.Limits {
	limits := fixture.AmpleLimits
	limits.InvitationsPerHour = n
	return limits
}

// at moves an offer to another time.
func at(offer access.Offer, moment time.Time) access.Offer {
	i := &offer.Invitation
	i.CreatedAt, i.QueuedAt, i.ExpiresAt = moment, moment, moment.Truncate(time.Second).Add(access.OpenFor)
	offer.Event.At = moment
	return offer
}

func hourAtOnce(w *storeFixture) {
	organisation := w.founded("one")
	w.same("admitted", w.admitted(access.LimitHour, w.many(60, organisation, anHour(37))...), 37)
}

func hourOfTheClock(w *storeFixture) {
	organisation, other := w.founded("one"), w.founded("other")
	invite := func(in access.Organisation, moment time.Time) error {
		return w.store.Invite(w.Context(), at(w.limited(in, access.NewID(), anHour(3)), moment))
	}
	first := w.limited(organisation, "ada", anHour(3))
	w.Must(w.store.Invite(w.Context(), first))
	for n, moment := range []time.Time{noon.Add(time.Minute), noon.Add(time.Hour - time.Millisecond)} {
		write := renewal(w.Invitation(first.Invitation.ID), moment)
		write.Offer.Limits = anHour(3)
		w.Must(w.store.Resend(w.Context(), write))
		w.same(fmt.Sprintf("resent %d times", n+1), w.Invitation(first.Invitation.ID).Attempt, n+2)
	}
	w.Must(w.store.Close(w.Context(), closing(w.Invitation(first.Invitation.ID), access.Revoked))) // a mail that was sent counts after the revocation, too

	last := noon.Add(time.Hour - time.Millisecond)
	if !w.forbidden(invite(organisation, last), access.LimitHour) || !w.forbidden(invite(organisation, noon), access.LimitHour) {
		w.Error("a fourth invitation in an hour that may have three")
	}
	resend := renewal(w.Invitation(first.Invitation.ID), last)
	resend.Offer.Limits = anHour(3)
	if !w.forbidden(w.store.Resend(w.Context(), resend), access.LimitHour) {
		w.Error("resent a third time in an hour that may have three")
	}
	w.Must(invite(other, last))
	w.Must(invite(organisation, noon.Add(-time.Millisecond)))
	w.Must(invite(organisation, noon.Add(time.Hour)))
}

func aDay(n int) access.Limits {
	limits := fixture.AmpleLimits
	limits.MailsPerDay = n
	return limits
}

// toShops returns offers to one address, in several spellings: one for each of
// several accounts and one for the whole organisation.
func (w *storeFixture) toShops(organisation access.Organisation, shops int, limits access.Limits) []access.Offer {
	w.Helper()
	spellings := []string{"ada", "Ada", "ADA", "aDa"}
	offers := []access.Offer{w.limited(organisation, spellings[0], limits)}
	for n := range shops {
		offer := w.offer(scopeOf(w.account(organisation, fmt.Sprintf("Shop %d", n))), spellings[n%4], viewer)
		offer.Limits = limits
		offers = append(offers, offer)
	}
	return offers
}

func dayAtOnce(w *storeFixture) {
	offers := w.toShops(w.founded("one"), 29, aDay(20))
	w.same("admitted", w.admitted(access.LimitDay, offers...), 20)
	w.same("admitted elsewhere", w.admitted(access.LimitDay, w.toShops(w.founded("other"), 4, aDay(20))...), 5)
}

func dayOfPartnerAtOnce(w *storeFixture) {
	limits := fixture.AmpleLimits
	limits.MailsPerDayOfPartner = 20
	top, other := access.Ancestor{ID: access.OrganisationID(access.NewID())}, access.Ancestor{ID: access.OrganisationID(access.NewID())}
	below := func(partner access.Ancestor, offers []access.Offer) []access.Offer {
		for n := range offers {
			offers[n].Partner = partner
		}
		return offers
	}
	var offers []access.Offer
	for n := range 6 {
		offers = append(offers, below(top, w.toShops(w.founded(fmt.Sprintf("organisation %d", n)), 4, limits))...)
	}
	w.same("admitted", w.admitted(access.LimitDayOfPartner, offers...), 20)
	w.same("admitted below another", w.admitted(access.LimitDayOfPartner, below(other, w.toShops(w.founded("beside"), 2, limits))...), 3)
	w.same("admitted below none", w.admitted(access.LimitDayOfPartner, w.toShops(w.founded("alone"), 2, limits)...), 3)

	next := below(top, []access.Offer{at(w.limited(w.founded("tomorrow"), "ada", limits), noon.Add(12*time.Hour))})
	w.same("admitted the next day", w.admitted(access.LimitDayOfPartner, next...), 1)
}

func operatorIsExempt(w *storeFixture) {
	organisation := w.founded("one")
	limits := access.Limits{OpenInvitations: 2, InvitationsPerHour: 2, MailsPerDay: 2, MailsPerDayOfPartner: 2}
	w.same("admitted", w.admitted(access.LimitOpen, w.many(3, organisation, limits)...), 2)
	var last access.Invitation
	for range 3 {
		offer := w.limited(organisation, access.NewID(), limits)
		offer.ByOperator = true
		last = w.invite(offer)
	}
	usage := w.usage(access.UsageQuery{Organisation: organisation.ID, At: noon, Addresses: []access.Address{last.Email}})
	w.same("usage", usage, access.Usage{Open: 5, Hour: 2, Day: map[string]int{}, DayOfPartner: map[string]int{}})
	for open := 5; open > 2; open-- {
		next := at(w.limited(organisation, access.NewID(), limits), noon.Add(time.Hour))
		w.same("admitted beside them", w.admitted(access.LimitOpen, next), 0)
		pending := w.Invitation(w.listed(organisation, access.ListPending)[0])
		w.Must(w.store.Close(w.Context(), closing(pending, access.Revoked)))
	}
	ended := w.Invitation(w.listed(organisation, access.ListPending)[0])
	w.Must(w.store.Close(w.Context(), closing(ended, access.Revoked)))
	var next []access.Offer
	for _, offer := range w.many(3, organisation, limits) {
		next = append(next, at(offer, noon.Add(time.Hour)))
	}
	w.same("admitted when they ended", w.admitted(access.LimitOpen, next...), 1)
}

// usage returns how much of the limits is used.
func (w *storeFixture) usage(q access.UsageQuery) access.Usage {
	w.Helper()
	usage, err := w.store.Usage(w.Context(), q)
	w.Must(err)
	return usage
}

func usageIsCounted(w *storeFixture) {
	organisation := w.founded("one")
	partner := access.Ancestor{ID: access.OrganisationID(access.NewID())}
	ada, bob, nobody := w.address("Ada"), w.address("bob"), w.address("nobody")
	for range 2 {
		for _, address := range []access.Address{ada, bob} {
			offer := w.offerTo(scopeOf(w.account(organisation, "Shop")), address, viewer)
			offer.Partner = partner
			w.Must(w.store.Invite(w.Context(), offer))
		}
	}
	w.Must(w.store.Close(w.Context(), closing(w.offers(organisation, bob)[0], access.Declined)))
	w.Must(w.store.Resend(w.Context(), renewal(w.offers(organisation, ada)[0], noon.Add(time.Minute))))
	query := access.UsageQuery{Organisation: organisation.ID, Partner: partner.ID, Addresses: []access.Address{ada, bob, nobody, w.address("ADA")}, At: noon}
	before := w.everything()
	w.same("usage", w.usage(query), access.Usage{Open: 3, Hour: 5, Day: map[string]int{ada.Key(): 3, bob.Key(): 2},
		DayOfPartner: map[string]int{ada.Key(): 2, bob.Key(): 2}})
	query.At = noon.Add(13 * time.Hour)
	w.same("the next day", w.usage(query), access.Usage{Open: 3, Day: map[string]int{}, DayOfPartner: map[string]int{}})
	query.Organisation, query.Partner, query.At = access.OrganisationID(access.NewID()), "", noon
	w.same("elsewhere", w.usage(query), access.Usage{Day: map[string]int{}, DayOfPartner: map[string]int{}})
	w.unchanged(before)
}

func dayOfTheClock(w *storeFixture) {
	organisation, other := w.founded("one"), w.founded("other")
	first := w.limited(organisation, "ada", aDay(2))
	w.Must(w.store.Invite(w.Context(), first))
	midnight := noon.Truncate(24 * time.Hour).Add(24 * time.Hour)
	write := renewal(w.Invitation(first.Invitation.ID), midnight.Add(-time.Millisecond))
	write.Offer.Limits = aDay(2)
	w.Must(w.store.Resend(w.Context(), write))

	shop := w.offer(scopeOf(w.account(organisation, "Shop")), "ADA", viewer)
	shop.Limits = aDay(2)
	if !w.forbidden(w.store.Invite(w.Context(), shop), access.LimitDay) {
		w.Error("a third mail in a day that may have two")
	}
	write = renewal(w.Invitation(first.Invitation.ID), midnight.Add(-time.Millisecond))
	write.Offer.Limits = aDay(2)
	if !w.forbidden(w.store.Resend(w.Context(), write), access.LimitDay) {
		w.Error("resent a third time in a day that may have two")
	}
	w.Must(w.store.Invite(w.Context(), w.limited(organisation, "bob", aDay(2))))
	w.Must(w.store.Invite(w.Context(), w.limited(other, "ADA", aDay(2))))
	w.Must(w.store.Invite(w.Context(), at(shop, midnight)))
}
