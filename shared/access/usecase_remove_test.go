package access_test

import (
	"fmt"
	"slices"
	"testing"

	"admit/shared/access"
)

// removes checks that the preview says what the removal then does.
func (w *world) removes(by access.Caller, scope access.Scope, user access.Caller) (access.Removed, error) {
	w.Helper()
	shown, refused := w.remove().Preview(w.Context(), by.ID(), scope, user.ID())
	done, err := w.remove().Do(w.Context(), by.ID(), scope, user.ID())
	slices.Sort(shown.Revoked)
	if fmt.Sprint(refused) != fmt.Sprint(err) {
		w.Errorf("the preview says %v, the removal %v", refused, err)
	}
	if got, want := fmt.Sprintf("%+v", done), fmt.Sprintf("%+v", shown); got != want {
		w.Errorf("the removal did %s, its preview said %s", got, want)
	}
	return done, err
}

func TestRemoveTakesEverythingInTheOrganisation(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	elsewhere, _ := w.organisation("elsewhere", false)
	shop := w.account(organisation, "Shop")
	ada := w.member(whole(organisation), "ada", viewer, signer)
	w.member(scopeOf(shop), "ada", accountAdmin)
	w.member(whole(elsewhere), "ada", biller)
	open := []access.InvitationID{w.invited(admin, whole(organisation), "ada", biller).ID, w.invited(admin, scopeOf(shop), "ada", viewer).ID}
	outside := w.offered(whole(elsewhere), "ada", viewer)
	neighbour := w.invited(admin, whole(organisation), "ada.l", biller)
	slices.Sort(open)

	removed, err := w.removes(admin, whole(organisation), ada)
	w.must(err)
	if len(removed.Removed) != 3 || !slices.Equal(removed.Revoked, open) || len(removed.Remaining) != 0 {
		t.Errorf("removed %+v", removed)
	}
	if here, there := w.held(ada, organisation), w.held(ada, elsewhere); here != "" || there != string(biller) {
		t.Errorf("holds %q here and %q elsewhere", here, there)
	}
	for id, want := range map[access.InvitationID]access.Status{open[0]: access.Revoked, open[1]: access.Revoked,
		outside.ID: access.Pending, neighbour.ID: access.Pending} {
		if got := w.invitation(id).Status; got != want {
			t.Errorf("an invitation is %s, want %s", got, want)
		}
	}
	records := w.recorded(organisation, access.AccessRemoved)
	if len(records) != 1 || records[0].Actor.ID != admin.ID() || records[0].Subject.ID != ada.ID() || len(records[0].Before) != 3 {
		t.Errorf("on record: %+v", records)
	}
	_, err = w.removes(admin, whole(organisation), ada)
	w.refused("once more", err, access.NotFound)
	_, _, err = w.browse().Organisation(t.Context(), ada.ID(), organisation.ID)
	w.refused("the very next request of the removed", err, access.NotFound)
}

func TestRemoveTakesOneAccount(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	shop, yard := w.account(organisation, "Shop"), w.account(organisation, "Yard")
	ada := w.member(scopeOf(shop), "ada", viewer, signer)
	w.member(scopeOf(yard), "ada", viewer)
	w.member(whole(organisation), "ada", biller)
	here, there := w.invited(admin, scopeOf(shop), "ada", "developer"), w.invited(admin, scopeOf(yard), "ada", "developer")

	removed, err := w.removes(admin, scopeOf(shop), ada)
	w.must(err)
	if len(removed.Removed) != 2 || !slices.Equal(removed.Revoked, []access.InvitationID{here.ID}) ||
		len(removed.Remaining) != 1 || removed.Remaining[0].Role != biller {
		t.Errorf("removed %+v", removed)
	}
	if held := w.held(ada, organisation); held != "billing-viewer audit-viewer@"+string(yard.ID) {
		t.Errorf("holds %q", held)
	}
	if w.invitation(there.ID).Status != access.Pending {
		t.Error("another account's invitation was revoked")
	}
	_, err = w.removes(admin, scopeOf(shop), ada)
	w.refused("what comes from the organisation", err, access.InheritedAccess)
}

// TestRemoveTellsAnAccountAdminNothingOfTheOrganisation removes somebody who
// holds a role of the organisation too.
func TestRemoveTellsAnAccountAdminNothingOfTheOrganisation(t *testing.T) {
	w := inMemory(t)
	company, _ := w.organisation("chief", false)
	shop := w.account(company, "Shop")
	shopAdmin := w.member(scopeOf(shop), "shop-admin", accountAdmin)
	ada := w.member(whole(company), "ada", viewer)
	w.member(scopeOf(shop), "ada", signer)
	removed, err := w.removes(shopAdmin, scopeOf(shop), ada)
	w.must(err)
	if len(removed.Removed) != 1 || len(removed.Remaining) != 0 {
		t.Errorf("told %+v", removed)
	}
	if held := w.held(ada, company); held != string(viewer) {
		t.Errorf("holds %q", held)
	}
}

func TestRemoveIsJudged(t *testing.T) {
	w := inMemory(t)
	group, chief := w.organisation("chief", true)
	groupAdmin := w.member(whole(group), "group-admin", organisationAdmin)
	company := w.below("company", group)
	shop, yard := w.account(company, "Shop"), w.account(company, "Yard")
	companyAdmin := w.member(whole(company), "company-admin", organisationAdmin)
	shopAdmin := w.member(scopeOf(shop), "shop-admin", accountAdmin)
	reader := w.member(whole(company), "reader", viewer)
	clerk := w.member(scopeOf(shop), "clerk", signer)
	_, stranger := w.organisation("stranger", false)
	for _, c := range []struct {
		name     string
		by, user access.Caller
		scope    access.Scope
		want     access.Kind
	}{
		{"one above", groupAdmin, chief, whole(group), access.RoleNotAllowed},
		{"one who governs from above", companyAdmin, chief, whole(company), access.InheritedAccess},
		{"one who governs from above, at an account", companyAdmin, chief, scopeOf(shop), access.InheritedAccess},
		{"Account Admin, the organisation", shopAdmin, clerk, whole(company), access.Forbidden},
		{"Account Admin, another account", shopAdmin, reader, scopeOf(yard), access.NotFound},
		{"Account Admin, what comes from the organisation", shopAdmin, reader, scopeOf(shop), access.NotFound},
		{"Account Admin, what comes from above", shopAdmin, chief, scopeOf(shop), access.NotFound},
		{"member without power", reader, clerk, whole(company), access.Forbidden},
		{"member without power, himself", reader, reader, whole(company), access.Forbidden},
		{"Organisation Admin of the partner, below", groupAdmin, reader, whole(company), access.NotFound},
		{"stranger", stranger, reader, whole(company), access.NotFound},
		{"one who holds nothing here", companyAdmin, stranger, whole(company), access.NotFound},
		{"the last administrator", companyAdmin, companyAdmin, whole(company), access.LastAdministrator},
		{"Account Admin", shopAdmin, clerk, scopeOf(shop), ""},
		{"Account Admin, himself", shopAdmin, shopAdmin, scopeOf(shop), ""},
		{"Organisation Admin", companyAdmin, reader, whole(company), ""},
		{"the last administrator, from above", chief, companyAdmin, whole(company), ""},
		{"the last of the top", chief, groupAdmin, whole(group), ""},
		{"the very last of the top", chief, chief, whole(group), access.LastAdministrator},
	} {
		_, err := w.removes(c.by, c.scope, c.user)
		w.refused(c.name, err, c.want)
	}
}

// TestRemoveMoreInvitationsThanATransactionHolds: all of them go.
func TestRemoveMoreInvitationsThanATransactionHolds(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	ada := w.member(whole(organisation), "ada", viewer)
	const many = 2*access.MaxRevocations + 3
	for n := range many {
		w.invited(admin, scopeOf(w.account(organisation, fmt.Sprint("Shop ", n))), "ada", viewer)
	}
	removed, err := w.removes(admin, whole(organisation), ada)
	w.must(err)
	if len(removed.Revoked) != many || len(w.recorded(organisation, access.InvitationWithdrawn)) != many {
		t.Errorf("%d revoked, %d on record, want %d", len(removed.Revoked), len(w.recorded(organisation, access.InvitationWithdrawn)), many)
	}
	if offers, err := w.store.Offers(t.Context(), organisation.ID, address(t, mailbox("ada"))); err != nil || len(offers.Pending) > 0 {
		t.Errorf("%d are still open (%v)", len(offers.Pending), err)
	}
}

// TestRemoveAndInviteAgain: whoever comes back has what is new and nothing else.
func TestRemoveAndInviteAgain(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	ada := w.member(whole(organisation), "ada", organisationAdmin, signer)
	_, err := w.removes(admin, whole(organisation), ada)
	w.must(err)
	w.takes(w.invited(admin, whole(organisation), "ada", viewer))
	if held := w.held(ada, organisation); held != string(viewer) {
		t.Errorf("holds %q, want only what is new", held)
	}
}

// TestRemoveLeaderlessRestsOnTheGrantFromAbove: who governed from above until a
// moment ago leaves no organisation without an administrator, whatever they
// hold in it.
func TestRemoveLeaderlessRestsOnTheGrantFromAbove(t *testing.T) { onEachStore(t, removesOnALostGrant) }

func removesOnALostGrant(w *world) {
	group, chief := w.organisation("chief", true)
	company := w.below("company", group)
	both := w.member(whole(group), "both", partnerAdmin)
	w.member(whole(company), "both", organisationAdmin)
	healthy := w.store
	w.store = &between{Store: healthy, change: func() {
		_, err := access.Remove{Store: healthy, Now: w.Now}.Do(w.Context(), chief.ID(), whole(group), both.ID())
		w.must(err)
	}}
	_, err := w.remove().Do(w.Context(), both.ID(), whole(company), both.ID())
	w.refused("removal", err, access.LastAdministrator)
	if held := w.held(both, company); held != string(organisationAdmin) {
		w.Errorf("the last administrator holds %q", held)
	}
}

// TestRemoveRestsOnTheRemoverInItsWrite: an administrator who was removed a
// millisecond earlier changes nothing.
func TestRemoveRestsOnTheRemoverInItsWrite(t *testing.T) { onEachStore(t, removesWhoWasRemoved) }

func removesWhoWasRemoved(w *world) {
	organisation, admin := w.organisation("admin", false)
	other := w.member(whole(organisation), "other", organisationAdmin)
	ada := w.member(whole(organisation), "ada", viewer)
	healthy := w.store
	w.store = &between{Store: healthy, change: func() {
		_, err := access.Remove{Store: healthy, Now: w.Now}.Do(w.Context(), admin.ID(), whole(organisation), other.ID())
		w.must(err)
	}}
	_, err := w.remove().Do(w.Context(), other.ID(), whole(organisation), ada.ID())
	w.refused("removal", err, access.NotFound)
	if held := w.held(ada, organisation); held != string(viewer) {
		w.Errorf("holds %q", held)
	}
}

// TestRemoveTellsWhatItRevokedItself: an invitation that was accepted while
// others were being revoked is not told as revoked.
func TestRemoveTellsWhatItRevokedItself(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	ada := w.member(whole(organisation), "ada", viewer)
	for n := range access.MaxRevocations + 1 {
		w.invited(admin, scopeOf(w.account(organisation, fmt.Sprint("Shop ", n))), "ada", viewer)
	}
	offers, err := w.store.Offers(t.Context(), organisation.ID, address(t, mailbox("ada")))
	w.must(err)
	last := offers.Pending[access.MaxRevocations]
	secret := w.secret(last.ID)
	w.store = &between{Store: w.store, close: func() {
		_, err := w.accept().Do(t.Context(), ada, last.ID, secret)
		w.must(err)
	}}
	removed, err := w.remove().Do(t.Context(), admin.ID(), whole(organisation), ada.ID())
	w.must(err)
	if slices.Contains(removed.Revoked, last.ID) || len(removed.Revoked) != access.MaxRevocations {
		t.Errorf("%d told as revoked, the accepted one among them: %t", len(removed.Revoked), slices.Contains(removed.Revoked, last.ID))
	}
	if held := w.held(ada, organisation); held != "" {
		t.Errorf("holds %q", held)
	}
}
