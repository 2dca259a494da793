package accesstest

import (
	"fmt"
	"time"

	"admit/shared/access"
)

var rateTests = []test{
	{"60 invitations at once, 37 an hour: exactly 37", hourAtOnce},
	{"an hour is one of the clock, and resends count", hourOfTheClock},
	{"20 mails a day to one address, from all organisations at once: exactly 20", dayAtOnce},
	{"a day is one of the clock, and one of the address", dayOfTheClock},
}

func anHour(n int) access.Limits {
	limits := ample
	limits.InvitationsPerHour = n
	return limits
}

// at moves an offer to another moment.
func at(offer access.Offer, moment time.Time) access.Offer {
	i := &offer.Invitation
	i.CreatedAt, i.QueuedAt, i.ExpiresAt = moment, moment, moment.Truncate(time.Second).Add(access.OpenFor)
	offer.Record.At = moment
	return offer
}

func hourAtOnce(w *world) {
	organisation := w.founded("one")
	w.same("admitted", w.admitted(access.LimitHour, w.many(60, organisation, anHour(37))...), 37)
}

func hourOfTheClock(w *world) {
	organisation, other := w.founded("one"), w.founded("other")
	invite := func(in access.Organisation, moment time.Time) error {
		return w.store.Invite(w.Context(), at(w.limited(in, access.NewID(), anHour(3)), moment))
	}
	first := w.limited(organisation, "ada", anHour(3))
	w.must(w.store.Invite(w.Context(), first))
	for n, moment := range []time.Time{noon.Add(time.Minute), noon.Add(time.Hour - time.Millisecond)} {
		write := renewal(w.invitation(first.Invitation.ID), moment)
		write.Offer.Limits = anHour(3)
		w.must(w.store.Renew(w.Context(), write))
		w.same(fmt.Sprintf("resent %d times", n+1), w.invitation(first.Invitation.ID).Round, n+2)
	}
	w.must(w.store.Close(w.Context(), closing(w.invitation(first.Invitation.ID), access.Revoked))) // a mail that was sent was sent

	last := noon.Add(time.Hour - time.Millisecond)
	if !w.forbidden(invite(organisation, last), access.LimitHour) || !w.forbidden(invite(organisation, noon), access.LimitHour) {
		w.Error("a fourth invitation in an hour that may have three")
	}
	resend := renewal(w.invitation(first.Invitation.ID), last)
	resend.Offer.Limits = anHour(3)
	if !w.forbidden(w.store.Renew(w.Context(), resend), access.LimitHour) {
		w.Error("resent a third time in an hour that may have three")
	}
	w.must(invite(other, last))
	w.must(invite(organisation, noon.Add(-time.Millisecond)))
	w.must(invite(organisation, noon.Add(time.Hour)))
}

func aDay(n int) access.Limits {
	limits := ample
	limits.MailsPerDay = n
	return limits
}

func dayAtOnce(w *world) {
	var offers []access.Offer
	for n, spelling := range []string{"ada", "Ada", "ADA", "aDa", "ada", "adA"} {
		organisation := w.founded(fmt.Sprintf("organisation %d", n))
		offers = append(offers, w.limited(organisation, spelling, aDay(20)))
		for m := range 5 {
			shop := w.account(organisation, fmt.Sprintf("Shop %d", m))
			offer := w.offer(scopeOf(shop), spelling, viewer)
			offer.Limits = aDay(20)
			offers = append(offers, offer)
		}
	}
	w.same("admitted", w.admitted(access.LimitDay, offers...), 20)
}

func dayOfTheClock(w *world) {
	organisation, other := w.founded("one"), w.founded("other")
	first := w.limited(organisation, "ada", aDay(2))
	w.must(w.store.Invite(w.Context(), first))
	midnight := noon.Truncate(24 * time.Hour).Add(24 * time.Hour)
	write := renewal(w.invitation(first.Invitation.ID), midnight.Add(-time.Millisecond))
	write.Offer.Limits = aDay(2)
	w.must(w.store.Renew(w.Context(), write))

	if !w.forbidden(w.store.Invite(w.Context(), w.limited(other, "ADA", aDay(2))), access.LimitDay) {
		w.Error("a third mail in a day that may have two")
	}
	write = renewal(w.invitation(first.Invitation.ID), midnight.Add(-time.Millisecond))
	write.Offer.Limits = aDay(2)
	if !w.forbidden(w.store.Renew(w.Context(), write), access.LimitDay) {
		w.Error("resent a third time in a day that may have two")
	}
	w.must(w.store.Invite(w.Context(), w.limited(other, "bob", aDay(2))))
	w.must(w.store.Invite(w.Context(), at(w.limited(other, "ada", aDay(2)), midnight)))
}
