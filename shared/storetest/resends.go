package storetest

import (
	"slices"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

var resendTests = []test{
	{"a resend is read as it was written", resendIsRead},
	{"a resend reopens a closed invitation", resendReopens},
	{"a resend ends everything of the attempt before", resendEndsTheAttempt},
	{"a resend may replace an expired invitation", resendReplacesExpired},
	{"a resend is stale", resendIsStale},
}

func resendIsRead(f *storeFixture) {
	organisation := f.organisation()
	for name, at := range map[string]time.Time{"open": later, "at its end": fixture.Noon.Add(access.OpenFor), "expired long ago": fixture.Noon.Add(30 * 24 * time.Hour)} {
		write := resendOf(f.invited(fixture.Whole(organisation), access.NewID(), fixture.Viewer), at)
		f.Must(f.store.Resend(f.Context(), write))
		want := write.Offer.Invitation
		f.same(name, f.Invitation(want.ID), want)
		f.same("offers", f.offers(organisation, want.Email), []access.Invitation{want})
		f.same("list", f.invitationsOf(access.InvitationQuery{Organisation: organisation.ID, Prefix: want.Email.Key(), Limit: 50}),
			[]access.Invitation{want})
	}
}

// closings are all ends of an invitation after which it can be resent.
var closings = map[string]func(f *storeFixture, invitation access.Invitation){
	"declined": func(f *storeFixture, i access.Invitation) {
		f.Must(f.store.Close(f.Context(), closureOf(i, access.Declined)))
	},
	"revoked": func(f *storeFixture, i access.Invitation) {
		f.Must(f.store.Close(f.Context(), closureOf(i, access.Revoked)))
	},
	"expired": func(f *storeFixture, i access.Invitation) { f.Must(f.store.Expire(f.Context(), expiry(i))) },
	"removed": func(f *storeFixture, i access.Invitation) {
		f.Must(f.store.RemoveInvitation(f.Context(), i.ID))
		f.Must(f.store.Expire(f.Context(), expiry(i)))
	},
}

func resendReopens(f *storeFixture) {
	for name, end := range closings {
		f.Run(name, func(t *testing.T) {
			f := newFixture(t, f.store)
			organisation := f.organisation()
			first := f.invited(fixture.Whole(organisation), "ada", fixture.Viewer)
			end(f, first)
			query := access.InvitationQuery{Organisation: organisation.ID, Prefix: first.Email.Key(), Limit: 50}
			for range 2 { // closed, resent, closed and resent again
				write := resendOf(f.Invitation(first.ID), first.ExpiresAt)
				f.Must(f.store.Resend(f.Context(), write))
				want := write.Offer.Invitation
				f.same("invitation", f.Invitation(first.ID), want)
				f.same("offers", f.offers(organisation, first.Email), []access.Invitation{want})
				f.same("list", f.invitationsOf(query), []access.Invitation{want})
				end(f, f.Invitation(first.ID))
				f.same("list once it has ended", f.invitationsOf(query), []access.Invitation{f.Invitation(first.ID)})
			}
		})
	}
}

// resendEndsTheAttempt checks that after a resend no token of the attempt before
// opens the invitation, and that delivery events of its mails change nothing.
func resendEndsTheAttempt(f *storeFixture) {
	first := f.invited(fixture.Whole(f.organisation()), "ada", fixture.Viewer)
	hash := access.HashToken("a")
	f.Must(f.store.ClaimDelivery(f.Context(), claimOf(first, fixture.Noon, hash)))
	f.Must(f.store.ClaimDelivery(f.Context(), claimOf(f.Invitation(first.ID), fixture.Noon.Add(claimFor), access.HashToken("b"))))
	write := resendOf(f.Invitation(first.ID), fixture.Noon.Add(claimFor))
	f.Must(f.store.Resend(f.Context(), write))
	next := f.Invitation(first.ID)
	if len(next.TokenHashes) != 0 {
		f.Errorf("%d token hashes are left of the attempt before", len(next.TokenHashes))
	}

	accept := f.acceptance(first, f.person("ada"))
	f.allStale(map[string]func() error{
		"claim": func() error {
			return f.store.ClaimDelivery(f.Context(), claimOf(first, fixture.Noon.Add(time.Hour), access.HashToken("c")))
		},
		"settle": func() error {
			return f.store.SettleDelivery(f.Context(), settlementOf(first, access.Delivery{Status: access.Sent}))
		},
		"remind":        func() error { return f.store.ClaimReminder(f.Context(), reminderClaimOf(first, "c")) },
		"status update": func() error { return f.store.UpdateDelivery(f.Context(), statusUpdateOf(first, access.Bounced)) },
		"accept":        func() error { return f.store.Accept(f.Context(), accept) },
	})
	// The claim of the attempt before had not ended. It does not block this one.
	f.Must(f.store.ClaimDelivery(f.Context(), claimOf(next, fixture.Noon.Add(claimFor), access.HashToken("d"))))
	next.TokenHashes = []access.TokenHash{access.HashToken("d")}
	f.same("invitation", f.Invitation(first.ID), next)
	f.Must(f.store.Accept(f.Context(), f.acceptance(next, f.person("ada"))))
}

// resendReplacesExpired resends a closed invitation whose slot is held by another
// invitation that has expired.
func resendReplacesExpired(f *storeFixture) {
	organisation := f.organisation()
	first := f.invited(fixture.Whole(organisation), "ada", fixture.Viewer)
	f.Must(f.store.Close(f.Context(), closureOf(first, access.Declined)))
	second := f.invited(fixture.Whole(organisation), "ada", fixture.Viewer)
	write := resendOf(f.Invitation(first.ID), second.ExpiresAt)
	f.stale(func() error { return f.store.Resend(f.Context(), write) })

	expired := expiry(second)
	write.Offer.Expired = &expired
	f.Must(f.store.Resend(f.Context(), write))
	second = closedAt(second, access.Expired, expired.At)
	f.same("the second", f.Invitation(second.ID), second)
	f.same("the first", f.Invitation(first.ID), write.Offer.Invitation)
	all := f.invitationsOf(access.InvitationQuery{Organisation: organisation.ID, Prefix: first.Email.Key(), Limit: 50})
	f.same("list", fixture.Each(all, idOf), slices.Sorted(slices.Values([]access.InvitationID{first.ID, second.ID})))
}

func resendIsStale(f *storeFixture) {
	for name, spoil := range map[string]func(f *storeFixture, write *access.InvitationResend){
		"of an invitation that does not exist": func(_ *storeFixture, write *access.InvitationResend) {
			write.Before.ID = access.InvitationID(access.NewID())
			write.Offer.Invitation.ID = write.Before.ID
		},
		"in another version": func(_ *storeFixture, write *access.InvitationResend) { write.Before.Version = 2 },
		"in another state":   func(_ *storeFixture, write *access.InvitationResend) { write.Before.Status = access.Declined },
		"of one that was removed": func(f *storeFixture, write *access.InvitationResend) {
			f.Must(f.store.RemoveInvitation(f.Context(), write.Before.ID))
		},
		"when the one to be replaced does not hold the slot": func(f *storeFixture, write *access.InvitationResend) {
			expired := expiry(f.invited(write.Before.Scope, "bob", fixture.Viewer))
			write.Offer.Expired = &expired
		},
		"of one that was closed meanwhile": func(f *storeFixture, write *access.InvitationResend) {
			f.Must(f.store.Close(f.Context(), closureOf(write.Before, access.Declined)))
		},
		"of one that was replaced": func(f *storeFixture, write *access.InvitationResend) {
			f.Must(f.store.Invite(f.Context(), f.replacement(write.Before)))
		},
		"of a closed one whose slot is taken": func(f *storeFixture, write *access.InvitationResend) {
			f.Must(f.store.Close(f.Context(), closureOf(write.Before, access.Declined)))
			write.Before = f.Invitation(write.Before.ID)
			f.invited(write.Before.Scope, "ADA", fixture.Viewer)
		},
		"twice": func(f *storeFixture, write *access.InvitationResend) { f.Must(f.store.Resend(f.Context(), *write)) },
	} {
		f.Run(name, func(t *testing.T) {
			f := newFixture(t, f.store)
			write := resendOf(f.invited(fixture.Whole(f.organisation()), "ada", fixture.Viewer), later)
			spoil(f, &write)
			f.stale(func() error { return f.store.Resend(f.Context(), write) })
		})
	}
}
