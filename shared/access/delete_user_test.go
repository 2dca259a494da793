package access_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
	"admit/shared/memory"
)

func TestDeleteUserLeavesNothing(t *testing.T) {
	f := fixture.InMemory(t)
	first, admin := f.Organisation("admin", false)
	second, ada := f.Organisation("ada", false)
	shop := f.Account(first, "Shop")
	f.Member(fixture.Whole(first), "ada", fixture.Viewer)
	f.Member(fixture.ScopeOf(shop), "ada", fixture.AccountAdmin)
	open := f.Invited(admin, fixture.Whole(first), "ada", fixture.Signer)

	forgotten, err := f.DeleteUser().Do(t.Context(), ada.ID())
	f.Must(err)
	if forgotten.User.Email.String() != fixture.Mailbox("ada") {
		t.Errorf("deleted %+v", forgotten)
	}
	if f.HeldRoles(ada, first)+f.HeldRoles(ada, second) != "" || f.Snapshot(fixture.Whole(second)).Organisation.Admins != 0 {
		t.Error("the user still holds something")
	}
	if _, ok := f.Directory.SignIn(fixture.Address(t, fixture.Mailbox("ada")), fixture.Password); ok {
		t.Error("the identity can still sign in")
	}
	if _, err := f.Store.UserByAddress(t.Context(), fixture.Address(t, fixture.Mailbox("ada"))); !errors.Is(err, access.ErrNotFound) {
		t.Errorf("the address is still taken (%v)", err)
	}
	if _, err := f.Store.Invitation(t.Context(), open.ID); !errors.Is(err, access.ErrNotFound) || len(f.EventsOfType(first, access.EventInvitationRevoked)) != 1 {
		t.Errorf("an open invitation was not revoked and deleted: %v", err)
	}
	if events := f.EventsOfType(first, access.EventAccessRemoved); len(events) != 1 || events[0].Actor != access.Operator || len(events[0].Before) != 2 {
		t.Errorf("events: %+v", events)
	}
	_, err = f.DeleteUser().Do(t.Context(), ada.ID())
	f.WantRefusal("again", err, access.NotFound)

	again := f.Join(f.Invited(admin, fixture.Whole(first), "ada", fixture.Biller))
	if again.ID() == ada.ID() || f.HeldRoles(again, first) != string(fixture.Biller) || f.HeldRoles(again, second) != "" {
		t.Errorf("the new user is %s and holds %q", again.ID(), f.HeldRoles(again, first))
	}
}

// TestDeleteUserWithMoreInvitationsThanATransactionHolds checks that no
// invitation is left that would restore access.
func TestDeleteUserWithMoreInvitationsThanATransactionHolds(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	ada := f.Member(fixture.Whole(organisation), "ada", fixture.Viewer)
	for n := range access.MaxRevocations + 2 {
		f.Invited(admin, fixture.ScopeOf(f.Account(organisation, fmt.Sprint("Shop ", n))), "ada", fixture.Viewer)
	}
	_, err := f.DeleteUser().Do(t.Context(), ada.ID())
	f.Must(err)
	offers, err := f.Store.Offers(t.Context(), organisation.ID, fixture.Address(t, fixture.Mailbox("ada")))
	if err != nil || len(offers) > 0 || len(f.EventsOfType(organisation, access.EventInvitationRevoked)) != access.MaxRevocations+2 {
		t.Errorf("%d are still open (%v)", len(offers), err)
	}
}

func TestDeleteUnknownUser(t *testing.T) {
	f := fixture.InMemory(t)
	for _, id := range []access.UserID{"", "#", "operator", "nobody"} {
		_, err := f.DeleteUser().Do(t.Context(), id)
		f.WantRefusal(string(id), err, access.NotFound)
	}
}

// TestDeleteUserInterruptedAndRepeated interrupts a deletion at the identity
// provider, when access is removed and the user still exists.
func TestDeleteUserInterruptedAndRepeated(t *testing.T) {
	for _, effect := range []bool{false, true} {
		f := fixture.New(t, memory.New())
		organisation, ada := f.Organisation("ada", false)
		f.Directory.Around = func(_ string, do func() error) error {
			if effect {
				_ = do()
			}
			return fixture.ErrDirectory
		}
		_, err := f.DeleteUser().Do(t.Context(), ada.ID())
		f.WantRefusal("interrupted", err, access.Unavailable)
		if held := f.HeldRoles(ada, organisation); held != "" {
			t.Errorf("still holds %q", held)
		}
		f.Directory.Around = nil
		_, err = f.DeleteUser().Do(t.Context(), ada.ID())
		f.WantRefusal("repeated", err, "")
		if len(f.EventsOfType(organisation, access.EventAccessRemoved)) != 1 || f.Directory.People() != 0 {
			t.Error("the result differs from one success")
		}
	}
}

// TestDeleteUserStopsWhenItsTimeIsOver removes as many memberships in a call as it has time
// for. The next calls go on.
func TestDeleteUserStopsWhenItsTimeIsOver(t *testing.T) {
	f := fixture.InMemory(t)
	const memberships = 12
	var ada access.Caller
	for range memberships {
		_, ada = f.Organisation("ada", false)
	}
	calls := 0
	for done := false; !done; calls++ {
		if calls > 20 {
			t.Fatal("the deletion does not end")
		}
		deletion := f.DeleteUser()
		ticks := 0 // of a clock that shows a second more each time somebody looks
		deletion.For, deletion.Now = 10*time.Second, func() time.Time { ticks++; return f.Now().Add(time.Duration(ticks) * time.Second) }
		deleted, err := deletion.Do(t.Context(), ada.ID())
		f.Must(err)
		done = deleted.Done
		if left, err := f.Store.Memberships(t.Context(), ada.ID()); calls == 0 && (err != nil || len(left) == 0 || len(left) == memberships) {
			t.Errorf("after the first call %d memberships of %d are left (%v)", len(left), memberships, err)
		}
	}
	if _, err := f.Store.User(t.Context(), ada.ID()); !errors.Is(err, access.ErrNotFound) {
		t.Errorf("the user is still there (%v)", err)
	}
}

// TestDeleteUserWhoseRegistrationBrokeOff deletes the identity that it has left behind, and no
// identity that is somebody's.
func TestDeleteUserWhoseRegistrationBrokeOff(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	invited := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	f.BreakOffRegistration(invited)
	if people := f.Directory.People(); people != 2 {
		t.Fatalf("there are %d identities, want the administrator's and the one left behind", people)
	}
	_, err := f.DeleteUser().ByAddress(t.Context(), fixture.Mailbox("ada"))
	if f.Must(err); f.Directory.People() != 1 {
		t.Errorf("there are %d identities, want the administrator's alone", f.Directory.People())
	}
	f.Join(f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer))
}

// TestDeletionOfAnAddressThatSomebodyHasLeft deletes no identity of a user, who may have another
// address now and an identity that no registration has marked as finished.
func TestDeletionOfAnAddressThatSomebodyHasLeft(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	f.BreakDirectory("Finish", false)
	ada := f.Join(f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer))
	f.Directory.Around = nil
	_, err := f.Relink().Do(t.Context(), access.RelinkRequest{User: ada.ID(), Email: fixture.Mailbox("new")})
	f.Must(err)
	_, err = f.DeleteUser().ByAddress(t.Context(), fixture.Mailbox("ada"))
	if f.Must(err); f.Directory.People() != 2 {
		t.Errorf("there are %d identities, want the administrator's and the user's", f.Directory.People())
	}
}

// TestDeleteUserDuringAcceptance checks that a deletion also removes what is
// accepted during it.
func TestDeleteUserDuringAcceptance(t *testing.T) {
	f := fixture.InMemory(t)
	first, _ := f.Organisation("admin", false)
	second, _ := f.Organisation("other", false)
	ada := f.Member(fixture.Whole(first), "ada", fixture.Viewer)
	late := f.InvitedByOperator(fixture.Whole(second), "ada", fixture.Signer)
	token := f.Token(late.ID)
	healthy := f.Store
	f.Store = &fixture.Between{Store: healthy, BeforeClose: func() {
		_, err := access.Accept{Store: healthy, Identities: f.Directory, Roles: f.Roles, Limits: f.Limits, Now: f.Now}.Do(t.Context(), ada, late.ID, access.AcceptRequest{Token: token})
		f.Must(err)
	}}
	_, err := f.DeleteUser().Do(t.Context(), ada.ID())
	f.WantRefusal("forget", err, "")
	if held := f.HeldRoles(ada, first) + f.HeldRoles(ada, second); held != "" {
		t.Errorf("holds %q", held)
	}
}
