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

func foundingIsRead(f *storeFixture) {
	top := f.organisation()
	founding := f.founding(top)
	f.Must(f.store.CreateOrganisation(f.Context(), founding))

	f.same("place", f.Snapshot(whole(founding.Organisation)).Organisation, founding.Organisation)
	f.same("invitation", f.Invitation(founding.Offer.Invitation.ID), founding.Offer.Invitation)
	f.same("offers", f.offers(founding.Organisation, f.address("founder")), []access.Invitation{founding.Offer.Invitation})
}

func foundingIsStale(f *storeFixture) {
	founding := f.founding()
	f.Must(f.store.CreateOrganisation(f.Context(), founding))
	again := f.founding()
	again.Organisation.ID = founding.Organisation.ID
	again.Organisation.Name = "Another"

	f.stale(func() error { return f.store.CreateOrganisation(f.Context(), again) })
	f.stale(func() error { return f.store.CreateOrganisation(f.Context(), founding) })
}

func placeIsNone(f *storeFixture) {
	nowhere := access.Scope{Organisation: access.OrganisationID(access.NewID())}
	_, err := f.store.Snapshot(f.Context(), access.SnapshotQuery{Scope: nowhere, Users: []access.UserID{"ada"}})
	if !errors.Is(err, access.ErrNone) {
		f.Errorf("an organisation that is not there: %v, want access.ErrNone", err)
	}

	one, other := f.organisation(), f.organisation()
	account := f.account(one, "Shop")
	for _, scope := range []access.Scope{
		{Organisation: one.ID, Account: access.AccountID(access.NewID())},
		{Organisation: other.ID, Account: account.ID},
		whole(one),
	} {
		if snapshot := f.Snapshot(scope); snapshot.Account != nil {
			f.Errorf("%v has the account %v, want none", scope, *snapshot.Account)
		}
	}
	if snapshot := f.Snapshot(scopeOf(account)); snapshot.Account == nil {
		f.Error("the account is not there")
	} else {
		f.same("account", *snapshot.Account, account)
	}
}

func placeHasStandings(f *storeFixture) {
	top := f.organisation()
	middle := f.organisation(top)
	bottom := f.organisation(middle)
	beside := f.organisation(top)
	everywhere, nobody, overhead := f.person("everywhere"), f.person("nobody"), f.person("overhead")
	rows := map[access.OrganisationID]access.Membership{}
	for _, organisation := range []access.Organisation{beside, bottom, top, middle} {
		rows[organisation.ID] = f.member(everywhere, whole(organisation), viewer)
	}
	overheadRow := f.member(overhead, whole(top), access.PartnerOrganisationAdmin)

	snapshot := f.Snapshot(whole(bottom), everywhere.ID, nobody.ID, overhead.ID)
	f.same("standings", snapshot.Access, map[access.UserID]access.EffectiveAccess{
		everywhere.ID: {Direct: rows[bottom.ID], Above: []access.Membership{rows[middle.ID], rows[top.ID]}},
		nobody.ID:     {},
		overhead.ID:   {Above: []access.Membership{overheadRow}},
	})
	snapshot = f.Snapshot(whole(top), everywhere.ID)
	f.same("standing at the top", snapshot.Access[everywhere.ID], access.EffectiveAccess{Direct: rows[top.ID]})
}

func placeKnowsAddressee(f *storeFixture) {
	organisation := f.organisation()
	ada := f.administrator(organisation, "Ada").User
	for name, want := range map[string]access.UserID{"aDA": ada.ID, "ad": "", "ada-": ""} {
		address := f.address(name)
		snapshot, err := f.store.Snapshot(f.Context(), access.SnapshotQuery{Scope: whole(organisation), Address: &address})
		f.Must(err)
		if snapshot.Addressee != want {
			f.Errorf("%s belongs to %q, want %q", address, snapshot.Addressee, want)
		}
	}
	if snapshot := f.Snapshot(whole(organisation)); snapshot.Addressee != "" {
		f.Errorf("without an address the addressee is %q", snapshot.Addressee)
	}
}

func organisationsAreThose(f *storeFixture) {
	one, two := f.organisation(), f.organisation()
	f.organisation()
	asked := []access.OrganisationID{two.ID}
	for range 120 { // more than one batch of DynamoDB
		asked = append(asked, access.OrganisationID(access.NewID()))
	}
	asked = append(asked, one.ID, two.ID)

	found, err := f.store.Organisations(f.Context(), asked)
	f.Must(err)
	id := func(o access.Organisation) string { return string(o.ID) }
	f.same("found", sortedBy(found, id), sortedBy([]access.Organisation{one, two}, id))

	found, err = f.store.Organisations(f.Context(), nil)
	f.Must(err)
	f.same("found for none", found, []access.Organisation{})
}

func accountsAreRead(f *storeFixture) {
	organisation, other := f.organisation(), f.organisation()
	f.account(other, "Elsewhere")
	var want []access.Account
	for n := range 30 {
		want = append(want, f.newAccount(organisation, fmt.Sprintf("Shop %02d", n)))
	}
	for _, n := range []int{7, 29, 0} {
		want[n], want[3] = want[3], want[n]
	}
	for _, account := range want {
		f.Must(f.store.CreateAccount(f.Context(), opening(account)))
	}

	accounts, err := f.store.Accounts(f.Context(), organisation.ID)
	f.Must(err)
	f.same("accounts", accounts, sortedBy(want, func(a access.Account) string { return a.Name }))
	accounts, err = f.store.Accounts(f.Context(), access.OrganisationID(access.NewID()))
	f.Must(err)
	f.same("accounts of nothing", accounts, []access.Account{})
}

func accountIsStale(f *storeFixture) {
	organisation := f.organisation()
	account := f.account(organisation, "Shop")
	again := account
	again.Name = "Another"
	nowhere := f.newAccount(f.founding().Organisation, "Nowhere")
	for _, account := range []access.Account{account, again, nowhere} {
		f.stale(func() error {
			return f.store.CreateAccount(f.Context(), opening(account))
		})
	}
}
