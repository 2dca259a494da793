package access

import "context"

// A program that may read every organisation sees what an administrator of the whole
// organisation sees. The use cases that only read get it by the types in this file:
// stores whose snapshots say that the program is an Organisation Admin. No use case
// that writes takes a program.

// ForProgram returns the use case for a program that may read every organisation.
func (c List) ForProgram(program UserID) List {
	c.Store = programListStore{c.Store, program}
	return c
}

type programListStore struct {
	ListStore
	program UserID
}

// Snapshot implements [SnapshotReader].
func (s programListStore) Snapshot(ctx context.Context, q SnapshotQuery) (Snapshot, error) {
	return administratorSnapshot(ctx, s.ListStore, s.program, q)
}

// ForProgram returns the use case for a program that may read every organisation.
func (c Browse) ForProgram(program UserID) Browse {
	c.Store = programBrowseStore{c.Store, program}
	return c
}

type programBrowseStore struct {
	BrowseStore
	program UserID
}

// Snapshot implements [SnapshotReader].
func (s programBrowseStore) Snapshot(ctx context.Context, q SnapshotQuery) (Snapshot, error) {
	return administratorSnapshot(ctx, s.BrowseStore, s.program, q)
}

// administratorSnapshot reads a snapshot in which the program is an Organisation Admin.
func administratorSnapshot(ctx context.Context, store SnapshotReader, program UserID, q SnapshotQuery) (Snapshot, error) {
	snapshot, err := store.Snapshot(ctx, q)
	if err != nil {
		return Snapshot{}, err
	}
	whole := Scope{Organisation: snapshot.Organisation.ID}
	snapshot.Access[program] = EffectiveAccess{Direct: Membership{
		Organisation: whole.Organisation, Grants: []Grant{{Role: OrganisationAdmin, Scope: whole}},
	}}
	return snapshot, nil
}
