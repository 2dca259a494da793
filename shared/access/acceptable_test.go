package access_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

// TestAcceptableRefusesWhatAnAcceptanceWould asks whether an invitation could be accepted
// now, as the email with its link does.
func TestAcceptableRefusesWhatAnAcceptanceWould(t *testing.T) {
	for name, c := range map[string]struct {
		change func(f inOrganisation)
		want   access.Kind
	}{
		"nothing has changed": {func(inOrganisation) {}, ""},
		"the invitee is a member": {func(f inOrganisation) {
			f.Member(fixture.ScopeOf(f.Account(f.organisation, "Shop")), "ada", fixture.Biller)
		}, ""},
		"the invitee is suspended":     {func(f inOrganisation) { f.suspendInvitee() }, access.AccessSuspended},
		"the inviter is gone":          {func(f inOrganisation) { f.removeInviter() }, access.InvitationNotAuthorised},
		"a suspended person is not it": {func(f inOrganisation) { f.suspend(f.member) }, ""},
	} {
		t.Run(name, func(t *testing.T) {
			f := inOrganisation{Fixture: fixture.InMemory(t)}
			f.organisation, f.admin = f.Organisation("admin", false)
			f.member = f.Member(fixture.Whole(f.organisation), "eve", fixture.Biller)
			f.invitation = f.Invited(f.admin, fixture.Whole(f.organisation), "ada", fixture.Viewer)
			c.change(f)
			_, err := f.invitation.Acceptable(t.Context(), f.Store, f.Roles, f.Now())
			f.WantRefusal("acceptable", err, c.want)
		})
	}
}

func (f inOrganisation) suspend(user access.Caller) {
	f.Helper()
	f.Must(fixture.ErrOfThree(f.Suspend().If(access.Precondition{Any: true}).Do(f.Context(), f.admin.ID(), f.organisation.ID, user.ID(), true)))
}

func (f inOrganisation) suspendInvitee() {
	f.Helper()
	f.suspend(f.Member(fixture.ScopeOf(f.Account(f.organisation, "Shop")), "ada", fixture.Biller))
}

// removeInviter removes who invited. Another administrator stays.
func (f inOrganisation) removeInviter() {
	f.Helper()
	other := f.Member(fixture.Whole(f.organisation), "other", fixture.OrganisationAdmin)
	f.Must(fixture.Err(f.Remove().Do(f.Context(), other.ID(), fixture.Whole(f.organisation), f.admin.ID())))
}

// failsSecond is a reader of snapshots whose second call fails.
type failsSecond struct {
	access.SnapshotReader
	calls int
}

func (s *failsSecond) Snapshot(ctx context.Context, q access.SnapshotQuery) (access.Snapshot, error) {
	if s.calls++; s.calls == 2 {
		return access.Snapshot{}, fixture.ErrStore
	}
	return s.SnapshotReader.Snapshot(ctx, q)
}

// TestAcceptableReadsWhatTheInviteeHolds checks that the answer about somebody who has
// registered rests on a snapshot with their access, and the answer about others on one read.
func TestAcceptableReadsWhatTheInviteeHolds(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	i := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	store := &failsSecond{SnapshotReader: f.Store}
	if _, err := i.Acceptable(t.Context(), store, f.Roles, f.Now()); err != nil || store.calls != 1 {
		t.Errorf("about a stranger: %v after %d reads", err, store.calls)
	}
	ada := f.Member(fixture.ScopeOf(f.Account(organisation, "Shop")), "ada", fixture.Biller)
	snapshot, err := i.Acceptable(t.Context(), f.Store, f.Roles, f.Now())
	if err != nil || len(snapshot.Access[ada.ID()].Direct.Grants) != 1 {
		t.Errorf("the snapshot has %+v (%v)", snapshot.Access, err)
	}
	store = &failsSecond{SnapshotReader: f.Store}
	if snapshot, err := i.Acceptable(t.Context(), store, f.Roles, f.Now()); !errors.Is(err, fixture.ErrStore) || snapshot.Organisation.ID != "" {
		t.Errorf("%v with %+v, want the failure of the store", err, snapshot)
	}
}

// TestAcceptableIsStaleDuringADeletion checks that an email waits until the deletion of its
// scope has ended.
func TestAcceptableIsStaleDuringADeletion(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	i := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	before := f.Snapshot(i.Scope).Organisation
	f.Must(f.Store.BeginDeletion(t.Context(), access.DeletionStart{Before: before, Deletion: access.Deletion{At: f.Now(), Until: f.Now().Add(time.Minute)}}))
	if _, err := i.Acceptable(t.Context(), f.Store, f.Roles, f.Now()); !errors.Is(err, access.ErrStale) {
		t.Errorf("%v, want it stale", err)
	}
}
