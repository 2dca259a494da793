package access_test

import (
	"errors"
	"fmt"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
	"admit/shared/memory"
)

func TestForgetLeavesNothingOfAUser(t *testing.T) {
	w := fixture.InMemory(t)
	first, admin := w.Organisation("admin", false)
	second, ada := w.Organisation("ada", false)
	shop := w.Account(first, "Shop")
	w.Member(whole(first), "ada", viewer)
	w.Member(scopeOf(shop), "ada", accountAdmin)
	open := w.Invited(admin, whole(first), "ada", signer)

	forgotten, err := w.DeleteUser().Do(t.Context(), ada.ID())
	w.Must(err)
	if forgotten.Email.String() != mailbox("ada") {
		t.Errorf("forgot %+v", forgotten)
	}
	if w.HeldRoles(ada, first)+w.HeldRoles(ada, second) != "" || w.Snapshot(whole(second)).Organisation.Admins != 0 {
		t.Error("something is still held")
	}
	if _, ok := w.Directory.SignIn(address(t, mailbox("ada")), password); ok {
		t.Error("the identity can still sign in")
	}
	if _, err := w.Store.UserByAddress(t.Context(), address(t, mailbox("ada"))); !errors.Is(err, access.ErrNone) {
		t.Errorf("the address is still taken (%v)", err)
	}
	if status := w.Invitation(open.ID).Status; status != access.Revoked {
		t.Errorf("an open invitation is %s", status)
	}
	if events := w.EventsOfType(first, access.EventAccessRemoved); len(events) != 1 || events[0].Actor != access.Operator || len(events[0].Before) != 2 {
		t.Errorf("on record: %+v", events)
	}
	_, err = w.DeleteUser().Do(t.Context(), ada.ID())
	w.WantRefusal("once more", err, access.NotFound)

	again := w.Join(w.Invited(admin, whole(first), "ada", biller))
	if again.ID() == ada.ID() || w.HeldRoles(again, first) != string(biller) || w.HeldRoles(again, second) != "" {
		t.Errorf("who registers again is %s, holds %q", again.ID(), w.HeldRoles(again, first))
	}
}

// TestForgetWithMoreInvitationsThanATransactionHolds: none is left to come back
// with.
func TestForgetWithMoreInvitationsThanATransactionHolds(t *testing.T) {
	w := fixture.InMemory(t)
	organisation, admin := w.Organisation("admin", false)
	ada := w.Member(whole(organisation), "ada", viewer)
	for n := range access.MaxRevocations + 2 {
		w.Invited(admin, scopeOf(w.Account(organisation, fmt.Sprint("Shop ", n))), "ada", viewer)
	}
	_, err := w.DeleteUser().Do(t.Context(), ada.ID())
	w.Must(err)
	offers, err := w.Store.Offers(t.Context(), organisation.ID, address(t, mailbox("ada")))
	if err != nil || len(offers.Pending) > 0 || len(w.EventsOfType(organisation, access.EventInvitationRevoked)) != access.MaxRevocations+2 {
		t.Errorf("%d are still open (%v)", len(offers.Pending), err)
	}
}

func TestForgetOfWhoIsNotThere(t *testing.T) {
	w := fixture.InMemory(t)
	for _, id := range []access.UserID{"", "#", "operator", "nobody"} {
		_, err := w.DeleteUser().Do(t.Context(), id)
		w.WantRefusal(string(id), err, access.NotFound)
	}
}

// TestForgetBreaksOffAndIsRepeated at the identity provider, where most is done
// and the user is still there.
func TestForgetBreaksOffAndIsRepeated(t *testing.T) {
	for _, effect := range []bool{false, true} {
		w := fixture.New(t, memory.New())
		organisation, ada := w.Organisation("ada", false)
		w.Directory.Around = func(_ string, do func() error) error {
			if effect {
				_ = do()
			}
			return fixture.ErrDirectory
		}
		_, err := w.DeleteUser().Do(t.Context(), ada.ID())
		w.WantRefusal("broken off", err, access.Unavailable)
		if held := w.HeldRoles(ada, organisation); held != "" {
			t.Errorf("still holds %q", held)
		}
		w.Directory.Around = nil
		_, err = w.DeleteUser().Do(t.Context(), ada.ID())
		w.WantRefusal("repeated", err, "")
		if len(w.EventsOfType(organisation, access.EventAccessRemoved)) != 1 || w.Directory.People() != 0 {
			t.Error("not as after one success")
		}
	}
}

// TestForgetOfWhoIsAcceptingMeanwhile: what is accepted in the middle goes too.
func TestForgetOfWhoIsAcceptingMeanwhile(t *testing.T) {
	w := fixture.InMemory(t)
	first, _ := w.Organisation("admin", false)
	second, _ := w.Organisation("other", false)
	ada := w.Member(whole(first), "ada", viewer)
	late := w.InvitedByOperator(whole(second), "ada", signer)
	secret := w.Token(late.ID)
	healthy := w.Store
	w.Store = &fixture.Between{Store: healthy, BeforeForgetUser: func() {
		_, err := access.Accept{Store: healthy, Identities: w.Directory, Roles: w.Roles, Limits: w.Limits, Now: w.Now}.Do(t.Context(), ada, late.ID, secret)
		w.Must(err)
	}}
	_, err := w.DeleteUser().Do(t.Context(), ada.ID())
	w.WantRefusal("forget", err, "")
	if held := w.HeldRoles(ada, first) + w.HeldRoles(ada, second); held != "" {
		t.Errorf("holds %q", held)
	}
}
