package access

import "context"

// RenameStore is what [Rename] reads and writes.
type RenameStore interface {
	SnapshotReader
	Renamer
}

// Rename gives an organisation or an account another name. Everything shows the new name
// from then on, and the events before it keep the old one.
type Rename struct {
	Store RenameStore
	Now   Clock

	precondition Precondition
}

// If returns a Rename that requires a version of what is renamed.
func (c Rename) If(p Precondition) Rename {
	c.precondition = p
	return c
}

// Organisation renames an organisation. The caller must be an administrator of the whole
// organisation. It does nothing if the organisation has the name.
func (c Rename) Organisation(ctx context.Context, caller UserID, id OrganisationID, name string) (OrganisationView, error) {
	var renamed Snapshot
	err := c.do(ctx, name, func(ctx context.Context) (err error) {
		if renamed, err = loadScope(ctx, c.Store, c.Now, caller, SnapshotQuery{Scope: Scope{Organisation: id}}); err != nil {
			return err
		}
		authority, administers := renamed.authority(caller, "")
		if !administers {
			return errNotAdministrator()
		}
		return c.organisation(ctx, &renamed, name, &authority, renamed.Access[caller].party())
	})
	if err != nil {
		return OrganisationView{}, err
	}
	return renamed.viewOf(caller), nil
}

// OrganisationByOperator renames an organisation for an operator.
func (c Rename) OrganisationByOperator(ctx context.Context, id OrganisationID, name string) (Organisation, error) {
	var renamed Snapshot
	err := c.do(ctx, name, func(ctx context.Context) (err error) {
		if renamed, err = loadForOperator(ctx, c.Store, id); err != nil {
			return err
		}
		return c.organisation(ctx, &renamed, name, nil, Operator)
	})
	return renamed.Organisation, err
}

// Account renames an account. The caller must be an administrator of the whole
// organisation. It does nothing if the account has the name.
func (c Rename) Account(ctx context.Context, caller UserID, scope Scope, name string) (Account, error) {
	var renamed Account
	err := c.do(ctx, name, func(ctx context.Context) error {
		snapshot, err := loadScope(ctx, c.Store, c.Now, caller, SnapshotQuery{Scope: scope})
		if err != nil {
			return err
		}
		authority, administers := snapshot.authority(caller, "")
		if !administers {
			return errNotAdministrator()
		}
		before := *snapshot.Account
		if err := c.precondition.check(before.VersionTag()); err != nil {
			return err
		}
		if renamed = before; before.Name == name {
			return nil
		}
		renamed.Name = name
		event := scopeEvent(EventAccountRenamed, scope, Names{snapshot.Organisation.Name, name}, c.Now(), snapshot.Access[caller].party())
		event.FormerName = before.Name
		return c.Store.RenameAccount(ctx, AccountRename{Before: before, After: renamed, Event: event, Authority: &authority})
	})
	if err != nil {
		return Account{}, err
	}
	return renamed, nil
}

// do calls try, again while it is stale, if the name can be one.
func (c Rename) do(ctx context.Context, name string, try func(ctx context.Context) error) error {
	if err := requireNameField(name); err != nil {
		return err
	}
	return RetryStale(ctx, try)
}

// organisation writes the new name of the snapshot's organisation, also into the snapshot.
func (c Rename) organisation(ctx context.Context, s *Snapshot, name string, authority *Authority, actor Party) error {
	before := s.Organisation
	if err := c.precondition.check(before.VersionTag()); err != nil {
		return err
	}
	if before.Name == name {
		return nil
	}
	s.Organisation.Name = name
	event := scopeEvent(EventOrganisationRenamed, Scope{Organisation: before.ID}, s.Organisation.names(), c.Now(), actor)
	event.FormerName = before.Name
	return c.Store.RenameOrganisation(ctx, OrganisationRename{Before: before, After: s.Organisation, Event: event, Authority: authority})
}

// loadForOperator reads an organisation for an operator, who sees every one.
func loadForOperator(ctx context.Context, store SnapshotReader, id OrganisationID) (Snapshot, error) {
	if !ValidID(string(id)) {
		return Snapshot{}, errNotFound()
	}
	return orNotFound(store.Snapshot(ctx, SnapshotQuery{Scope: Scope{Organisation: id}}))
}
