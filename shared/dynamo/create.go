package dynamo

import (
	"context"

	"admit/shared/access"
)

// CreateOrganisation writes an organisation: a top-level one with the invitation
// of its first administrator, or one that its parent counts and that is listed
// below all those above it.
func (s Store) CreateOrganisation(ctx context.Context, w access.NewOrganisation) error {
	o := w.Organisation
	t := s.begin()
	t.put(organisationToItem(organisationKey(o.ID), "organisation", o), absent, nil)
	for n, above := range o.Ancestors {
		t.put(organisationToItem(belowKey(above.ID, o), "below", o), absent, nil)
		if n == 0 {
			t.updateShared(organisationKey(above.ID), "ADD #children :one", "attribute_exists(pk)", args{":one": 1})
			t.listEvent(above.ID, w.Event)
		}
	}
	t.putEvent(w.Event)
	t.checkAuthority(w.Authority)
	if w.Offer != nil {
		t.putInvitation(*w.Offer)
	}
	return s.commit(ctx, t)
}

// CreateAccount writes an account of an organisation that is there.
func (s Store) CreateAccount(ctx context.Context, w access.NewAccount) error {
	t := s.begin()
	t.checkShared(organisationKey(w.Account.Organisation), "attribute_exists(pk)", nil)
	t.put(accountToItem(w.Account), absent, nil)
	t.putEvent(w.Event)
	t.checkAuthority(w.Authority)
	return s.commit(ctx, t)
}
