package storetest

import (
	"errors"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

var limitTests = []test{
	{"100 invitations at once, 37 may be open: exactly 37", openAtOnce},
	{"whatever ends an invitation makes room for exactly one", endingMakesRoom},
	{"an invitation that makes way makes room for the one in its place", lapsedMakesRoom},
	{"an open invitation is renewed at the limit, a closed one is not", renewalAtTheLimit},
	{"what a limit forbids changes nothing", forbiddenChangesNothing},
	{"what is stale is stale, whatever the limits", staleBeforeLimits},
}

// limited returns an offer under limits.
func (w *storeFixture) limited(organisation access.Organisation, name string, limits access.Limits) access.Offer {
	w.Helper()
	offer := w.offer(whole(organisation), name, viewer)
	offer.Limits = limits
	return offer
}

// forbidden reports whether an outcome is a refusal by that limit. Any outcome
// but that and success ends the test.
func (w *storeFixture) forbidden(outcome error, limit access.LimitName) bool {
	w.Helper()
	if outcome == nil {
		return false
	}
	over, ok := errors.AsType[*access.LimitError](outcome)
	if !ok || over.Limit != limit {
		w.Fatalf("the write ended with %v, want the limit of %s", outcome, limit)
	}
	return true
}

// admitted writes offers at the same time, and repeats each until it is written
// or refused by the limit. It returns how many were written.
func (w *storeFixture) admitted(limit access.LimitName, offers ...access.Offer) int {
	w.Helper()
	return w.winners(len(offers), func(racer int) (bool, error) {
		err := w.store.Invite(w.Context(), offers[racer])
		if over, ok := errors.AsType[*access.LimitError](err); ok && over.Limit == limit {
			return true, nil
		}
		return false, err
	})
}

func (w *storeFixture) many(n int, organisation access.Organisation, limits access.Limits) []access.Offer {
	w.Helper()
	offers := make([]access.Offer, 0, n)
	for range n {
		offers = append(offers, w.limited(organisation, access.NewID(), limits))
	}
	return offers
}

func upTo(open int) access.Limits {
	limits := fixture.AmpleLimits
	limits.OpenInvitations = open
	return limits
}

func openAtOnce(w *storeFixture) {
	organisation := w.founded("one")
	w.same("admitted", w.admitted(access.LimitOpen, w.many(100, organisation, upTo(37))...), 37)
	w.same("open", len(w.invitationsOf(access.InvitationQuery{Organisation: organisation.ID, Limit: 50})), 37)
	w.same("admitted elsewhere", w.admitted(access.LimitOpen, w.many(1, w.founded("other"), upTo(37))...), 1)
}

// endings are all ways in which a pending invitation ends.
var endings = map[string]func(w *storeFixture, invitation access.Invitation) error{
	"accept": func(w *storeFixture, i access.Invitation) error {
		return w.store.Accept(w.Context(), w.acceptance(i, w.person(access.NewID())))
	},
	"decline": func(w *storeFixture, i access.Invitation) error {
		return w.store.Close(w.Context(), closing(i, access.Declined))
	},
	"revoke": func(w *storeFixture, i access.Invitation) error {
		return w.store.Close(w.Context(), closing(i, access.Revoked))
	},
	"expire": func(w *storeFixture, i access.Invitation) error { return w.store.Expire(w.Context(), expiry(i)) },
	"expire what was removed": func(w *storeFixture, i access.Invitation) error {
		if w.Invitation(i.ID).Status == access.Pending {
			w.Must(w.store.RemoveInvitation(w.Context(), i.ID))
		}
		return w.store.Expire(w.Context(), expiry(i))
	},
	"revoke with a removal": func(w *storeFixture, i access.Invitation) error {
		take := removal(w.member(w.person(access.NewID()), i.Scope, viewer))
		take.Revocations = []access.InvitationClosure{closing(i, access.Revoked)}
		return w.store.ChangeMembership(w.Context(), take)
	},
}

func endingMakesRoom(w *storeFixture) {
	for name, end := range endings {
		w.Run(name, func(t *testing.T) {
			w := newFixture(t, w.store)
			organisation := w.founded("one")
			offers := w.many(5, organisation, upTo(5))
			w.same("admitted", w.admitted(access.LimitOpen, offers...), 5)
			for _, offer := range offers[:2] {
				ended := w.Invitation(offer.Invitation.ID)
				w.Must(end(w, ended))
				if err := end(w, ended); !errors.Is(err, access.ErrStale) { // it makes no more room
					w.Errorf("ended twice: %v, want access.ErrStale", err)
				}
				w.same("admitted instead", w.admitted(access.LimitOpen, w.many(4, organisation, upTo(5))...), 1)
			}
		})
	}
}

func lapsedMakesRoom(w *storeFixture) {
	organisation := w.founded("one")
	offers := w.many(3, organisation, upTo(3))
	w.same("admitted", w.admitted(access.LimitOpen, offers...), 3)
	for _, offer := range offers {
		next := w.successor(w.Invitation(offer.Invitation.ID))
		next.Limits = upTo(3)
		w.Must(w.store.Invite(w.Context(), next))
		w.same("admitted beside", w.admitted(access.LimitOpen, w.many(1, organisation, upTo(3))...), 0)
	}
}

func renewalAtTheLimit(w *storeFixture) {
	organisation := w.founded("one")
	offers := w.many(3, organisation, upTo(3))
	w.same("admitted", w.admitted(access.LimitOpen, offers...), 3)
	renew := func(id access.InvitationID, at time.Time) error {
		write := renewal(w.Invitation(id), at)
		write.Offer.Limits = upTo(3)
		return w.store.Resend(w.Context(), write)
	}
	open, over, declined := offers[0].Invitation.ID, offers[1].Invitation.ID, offers[2].Invitation.ID
	w.Must(renew(open, later))
	w.Must(renew(over, noon.Add(access.OpenFor)))

	w.Must(w.store.Close(w.Context(), closing(w.Invitation(declined), access.Declined)))
	w.same("admitted instead", w.admitted(access.LimitOpen, w.many(2, organisation, upTo(3))...), 1)
	if !w.forbidden(renew(declined, later), access.LimitOpen) {
		w.Error("a closed invitation was renewed beyond the limit")
	}
	w.Must(w.store.Close(w.Context(), closing(w.Invitation(open), access.Declined)))
	w.Must(renew(declined, later))
	w.same("admitted beside", w.admitted(access.LimitOpen, w.many(1, organisation, upTo(3))...), 0)
	w.Must(w.store.Close(w.Context(), closing(w.Invitation(declined), access.Revoked)))
	w.same("admitted in the end", w.admitted(access.LimitOpen, w.many(2, organisation, upTo(3))...), 1)
}

func forbiddenChangesNothing(w *storeFixture) {
	organisation := w.founded("one")
	closed := w.invited(whole(organisation), "declined", viewer)
	w.Must(w.store.Close(w.Context(), closing(closed, access.Declined)))
	w.Must(w.store.Invite(w.Context(), w.limited(organisation, "ada", fixture.AmpleLimits)))
	for limit, limits := range map[access.LimitName]access.Limits{
		access.LimitOpen: upTo(1), access.LimitHour: anHour(1), access.LimitDay: aDay(0),
	} {
		offer, renew := w.limited(organisation, "bob", limits), renewal(w.Invitation(closed.ID), noon)
		renew.Offer.Limits = limits
		before := w.everything()
		if !w.forbidden(w.store.Invite(w.Context(), offer), limit) || !w.forbidden(w.store.Resend(w.Context(), renew), limit) {
			w.Errorf("%s: nothing was forbidden", limit)
		}
		w.unchanged(before)
		offer.Limits = fixture.AmpleLimits
		w.Must(w.store.Invite(w.Context(), offer)) // only the limit refused it
		w.Must(w.store.Close(w.Context(), closing(w.Invitation(offer.Invitation.ID), access.Revoked)))
	}
}

func staleBeforeLimits(w *storeFixture) {
	organisation := w.founded("one")
	ada := w.invited(whole(organisation), "ada", viewer)
	writes := map[string]func() error{}
	for name, limits := range map[string]access.Limits{"open": upTo(1), "hour": anHour(1), "day": aDay(1), "all": {}} {
		offer := w.limited(organisation, "ADA", limits)
		writes["invite, "+name] = func() error { return w.store.Invite(w.Context(), offer) }
		renew := renewal(ada, noon)
		renew.Before.Version, renew.Offer.Limits = 2, limits
		writes["renew, "+name] = func() error { return w.store.Resend(w.Context(), renew) }
	}
	w.allStale(writes)
}
