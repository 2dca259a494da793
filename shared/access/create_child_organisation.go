package access

import (
	"context"
	"errors"
	"time"
)

// CreateChildOrganisationStore is what [CreateChildOrganisation] reads and writes.
type CreateChildOrganisationStore interface {
	SnapshotReader
	OrganisationReader
	OrganisationCreator
}

// CreateChildOrganisation creates an organisation below a partner organisation.
type CreateChildOrganisation struct {
	Store CreateChildOrganisationStore
	Now   Clock
}

// Do creates the organisation. The caller must be a Partner Organisation Admin of
// the parent or of an organisation above it, and so governs the new organisation
// from above. A request that is repeated with its seed returns the organisation
// that it created.
func (c CreateChildOrganisation) Do(ctx context.Context, caller UserID, parent OrganisationID, name string, partner bool, seed Seed) (OrganisationView, error) {
	if err := requireNameField(name); err != nil {
		return OrganisationView{}, err
	}
	var created OrganisationView
	err := RetryStale(ctx, func(ctx context.Context) error {
		snapshot, err := loadScope(ctx, c.Store, c.Now, caller, SnapshotQuery{Scope: Scope{Organisation: parent}})
		if err != nil {
			return err
		}
		authority, err := snapshot.mayCreateBelow(caller)
		if err != nil {
			return err
		}
		now := c.Now().UTC()
		if err := snapshot.Organisation.requireOpen("", now); err != nil {
			return err
		}
		new := snapshot.Organisation.child(OrganisationID(seed.id("organisation")), name, partner, now)
		created = new.createdBy(authority)
		err = c.Store.CreateOrganisation(ctx, NewOrganisation{Organisation: new, Authority: &authority,
			Event: new.createdEvent(now, snapshot.Access[caller].party())})
		if existing, ok := c.existing(ctx, err, new.ID); ok {
			created.Organisation = existing
			return nil
		}
		return refuseDeleted(err)
	})
	if err != nil {
		return OrganisationView{}, err
	}
	return created, nil
}

// createdBy returns a new organisation as its creator sees it. The creator has no
// role in it and governs it through the grant that allowed the creation.
func (o Organisation) createdBy(authority Authority) OrganisationView {
	return OrganisationView{Organisation: o, Parent: o.Ancestors[0].ID, Through: o.ancestor(authority.Scope.Organisation)}
}

// existing returns the organisation that an earlier try with the same seed
// created, and whether there is one. It looks only if the outcome of the write is
// ErrStale.
func (c CreateChildOrganisation) existing(ctx context.Context, outcome error, id OrganisationID) (Organisation, bool) {
	if !errors.Is(outcome, ErrStale) {
		return Organisation{}, false
	}
	found, err := c.Store.Organisations(ctx, []OrganisationID{id})
	if err != nil || len(found) == 0 {
		return Organisation{}, false
	}
	return found[0], true
}

// mayCreateBelow returns the grant by which the user may create an organisation below
// the snapshot's organisation.
func (s Snapshot) mayCreateBelow(user UserID) (Authority, error) {
	authority, ok := s.authority(user, "", PartnerOrganisationAdmin)
	if !ok {
		return Authority{}, Refuse(Forbidden, "Only a Partner Organisation Admin may create organisations here.")
	}
	return authority, s.Organisation.mayHaveChild()
}

// mayHaveChild refuses to create an organisation below one that is not a partner
// organisation, or more than MaxLevels deep.
func (o Organisation) mayHaveChild() error {
	switch {
	case !o.Partner:
		return Refuse(Forbidden, "Only a partner organisation can have organisations below it.")
	case len(o.Ancestors)+2 > MaxLevels:
		return Refuse(LimitReached, "Organisations can be at most %d levels deep.", MaxLevels)
	}
	return nil
}

// child returns a new organisation directly below o.
func (o Organisation) child(id OrganisationID, name string, partner bool, now time.Time) Organisation {
	above := append([]Ancestor{{o.ID, o.Name}}, o.Ancestors...)
	return Organisation{ID: id, Name: name, Partner: partner, Ancestors: above, CreatedAt: now.Truncate(time.Second)}
}
