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
	{"every end of an invitation makes room for exactly one", endingMakesRoom},
	{"an invitation that is replaced makes room for its replacement", replacementMakesRoom},
	{"at the limit an open invitation is resent, and a closed one is not", resendAtTheLimit},
	{"a write that a limit refuses changes nothing", refusedChangesNothing},
	{"a stale write is stale although a limit is reached", staleBeforeLimits},
}

// limited returns an offer under limits.
func (f *storeFixture) limited(organisation access.Organisation, name string, limits access.Limits) access.Offer {
	f.Helper()
	offer := f.offer(fixture.Whole(organisation), name, fixture.Viewer)
	offer.Limits = limits
	return offer
}

// refusedBy reports whether an outcome is a refusal by the limit. Any outcome
// other than that and success ends the test.
func (f *storeFixture) refusedBy(outcome error, limit access.LimitName) bool {
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

// countInvited writes offers at the same time and repeats each until it is written
// or refused by the limit. It returns how many were written.
func (f *storeFixture) countInvited(limit access.LimitName, offers ...access.Offer) int {
	f.Helper()
	return f.winners(len(offers), func(racer int) (bool, error) {
		err := f.store.Invite(f.Context(), offers[racer])
		if over, ok := errors.AsType[*access.LimitError](err); ok && over.Limit == limit {
			return true, nil
		}
		return false, err
	})
}

func (f *storeFixture) manyOffers(n int, organisation access.Organisation, limits access.Limits) []access.Offer {
	f.Helper()
	offers := make([]access.Offer, 0, n)
	for range n {
		offers = append(offers, f.limited(organisation, access.NewID(), limits))
	}
	return offers
}

func openLimit(open int) access.Limits {
	limits := fixture.AmpleLimits
	limits.OpenInvitations = open
	return limits
}

func openAtOnce(f *storeFixture) {
	organisation := f.namedOrganisation("one")
	f.same("invited", f.countInvited(access.LimitOpen, f.manyOffers(100, organisation, openLimit(37))...), 37)
	f.same("open", len(f.invitationsOf(access.InvitationQuery{Organisation: organisation.ID, Limit: 50})), 37)
	f.same("invited elsewhere", f.countInvited(access.LimitOpen, f.manyOffers(1, f.namedOrganisation("other"), openLimit(37))...), 1)
}

// endings are all ways in which a pending invitation ends.
var endings = map[string]func(f *storeFixture, invitation access.Invitation) error{
	"accept": func(f *storeFixture, i access.Invitation) error {
		return f.store.Accept(f.Context(), f.acceptance(i, f.person(access.NewID())))
	},
	"decline": func(f *storeFixture, i access.Invitation) error {
		return f.store.Close(f.Context(), closureOf(i, access.Declined))
	},
	"revoke": func(f *storeFixture, i access.Invitation) error {
		return f.store.Close(f.Context(), closureOf(i, access.Revoked))
	},
	"expire": func(f *storeFixture, i access.Invitation) error { return f.store.Expire(f.Context(), expiry(i)) },
	"expire what was removed": func(f *storeFixture, i access.Invitation) error {
		if f.Invitation(i.ID).Status == access.Pending {
			f.Must(f.store.RemoveInvitation(f.Context(), i.ID))
		}
		return f.store.Expire(f.Context(), expiry(i))
	},
	"revoke with a removal": func(f *storeFixture, i access.Invitation) error {
		change := removal(f.member(f.person(access.NewID()), i.Scope, fixture.Viewer))
		change.Revocations = []access.InvitationClosure{closureOf(i, access.Revoked)}
		return f.store.ChangeMembership(f.Context(), change)
	},
}

func endingMakesRoom(f *storeFixture) {
	for name, end := range endings {
		f.Run(name, func(t *testing.T) {
			f := newFixture(t, f.store)
			organisation := f.namedOrganisation("one")
			offers := f.manyOffers(5, organisation, openLimit(5))
			f.same("invited", f.countInvited(access.LimitOpen, offers...), 5)
			for _, offer := range offers[:2] {
				ended := f.Invitation(offer.Invitation.ID)
				f.Must(end(f, ended))
				if err := end(f, ended); !errors.Is(err, access.ErrStale) { // a second end makes no more room
					f.Errorf("ended twice: %v, want access.ErrStale", err)
				}
				f.same("invited instead", f.countInvited(access.LimitOpen, f.manyOffers(4, organisation, openLimit(5))...), 1)
			}
		})
	}
}

func replacementMakesRoom(f *storeFixture) {
	organisation := f.namedOrganisation("one")
	offers := f.manyOffers(3, organisation, openLimit(3))
	f.same("invited", f.countInvited(access.LimitOpen, offers...), 3)
	for _, offer := range offers {
		next := f.replacement(f.Invitation(offer.Invitation.ID))
		next.Limits = openLimit(3)
		f.Must(f.store.Invite(f.Context(), next))
		f.same("invited in addition", f.countInvited(access.LimitOpen, f.manyOffers(1, organisation, openLimit(3))...), 0)
	}
}

func resendAtTheLimit(f *storeFixture) {
	organisation := f.namedOrganisation("one")
	offers := f.manyOffers(3, organisation, openLimit(3))
	f.same("invited", f.countInvited(access.LimitOpen, offers...), 3)
	resend := func(id access.InvitationID, at time.Time) error {
		write := resendOf(f.Invitation(id), at)
		write.Offer.Limits = openLimit(3)
		return f.store.Resend(f.Context(), write)
	}
	open, over, declined := offers[0].Invitation.ID, offers[1].Invitation.ID, offers[2].Invitation.ID
	f.Must(resend(open, later))
	f.Must(resend(over, fixture.Noon.Add(access.OpenFor)))

	f.Must(f.store.Close(f.Context(), closureOf(f.Invitation(declined), access.Declined)))
	f.same("invited instead", f.countInvited(access.LimitOpen, f.manyOffers(2, organisation, openLimit(3))...), 1)
	if !f.refusedBy(resend(declined, later), access.LimitOpen) {
		f.Error("a closed invitation was resent beyond the limit")
	}
	f.Must(f.store.Close(f.Context(), closureOf(f.Invitation(open), access.Declined)))
	f.Must(resend(declined, later))
	f.same("invited in addition", f.countInvited(access.LimitOpen, f.manyOffers(1, organisation, openLimit(3))...), 0)
	f.Must(f.store.Close(f.Context(), closureOf(f.Invitation(declined), access.Revoked)))
	f.same("invited in the end", f.countInvited(access.LimitOpen, f.manyOffers(2, organisation, openLimit(3))...), 1)
}

func refusedChangesNothing(f *storeFixture) {
	organisation := f.namedOrganisation("one")
	closed := f.invited(fixture.Whole(organisation), "declined", fixture.Viewer)
	f.Must(f.store.Close(f.Context(), closureOf(closed, access.Declined)))
	f.Must(f.store.Invite(f.Context(), f.limited(organisation, "ada", fixture.AmpleLimits)))
	for limit, limits := range map[access.LimitName]access.Limits{
		access.LimitOpen: openLimit(1), access.LimitHour: hourLimit(1), access.LimitDay: dayLimit(0),
	} {
		offer, resend := f.limited(organisation, "bob", limits), resendOf(f.Invitation(closed.ID), fixture.Noon)
		resend.Offer.Limits = limits
		before := f.everything()
		if !f.refusedBy(f.store.Invite(f.Context(), offer), limit) || !f.refusedBy(f.store.Resend(f.Context(), resend), limit) {
			f.Errorf("%s: the limit refused nothing", limit)
		}
		f.unchanged(before)
		offer.Limits = fixture.AmpleLimits
		f.Must(f.store.Invite(f.Context(), offer)) // only the limit refused it
		f.Must(f.store.Close(f.Context(), closureOf(f.Invitation(offer.Invitation.ID), access.Revoked)))
	}
}

func staleBeforeLimits(f *storeFixture) {
	organisation := f.namedOrganisation("one")
	ada := f.invited(fixture.Whole(organisation), "ada", fixture.Viewer)
	writes := map[string]func() error{}
	for name, limits := range map[string]access.Limits{"open": openLimit(1), "hour": hourLimit(1), "day": dayLimit(1), "all": {}} {
		offer := f.limited(organisation, "ADA", limits)
		writes["invite, "+name] = func() error { return f.store.Invite(f.Context(), offer) }
		resend := resendOf(ada, fixture.Noon)
		resend.Before.Version, resend.Offer.Limits = 2, limits
		writes["renew, "+name] = func() error { return f.store.Resend(f.Context(), resend) }
	}
	f.allStale(writes)
}
