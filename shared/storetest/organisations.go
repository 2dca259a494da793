package storetest

import (
	"errors"
	"fmt"

	"admit/shared/access"
)

var organisationTests = []test{
	{"a founding is read as it was written", foundingIsRead},
	{"a founding is stale when its id is taken", foundingIsStale},
	{"a place that is not there is none", placeIsNone},
	{"a place has what each user holds there and above, the nearest first", placeHasStandings},
	{"a place knows who has an address", placeKnowsAddressee},
	{"organisations are those asked for that are there", organisationsAreThose},
	{"accounts are read as they were written, by name", accountsAreRead},
	{"an account is stale when it is taken or has no organisation", accountIsStale},
}

func foundingIsRead(w *storeFixture) {
	top := w.organisation()
	founding := w.founding(top)
	w.Must(w.store.CreateOrganisation(w.Context(), founding))

	w.same("place", w.Snapshot(whole(founding.Organisation)).Organisation, founding.Organisation)
	w.same("invitation", w.Invitation(founding.Offer.Invitation.ID), founding.Offer.Invitation)
	w.same("offers", w.offers(founding.Organisation, w.address("founder")), []access.Invitation{founding.Offer.Invitation})
}

func foundingIsStale(w *storeFixture) {
	founding := w.founding()
	w.Must(w.store.CreateOrganisation(w.Context(), founding))
	again := w.founding()
	again.Organisation.ID = founding.Organisation.ID
	again.Organisation.Name = "Another"

	w.stale(func() error { return w.store.CreateOrganisation(w.Context(), again) })
	w.stale(func() error { return w.store.CreateOrganisation(w.Context(), founding) })
}

func placeIsNone(w *storeFixture) {
	nowhere := access.Scope{Organisation: access.OrganisationID(access.NewID())}
	_, err := w.store.Snapshot(w.Context(), access.SnapshotQuery{Scope: nowhere, Users: []access.UserID{"ada"}})
	if !errors.Is(err, access.ErrNone) {
		w.Errorf("an organisation that is not there: %v, want access.ErrNone", err)
	}

	one, other := w.organisation(), w.organisation()
	account := w.account(one, "Shop")
	for _, scope := range []access.Scope{
		{Organisation: one.ID, Account: access.AccountID(access.NewID())},
		{Organisation: other.ID, Account: account.ID},
		whole(one),
	} {
		if snapshot := w.Snapshot(scope); snapshot.Account != nil {
			w.Errorf("%v has the account %v, want none", scope, *snapshot.Account)
		}
	}
	if snapshot := w.Snapshot(scopeOf(account)); snapshot.Account == nil {
		w.Error("the account is not there")
	} else {
		w.same("account", *snapshot.Account, account)
	}
}

func placeHasStandings(w *storeFixture) {
	top := w.organisation()
	middle := w.organisation(top)
	bottom := w.organisation(middle)
	beside := w.organisation(top)
	everywhere, nobody, overhead := w.person("everywhere"), w.person("nobody"), w.person("overhead")
	rows := map[access.OrganisationID]access.Membership{}
	for _, organisation := range []access.Organisation{beside, bottom, top, middle} {
		rows[organisation.ID] = w.member(everywhere, whole(organisation), viewer)
	}
	overheadRow := w.member(overhead, whole(top), access.PartnerOrganisationAdmin)

	snapshot := w.Snapshot(whole(bottom), everywhere.ID, nobody.ID, overhead.ID)
	w.same("standings", snapshot.Access, map[access.UserID]access.EffectiveAccess{
		everywhere.ID: {Direct: rows[bottom.ID], Above: []access.Membership{rows[middle.ID], rows[top.ID]}},
		nobody.ID:     {},
		overhead.ID:   {Above: []access.Membership{overheadRow}},
	})
	snapshot = w.Snapshot(whole(top), everywhere.ID)
	w.same("standing at the top", snapshot.Access[everywhere.ID], access.EffectiveAccess{Direct: rows[top.ID]})
}

func placeKnowsAddressee(w *storeFixture) {
	organisation := w.organisation()
	ada := w.administrator(organisation, "Ada").User
	for name, want := range map[string]access.UserID{"aDA": ada.ID, "ad": "", "ada-": ""} {
		address := w.address(name)
		snapshot, err := w.store.Snapshot(w.Context(), access.SnapshotQuery{Scope: whole(organisation), Address: &address})
		w.Must(err)
		if snapshot.Addressee != want {
			w.Errorf("%s belongs to %q, want %q", address, snapshot.Addressee, want)
		}
	}
	if snapshot := w.Snapshot(whole(organisation)); snapshot.Addressee != "" {
		w.Errorf("without an address the addressee is %q", snapshot.Addressee)
	}
}

func organisationsAreThose(w *storeFixture) {
	one, two := w.organisation(), w.organisation()
	w.organisation()
	asked := []access.OrganisationID{two.ID}
	for range 120 { // more than one batch of DynamoDB
		asked = append(asked, access.OrganisationID(access.NewID()))
	}
	asked = append(asked, one.ID, two.ID)

	found, err := w.store.Organisations(w.Context(), asked)
	w.Must(err)
	id := func(o access.Organisation) string { return string(o.ID) }
	w.same("found", sortedBy(found, id), sortedBy([]access.Organisation{one, two}, id))

	found, err = w.store.Organisations(w.Context(), nil)
	w.Must(err)
	w.same("found for none", found, []access.Organisation{})
}

func accountsAreRead(w *storeFixture) {
	organisation, other := w.organisation(), w.organisation()
	w.account(other, "Elsewhere")
	var want []access.Account
	for n := range 30 {
		want = append(want, w.newAccount(organisation, fmt.Sprintf("Shop %02d", n)))
	}
	for _, n := range []int{7, 29, 0} {
		want[n], want[3] = want[3], want[n]
	}
	for _, account := range want {
		w.Must(w.store.CreateAccount(w.Context(), opening(account)))
	}

	accounts, err := w.store.Accounts(w.Context(), organisation.ID)
	w.Must(err)
	w.same("accounts", accounts, sortedBy(want, func(a access.Account) string { return a.Name }))
	accounts, err = w.store.Accounts(w.Context(), access.OrganisationID(access.NewID()))
	w.Must(err)
	w.same("accounts of nothing", accounts, []access.Account{})
}

func accountIsStale(w *storeFixture) {
	organisation := w.organisation()
	account := w.account(organisation, "Shop")
	again := account
	again.Name = "Another"
	nowhere := w.newAccount(w.founding().Organisation, "Nowhere")
	for _, account := range []access.Account{account, again, nowhere} {
		w.stale(func() error {
			return w.store.CreateAccount(w.Context(), opening(account))
		})
	}
}
