package storetest

import (
	"errors"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

var offerTests = []test{
	{"an invitation is read as it was written", invitationIsRead},
	{"an address has one open invitation at a scope", oneLiveInvitation},
	{"an address has an invitation at each scope", invitationAtEachScope},
	{"an invitation is stale when its id is taken", invitationIDIsTaken},
	{"an expired invitation is replaced, and closed as expired", expiredIsReplaced},
	{"an expired invitation is listed until it is closed", expiredIsListed},
	{"a removed invitation is replaced too", removedIsReplaced},
	{"an invitation is not replaced", invitationIsNotReplaced},
	{"an offer that replaces a pending invitation revokes it, and takes its place among the open ones", pendingIsReplaced},
	{"a replaced invitation has ended, whatever the clock says", replacedIsOver},
}

func invitationIsRead(f *storeFixture) {
	organisation := f.organisation()
	account := f.account(organisation, "Shop")
	offer := f.offer(fixture.ScopeOf(account), "Åda.O'Neil+x%_#y", fixture.Viewer, fixture.Signer)
	offer.Invitation.Inviter = access.Person{ID: "inviter", Name: "Charles <b>B</b>", Email: "Charles@example.com"}
	offer.Invitation.FirstName, offer.Invitation.LastName, offer.Invitation.Locale = "Åda", "", ""
	got := f.invite(offer)
	f.same("invitation", got, offer.Invitation)
	if got.Email != offer.Invitation.Email {
		f.Errorf("the address is %#v, want %#v", got.Email, offer.Invitation.Email)
	}
	f.same("offers", f.offers(organisation, offer.Invitation.Email), []access.Invitation{offer.Invitation})

	_, err := f.store.Invitation(f.Context(), access.InvitationID(access.NewID()))
	if !errors.Is(err, access.ErrNotFound) {
		f.Errorf("an unknown invitation: %v, want access.ErrNotFound", err)
	}
}

func oneLiveInvitation(f *storeFixture) {
	organisation := f.organisation()
	f.invited(fixture.Whole(organisation), "ada", fixture.Viewer)
	for _, name := range []string{"ada", "ADA", "aDa"} {
		second := f.offer(fixture.Whole(organisation), name, fixture.Signer)
		f.stale(func() error { return f.store.Invite(f.Context(), second) })
	}
}

func invitationAtEachScope(f *storeFixture) {
	one, other := f.organisation(), f.organisation()
	shop, yard := f.account(one, "Shop"), f.account(one, "Yard")
	var want []access.Invitation
	for _, scope := range []access.Scope{fixture.Whole(one), fixture.ScopeOf(shop), fixture.ScopeOf(yard)} {
		want = append(want, f.invited(scope, "ada", fixture.Viewer))
	}
	elsewhere := f.invited(fixture.Whole(other), "ada", fixture.Viewer)
	f.invited(fixture.Whole(one), "ada-", fixture.Viewer)

	byAccount := func(i access.Invitation) string { return string(i.Scope.Account) }
	f.same("offers", sortedBy(f.offers(one, f.address("ADA")), byAccount), sortedBy(want, byAccount))
	f.same("offers elsewhere", f.offers(other, f.address("ada")), []access.Invitation{elsewhere})
	f.same("offers to nobody", f.offers(one, f.address("nobody")), []access.Invitation{})
}

func invitationIDIsTaken(f *storeFixture) {
	organisation := f.organisation()
	first := f.invited(fixture.Whole(organisation), "ada", fixture.Viewer)
	again := f.offer(fixture.Whole(organisation), "bob", fixture.Viewer)
	again.Invitation.ID = first.ID
	f.stale(func() error { return f.store.Invite(f.Context(), again) })
	f.Must(f.store.Close(f.Context(), closureOf(first, access.Declined)))
	f.stale(func() error { return f.store.Invite(f.Context(), again) })
}

// replacement returns an invitation that replaces another one at its end.
func (f *storeFixture) replacement(first access.Invitation) access.Offer {
	f.Helper()
	offer := f.offerTo(first.Scope, first.Email, fixture.Signer)
	i, expired := &offer.Invitation, expiry(first)
	i.CreatedAt, i.QueuedAt, i.ExpiresAt = expired.At, expired.At, expired.At.Add(access.OpenFor)
	offer.Event.At, offer.Expired = expired.At.Add(time.Microsecond), &expired
	return offer
}

func expiredIsReplaced(f *storeFixture) {
	organisation := f.organisation()
	first := f.invited(fixture.Whole(organisation), "ada", fixture.Viewer)
	f.Must(f.store.ClaimDelivery(f.Context(), claimOf(first, fixture.Noon, access.HashToken("a"))))
	first = f.Invitation(first.ID)
	next := f.replacement(first)
	f.Must(f.store.Invite(f.Context(), next))

	first = closedAt(first, access.Expired, next.Expired.At)
	f.same("the first", f.Invitation(first.ID), first)
	f.same("offers", f.offers(organisation, first.Email), []access.Invitation{next.Invitation})
	pending := f.invitationsOf(access.InvitationQuery{Organisation: organisation.ID, Statuses: []access.Status{access.Pending}, At: next.Invitation.CreatedAt, Prefix: first.Email.Key(), Limit: 50})
	f.same("pending", pending, []access.Invitation{next.Invitation})
	f.same("closed", f.listed(organisation, closedStatuses...), []access.InvitationID{first.ID})
	f.same("events", f.eventsOf(organisation, 50)[:2], []access.Event{next.Event, next.Expired.Event})
}

func expiredIsListed(f *storeFixture) {
	organisation := f.organisation()
	expired := func(at time.Time, limit int) []access.Invitation {
		found, err := f.store.ExpiredOffers(f.Context(), organisation.ID, at, limit)
		f.Must(err)
		return sortedBy(found.Invitations, func(i access.Invitation) string { return i.Email.Key() })
	}
	f.Must(f.store.Close(f.Context(), closureOf(expired(fixture.Noon.Add(access.OpenFor), 1)[0], access.Declined))) // the founder's
	ada, bob := f.invited(fixture.Whole(organisation), "ada", fixture.Viewer), f.invited(fixture.Whole(organisation), "bob", fixture.Viewer)
	f.Must(f.store.Close(f.Context(), closureOf(f.invited(fixture.Whole(organisation), "cay", fixture.Viewer), access.Declined)))
	f.same("one millisecond before the end", expired(ada.ExpiresAt.Add(-time.Millisecond), 10), []access.Invitation{})
	f.same("at the end", expired(ada.ExpiresAt, 10), []access.Invitation{ada, bob})
	f.same("at most the limit", len(expired(ada.ExpiresAt, 1)), 1)
	f.same("counted before the end", f.expired(organisation, ada.ExpiresAt.Add(-time.Millisecond), 10), 0)
	f.same("counted at the end", f.expired(organisation, ada.ExpiresAt, 10), 2)
	f.same("counted up to the limit", f.expired(organisation, ada.ExpiresAt, 1), 1)
	f.Must(f.store.Expire(f.Context(), expiry(ada)))
	f.same("after one is closed", expired(ada.ExpiresAt, 10), []access.Invitation{bob})

	f.Must(f.store.RemoveInvitation(f.Context(), bob.ID))
	for _, freed := range []int{1, 0} {
		f.same("counted when the other was removed", f.expired(organisation, bob.ExpiresAt, 10), freed)
		left, err := f.store.ExpiredOffers(f.Context(), organisation.ID, bob.ExpiresAt, 10)
		f.Must(err)
		f.same("freed when the other was removed", left.Released, freed)
		f.same("and listed", left.Invitations, []access.Invitation{})
	}
	f.Must(f.store.Invite(f.Context(), f.offerTo(fixture.Whole(organisation), bob.Email, fixture.Signer)))
}

// expired returns how many expired invitations hold their slot.
func (f *storeFixture) expired(organisation access.Organisation, at time.Time, limit int) int {
	f.Helper()
	n, err := f.store.CountExpired(f.Context(), organisation.ID, at, limit)
	f.Must(err)
	return n
}

func removedIsReplaced(f *storeFixture) {
	organisation := f.organisation()
	first := f.invited(fixture.Whole(organisation), "ada", fixture.Viewer)
	f.Must(f.store.RemoveInvitation(f.Context(), first.ID))
	f.same("offers", f.offers(organisation, first.Email), []access.Invitation{})
	next := f.replacement(first)
	f.Must(f.store.Invite(f.Context(), next))
	first = closedAt(first, access.Expired, next.Expired.At)
	f.same("the first", f.Invitation(first.ID), first)
	f.same("offers", f.offers(organisation, first.Email), []access.Invitation{next.Invitation})
}

// invitationIsNotReplaced changes one condition at a time by which an expired
// invitation may be replaced. Each time the write is stale.
func invitationIsNotReplaced(f *storeFixture) {
	for name, spoil := range map[string]func(f *storeFixture, first access.Invitation, next *access.Offer){
		"without the expired one": func(_ *storeFixture, _ access.Invitation, next *access.Offer) { next.Expired = nil },
		"one millisecond before its end": func(_ *storeFixture, _ access.Invitation, next *access.Offer) {
			next.Expired.At = next.Expired.At.Add(-time.Millisecond)
		},
		"in another version": func(_ *storeFixture, _ access.Invitation, next *access.Offer) { next.Expired.Invitation.Version = 2 },
		"when another is to be replaced": func(f *storeFixture, first access.Invitation, next *access.Offer) {
			*next.Expired = expiry(f.invited(first.Scope, "bob", fixture.Viewer))
		},
		"when it was resent": func(f *storeFixture, first access.Invitation, _ *access.Offer) {
			f.Must(f.store.Resend(f.Context(), resendOf(first, later)))
		},
		"when its slot was freed meanwhile": func(f *storeFixture, first access.Invitation, _ *access.Offer) {
			f.Must(f.store.Close(f.Context(), closureOf(first, access.Declined)))
		},
		"twice": func(f *storeFixture, first access.Invitation, _ *access.Offer) {
			f.Must(f.store.Invite(f.Context(), f.replacement(first)))
		},
	} {
		f.Run(name, func(t *testing.T) {
			f := newFixture(t, f.store)
			first := f.invited(fixture.Whole(f.organisation()), "ada", fixture.Viewer)
			next := f.replacement(first)
			spoil(f, first, &next)
			f.stale(func() error { return f.store.Invite(f.Context(), next) })
		})
	}
}

// replacedIsOver uses a clock that is behind. By that clock the first invitation is
// not expired, but there are never two that can be accepted.
func replacedIsOver(f *storeFixture) {
	organisation := f.organisation()
	first := f.invited(fixture.Whole(organisation), "ada", fixture.Viewer)
	f.Must(f.store.Invite(f.Context(), f.replacement(first)))
	accept := f.acceptance(first, f.person("ada"))
	change := removal(f.member(f.person("bob"), fixture.Whole(organisation), fixture.Viewer))
	change.Revocations = []access.InvitationClosure{closureOf(first, access.Revoked)}
	f.allStale(map[string]func() error{
		"accept":  func() error { return f.store.Accept(f.Context(), accept) },
		"decline": func() error { return f.store.Close(f.Context(), closureOf(first, access.Declined)) },
		"revoke":  func() error { return f.store.ChangeMembership(f.Context(), change) },
		"update":  func() error { return f.store.UpdateInvitation(f.Context(), updateOf(first, fixture.Signer)) },
		"resend":  func() error { return f.store.Resend(f.Context(), resendOf(first, later)) },
		"expire":  func() error { return f.store.Expire(f.Context(), expiry(first)) },
	})
}

func pendingIsReplaced(f *storeFixture) {
	organisation := f.namedOrganisation("company")
	admin := f.administrator(organisation, "admin")
	f.administrator(organisation, "other")
	authority := access.Authority{User: admin.User.ID, Role: access.OrganisationAdmin, Scope: fixture.Whole(organisation), AsOf: admin.ChangedAt}
	replacing := func(name string, i access.Invitation) access.Offer {
		offer, revocation := f.offer(i.Scope, name, fixture.Viewer), closureOf(i, access.Revoked)
		revocation.Authority, offer.Replaces = &authority, &revocation
		return offer
	}
	i := f.invited(fixture.ScopeOf(f.account(organisation, "Shop")), "adda", fixture.Viewer)
	open := f.usage(access.UsageQuery{Organisation: organisation.ID, At: fixture.Noon}).Open
	offer := replacing("ada", i)
	offer.ByOperator, offer.Limits.OpenInvitations = false, open
	f.same("new", f.invite(offer), offer.Invitation)
	f.same("old", f.Invitation(i.ID).Status, access.Revoked)
	f.same("slots of the old address", f.offers(organisation, i.Email), []access.Invitation{})
	f.same("open", f.usage(access.UsageQuery{Organisation: organisation.ID, At: fixture.Noon}).Open, open)
	f.same("event", f.logged(organisation, offer.Replaces.Event), []access.Event{offer.Replaces.Event})

	again, lost := replacing("eve", i), replacing("eve", offer.Invitation)
	f.stale(func() error { return f.store.Invite(f.Context(), again) })
	f.Must(f.store.ChangeMembership(f.Context(), removal(admin)))
	f.stale(func() error { return f.store.Invite(f.Context(), lost) })
}
