package dynamo

import (
	"context"

	"admit/shared/access"
)

// RenameOrganisation writes the name of an organisation, and moves its entries in the
// lists below its ancestors. The organisations below keep a copy of the old name, which
// no read shows.
func (s Store) RenameOrganisation(ctx context.Context, w access.OrganisationRename) error {
	t := s.begin()
	t.rename(organisationKey(w.Before.ID), w.Before.Name, w.After.Name)
	for n, ancestor := range w.After.Ancestors {
		from, to := belowKey(ancestor.ID, w.Before), belowKey(ancestor.ID, w.After)
		t.move(from, to, organisationToItem(to, kindBelow, listedBelow(w.After)))
		if n == 0 { // the parent
			t.listEvent(ancestor.ID, w.Event)
		}
	}
	t.putEvent(w.Event)
	t.checkAuthority(w.Authority, w.Event.At)
	return s.commit(ctx, t)
}

// RenameAccount writes the name of an account, and moves its entry in the list of its
// organisation.
func (s Store) RenameAccount(ctx context.Context, w access.AccountRename) error {
	t := s.begin()
	t.rename(accountKey(w.Before.Organisation, w.Before.ID), w.Before.Name, w.After.Name)
	from, to := listedAccountKey(w.Before), listedAccountKey(w.After)
	t.move(from, to, accountToItem(to, kindAccountEntry, w.After))
	t.putEvent(w.Event)
	t.checkAuthority(w.Authority, w.Event.At)
	return s.commit(ctx, t)
}

// rename writes a name. It is stale unless the item has the name of before.
func (t *transaction) rename(k key, before, after string) {
	t.updateShared(k, "SET #name = :name", "#name = :before", args{":name": textOf(after), ":before": textOf(before)})
}

// move writes an entry of a list, and deletes the one that it replaces if that has another
// key. Names that differ only in case have the same key.
func (t *transaction) move(from, to key, entry storable) {
	t.put(entry, "", nil)
	if from != to {
		t.delete(from, "", nil)
	}
}

// listedBelow returns an organisation as the lists of those above have it, without counts.
func listedBelow(o access.Organisation) access.Organisation {
	o.Admins, o.PartnerAdmins, o.Children, o.Deletion = 0, 0, 0, access.Deletion{}
	return o
}
