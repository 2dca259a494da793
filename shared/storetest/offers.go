package storetest

import (
	"errors"
	"testing"
	"time"

	"admit/shared/access"
)

var offerTests = []test{
	{"an invitation is read as it was written", invitationIsRead},
	{"one live invitation of an address and scope", oneLiveInvitation},
	{"an address has an invitation at each scope", invitationAtEachScope},
	{"an invitation is stale when its id is taken", invitationIsTaken},
	{"an invitation makes way at its end, and is closed as expired", invitationMakesWay},
	{"what ran out is listed until it is closed", lapsedIsListed},
	{"an invitation that was removed at its end makes way too", removedMakesWay},
	{"an invitation does not make way", invitationStays},
	{"an invitation that made way is over, whatever the clock says", lapsedIsOver},
}

func invitationIsRead(w *storeFixture) {
	organisation := w.organisation()
	account := w.account(organisation, "Shop")
	offer := w.offer(scopeOf(account), "Åda.O'Neil+x%_#y", viewer, signer)
	offer.Invitation.Inviter = access.Person{ID: "inviter", Name: "Charles <b>B</b>", Email: "Charles@example.com"}
	offer.Invitation.FirstName, offer.Invitation.LastName, offer.Invitation.Locale = "Åda", "", ""
	got := w.invite(offer)
	w.same("invitation", got, offer.Invitation)
	if got.Email != offer.Invitation.Email {
		w.Errorf("the address is %#v, want %#v", got.Email, offer.Invitation.Email)
	}
	w.same("offers", w.offers(organisation, offer.Invitation.Email), []access.Invitation{offer.Invitation})

	_, err := w.store.Invitation(w.Context(), access.InvitationID(access.NewID()))
	if !errors.Is(err, access.ErrNone) {
		w.Errorf("an unknown invitation: %v, want access.ErrNone", err)
	}
}

func oneLiveInvitation(w *storeFixture) {
	organisation := w.organisation()
	w.invited(whole(organisation), "ada", viewer)
	for _, name := range []string{"ada", "ADA", "aDa"} {
		second := w.offer(whole(organisation), name, signer)
		w.stale(func() error { return w.store.Invite(w.Context(), second) })
	}
}

func invitationAtEachScope(w *storeFixture) {
	one, other := w.organisation(), w.organisation()
	shop, yard := w.account(one, "Shop"), w.account(one, "Yard")
	var want []access.Invitation
	for _, scope := range []access.Scope{whole(one), scopeOf(shop), scopeOf(yard)} {
		want = append(want, w.invited(scope, "ada", viewer))
	}
	elsewhere := w.invited(whole(other), "ada", viewer)
	w.invited(whole(one), "ada-", viewer)

	byAccount := func(i access.Invitation) string { return string(i.Scope.Account) }
	w.same("offers", sortedBy(w.offers(one, w.address("ADA")), byAccount), sortedBy(want, byAccount))
	w.same("offers elsewhere", w.offers(other, w.address("ada")), []access.Invitation{elsewhere})
	w.same("offers to nobody", w.offers(one, w.address("nobody")), []access.Invitation{})
}

func invitationIsTaken(w *storeFixture) {
	organisation := w.organisation()
	first := w.invited(whole(organisation), "ada", viewer)
	again := w.offer(whole(organisation), "bob", viewer)
	again.Invitation.ID = first.ID
	w.stale(func() error { return w.store.Invite(w.Context(), again) })
	w.Must(w.store.Close(w.Context(), closing(first, access.Declined)))
	w.stale(func() error { return w.store.Invite(w.Context(), again) })
}

// successor returns an invitation that replaces another one at its end.
func (w *storeFixture) successor(first access.Invitation) access.Offer {
	w.Helper()
	offer := w.offerTo(first.Scope, first.Email, signer)
	i, lapsed := &offer.Invitation, expiry(first)
	i.CreatedAt, i.QueuedAt, i.ExpiresAt = lapsed.At, lapsed.At, lapsed.At.Add(access.OpenFor)
	offer.Event.At, offer.Expired = lapsed.At.Add(time.Microsecond), &lapsed
	return offer
}

func invitationMakesWay(w *storeFixture) {
	organisation := w.organisation()
	first := w.invited(whole(organisation), "ada", viewer)
	w.Must(w.store.ClaimDelivery(w.Context(), claimOf(first, noon, access.HashSecret("a"))))
	first = w.Invitation(first.ID)
	next := w.successor(first)
	w.Must(w.store.Invite(w.Context(), next))

	first.Status, first.ClosedAt = access.Expired, next.Expired.At
	w.same("the first", w.Invitation(first.ID), first)
	w.same("offers", w.offers(organisation, first.Email), []access.Invitation{next.Invitation})
	pending := w.invitationsOf(access.InvitationQuery{Organisation: organisation.ID, List: access.ListPending, Prefix: first.Email.Key(), Limit: 50})
	w.same("pending", pending, []access.Invitation{next.Invitation})
	w.same("closed", w.listed(organisation, access.ListClosed), []access.InvitationID{first.ID})
	w.same("records", w.recordsOf(organisation, 50)[:2], []access.Event{next.Event, next.Expired.Event})
}

func lapsedIsListed(w *storeFixture) {
	organisation := w.organisation()
	lapsed := func(at time.Time, limit int) []access.Invitation {
		found, err := w.store.ExpiredOffers(w.Context(), organisation.ID, at, limit)
		w.Must(err)
		return sortedBy(found.Invitations, func(i access.Invitation) string { return i.Email.Key() })
	}
	w.Must(w.store.Close(w.Context(), closing(lapsed(noon.Add(access.OpenFor), 1)[0], access.Declined))) // the founder's
	ada, bob := w.invited(whole(organisation), "ada", viewer), w.invited(whole(organisation), "bob", viewer)
	w.Must(w.store.Close(w.Context(), closing(w.invited(whole(organisation), "cay", viewer), access.Declined)))
	w.same("one millisecond before the end", lapsed(ada.ExpiresAt.Add(-time.Millisecond), 10), []access.Invitation{})
	w.same("at the end", lapsed(ada.ExpiresAt, 10), []access.Invitation{ada, bob})
	w.same("as many as are wanted", len(lapsed(ada.ExpiresAt, 1)), 1)
	w.same("counted before the end", w.expired(organisation, ada.ExpiresAt.Add(-time.Millisecond), 10), 0)
	w.same("counted at the end", w.expired(organisation, ada.ExpiresAt, 10), 2)
	w.same("counted as far as is wanted", w.expired(organisation, ada.ExpiresAt, 1), 1)
	w.Must(w.store.Expire(w.Context(), expiry(ada)))
	w.same("after one is closed", lapsed(ada.ExpiresAt, 10), []access.Invitation{bob})

	w.Must(w.store.RemoveInvitation(w.Context(), bob.ID))
	for _, freed := range []int{1, 0} {
		w.same("counted when DynamoDB has removed the other", w.expired(organisation, bob.ExpiresAt, 10), freed)
		left, err := w.store.ExpiredOffers(w.Context(), organisation.ID, bob.ExpiresAt, 10)
		w.Must(err)
		w.same("freed when DynamoDB has removed the other", left.Freed, freed)
		w.same("and listed", left.Invitations, []access.Invitation{})
	}
	w.Must(w.store.Invite(w.Context(), w.offerTo(whole(organisation), bob.Email, signer)))
}

// expired returns how many expired invitations hold their slot.
func (w *storeFixture) expired(organisation access.Organisation, at time.Time, limit int) int {
	w.Helper()
	n, err := w.store.CountExpired(w.Context(), organisation.ID, at, limit)
	w.Must(err)
	return n
}

func removedMakesWay(w *storeFixture) {
	organisation := w.organisation()
	first := w.invited(whole(organisation), "ada", viewer)
	w.Must(w.store.RemoveInvitation(w.Context(), first.ID))
	w.same("offers", w.offers(organisation, first.Email), []access.Invitation{})
	next := w.successor(first)
	w.Must(w.store.Invite(w.Context(), next))
	first.Status, first.ClosedAt = access.Expired, next.Expired.At
	w.same("the first", w.Invitation(first.ID), first)
	w.same("offers", w.offers(organisation, first.Email), []access.Invitation{next.Invitation})
}

// invitationStays changes one condition at a time by which an expired invitation
// may be replaced. Each time the invitation stays.
func invitationStays(w *storeFixture) {
	for name, spoil := range map[string]func(w *storeFixture, first access.Invitation, next *access.Offer){
		"unasked": func(_ *storeFixture, _ access.Invitation, next *access.Offer) { next.Expired = nil },
		"one millisecond before its end": func(_ *storeFixture, _ access.Invitation, next *access.Offer) {
			next.Expired.At = next.Expired.At.Add(-time.Millisecond)
		},
		"in another version": func(_ *storeFixture, _ access.Invitation, next *access.Offer) { next.Expired.Invitation.Version = 2 },
		"when another is to make way": func(w *storeFixture, first access.Invitation, next *access.Offer) {
			*next.Expired = expiry(w.invited(first.Scope, "bob", viewer))
		},
		"when it was offered anew": func(w *storeFixture, first access.Invitation, _ *access.Offer) {
			w.Must(w.store.Resend(w.Context(), renewal(first, later)))
		},
		"when its place is free meanwhile": func(w *storeFixture, first access.Invitation, _ *access.Offer) {
			w.Must(w.store.Close(w.Context(), closing(first, access.Declined)))
		},
		"twice": func(w *storeFixture, first access.Invitation, _ *access.Offer) {
			w.Must(w.store.Invite(w.Context(), w.successor(first)))
		},
	} {
		w.Run(name, func(t *testing.T) {
			w := newFixture(t, w.store)
			first := w.invited(whole(w.organisation()), "ada", viewer)
			next := w.successor(first)
			spoil(w, first, &next)
			w.stale(func() error { return w.store.Invite(w.Context(), next) })
		})
	}
}

// lapsedIsOver uses a clock that is behind. By that clock the first invitation is
// not expired, but there are never two that can be accepted.
func lapsedIsOver(w *storeFixture) {
	organisation := w.organisation()
	first := w.invited(whole(organisation), "ada", viewer)
	w.Must(w.store.Invite(w.Context(), w.successor(first)))
	accept := w.acceptance(first, w.person("ada"))
	take := removal(w.member(w.person("bob"), whole(organisation), viewer))
	take.Revocations = []access.InvitationClosure{closing(first, access.Revoked)}
	w.allStale(map[string]func() error{
		"accept":  func() error { return w.store.Accept(w.Context(), accept) },
		"decline": func() error { return w.store.Close(w.Context(), closing(first, access.Declined)) },
		"revoke":  func() error { return w.store.ChangeMembership(w.Context(), take) },
		"amend":   func() error { return w.store.UpdateInvitation(w.Context(), amendment(first, signer)) },
		"renew":   func() error { return w.store.Resend(w.Context(), renewal(first, later)) },
		"expire":  func() error { return w.store.Expire(w.Context(), expiry(first)) },
	})
}
