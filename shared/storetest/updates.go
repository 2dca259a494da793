package storetest

import (
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

var updateTests = []test{
	{"an update changes the roles, names and inviter and nothing else", updateIsRead},
	{"an update leaves the delivery", updateLeavesTheDelivery},
	{"an update is stale", updateIsStale},
	{"an acceptance request ends with its invitation", requestEndsWithInvitation},
}

func updateIsRead(f *storeFixture) {
	organisation := f.organisation()
	before := f.invited(fixture.Whole(organisation), "ada", fixture.Viewer)
	write := updateOf(before, fixture.Signer, access.OrganisationAdmin)
	f.Must(f.store.UpdateInvitation(f.Context(), write))
	f.same("invitation", f.Invitation(before.ID), write.After)
	f.same("offers", f.offers(organisation, before.Email), []access.Invitation{write.After})

	again := updateOf(write.After, fixture.Viewer)
	again.After.AcceptanceRequest = access.AcceptanceRequest{}
	again.At = before.ExpiresAt.Add(-time.Millisecond) // its last millisecond
	f.Must(f.store.UpdateInvitation(f.Context(), again))
	f.same("invitation, once more", f.Invitation(before.ID), again.After)
	f.Must(f.store.Accept(f.Context(), f.acceptance(again.After, f.person("ada"))))
}

// updateLeavesTheDelivery checks an update that was decided on before the mail was
// sent and is written after. It does not change what the sender wrote.
func updateLeavesTheDelivery(f *storeFixture) {
	before := f.invited(fixture.Whole(f.organisation()), "ada", fixture.Viewer)
	write := updateOf(before, fixture.Signer)
	hash := access.HashToken("a")
	f.Must(f.store.ClaimDelivery(f.Context(), claimOf(before, fixture.Noon, hash)))
	settle := settlementOf(before, access.Delivery{Status: access.Sent, Message: "0100-message"})
	f.Must(f.store.SettleDelivery(f.Context(), settle))
	f.Must(f.store.UpdateInvitation(f.Context(), write))

	want := write.After
	want.TokenHashes, want.Delivery = []access.TokenHash{hash}, settle.Delivery
	f.same("invitation", f.Invitation(before.ID), want)
}

func updateIsStale(f *storeFixture) {
	for name, spoil := range map[string]func(f *storeFixture, write *access.InvitationUpdate){
		"of an invitation that does not exist": func(_ *storeFixture, write *access.InvitationUpdate) {
			write.Before.ID = access.InvitationID(access.NewID())
			write.After.ID = write.Before.ID
		},
		"in another version": func(_ *storeFixture, write *access.InvitationUpdate) { write.Before.Version = 2 },
		"at the end":         func(_ *storeFixture, write *access.InvitationUpdate) { write.At = write.Before.ExpiresAt },
		"after the end, although the reader saw a later end": func(_ *storeFixture, write *access.InvitationUpdate) {
			write.At = write.Before.ExpiresAt.Add(time.Second)
			write.Before.ExpiresAt = write.At.Add(time.Hour)
			write.After.ExpiresAt = write.Before.ExpiresAt
		},
		"of one that was declined": func(f *storeFixture, write *access.InvitationUpdate) {
			f.Must(f.store.Close(f.Context(), closureOf(write.Before, access.Declined)))
		},
		"of one that was removed": func(f *storeFixture, write *access.InvitationUpdate) {
			f.Must(f.store.RemoveInvitation(f.Context(), write.Before.ID))
		},
		"twice": func(f *storeFixture, write *access.InvitationUpdate) {
			f.Must(f.store.UpdateInvitation(f.Context(), *write))
		},
	} {
		f.Run(name, func(t *testing.T) {
			f := newFixture(t, f.store)
			write := updateOf(f.invited(fixture.Whole(f.organisation()), "ada", fixture.Viewer), fixture.Signer)
			spoil(f, &write)
			f.stale(func() error { return f.store.UpdateInvitation(f.Context(), write) })
		})
	}
}

// requestEndsWithInvitation checks that a closed invitation has no request, unless it
// expired. A resend keeps the request.
func requestEndsWithInvitation(f *storeFixture) {
	organisation := f.organisation()
	asked := func(name string) access.Invitation {
		write := updateOf(f.invited(fixture.Whole(organisation), name, fixture.Viewer), fixture.Viewer)
		f.Must(f.store.UpdateInvitation(f.Context(), write))
		return write.After
	}
	accepted, declined, revoked, expired, resent := asked("accepted"), asked("declined"), asked("revoked"), asked("expired"), asked("resent")
	f.Must(f.store.Accept(f.Context(), f.acceptance(accepted, f.person("accepted"))))
	f.Must(f.store.Close(f.Context(), closureOf(declined, access.Declined)))
	f.Must(f.store.Close(f.Context(), closureOf(revoked, access.Revoked)))
	f.Must(f.store.RemoveInvitation(f.Context(), expired.ID))
	f.Must(f.store.Expire(f.Context(), expiry(expired)))
	f.Must(f.store.Resend(f.Context(), resendOf(resent, later)))
	for _, closed := range []access.Invitation{accepted, declined, revoked} {
		if left := f.Invitation(closed.ID); left.AcceptanceRequest.IsOpen() || left.Notice != (access.Notice{}) {
			f.Errorf("a closed invitation has the request %+v and the notice %+v", left.AcceptanceRequest, left.Notice)
		}
	}
	for _, kept := range []access.Invitation{expired, resent} {
		f.same("request", f.Invitation(kept.ID).AcceptanceRequest, kept.AcceptanceRequest)
	}
}
