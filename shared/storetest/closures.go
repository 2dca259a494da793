package storetest

import (
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

var closureTests = []test{
	{"a closure is read as it was written", closureIsRead},
	{"a closure frees the slot", closureFreesSlot},
	{"a closure is stale", closureIsStale},
	{"a closure is stale when the state has changed since it was read", closureIsOvertaken},
}

func closureIsRead(f *storeFixture) {
	organisation := f.organisation()
	admin := f.administrator(organisation, "admin")
	for name, write := range map[string]access.InvitationClosure{
		"declined": {Status: access.Declined},
		"revoked":  {Status: access.Revoked, Authority: authorityOf(admin)},
	} {
		want := f.invited(fixture.Whole(organisation), name, fixture.Viewer)
		hash := access.HashToken(name)
		f.Must(f.store.ClaimDelivery(f.Context(), claimOf(want, fixture.Noon, hash)))
		write.Invitation, write.At = f.Invitation(want.ID), later
		write.Event = newEvent(access.EventInvitationRevoked, want.Scope, later)
		f.Must(f.store.Close(f.Context(), write))

		// The token hash stays, so that the invitee's page can say what happened to the
		// invitation.
		want = closedAt(want, write.Status, later)
		want.TokenHashes = []access.TokenHash{hash}
		f.same(name, f.Invitation(want.ID), want)
		f.same("offers", f.offers(organisation, want.Email), []access.Invitation{})
		f.same("list", f.invitationsOf(access.InvitationQuery{Organisation: organisation.ID, Prefix: want.Email.Key(), Limit: 50}),
			[]access.Invitation{want})
	}
}

func closureFreesSlot(f *storeFixture) {
	organisation := f.organisation()
	account := f.account(organisation, "Shop")
	kept := f.invited(fixture.ScopeOf(account), "ada", fixture.Viewer)
	f.Must(f.store.Close(f.Context(), closureOf(f.invited(fixture.Whole(organisation), "ada", fixture.Viewer), access.Revoked)))
	f.same("offers", f.offers(organisation, kept.Email), []access.Invitation{kept})
	again := f.invited(fixture.Whole(organisation), "ada", fixture.Viewer)
	f.same("the next", f.Invitation(again.ID), again)
}

func closureIsStale(f *storeFixture) {
	organisation, writes := f.organisation(), map[string]func() error{}
	write := closureOf(f.invited(fixture.Whole(organisation), "ada", fixture.Viewer), access.Revoked)
	write.Authority = authorityOf(f.administrator(organisation, "admin"))
	for name, spoil := range map[string]func(f *storeFixture, write *access.InvitationClosure){
		"of an invitation that does not exist": func(_ *storeFixture, write *access.InvitationClosure) {
			write.Invitation.ID = access.InvitationID(access.NewID())
		},
		"in another version": func(_ *storeFixture, write *access.InvitationClosure) { write.Invitation.Version = 2 },
		"at the end":         func(_ *storeFixture, write *access.InvitationClosure) { write.At = write.Invitation.ExpiresAt },
		"after the end, although the reader saw a later end": func(_ *storeFixture, write *access.InvitationClosure) {
			write.At = write.Invitation.ExpiresAt.Add(time.Second)
			write.Invitation.ExpiresAt = write.At.Add(time.Hour)
		},
	} {
		spoilt := write
		spoil(f, &spoilt)
		writes[name] = func() error { return f.store.Close(f.Context(), spoilt) }
	}
	f.allStale(writes)
	f.Must(f.store.Close(f.Context(), write))
}

func closureIsOvertaken(f *storeFixture) {
	for name, overtake := range map[string]func(f *storeFixture, invitation access.Invitation, admin access.Membership){
		"by an acceptance": func(f *storeFixture, invitation access.Invitation, _ access.Membership) {
			f.Must(f.store.Accept(f.Context(), f.acceptance(invitation, f.person("ada"))))
		},
		"by a decline": func(f *storeFixture, invitation access.Invitation, _ access.Membership) {
			f.Must(f.store.Close(f.Context(), closureOf(invitation, access.Declined)))
		},
		"by a revocation": func(f *storeFixture, invitation access.Invitation, _ access.Membership) {
			f.Must(f.store.Close(f.Context(), closureOf(invitation, access.Revoked)))
		},
		"by the removal of the authority": func(f *storeFixture, invitation access.Invitation, admin access.Membership) {
			change := removal(admin)
			change.AllowNoAdmin = true
			f.Must(f.store.ChangeMembership(f.Context(), change))
		},
	} {
		f.Run(name, func(t *testing.T) {
			f := newFixture(t, f.store)
			organisation := f.organisation()
			admin := f.administrator(organisation, "admin")
			write := closureOf(f.invited(fixture.Whole(organisation), "ada", fixture.Viewer), access.Revoked)
			write.Authority = authorityOf(admin)
			overtake(f, write.Invitation, admin)
			f.stale(func() error { return f.store.Close(f.Context(), write) })
		})
	}
}
