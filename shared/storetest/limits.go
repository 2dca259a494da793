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
func (f *storeFixture) limited(organisation access.Organisation, name string, limits access.Limits) access.Offer {
	f.Helper()
	offer := f.offer(whole(organisation), name, viewer)
	offer.Limits = limits
	return offer
}

// forbidden reports whether an outcome is a refusal by that limit. Any outcome
// but that and success ends the test.
func (f *storeFixture) forbidden(outcome error, limit access.LimitName) bool {
	f.Helper()
	if outcome == nil {
		return false
	}
	over, ok := errors.AsType[*access.LimitError](outcome)
	if !ok || over.Limit != limit {
		f.Fatalf("the write ended with %v, want the limit of %s", outcome, limit)
	}
	return true
}

// admitted writes offers at the same time, and repeats each until it is written
// or refused by the limit. It returns how many were written.
func (f *storeFixture) admitted(limit access.LimitName, offers ...access.Offer) int {
	f.Helper()
	return f.winners(len(offers), func(racer int) (bool, error) {
		err := f.store.Invite(f.Context(), offers[racer])
		if over, ok := errors.AsType[*access.LimitError](err); ok && over.Limit == limit {
			return true, nil
		}
		return false, err
	})
}

func (f *storeFixture) many(n int, organisation access.Organisation, limits access.Limits) []access.Offer {
	f.Helper()
	offers := make([]access.Offer, 0, n)
	for range n {
		offers = append(offers, f.limited(organisation, access.NewID(), limits))
	}
	return offers
}

func upTo(open int) access.Limits {
	limits := fixture.AmpleLimits
	limits.OpenInvitations = open
	return limits
}

func openAtOnce(f *storeFixture) {
	organisation := f.founded("one")
	f.same("admitted", f.admitted(access.LimitOpen, f.many(100, organisation, upTo(37))...), 37)
	f.same("open", len(f.invitationsOf(access.InvitationQuery{Organisation: organisation.ID, Limit: 50})), 37)
	f.same("admitted elsewhere", f.admitted(access.LimitOpen, f.many(1, f.founded("other"), upTo(37))...), 1)
}

// endings are all ways in which a pending invitation ends.
var endings = map[string]func(f *storeFixture, invitation access.Invitation) error{
	"accept": func(f *storeFixture, i access.Invitation) error {
		return f.store.Accept(f.Context(), f.acceptance(i, f.person(access.NewID())))
	},
	"decline": func(f *storeFixture, i access.Invitation) error {
		return f.store.Close(f.Context(), closing(i, access.Declined))
	},
	"revoke": func(f *storeFixture, i access.Invitation) error {
		return f.store.Close(f.Context(), closing(i, access.Revoked))
	},
	"expire": func(f *storeFixture, i access.Invitation) error { return f.store.Expire(f.Context(), expiry(i)) },
	"expire what was removed": func(f *storeFixture, i access.Invitation) error {
		if f.Invitation(i.ID).Status == access.Pending {
			f.Must(f.store.RemoveInvitation(f.Context(), i.ID))
		}
		return f.store.Expire(f.Context(), expiry(i))
	},
	"revoke with a removal": func(f *storeFixture, i access.Invitation) error {
		take := removal(f.member(f.person(access.NewID()), i.Scope, viewer))
		take.Revocations = []access.InvitationClosure{closing(i, access.Revoked)}
		return f.store.ChangeMembership(f.Context(), take)
	},
}

func endingMakesRoom(f *storeFixture) {
	for name, end := range endings {
		f.Run(name, func(t *testing.T) {
			f := newFixture(t, f.store)
			organisation := f.founded("one")
			offers := f.many(5, organisation, upTo(5))
			f.same("admitted", f.admitted(access.LimitOpen, offers...), 5)
			for _, offer := range offers[:2] {
				ended := f.Invitation(offer.Invitation.ID)
				f.Must(end(f, ended))
				if err := end(f, ended); !errors.Is(err, access.ErrStale) { // it makes no more room
					f.Errorf("ended twice: %v, want access.ErrStale", err)
				}
				f.same("admitted instead", f.admitted(access.LimitOpen, f.many(4, organisation, upTo(5))...), 1)
			}
		})
	}
}

func lapsedMakesRoom(f *storeFixture) {
	organisation := f.founded("one")
	offers := f.many(3, organisation, upTo(3))
	f.same("admitted", f.admitted(access.LimitOpen, offers...), 3)
	for _, offer := range offers {
		next := f.successor(f.Invitation(offer.Invitation.ID))
		next.Limits = upTo(3)
		f.Must(f.store.Invite(f.Context(), next))
		f.same("admitted beside", f.admitted(access.LimitOpen, f.many(1, organisation, upTo(3))...), 0)
	}
}

func renewalAtTheLimit(f *storeFixture) {
	organisation := f.founded("one")
	offers := f.many(3, organisation, upTo(3))
	f.same("admitted", f.admitted(access.LimitOpen, offers...), 3)
	renew := func(id access.InvitationID, at time.Time) error {
		write := renewal(f.Invitation(id), at)
		write.Offer.Limits = upTo(3)
		return f.store.Resend(f.Context(), write)
	}
	open, over, declined := offers[0].Invitation.ID, offers[1].Invitation.ID, offers[2].Invitation.ID
	f.Must(renew(open, later))
	f.Must(renew(over, noon.Add(access.OpenFor)))

	f.Must(f.store.Close(f.Context(), closing(f.Invitation(declined), access.Declined)))
	f.same("admitted instead", f.admitted(access.LimitOpen, f.many(2, organisation, upTo(3))...), 1)
	if !f.forbidden(renew(declined, later), access.LimitOpen) {
		f.Error("a closed invitation was renewed beyond the limit")
	}
	f.Must(f.store.Close(f.Context(), closing(f.Invitation(open), access.Declined)))
	f.Must(renew(declined, later))
	f.same("admitted beside", f.admitted(access.LimitOpen, f.many(1, organisation, upTo(3))...), 0)
	f.Must(f.store.Close(f.Context(), closing(f.Invitation(declined), access.Revoked)))
	f.same("admitted in the end", f.admitted(access.LimitOpen, f.many(2, organisation, upTo(3))...), 1)
}

func forbiddenChangesNothing(f *storeFixture) {
	organisation := f.founded("one")
	closed := f.invited(whole(organisation), "declined", viewer)
	f.Must(f.store.Close(f.Context(), closing(closed, access.Declined)))
	f.Must(f.store.Invite(f.Context(), f.limited(organisation, "ada", fixture.AmpleLimits)))
	for limit, limits := range map[access.LimitName]access.Limits{
		access.LimitOpen: upTo(1), access.LimitHour: anHour(1), access.LimitDay: aDay(0),
	} {
		offer, renew := f.limited(organisation, "bob", limits), renewal(f.Invitation(closed.ID), noon)
		renew.Offer.Limits = limits
		before := f.everything()
		if !f.forbidden(f.store.Invite(f.Context(), offer), limit) || !f.forbidden(f.store.Resend(f.Context(), renew), limit) {
			f.Errorf("%s: nothing was forbidden", limit)
		}
		f.unchanged(before)
		offer.Limits = fixture.AmpleLimits
		f.Must(f.store.Invite(f.Context(), offer)) // only the limit refused it
		f.Must(f.store.Close(f.Context(), closing(f.Invitation(offer.Invitation.ID), access.Revoked)))
	}
}

func staleBeforeLimits(f *storeFixture) {
	organisation := f.founded("one")
	ada := f.invited(whole(organisation), "ada", viewer)
	writes := map[string]func() error{}
	for name, limits := range map[string]access.Limits{"open": upTo(1), "hour": anHour(1), "day": aDay(1), "all": {}} {
		offer := f.limited(organisation, "ADA", limits)
		writes["invite, "+name] = func() error { return f.store.Invite(f.Context(), offer) }
		renew := renewal(ada, noon)
		renew.Before.Version, renew.Offer.Limits = 2, limits
		writes["renew, "+name] = func() error { return f.store.Resend(f.Context(), renew) }
	}
	f.allStale(writes)
}
