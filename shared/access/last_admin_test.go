package access_test

import (
	"context"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

// tornSnapshots is a store whose snapshots have the organisation of a later moment than the
// memberships: another request writes in between.
type tornSnapshots struct {
	fixture.Store
	between *func()
}

// Snapshot implements [access.Store].
func (s tornSnapshots) Snapshot(ctx context.Context, q access.SnapshotQuery) (access.Snapshot, error) {
	snapshot, err := s.Store.Snapshot(ctx, q)
	if do := *s.between; do != nil && err == nil {
		*s.between = nil
		do()
		later, err := s.Store.Snapshot(ctx, q)
		snapshot.Organisation = later.Organisation
		return snapshot, err
	}
	return snapshot, err
}

// TestLastAdministratorIsConfirmed lets an administrator suspend another one while the same
// administrator changes the access of that one. The count of administrators is already one,
// and the membership that was read still has its role. That is no reason for a refusal.
func TestLastAdministratorIsConfirmed(t *testing.T) {
	type change func(f *fixture.Fixture, by access.Caller, o access.Organisation, of access.Caller) error
	for name, c := range map[string]struct {
		do   change
		want access.Kind
	}{
		"remove": {func(f *fixture.Fixture, by access.Caller, o access.Organisation, of access.Caller) error {
			return fixture.Err(f.Remove().Do(f.Context(), by.ID(), fixture.Whole(o), of.ID()))
		}, ""},
		"preview": {func(f *fixture.Fixture, by access.Caller, o access.Organisation, of access.Caller) error {
			return fixture.Err(f.Remove().Preview(f.Context(), by.ID(), fixture.Whole(o), of.ID()))
		}, ""},
		"suspend": {func(f *fixture.Fixture, by access.Caller, o access.Organisation, of access.Caller) error {
			return fixture.ErrOfThree(f.Suspend().Do(f.Context(), by.ID(), o.ID, of.ID(), true))
		}, ""},
		"edit": {func(f *fixture.Fixture, by access.Caller, o access.Organisation, of access.Caller) error {
			return fixture.ErrOfThree(f.Edit().If(access.Precondition{Any: true}).Do(f.Context(), by.ID(), o.ID, of.ID(),
				access.EditRequest{Grants: []access.ScopedRole{{Role: fixture.Viewer}}}))
		}, ""},
		"leave": {func(f *fixture.Fixture, _ access.Caller, o access.Organisation, of access.Caller) error {
			return fixture.Err(f.Remove().Leave(f.Context(), of.ID(), fixture.Whole(o)))
		}, access.NotFound}, // somebody who is suspended sees nothing
	} {
		t.Run(name, func(t *testing.T) {
			f := fixture.InMemory(t)
			o, admin := f.Organisation("admin", false)
			other := f.Member(fixture.Whole(o), "other", fixture.OrganisationAdmin)
			suspends := func() {
				f.Must(fixture.ErrOfThree(f.Suspend().Do(f.Context(), admin.ID(), o.ID, other.ID(), true)))
			}
			f.Store = tornSnapshots{f.Store, &suspends}
			f.WantRefusal(name, c.do(f, admin, o, other), c.want)
		})
	}
}
