package storetest

import (
	"fmt"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

var rateTests = []test{
	{"60 invitations at once, 37 an hour: exactly 37", hourAtOnce},
	{"an hour is a clock hour, and resends count", hourOfTheClock},
	{"20 mails a day from one organisation to one address, at once: exactly 20", dayAtOnce},
	{"a day is a calendar day in UTC, and each organisation and address has its own", dayOfTheClock},
	{"20 mails a day from the organisations below a partner, at once: exactly 20", dayOfPartnerAtOnce},
	{"an operator's invitation counts as open and in no other limit, and no limit refuses it", operatorIsExempt},
	{"usage is what the limits count, and reading it changes nothing", usageIsCounted},
}

func hourLimit(n int) access.Limits {
	limits := fixture.AmpleLimits
	limits.InvitationsPerHour = n
	return limits
}

// at sets the time of an offer.
func at(offer access.Offer, moment time.Time) access.Offer {
	i := &offer.Invitation
	i.CreatedAt, i.QueuedAt, i.ExpiresAt = moment, moment, moment.Truncate(time.Second).Add(access.OpenFor)
	offer.Event.At = moment
	return offer
}

func hourAtOnce(f *storeFixture) {
	organisation := f.namedOrganisation("one")
	f.same("invited", f.countInvited(access.LimitHour, f.manyOffers(60, organisation, hourLimit(37))...), 37)
}

func hourOfTheClock(f *storeFixture) {
	organisation, other := f.namedOrganisation("one"), f.namedOrganisation("other")
	invite := func(in access.Organisation, moment time.Time) error {
		return f.store.Invite(f.Context(), at(f.limited(in, access.NewID(), hourLimit(3)), moment))
	}
	first := f.limited(organisation, "ada", hourLimit(3))
	f.Must(f.store.Invite(f.Context(), first))
	for n, moment := range []time.Time{fixture.Noon.Add(time.Minute), fixture.Noon.Add(time.Hour - time.Millisecond)} {
		write := resendOf(f.Invitation(first.Invitation.ID), moment)
		write.Offer.Limits = hourLimit(3)
		f.Must(f.store.Resend(f.Context(), write))
		f.same(fmt.Sprintf("resent %d times", n+1), f.Invitation(first.Invitation.ID).Attempt, n+2)
	}
	f.Must(f.store.Close(f.Context(), closureOf(f.Invitation(first.Invitation.ID), access.Revoked))) // the revoked invitation still counts in the hour

	last := fixture.Noon.Add(time.Hour - time.Millisecond)
	if !f.refusedBy(invite(organisation, last), access.LimitHour) || !f.refusedBy(invite(organisation, fixture.Noon), access.LimitHour) {
		f.Error("a fourth invitation in an hour with a limit of three")
	}
	resend := resendOf(f.Invitation(first.Invitation.ID), last)
	resend.Offer.Limits = hourLimit(3)
	if !f.refusedBy(f.store.Resend(f.Context(), resend), access.LimitHour) {
		f.Error("resent a third time in an hour with a limit of three")
	}
	f.Must(invite(other, last))
	f.Must(invite(organisation, fixture.Noon.Add(-time.Millisecond)))
	f.Must(invite(organisation, fixture.Noon.Add(time.Hour)))
}

func dayLimit(n int) access.Limits {
	limits := fixture.AmpleLimits
	limits.MailsPerDay = n
	return limits
}

// toShops returns offers to one address, in several spellings: one for each of
// several accounts and one for the whole organisation.
func (f *storeFixture) toShops(organisation access.Organisation, shops int, limits access.Limits) []access.Offer {
	f.Helper()
	spellings := []string{"ada", "Ada", "ADA", "aDa"}
	offers := []access.Offer{f.limited(organisation, spellings[0], limits)}
	for n := range shops {
		offer := f.offer(fixture.ScopeOf(f.account(organisation, fmt.Sprintf("Shop %d", n))), spellings[n%4], fixture.Viewer)
		offer.Limits = limits
		offers = append(offers, offer)
	}
	return offers
}

func dayAtOnce(f *storeFixture) {
	offers := f.toShops(f.namedOrganisation("one"), 29, dayLimit(20))
	f.same("invited", f.countInvited(access.LimitDay, offers...), 20)
	f.same("invited elsewhere", f.countInvited(access.LimitDay, f.toShops(f.namedOrganisation("other"), 4, dayLimit(20))...), 5)
}

func dayOfPartnerAtOnce(f *storeFixture) {
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
		offers = append(offers, below(top, f.toShops(f.namedOrganisation(fmt.Sprintf("organisation %d", n)), 4, limits))...)
	}
	f.same("invited", f.countInvited(access.LimitDayOfPartner, offers...), 20)
	f.same("invited below another", f.countInvited(access.LimitDayOfPartner, below(other, f.toShops(f.namedOrganisation("beside"), 2, limits))...), 3)
	f.same("invited below none", f.countInvited(access.LimitDayOfPartner, f.toShops(f.namedOrganisation("alone"), 2, limits)...), 3)

	next := below(top, []access.Offer{at(f.limited(f.namedOrganisation("tomorrow"), "ada", limits), fixture.Noon.Add(12*time.Hour))})
	f.same("invited the next day", f.countInvited(access.LimitDayOfPartner, next...), 1)
}

func operatorIsExempt(f *storeFixture) {
	organisation := f.namedOrganisation("one")
	// Only the limit of open invitations can be reached.
	limits := access.Limits{OpenInvitations: 2, InvitationsPerHour: 100, MailsPerDay: 2, MailsPerDayOfPartner: 2}
	f.same("invited", f.countInvited(access.LimitOpen, f.manyOffers(3, organisation, limits)...), 2)
	var last access.Invitation
	for range 3 {
		offer := f.limited(organisation, access.NewID(), limits)
		offer.ByOperator = true
		last = f.invite(offer)
	}
	usage := f.usage(access.UsageQuery{Organisation: organisation.ID, At: fixture.Noon, Addresses: []access.Address{last.Email}})
	f.same("usage", usage, access.Usage{Open: 5, Hour: 2, Day: map[string]int{}, DayOfPartner: map[string]int{}})
	for open := 5; open > 2; open-- {
		next := at(f.limited(organisation, access.NewID(), limits), fixture.Noon.Add(time.Hour))
		f.same("invited beside them", f.countInvited(access.LimitOpen, next), 0)
		pending := f.Invitation(f.listed(organisation, access.Pending)[0])
		f.Must(f.store.Close(f.Context(), closureOf(pending, access.Revoked)))
	}
	ended := f.Invitation(f.listed(organisation, access.Pending)[0])
	f.Must(f.store.Close(f.Context(), closureOf(ended, access.Revoked)))
	var next []access.Offer
	for _, offer := range f.manyOffers(3, organisation, limits) {
		next = append(next, at(offer, fixture.Noon.Add(time.Hour)))
	}
	f.same("invited when they ended", f.countInvited(access.LimitOpen, next...), 1)
}

// usage returns how much of the limits is used.
func (f *storeFixture) usage(q access.UsageQuery) access.Usage {
	f.Helper()
	usage, err := f.store.Usage(f.Context(), q)
	f.Must(err)
	return usage
}

func usageIsCounted(f *storeFixture) {
	organisation := f.namedOrganisation("one")
	partner := access.Ancestor{ID: access.OrganisationID(access.NewID())}
	ada, bob, nobody := f.address("Ada"), f.address("bob"), f.address("nobody")
	for range 2 {
		for _, address := range []access.Address{ada, bob} {
			offer := f.offerTo(fixture.ScopeOf(f.account(organisation, "Shop")), address, fixture.Viewer)
			offer.Partner = partner
			f.Must(f.store.Invite(f.Context(), offer))
		}
	}
	f.Must(f.store.Close(f.Context(), closureOf(f.offers(organisation, bob)[0], access.Declined)))
	f.Must(f.store.Resend(f.Context(), resendOf(f.offers(organisation, ada)[0], fixture.Noon.Add(time.Minute))))
	query := access.UsageQuery{Organisation: organisation.ID, Partner: partner.ID, Addresses: []access.Address{ada, bob, nobody, f.address("ADA")}, At: fixture.Noon}
	before := f.everything()
	f.same("usage", f.usage(query), access.Usage{Open: 3, Hour: 5, Day: map[string]int{ada.Key(): 3, bob.Key(): 2},
		DayOfPartner: map[string]int{ada.Key(): 2, bob.Key(): 2}})
	query.At = fixture.Noon.Add(13 * time.Hour)
	f.same("the next day", f.usage(query), access.Usage{Open: 3, Day: map[string]int{}, DayOfPartner: map[string]int{}})
	query.Organisation, query.Partner, query.At = access.OrganisationID(access.NewID()), "", fixture.Noon
	f.same("elsewhere", f.usage(query), access.Usage{Day: map[string]int{}, DayOfPartner: map[string]int{}})
	f.unchanged(before)
}

func dayOfTheClock(f *storeFixture) {
	organisation, other := f.namedOrganisation("one"), f.namedOrganisation("other")
	first := f.limited(organisation, "ada", dayLimit(2))
	f.Must(f.store.Invite(f.Context(), first))
	midnight := fixture.Noon.Truncate(24 * time.Hour).Add(24 * time.Hour)
	write := resendOf(f.Invitation(first.Invitation.ID), midnight.Add(-time.Millisecond))
	write.Offer.Limits = dayLimit(2)
	f.Must(f.store.Resend(f.Context(), write))

	shop := f.offer(fixture.ScopeOf(f.account(organisation, "Shop")), "ADA", fixture.Viewer)
	shop.Limits = dayLimit(2)
	if !f.refusedBy(f.store.Invite(f.Context(), shop), access.LimitDay) {
		f.Error("a third mail in a day with a limit of two")
	}
	write = resendOf(f.Invitation(first.Invitation.ID), midnight.Add(-time.Millisecond))
	write.Offer.Limits = dayLimit(2)
	if !f.refusedBy(f.store.Resend(f.Context(), write), access.LimitDay) {
		f.Error("resent a third time in a day with a limit of two")
	}
	f.Must(f.store.Invite(f.Context(), f.limited(organisation, "bob", dayLimit(2))))
	f.Must(f.store.Invite(f.Context(), f.limited(other, "ADA", dayLimit(2))))
	f.Must(f.store.Invite(f.Context(), at(shop, midnight)))
}
