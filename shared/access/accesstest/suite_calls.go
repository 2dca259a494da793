package accesstest

import (
	"context"
	"errors"
	"slices"
	"testing"

	"admit/shared/access"
)

var callTests = []test{
	{"a call that was cancelled does nothing", cancelledCall},
	{"nothing is shared between a store and its caller", nothingIsShared},
}

// call is any method of a store.
type call func(ctx context.Context, store access.Store) error

// calls has every method of a store, each with arguments that would succeed
// once.
func calls(w *world) map[string]call {
	w.Helper()
	organisation := w.organisation()
	account := newAccount(organisation, "Shop")
	row := w.member(w.person("ada"), whole(organisation), viewer)
	gone := w.member(w.person("gone"), whole(organisation), viewer)
	w.must(w.store.Remove(w.Context(), removal(gone)))
	founding := w.founding()
	offer := w.offer(whole(organisation), "new", viewer)
	open := w.invited(whole(organisation), "open", viewer)
	declined := w.invited(whole(organisation), "declined", viewer)
	claimed := w.invited(whole(organisation), "claimed", viewer)
	acceptance := w.acceptance(open, w.person("open"))
	return map[string]call{
		"Place": func(ctx context.Context, s access.Store) error {
			_, err := s.Place(ctx, access.PlaceQuery{Scope: whole(organisation), Users: []access.UserID{row.User.ID}})
			return err
		},
		"Organisations": func(ctx context.Context, s access.Store) error {
			_, err := s.Organisations(ctx, []access.OrganisationID{organisation.ID})
			return err
		},
		"Accounts": func(ctx context.Context, s access.Store) error {
			_, err := s.Accounts(ctx, organisation.ID)
			return err
		},
		"User": func(ctx context.Context, s access.Store) error {
			_, err := s.User(ctx, row.User.ID)
			return err
		},
		"UserByAddress": func(ctx context.Context, s access.Store) error {
			_, err := s.UserByAddress(ctx, row.User.Email)
			return err
		},
		"Rows": func(ctx context.Context, s access.Store) error {
			_, err := s.Rows(ctx, row.User.ID)
			return err
		},
		"Members": func(ctx context.Context, s access.Store) error {
			_, err := s.Members(ctx, access.MemberQuery{Organisation: organisation.ID, Limit: 1})
			return err
		},
		"Invitation": func(ctx context.Context, s access.Store) error {
			_, err := s.Invitation(ctx, open.ID)
			return err
		},
		"Invitations": func(ctx context.Context, s access.Store) error {
			_, err := s.Invitations(ctx, access.InvitationQuery{Organisation: organisation.ID, Limit: 1})
			return err
		},
		"Offers": func(ctx context.Context, s access.Store) error {
			_, err := s.Offers(ctx, organisation.ID, open.Email)
			return err
		},
		"CreateOrganisation": func(ctx context.Context, s access.Store) error { return s.CreateOrganisation(ctx, founding) },
		"CreateAccount": func(ctx context.Context, s access.Store) error {
			return s.CreateAccount(ctx, account, record(access.AccountCreated, scopeOf(account), noon))
		},
		"Invite": func(ctx context.Context, s access.Store) error { return s.Invite(ctx, offer) },
		"Accept": func(ctx context.Context, s access.Store) error { return s.Accept(ctx, acceptance) },
		"Close": func(ctx context.Context, s access.Store) error {
			return s.Close(ctx, closing(declined, access.Declined))
		},
		"Remove":     func(ctx context.Context, s access.Store) error { return s.Remove(ctx, removal(row)) },
		"ForgetUser": func(ctx context.Context, s access.Store) error { return s.ForgetUser(ctx, gone.User) },
		"ClaimDelivery": func(ctx context.Context, s access.Store) error {
			return s.ClaimDelivery(ctx, claimOf(claimed, noon, access.HashSecret("a")))
		},
		"SettleDelivery": func(ctx context.Context, s access.Store) error {
			return s.SettleDelivery(ctx, settlementOf(claimed, access.Delivery{Status: access.Queued}))
		},
	}
}

func cancelledCall(w *world) {
	all := calls(w)
	cancelled, cancel := context.WithCancel(w.Context())
	cancel()
	before := w.everything()
	for name, call := range all {
		if err := call(cancelled, w.store); !errors.Is(err, context.Canceled) {
			w.Errorf("%s, cancelled: %v, want context.Canceled", name, err)
		}
	}
	w.unchanged(before)
	for name, call := range all { // each would have done something
		w.Run(name, func(t *testing.T) {
			if err := call(t.Context(), w.store); err != nil {
				t.Error(err)
			}
		})
	}
}

// nothingIsShared scribbles over whatever went in and came out.
func nothingIsShared(w *world) {
	parent := w.organisation()
	founding := w.founding(parent)
	w.must(w.store.CreateOrganisation(w.Context(), founding))
	organisation := founding.Organisation
	offer := w.offer(whole(organisation), "ada", viewer, editor)
	w.must(w.store.Invite(w.Context(), offer))
	w.must(w.store.ClaimDelivery(w.Context(), claimOf(offer.Invitation, noon, access.HashSecret("a"))))
	accept := w.acceptance(w.invited(whole(organisation), "bob", viewer), w.person("bob"))
	w.must(w.store.Accept(w.Context(), accept))
	before := w.everything()

	scribbleRow := func(r access.Row) {
		for i := range r.Grants {
			r.Grants[i] = access.Grant{}
		}
	}
	scribbleInvitation := func(i access.Invitation) {
		clear(i.Roles)
		clear(i.Secrets)
	}
	clear(founding.Organisation.Ancestors)
	scribbleInvitation(offer.Invitation)
	scribbleRow(accept.After)
	for _, r := range slices.Concat(accept.Records, []access.Record{founding.Record, offer.Record}) {
		clear(r.Before)
		clear(r.After)
	}
	place := w.place(whole(organisation), accept.After.User.ID)
	clear(place.Organisation.Ancestors)
	scribbleRow(place.Standings[accept.After.User.ID].Direct)
	for _, r := range w.members(access.MemberQuery{Organisation: organisation.ID, Limit: 9}) {
		scribbleRow(r)
	}
	for _, i := range w.invitationsOf(access.InvitationQuery{Organisation: organisation.ID, Limit: 9}) {
		scribbleInvitation(i)
	}
	for _, i := range w.offers(organisation, offer.Invitation.Email) {
		scribbleInvitation(i)
	}
	scribbleInvitation(w.invitation(offer.Invitation.ID))
	w.unchanged(before)
}
