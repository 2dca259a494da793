package access

import (
	"cmp"
	"context"
	"errors"
	"time"
)

// importInto creates the organisation unless it exists.
func (l OrganisationLine) importInto(ctx context.Context, r *importRun) (ImportOutcome, error) {
	if err := l.validate(); err != nil {
		return ImportOutcome{}, err
	}
	return r.retry(ctx, func(ctx context.Context) (ImportOutcome, error) {
		found, err := r.organisations(ctx, l.ID, l.Parent)
		if err != nil {
			return ImportOutcome{}, err
		}
		if existing, ok := found[l.ID]; ok {
			return l.compare(existing)
		}
		organisation := Organisation{ID: l.ID, Name: l.Name, Partner: l.Partner}
		if l.Parent != "" {
			parent, ok := found[l.Parent]
			if !ok {
				return ImportOutcome{}, InvalidField("parent", "does not exist")
			}
			if err := parent.mayHaveChild(); err != nil {
				return ImportOutcome{}, err
			}
			organisation = parent.child(l.ID, l.Name, l.Partner, time.Time{})
		}
		organisation.CreatedAt = r.timeOr(l.CreatedAt)
		err = r.Store.CreateOrganisation(ctx, NewOrganisation{Organisation: organisation, Event: organisation.createdEvent(r.Now(), Operator)})
		return ImportOutcome{Status: ImportCreated}, refuseDeleted(err)
	})
}

// compare refuses a line that differs from the organisation with its id.
func (l OrganisationLine) compare(existing Organisation) (ImportOutcome, error) {
	var wrong fieldErrors
	was := existing.lineOf()
	differs(&wrong, "name", l.Name, was.Name)
	differs(&wrong, "parent", l.Parent, was.Parent)
	if l.Partner != was.Partner {
		wrong.add("partner", "is %t, and %t in the organisation with this id", l.Partner, was.Partner)
	}
	return ImportOutcome{Status: ImportExists}, wrong.err()
}

// differs adds an error unless a field of a line is as it is stored.
func differs[T ~string](wrong *fieldErrors, field string, got, stored T) {
	if got != stored {
		wrong.add(field, "differs from what exists with this id: %q", stored)
	}
}

// organisations reads the organisations that exist.
func (r *importRun) organisations(ctx context.Context, ids ...OrganisationID) (map[OrganisationID]Organisation, error) {
	byID := map[OrganisationID]Organisation{}
	var known []OrganisationID
	for _, id := range ids {
		if id != "" {
			known = append(known, id)
		}
	}
	found, err := r.Store.Organisations(ctx, known)
	for _, o := range found {
		byID[o.ID] = o
	}
	return byID, err
}

// importInto creates the account unless it exists.
func (l AccountLine) importInto(ctx context.Context, r *importRun) (ImportOutcome, error) {
	if err := l.validate(); err != nil {
		return ImportOutcome{}, err
	}
	return r.retry(ctx, func(ctx context.Context) (ImportOutcome, error) {
		snapshot, err := r.snapshot(ctx, SnapshotQuery{Scope: Scope{l.Organisation, l.ID}})
		if err != nil {
			return ImportOutcome{}, err
		}
		if existing := snapshot.Account; existing != nil {
			var wrong fieldErrors
			differs(&wrong, "name", l.Name, existing.Name)
			return ImportOutcome{Status: ImportExists}, wrong.err()
		}
		account := Account{ID: l.ID, Organisation: l.Organisation, Name: l.Name, CreatedAt: r.timeOr(l.CreatedAt)}
		err = r.Store.CreateAccount(ctx, NewAccount{Account: account, Event: account.createdEvent(snapshot.Organisation, r.Now(), Operator)})
		return ImportOutcome{Status: ImportCreated}, refuseDeleted(err)
	})
}

// snapshot reads a scope. An unknown organisation is an error of the field organisation.
func (r *importRun) snapshot(ctx context.Context, q SnapshotQuery) (Snapshot, error) {
	snapshot, err := r.Store.Snapshot(ctx, q)
	if errors.Is(err, ErrNotFound) {
		return Snapshot{}, InvalidField("organisation", "does not exist")
	}
	return snapshot, err
}

// retry judges and writes a line again for as long as it is stale.
func (r *importRun) retry(ctx context.Context, try func(ctx context.Context) (ImportOutcome, error)) (outcome ImportOutcome, err error) {
	err = RetryStale(ctx, func(ctx context.Context) error {
		var err error
		outcome, err = try(ctx)
		return err
	})
	return outcome, err
}

// timeOr returns a time of a line, as every store keeps it, or if it is zero the time
// now, to the second.
func (r *importRun) timeOr(given time.Time) time.Time {
	if given.IsZero() {
		return r.Now().UTC().Truncate(time.Second)
	}
	return given.UTC().Truncate(time.Millisecond)
}

// personOr returns a person of a line, or if it is zero the operator.
func personOr(given Person) Person { return cmp.Or(given, Operator.Person) }
