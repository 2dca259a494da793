package dynamo

import (
	"context"
	"errors"
	"time"

	"admit/shared/access"
)

// BeginDeletion writes the deletion into the organisation, and its time into all fences of
// the organisation.
func (s Store) BeginDeletion(ctx context.Context, w access.DeletionStart) error {
	t := s.begin()
	o, condition, values := organisationKey(w.Before.ID), "#deletion.#at = :before", args{":before": numberOf(w.Before.Deletion.At.UnixMicro())}
	if w.Before.Deletion.At.IsZero() {
		condition, values = "attribute_exists(pk) AND attribute_not_exists(#deletion)", args{}
	}
	values[":deletion"] = objectOf(deletionToItem(w.Deletion))
	t.updateShared(o, "SET #deletion = :deletion", condition, values)
	t.closeFences("", w.Before.ID, w.Deletion.At)
	return s.commit(ctx, t)
}

// EndDeletion ends a deletion. Its time stays, as it does in the fences.
func (s Store) EndDeletion(ctx context.Context, id access.OrganisationID, d access.Deletion) error {
	t := s.begin()
	t.endDeletion(id, d)
	return s.commit(ctx, t)
}

func (t *transaction) endDeletion(id access.OrganisationID, d access.Deletion) {
	t.updateShared(organisationKey(id), "REMOVE #deletion.#until", "#deletion.#at = :at", args{":at": numberOf(d.At.UnixMicro())})
}

// DeleteOrganisation deletes an organisation and its entries in the lists below its
// ancestors, and writes that its id was used.
func (s Store) DeleteOrganisation(ctx context.Context, w access.OrganisationDeletion) error {
	t, o := s.begin(), w.Organisation
	t.delete(organisationKey(o.ID), "#name = :name AND #deletion.#at = :at AND (attribute_not_exists(#children) OR #children = :none)",
		args{":name": textOf(o.Name), ":at": numberOf(o.Deletion.At.UnixMicro()), ":none": numberOf(0)})
	for n, ancestor := range o.Ancestors {
		t.delete(belowKey(ancestor.ID, o), "", nil)
		if n == 0 { // the parent
			t.updateShared(organisationKey(ancestor.ID), "ADD #children :less", "attribute_exists(pk)", args{":less": numberOf(-1)})
			t.listEvent(ancestor.ID, w.Event)
		}
	}
	t.putTombstone(organisationTombstoneKey(o.ID), w.Event)
	t.putEvent(w.Event)
	t.checkAuthority(w.Authority, w.Event.At)
	return s.commit(ctx, t)
}

// DeleteAccount deletes an account and its entry in the list of its organisation, writes
// that its id was used, and ends the deletion.
func (s Store) DeleteAccount(ctx context.Context, w access.AccountDeletion) error {
	t, a := s.begin(), w.Account
	t.delete(accountKey(a.Organisation, a.ID), "#name = :name", args{":name": textOf(a.Name)})
	t.delete(listedAccountKey(a), "", nil)
	t.endDeletion(a.Organisation, w.Deletion)
	t.putTombstone(accountTombstoneKey(a.Organisation, a.ID), w.Event)
	t.putEvent(w.Event)
	t.checkAuthority(w.Authority, w.Event.At)
	return s.commit(ctx, t)
}

// tombstone says that an id was used by what was deleted.
type tombstone struct {
	header
	DeletedAt int64
}

func (d *tombstone) fields(f *fields) {
	d.header.fields(f)
	number(f, "deletedAt", &d.DeletedAt)
}

func (t *transaction) putTombstone(k key, e access.Event) {
	t.put(&tombstone{k.header(kindTombstone), millis(e.At)}, "", nil)
}

// orDeleted returns access.ErrDeleted for the stale creation of what was deleted.
func (s Store) orDeleted(ctx context.Context, err error, k key) error {
	if !errors.Is(err, access.ErrStale) {
		return err
	}
	switch _, lookup := s.item(ctx, k); {
	case lookup == nil:
		return access.ErrDeleted
	case errors.Is(lookup, access.ErrNotFound):
		return err
	default:
		return lookup
	}
}

// notBeingDeleted is the condition of an organisation in which something is created. Its
// value :now is in milliseconds since the epoch.
const notBeingDeleted = "attribute_exists(pk) AND (attribute_not_exists(#deletion.#until) OR #deletion.#until <= :now)"

// checkNoDeletion checks that no later deletion has begun in an organisation. It checks a
// fence: the item of the organisation would be in every transaction.
func (t *transaction) checkNoDeletion(o access.OrganisationID, d access.Deletion) {
	t.checkFence(fence{organisation: o, asOf: d.At})
}

// storedDeletion is a deletion. Its time At is in microseconds since the epoch, as that of
// a fence.
type storedDeletion struct {
	At      int64
	Account access.AccountID
	Until   int64
}

func (d *storedDeletion) fields(f *fields) {
	number(f, "at", &d.At)
	optional(f, "account", &d.Account, text)
	optional(f, "until", &d.Until, number)
}

// deletionToItem returns a deletion as it is stored, or nil if there was none.
func deletionToItem(d access.Deletion) *storedDeletion {
	if d.At.IsZero() {
		return nil
	}
	return &storedDeletion{d.At.UnixMicro(), d.Account, millis(d.Until)}
}

// deletion returns the deletion. It returns the zero one for nil.
func (d *storedDeletion) deletion() access.Deletion {
	if d == nil {
		return access.Deletion{}
	}
	return access.Deletion{At: time.UnixMicro(d.At).UTC(), Account: d.Account, Until: fromMillis(d.Until)}
}
