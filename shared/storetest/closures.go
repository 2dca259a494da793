package storetest

import (
	"testing"
	"time"

	"admit/shared/access"
)

var closingTests = []test{
	{"a closing is read as it was written", closingIsRead},
	{"a closing frees the address and scope", closingFrees},
	{"a closing is stale", closingIsStale},
	{"a closing is stale when the world has moved on", closingIsOvertaken},
}

func closingIsRead(w *storeFixture) {
	organisation := w.organisation()
	admin := w.administrator(organisation, "admin")
	for name, write := range map[string]access.InvitationClosure{
		"declined": {Status: access.Declined},
		"revoked":  {Status: access.Revoked, Authority: witness(admin)},
	} {
		want := w.invited(whole(organisation), name, viewer)
		hash := access.HashSecret(name)
		w.Must(w.store.ClaimDelivery(w.Context(), claimOf(want, noon, hash)))
		write.Invitation, write.At = w.Invitation(want.ID), later
		write.Event = record(access.EventInvitationRevoked, want.Scope, later)
		w.Must(w.store.Close(w.Context(), write))

		// The secret stays, so that the page of the link can say what happened to the
		// invitation.
		want.Status, want.ClosedAt, want.TokenHashes = write.Status, later, []access.SecretHash{hash}
		w.same(name, w.Invitation(want.ID), want)
		w.same("offers", w.offers(organisation, want.Email), []access.Invitation{})
		w.same("list", w.invitationsOf(access.InvitationQuery{Organisation: organisation.ID, Prefix: want.Email.Key(), Limit: 50}),
			[]access.Invitation{want})
	}
}

func closingFrees(w *storeFixture) {
	organisation := w.organisation()
	account := w.account(organisation, "Shop")
	kept := w.invited(scopeOf(account), "ada", viewer)
	w.Must(w.store.Close(w.Context(), closing(w.invited(whole(organisation), "ada", viewer), access.Revoked)))
	w.same("offers", w.offers(organisation, kept.Email), []access.Invitation{kept})
	again := w.invited(whole(organisation), "ada", viewer)
	w.same("the next", w.Invitation(again.ID), again)
}

func closingIsStale(w *storeFixture) {
	organisation, writes := w.organisation(), map[string]func() error{}
	write := closing(w.invited(whole(organisation), "ada", viewer), access.Revoked)
	write.Authority = witness(w.administrator(organisation, "admin"))
	for name, spoil := range map[string]func(w *storeFixture, write *access.InvitationClosure){
		"of an invitation that is not there": func(_ *storeFixture, write *access.InvitationClosure) {
			write.Invitation.ID = access.InvitationID(access.NewID())
		},
		"in another version": func(_ *storeFixture, write *access.InvitationClosure) { write.Invitation.Version = 2 },
		"at the end":         func(_ *storeFixture, write *access.InvitationClosure) { write.At = write.Invitation.ExpiresAt },
		"after the end, whatever the reader believed": func(_ *storeFixture, write *access.InvitationClosure) {
			write.At = write.Invitation.ExpiresAt.Add(time.Second)
			write.Invitation.ExpiresAt = write.At.Add(time.Hour)
		},
		"with a witness who holds nothing": func(w *storeFixture, write *access.InvitationClosure) {
			write.Authority = &access.Authority{User: w.person("stranger").ID, Role: write.Authority.Role, Scope: write.Authority.Scope}
		},
		"with a witness of another role": func(_ *storeFixture, write *access.InvitationClosure) {
			write.Authority = &access.Authority{User: write.Authority.User, Role: viewer, Scope: write.Authority.Scope}
		},
	} {
		spoilt := write
		spoil(w, &spoilt)
		writes[name] = func() error { return w.store.Close(w.Context(), spoilt) }
	}
	w.allStale(writes)
	w.Must(w.store.Close(w.Context(), write))
}

func closingIsOvertaken(w *storeFixture) {
	for name, overtake := range map[string]func(w *storeFixture, invitation access.Invitation, admin access.Membership){
		"by an acceptance": func(w *storeFixture, invitation access.Invitation, _ access.Membership) {
			w.Must(w.store.Accept(w.Context(), w.acceptance(invitation, w.person("ada"))))
		},
		"by a decline": func(w *storeFixture, invitation access.Invitation, _ access.Membership) {
			w.Must(w.store.Close(w.Context(), closing(invitation, access.Declined)))
		},
		"by a revocation": func(w *storeFixture, invitation access.Invitation, _ access.Membership) {
			w.Must(w.store.Close(w.Context(), closing(invitation, access.Revoked)))
		},
		"by the removal of the witness": func(w *storeFixture, invitation access.Invitation, admin access.Membership) {
			take := removal(admin)
			take.AllowNoAdmin = true
			w.Must(w.store.ChangeMembership(w.Context(), take))
		},
	} {
		w.Run(name, func(t *testing.T) {
			w := newFixture(t, w.store)
			organisation := w.organisation()
			admin := w.administrator(organisation, "admin")
			write := closing(w.invited(whole(organisation), "ada", viewer), access.Revoked)
			write.Authority = witness(admin)
			overtake(w, write.Invitation, admin)
			w.stale(func() error { return w.store.Close(w.Context(), write) })
		})
	}
}
