package storetest

import (
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

var expiryTests = []test{
	{"an expiry is read as it was written", expiryIsRead},
	{"the expiry of a removed invitation stores it again", removedIsClosed},
	{"an expiry frees the slot", expiryFreesSlot},
	{"an expiry is stale", expiryIsStale},
}

// mailed returns an invitation whose mail was sent.
func (f *storeFixture) mailed(organisation access.Organisation, name string) access.Invitation {
	f.Helper()
	invitation := f.invited(fixture.Whole(organisation), name, fixture.Viewer)
	f.Must(f.store.ClaimDelivery(f.Context(), claimOf(invitation, fixture.Noon, access.HashToken("a"))))
	f.Must(f.store.SettleDelivery(f.Context(), settlementOf(invitation, access.Delivery{Status: access.Sent, Message: "m"})))
	return f.Invitation(invitation.ID)
}

// wantExpired checks that an invitation is closed as expired and keeps everything
// else. It keeps its token hashes, too: the invitee's page says what happened.
func (f *storeFixture) wantExpired(was access.Invitation, at time.Time) {
	f.Helper()
	was = closedAt(was, access.Expired, at)
	f.same("invitation", f.Invitation(was.ID), was)
	organisation := access.Organisation{ID: was.Scope.Organisation}
	f.same("offers", f.offers(organisation, was.Email), []access.Invitation{})
	f.same("list", f.invitationsOf(access.InvitationQuery{Organisation: organisation.ID, Prefix: was.Email.Key(), Limit: 50}),
		[]access.Invitation{was})
}

func expiryIsRead(f *storeFixture) {
	organisation := f.organisation()
	for name, late := range map[string]time.Duration{"at its end": 0, "two days after": 49 * time.Hour} {
		invitation := f.mailed(organisation, access.NewID())
		write := expiry(invitation)
		write.At = write.At.Add(late)
		f.Must(f.store.Expire(f.Context(), write))
		f.wantExpired(invitation, write.At)
		f.same(name, f.eventsOf(organisation, 50)[0].Type, access.EventInvitationExpired)
	}
}

func removedIsClosed(f *storeFixture) {
	organisation := f.organisation()
	invitation := f.mailed(organisation, "ada")
	f.Must(f.store.RemoveInvitation(f.Context(), invitation.ID))
	write := expiry(invitation)
	f.Must(f.store.Expire(f.Context(), write))
	f.wantExpired(invitation, write.At)
	f.stale(func() error { return f.store.Expire(f.Context(), write) })
}

func expiryFreesSlot(f *storeFixture) {
	organisation := f.organisation()
	first := f.invited(fixture.Whole(organisation), "ada", fixture.Viewer)
	kept := f.invited(fixture.ScopeOf(f.account(organisation, "Shop")), "ada", fixture.Viewer)
	f.Must(f.store.Expire(f.Context(), expiry(first)))
	f.same("offers", f.offers(organisation, kept.Email), []access.Invitation{kept})
	again := f.invited(fixture.Whole(organisation), "ada", fixture.Viewer)
	f.same("the next", f.Invitation(again.ID), again)
}

func expiryIsStale(f *storeFixture) {
	for name, spoil := range map[string]func(f *storeFixture, write *access.InvitationClosure){
		"one millisecond too early": func(_ *storeFixture, write *access.InvitationClosure) { write.At = write.At.Add(-time.Millisecond) },
		"before the end, although the reader saw an earlier end": func(_ *storeFixture, write *access.InvitationClosure) {
			write.At = later
			write.Invitation.ExpiresAt = later.Add(-time.Hour)
		},
		"before the end, of an invitation that does not exist": func(f *storeFixture, write *access.InvitationClosure) {
			f.Must(f.store.RemoveInvitation(f.Context(), write.Invitation.ID))
			write.At = write.Invitation.ExpiresAt.Add(-time.Second)
		},
		"in another version": func(_ *storeFixture, write *access.InvitationClosure) { write.Invitation.Version = 2 },
		"twice":              func(f *storeFixture, write *access.InvitationClosure) { f.Must(f.store.Expire(f.Context(), *write)) },
		"of one that was accepted": func(f *storeFixture, write *access.InvitationClosure) {
			f.Must(f.store.Accept(f.Context(), f.acceptance(write.Invitation, f.person("ada"))))
		},
		"of one that was declined": func(f *storeFixture, write *access.InvitationClosure) {
			f.Must(f.store.Close(f.Context(), closureOf(write.Invitation, access.Declined)))
		},
		"of one that was resent": func(f *storeFixture, write *access.InvitationClosure) {
			f.Must(f.store.Resend(f.Context(), resendOf(write.Invitation, later)))
		},
		"of one that was resent at its end": func(f *storeFixture, write *access.InvitationClosure) {
			f.Must(f.store.Resend(f.Context(), resendOf(write.Invitation, write.At)))
		},
		"of one that was replaced": func(f *storeFixture, write *access.InvitationClosure) {
			f.Must(f.store.Invite(f.Context(), f.replacement(write.Invitation)))
		},
	} {
		f.Run(name, func(t *testing.T) {
			f := newFixture(t, f.store)
			write := expiry(f.invited(fixture.Whole(f.organisation()), "ada", fixture.Viewer))
			spoil(f, &write)
			f.stale(func() error { return f.store.Expire(f.Context(), write) })
		})
	}
}
