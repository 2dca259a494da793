package access_test

import (
	"testing"

	"admit/shared/access"
)

func TestBrowseShowsWhatTheCallerHolds(t *testing.T) {
	w := inMemory(t)
	browse := access.Browse{Store: w.store}
	first, chief := w.organisation("chief", true)
	second, _ := w.organisation("another", false)
	below := w.below("below", first)
	shop := w.account(second, "Shop")
	w.account(second, "Yard")
	ada := w.member(scopeOf(shop), "ada", viewer)
	w.member(whole(first), "ada", biller)

	me, err := browse.Me(t.Context(), ada.ID())
	if err != nil || me.User.Email.String() != mailbox("ada") || len(me.Rows) != 2 {
		t.Errorf("me: %+v (%v)", me, err)
	}
	page, err := browse.Organisations(t.Context(), ada.ID(), access.Filter{Limit: 10})
	if err != nil || len(page.Items) != 2 || page.Items[0].ID != second.ID || page.Items[1].ID != first.ID {
		t.Errorf("organisations: %+v (%v), want both, by name", page, err)
	}
	if _, accounts, err := browse.Organisation(t.Context(), ada.ID(), second.ID); err != nil || len(accounts) != 1 || accounts[0].ID != shop.ID {
		t.Errorf("accounts: %+v (%v), want the one where a role is held", accounts, err)
	}
	if _, _, err := browse.Organisation(t.Context(), chief.ID(), below.ID); err != nil {
		t.Errorf("an organisation below: %v", err)
	}
	for name, id := range map[string]access.OrganisationID{"one below a plain role": below.ID, "one that never was": "never-was", "no id": ""} {
		_, _, err := browse.Organisation(t.Context(), ada.ID(), id)
		w.refused(name, err, access.NotFound)
	}
	w.must(func() error { _, err := w.remove().Do(t.Context(), chief.ID(), whole(first), ada.ID()); return err }())
	_, _, err = browse.Organisation(t.Context(), ada.ID(), first.ID)
	w.refused("after the removal", err, access.NotFound)
	page, err = browse.Organisations(t.Context(), ada.ID(), access.Filter{Limit: 10})
	if err != nil || len(page.Items) != 1 || page.Items[0].ID == first.ID {
		t.Errorf("after the removal: %+v (%v)", page, err)
	}
}

func TestBrowseAnswersWhoNeverRegistered(t *testing.T) {
	w := inMemory(t)
	nobody := access.Caller{Issuer: "https://issuer.example", Subject: "nobody"}
	me, err := access.Browse{Store: w.store}.Me(t.Context(), nobody.ID())
	if err != nil || me.User != (access.User{ID: nobody.ID()}) || me.Rows == nil || len(me.Rows) != 0 {
		t.Errorf("me: %+v (%v)", me, err)
	}
}
