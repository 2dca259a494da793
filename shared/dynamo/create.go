package dynamo

import (
	"context"

	"admit/shared/access"
)

// CreateOrganisation writes an organisation. A top-level organisation comes with the
// invitation of its first administrator. Any other is counted by its parent, and
// listed below each of its ancestors.
func (s Store) CreateOrganisation(ctx context.Context, w access.NewOrganisation) error {
	o := w.Organisation
	t := s.begin()
	t.check(organisationTombstoneKey(o.ID), absent, nil)
	t.put(organisationToItem(organisationKey(o.ID), kindOrganisation, o), absent, nil)
	for n, ancestor := range o.Ancestors {
		t.put(organisationToItem(belowKey(ancestor.ID, o), kindBelow, o), absent, nil)
		if n == 0 { // the parent
			t.updateShared(organisationKey(ancestor.ID), "ADD #children :one", notBeingDeleted, args{":one": numberOf(1), ":now": numberOf(millis(w.Event.At))})
			t.listEvent(ancestor.ID, w.Event)
		}
	}
	t.putEvent(w.Event)
	t.checkAuthority(w.Authority, w.Event.At)
	if w.Offer != nil {
		t.putInvitation(*w.Offer)
	}
	return s.orDeleted(ctx, s.commit(ctx, t), organisationTombstoneKey(o.ID))
}

// CreateAccount writes an account of an existing organisation, and its entry in the list
// by name.
func (s Store) CreateAccount(ctx context.Context, w access.NewAccount) error {
	t := s.begin()
	tombstone := accountTombstoneKey(w.Account.Organisation, w.Account.ID)
	t.check(tombstone, absent, nil)
	t.checkShared(organisationKey(w.Account.Organisation), notBeingDeleted, args{":now": numberOf(millis(w.Event.At))})
	t.put(accountToItem(accountKey(w.Account.Organisation, w.Account.ID), kindAccount, w.Account), absent, nil)
	t.listAccount(w.Account)
	t.putEvent(w.Event)
	t.checkAuthority(w.Authority, w.Event.At)
	return s.orDeleted(ctx, s.commit(ctx, t), tombstone)
}

// listAccount writes the entry of an account in the list of its organisation. The entry
// has everything that the account has.
func (t *transaction) listAccount(a access.Account) {
	t.put(accountToItem(listedAccountKey(a), kindAccountEntry, a), "", nil)
}
