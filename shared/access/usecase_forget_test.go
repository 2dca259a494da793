package access_test

import (
	"errors"
	"fmt"
	"testing"

	"admit/shared/access"
)

func TestForgetLeavesNothingOfAUser(t *testing.T) {
	w := inMemory(t)
	first, admin := w.organisation("admin", false)
	second, ada := w.organisation("ada", false)
	shop := w.account(first, "Shop")
	w.member(whole(first), "ada", viewer)
	w.member(scopeOf(shop), "ada", accountAdmin)
	open := w.invited(admin, whole(first), "ada", signer)

	forgotten, err := w.forget().Do(t.Context(), ada.ID())
	w.must(err)
	if forgotten.Email.String() != mailbox("ada") {
		t.Errorf("forgot %+v", forgotten)
	}
	if w.held(ada, first)+w.held(ada, second) != "" || w.place(second).Organisation.Admins != 0 {
		t.Error("something is still held")
	}
	if _, ok := w.directory.SignIn(address(t, mailbox("ada")), password); ok {
		t.Error("the identity can still sign in")
	}
	if _, err := w.store.UserByAddress(t.Context(), address(t, mailbox("ada"))); !errors.Is(err, access.ErrNone) {
		t.Errorf("the address is still taken (%v)", err)
	}
	if status := w.invitation(open.ID).Status; status != access.Revoked {
		t.Errorf("an open invitation is %s", status)
	}
	if records := w.recorded(first, access.AccessRemoved); len(records) != 1 || records[0].Actor != access.Operator || len(records[0].Before) != 2 {
		t.Errorf("on record: %+v", records)
	}
	_, err = w.forget().Do(t.Context(), ada.ID())
	w.refused("once more", err, access.NotFound)

	again := w.takes(w.invited(admin, whole(first), "ada", biller))
	if again.ID() == ada.ID() || w.held(again, first) != string(biller) || w.held(again, second) != "" {
		t.Errorf("who registers again is %s, holds %q", again.ID(), w.held(again, first))
	}
}

// TestForgetWithMoreInvitationsThanATransactionHolds: none is left to come back
// with.
func TestForgetWithMoreInvitationsThanATransactionHolds(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	ada := w.member(whole(organisation), "ada", viewer)
	for n := range access.MaxRevocations + 2 {
		w.invited(admin, scopeOf(w.account(organisation, fmt.Sprint("Shop ", n))), "ada", viewer)
	}
	_, err := w.forget().Do(t.Context(), ada.ID())
	w.must(err)
	offers, err := w.store.Offers(t.Context(), organisation.ID, address(t, mailbox("ada")))
	if err != nil || len(offers.Pending) > 0 || len(w.recorded(organisation, access.InvitationWithdrawn)) != access.MaxRevocations+2 {
		t.Errorf("%d are still open (%v)", len(offers.Pending), err)
	}
}

func TestForgetOfWhoIsNotThere(t *testing.T) {
	w := inMemory(t)
	for _, id := range []access.UserID{"", "#", "operator", "nobody"} {
		_, err := w.forget().Do(t.Context(), id)
		w.refused(string(id), err, access.NotFound)
	}
}

// TestForgetBreaksOffAndIsRepeated at the identity provider, where most is done
// and the user is still there.
func TestForgetBreaksOffAndIsRepeated(t *testing.T) {
	for _, effect := range []bool{false, true} {
		w := newWorld(t, inMemoryStore())
		organisation, ada := w.organisation("ada", false)
		w.directory.Around = func(_ string, do func() error) error {
			if effect {
				_ = do()
			}
			return errDirectory
		}
		_, err := w.forget().Do(t.Context(), ada.ID())
		w.refused("broken off", err, access.Unavailable)
		if held := w.held(ada, organisation); held != "" {
			t.Errorf("still holds %q", held)
		}
		w.directory.Around = nil
		_, err = w.forget().Do(t.Context(), ada.ID())
		w.refused("repeated", err, "")
		if len(w.recorded(organisation, access.AccessRemoved)) != 1 || w.directory.People() != 0 {
			t.Error("not as after one success")
		}
	}
}

// TestForgetOfWhoIsAcceptingMeanwhile: what is accepted in the middle goes too.
func TestForgetOfWhoIsAcceptingMeanwhile(t *testing.T) {
	w := inMemory(t)
	first, _ := w.organisation("admin", false)
	second, _ := w.organisation("other", false)
	ada := w.member(whole(first), "ada", viewer)
	late := w.offered(whole(second), "ada", signer)
	secret := w.secret(late.ID)
	healthy := w.store
	w.store = &between{Store: healthy, forget: func() {
		_, err := access.Accept{Store: healthy, Identities: w.directory, Roles: w.roles, Limits: w.limits, Now: w.Now}.Do(t.Context(), ada, late.ID, secret)
		w.must(err)
	}}
	_, err := w.forget().Do(t.Context(), ada.ID())
	w.refused("forget", err, "")
	if held := w.held(ada, first) + w.held(ada, second); held != "" {
		t.Errorf("holds %q", held)
	}
}
