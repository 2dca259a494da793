package access_test

import (
	"errors"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

// TestDeleteByAddress deletes a user and somebody who was only invited, and refuses what is no
// address.
func TestDeleteByAddress(t *testing.T) {
	f := fixture.InMemory(t)
	o, admin, ada := member(f)
	i := f.Invited(admin, fixture.Whole(o), "eve", fixture.Viewer)
	_, err := f.DeleteUser().ByAddress(t.Context(), "ada")
	wantFields(t, "no address", err, "email")
	byUser, err := f.DeleteUser().ByAddress(t.Context(), "ADA@Example.com")
	if f.Must(err); !byUser.Done || byUser.User.ID != ada.ID() || f.HeldRoles(ada, o) != "" {
		t.Errorf("the user: %+v", byUser)
	}
	invited, err := f.DeleteUser().ByAddress(t.Context(), fixture.Mailbox("eve"))
	if f.Must(err); !invited.Done || invited.User.ID != "" || invited.Email.Key() != i.Email.Key() {
		t.Errorf("the invitee: %+v", invited)
	}
	if _, err := f.Store.Invitation(t.Context(), i.ID); !errors.Is(err, access.ErrNotFound) {
		t.Errorf("the invitation is left: %v", err)
	}
	if f.HeldRoles(admin, o) != string(fixture.OrganisationAdmin) {
		t.Error("the administrator is gone, too")
	}
	f.Store = broken{f.Store, "UserByAddress"}
	if _, err := f.DeleteUser().ByAddress(t.Context(), fixture.Mailbox("admin")); !errors.Is(err, fixture.ErrStore) {
		t.Errorf("%v, want the failure of the store", err)
	}
}

// TestADeletionClosesAnExpiredInvitationAsExpired has one invitation that is open and one that
// has expired.
func TestADeletionClosesAnExpiredInvitationAsExpired(t *testing.T) {
	f := fixture.InMemory(t)
	o, admin, ada := member(f)
	old := f.Invited(admin, fixture.ScopeOf(f.Account(o, "Shop")), "ada", fixture.Viewer)
	f.Set(old.ExpiresAt)
	open := f.Invited(admin, fixture.ScopeOf(f.Account(o, "Yard")), "ada", fixture.Viewer)
	other, boss := f.Organisation("boss", false)
	elsewhere := f.Invited(boss, fixture.Whole(other), "ada", fixture.Viewer)
	f.Must(fixture.Err(f.DeleteUser().Do(t.Context(), ada.ID())))
	for id, in := range map[access.InvitationID]access.Organisation{open.ID: o, elsewhere.ID: other} {
		if events := f.EventsOfType(in, access.EventInvitationRevoked); len(events) != 1 || events[0].Invitation != id || events[0].Actor != access.Operator {
			t.Errorf("revoked: %+v", events)
		}
	}
	if events := f.EventsOfType(o, access.EventInvitationExpired); len(events) != 1 || events[0].Invitation != old.ID || events[0].Actor != access.System {
		t.Errorf("expired: %+v", events)
	}
}
