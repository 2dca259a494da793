package storetest

import (
	"slices"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

var inviteeTests = []test{
	{"the invitations to an address are listed in all organisations", inviteeIsListed},
	{"only pending invitations to an address are listed", inviteeOfPending},
	{"a resent invitation is listed once", inviteeOfResent},
	{"the invitations to an address are listed by page", inviteeByPage},
	{"an acceptance can rest on the address", acceptanceRestsOnAddress},
}

// invitedTo returns the ids of all invitations to an address at a time, read in pages.
func (f *storeFixture) invitedTo(address access.Address, at time.Time, limit int) []access.InvitationID {
	f.Helper()
	var ids []access.InvitationID
	q := access.InvitationsToQuery{Address: address, At: at, Limit: limit}
	for pages := 0; ; pages++ {
		page, err := f.store.InvitationsTo(f.Context(), q)
		f.Must(err)
		if len(page.Items) > limit || len(page.Positions) != len(page.Items) || pages > 50 {
			f.Fatalf("page %d has %d invitations and %d positions", pages, len(page.Items), len(page.Positions))
		}
		for _, i := range page.Items {
			f.same("invitation", i, f.Invitation(i.ID))
			ids = append(ids, i.ID)
		}
		if q.After = page.Next; q.After == "" {
			return ids
		}
	}
}

// wantInvitedTo requires that the invitations to an address are certain ones.
func (f *storeFixture) wantInvitedTo(what string, address access.Address, at time.Time, want ...access.Invitation) {
	f.Helper()
	ids := fixture.Each(want, func(i access.Invitation) access.InvitationID { return i.ID })
	slices.Sort(ids)
	got := f.invitedTo(address, at, 50)
	slices.Sort(got)
	f.same(what, got, ids)
}

func inviteeIsListed(f *storeFixture) {
	one, other := f.organisation(), f.organisation()
	shop := f.account(one, "Shop")
	byOperator := f.offer(fixture.Whole(f.organisation()), "ada", fixture.Viewer)
	byOperator.ByOperator = true
	want := []access.Invitation{f.invited(fixture.Whole(one), "ada", fixture.Viewer), f.invited(fixture.ScopeOf(shop), "ADA", fixture.Viewer),
		f.invited(fixture.Whole(other), "ada", fixture.Viewer), f.invite(byOperator)}
	f.invited(fixture.Whole(one), "ada-", fixture.Viewer)
	f.wantInvitedTo("invitations", f.address("Ada"), fixture.Noon, want...)
	f.wantInvitedTo("in the last second", f.address("Ada"), fixture.Noon.Add(access.OpenFor-time.Second), want...)
	f.wantInvitedTo("at the end", f.address("Ada"), fixture.Noon.Add(access.OpenFor))
	f.wantInvitedTo("nobody", f.address("nobody"), fixture.Noon)
}

func inviteeOfPending(f *storeFixture) {
	ada := f.person("ada")
	scope := func() access.Scope { return fixture.Whole(f.organisation()) }
	f.Must(f.store.Close(f.Context(), closureOf(f.invited(scope(), "ada", fixture.Viewer), access.Declined)))
	f.Must(f.store.Close(f.Context(), closureOf(f.invited(scope(), "ada", fixture.Viewer), access.Revoked)))
	f.Must(f.store.Accept(f.Context(), f.acceptance(f.invited(scope(), "ada", fixture.Viewer), ada)))
	f.Must(f.store.RemoveInvitation(f.Context(), f.invited(scope(), "ada", fixture.Viewer).ID))
	left := f.invited(scope(), "ada", fixture.Viewer)
	f.wantInvitedTo("invitations", ada.Email, fixture.Noon, left)
}

func inviteeOfResent(f *storeFixture) {
	first := f.invited(fixture.Whole(f.organisation()), "ada", fixture.Viewer)
	for _, at := range []time.Time{first.QueuedAt.Add(time.Hour), first.QueuedAt.Add(48 * time.Hour), first.QueuedAt.Add(10 * 24 * time.Hour)} {
		f.Must(f.store.Resend(f.Context(), resendOf(f.Invitation(first.ID), at)))
		f.wantInvitedTo("resent", first.Email, at, first)
	}
}

func inviteeByPage(f *storeFixture) {
	organisation := f.organisation()
	var want []access.InvitationID
	for _, name := range []string{"A", "B", "C", "D"} {
		want = append(want, f.invited(fixture.ScopeOf(f.account(organisation, name)), "ada", fixture.Viewer).ID)
	}
	want = append(want, f.invited(fixture.Whole(f.organisation()), "ada", fixture.Viewer).ID)
	slices.Sort(want)
	for limit := 1; limit < 7; limit++ {
		got := f.invitedTo(f.address("ada"), fixture.Noon, limit)
		slices.Sort(got)
		f.same("all pages", got, want)
	}
	page, err := f.store.InvitationsTo(f.Context(), access.InvitationsToQuery{Address: f.address("ada"), At: fixture.Noon, After: "zzz", Limit: 2})
	f.Must(err)
	f.same("after nonsense", len(page.Items), 0)
}

func acceptanceRestsOnAddress(f *storeFixture) {
	ada := f.person("ada")
	f.member(ada, fixture.Whole(f.organisation()), fixture.Viewer)
	write := f.acceptance(f.invited(fixture.Whole(f.organisation()), "ada", fixture.Viewer), ada)
	write.HoldsAddress = true
	f.Must(f.store.FreeAddress(f.Context(), ada))
	f.stale(func() error { return f.store.Accept(f.Context(), write) })
	write.HoldsAddress = false
	f.Must(f.store.Accept(f.Context(), write))
}
