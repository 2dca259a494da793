package storetest

import (
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/fixture"
)

var noticeTests = []test{
	{"a request for a new link marks an expired invitation and nothing else", renewalIsRead},
	{"a request for a new link is stale", renewalIsStale},
	{"a resend clears the request for a new link", resendClearsRenewal},
	{"a notice is claimed by one caller at a time", noticeIsClaimed},
	{"a notice that was not sent can be claimed at once", noticeIsReturned},
	{"a notice that was sent is gone", noticeIsSettled},
	{"an update leaves a notice that was claimed", updateLeavesTheNotice},
	{"20 requests for a new link at once: one is written", manyRenewals},
	{"20 claims of a notice at once: one succeeds", manyNoticeClaims},
}

// closedAsExpired stores an invitation that is closed as expired.
func (f *storeFixture) closedAsExpired(o access.Organisation, name string) access.Invitation {
	f.Helper()
	i := f.invited(fixture.Whole(o), name, fixture.Viewer)
	f.Must(f.store.Expire(f.Context(), expiry(i)))
	return f.Invitation(i.ID)
}

// noticed stores an expired invitation whose notice is queued.
func (f *storeFixture) noticed(o access.Organisation, name string) access.Invitation {
	f.Helper()
	write := renewalOf(f.closedAsExpired(o, name), later)
	f.Must(f.store.RequestRenewal(f.Context(), write))
	return write.After
}

func renewalIsRead(f *storeFixture) {
	organisation := f.organisation()
	write := renewalOf(f.closedAsExpired(organisation, "ada"), later)
	f.Must(f.store.RequestRenewal(f.Context(), write))
	f.same("invitation", f.Invitation(write.Before.ID), write.After)
	page, err := f.store.Invitations(f.Context(), access.InvitationQuery{Organisation: organisation.ID, Statuses: []access.Status{access.Expired}, At: later, Limit: 10})
	f.Must(err)
	f.same("list", page.Items, []access.Invitation{write.After})
}

func renewalIsStale(f *storeFixture) {
	for name, spoil := range map[string]func(f *storeFixture, write *access.RenewalRequest){
		"of an invitation that does not exist": func(_ *storeFixture, write *access.RenewalRequest) {
			write.Before.ID = access.InvitationID(access.NewID())
		},
		"in another version": func(_ *storeFixture, write *access.RenewalRequest) { write.Before.Version = 2 },
		"of one that is pending": func(f *storeFixture, write *access.RenewalRequest) {
			*write = renewalOf(f.invited(fixture.Whole(f.organisation()), "eve", fixture.Viewer), later)
		},
		"of one that was resent": func(f *storeFixture, write *access.RenewalRequest) {
			f.Must(f.store.Resend(f.Context(), resendOf(write.Before, later)))
		},
		"of one that was removed": func(f *storeFixture, write *access.RenewalRequest) {
			f.Must(f.store.RemoveInvitation(f.Context(), write.Before.ID))
		},
		"twice": func(f *storeFixture, write *access.RenewalRequest) {
			f.Must(f.store.RequestRenewal(f.Context(), *write))
		},
	} {
		f.Run(name, func(t *testing.T) {
			f := newFixture(t, f.store)
			write := renewalOf(f.closedAsExpired(f.organisation(), "ada"), later)
			spoil(f, &write)
			f.stale(func() error { return f.store.RequestRenewal(f.Context(), write) })
		})
	}
}

func resendClearsRenewal(f *storeFixture) {
	write := resendOf(f.noticed(f.organisation(), "ada"), later)
	write.Offer.Invitation.RenewalRequestedAt, write.Offer.Invitation.Notice = time.Time{}, access.Notice{}
	f.Must(f.store.Resend(f.Context(), write))
	f.same("invitation", f.Invitation(write.Before.ID), write.Offer.Invitation)
	f.stale(func() error { return f.store.ClaimNotice(f.Context(), noticeClaimOf(write.Before, later)) })
	f.stale(func() error { return f.store.SettleNotice(f.Context(), noticeSettlementOf(write.Before, false)) })
}

func noticeIsClaimed(f *storeFixture) {
	i := f.noticed(f.organisation(), "ada")
	f.Must(f.store.ClaimNotice(f.Context(), noticeClaimOf(i, later)))
	tried := i
	tried.Notice.Tries = 1
	f.same("invitation", f.Invitation(i.ID), tried)
	unknown, another := tried, tried
	unknown.ID, another.Notice.QueuedAt = access.InvitationID(access.NewID()), later.Add(time.Second)
	writes := map[string]func() error{}
	for name, claim := range map[string]delivery.NoticeClaim{
		"by the same reader":                 noticeClaimOf(i, later),
		"by a later reader":                  noticeClaimOf(tried, later.Add(time.Minute-time.Millisecond)),
		"of an earlier number of tries":      noticeClaimOf(i, later.Add(time.Hour)),
		"of a notice of another time":        noticeClaimOf(another, later.Add(time.Hour)),
		"of an invitation that is not there": noticeClaimOf(unknown, later.Add(time.Hour)),
	} {
		writes[name] = func() error { return f.store.ClaimNotice(f.Context(), claim) }
	}
	f.allStale(writes)
	f.Must(f.store.ClaimNotice(f.Context(), noticeClaimOf(tried, later.Add(time.Minute))))
	f.same("tries", f.Invitation(i.ID).Notice.Tries, 2)
}

func noticeIsReturned(f *storeFixture) {
	i := f.noticed(f.organisation(), "ada")
	f.Must(f.store.ClaimNotice(f.Context(), noticeClaimOf(i, later)))
	f.Must(f.store.SettleNotice(f.Context(), noticeSettlementOf(i, true)))
	f.same("invitation", f.Invitation(i.ID), i)
	f.Must(f.store.ClaimNotice(f.Context(), noticeClaimOf(i, later)))
	tried := f.Invitation(i.ID)
	f.Must(f.store.ClaimNotice(f.Context(), noticeClaimOf(tried, later.Add(time.Minute))))
	f.Must(f.store.SettleNotice(f.Context(), noticeSettlementOf(tried, true)))
	f.same("after a try with an unknown outcome", f.Invitation(i.ID), tried)
}

func noticeIsSettled(f *storeFixture) {
	i := f.noticed(f.organisation(), "ada")
	f.Must(f.store.ClaimNotice(f.Context(), noticeClaimOf(i, later)))
	f.Must(f.store.SettleNotice(f.Context(), noticeSettlementOf(i, false)))
	settled := i
	settled.Notice = access.Notice{}
	f.same("invitation", f.Invitation(i.ID), settled)
	f.stale(func() error { return f.store.SettleNotice(f.Context(), noticeSettlementOf(i, false)) })
	f.stale(func() error { return f.store.ClaimNotice(f.Context(), noticeClaimOf(i, later.Add(time.Hour))) })
}

// updateLeavesTheNotice checks an update that was decided on before a notice was sent and is
// written after. Another request queues another notice.
func updateLeavesTheNotice(f *storeFixture) {
	asked := updateOf(f.invited(fixture.Whole(f.organisation()), "ada", fixture.Viewer), fixture.Viewer)
	f.Must(f.store.UpdateInvitation(f.Context(), asked))
	f.Must(f.store.ClaimNotice(f.Context(), noticeClaimOf(asked.After, later)))
	f.Must(f.store.SettleNotice(f.Context(), noticeSettlementOf(asked.After, false)))

	renamed := updateOf(asked.After, fixture.Signer)
	f.Must(f.store.UpdateInvitation(f.Context(), renamed))
	f.same("after an update", f.Invitation(asked.After.ID).Notice, access.Notice{})

	again := updateOf(renamed.After, fixture.Signer)
	again.After.Notice = access.Notice{QueuedAt: later.Add(time.Second)}
	f.Must(f.store.UpdateInvitation(f.Context(), again))
	f.same("after another request", f.Invitation(asked.After.ID).Notice, again.After.Notice)

	none := updateOf(again.After, fixture.Signer)
	none.After.Notice = access.Notice{}
	f.Must(f.store.UpdateInvitation(f.Context(), none))
	f.same("without a request", f.Invitation(asked.After.ID), none.After)
}

func manyRenewals(f *storeFixture) {
	i := f.closedAsExpired(f.organisation(), "ada")
	won := f.winners(20, func(int) (bool, error) {
		read, err := f.store.Invitation(f.Context(), i.ID)
		if err != nil || !read.RenewalRequestedAt.IsZero() {
			return true, err
		}
		return false, f.store.RequestRenewal(f.Context(), renewalOf(read, later))
	})
	f.same("winners", won, 1)
	f.same("version", f.Invitation(i.ID).Version, i.Version+1)
}

func manyNoticeClaims(f *storeFixture) {
	i := f.noticed(f.organisation(), "ada")
	won := f.winners(20, func(int) (bool, error) {
		read, err := f.store.Invitation(f.Context(), i.ID)
		if err != nil || read.Notice.Tries > 0 {
			return true, err
		}
		return false, f.store.ClaimNotice(f.Context(), noticeClaimOf(read, later))
	})
	f.same("winners", won, 1)
	f.same("tries", f.Invitation(i.ID).Notice.Tries, 1)
}
