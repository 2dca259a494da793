package storetest

import (
	"errors"

	"admit/shared/access"
	"admit/shared/fixture"
)

var organisationTests = []test{
	{"the creation of an organisation is read as it was written", creationIsRead},
	{"the creation of an organisation is stale when its id is taken", creationIsStale},
	{"a scope that does not exist is reported as missing", missingScope},
	{"a snapshot has what each user holds at the scope and above, the nearest first", snapshotHasEffectiveAccess},
	{"a snapshot has the user of an address", snapshotKnowsAddressee},
	{"organisations are found by their ids, and unknown ids are left out", organisationsByID},
}

func creationIsRead(f *storeFixture) {
	top := f.organisation()
	creation := f.creation(top)
	f.Must(f.store.CreateOrganisation(f.Context(), creation))

	f.same("organisation", f.Snapshot(fixture.Whole(creation.Organisation)).Organisation, creation.Organisation)
	f.same("invitation", f.Invitation(creation.Offer.Invitation.ID), creation.Offer.Invitation)
	f.same("offers", f.offers(creation.Organisation, f.address("founder")), []access.Invitation{creation.Offer.Invitation})
}

func creationIsStale(f *storeFixture) {
	creation := f.creation()
	f.Must(f.store.CreateOrganisation(f.Context(), creation))
	again := f.creation()
	again.Organisation.ID = creation.Organisation.ID
	again.Organisation.Name = "Another"

	f.stale(func() error { return f.store.CreateOrganisation(f.Context(), again) })
	f.stale(func() error { return f.store.CreateOrganisation(f.Context(), creation) })
}

func missingScope(f *storeFixture) {
	nowhere := access.Scope{Organisation: access.OrganisationID(access.NewID())}
	_, err := f.store.Snapshot(f.Context(), access.SnapshotQuery{Scope: nowhere, Users: []access.UserID{"ada"}})
	if !errors.Is(err, access.ErrNotFound) {
		f.Errorf("an organisation that does not exist: %v, want access.ErrNotFound", err)
	}

	one, other := f.organisation(), f.organisation()
	account := f.account(one, "Shop")
	for _, scope := range []access.Scope{
		{Organisation: one.ID, Account: access.AccountID(access.NewID())},
		{Organisation: other.ID, Account: account.ID},
		fixture.Whole(one),
	} {
		if snapshot := f.Snapshot(scope); snapshot.Account != nil {
			f.Errorf("%v has the account %v, want none", scope, *snapshot.Account)
		}
	}
	if snapshot := f.Snapshot(fixture.ScopeOf(account)); snapshot.Account == nil {
		f.Error("the account is missing")
	} else {
		f.same("account", *snapshot.Account, account)
	}
}

func snapshotHasEffectiveAccess(f *storeFixture) {
	top := f.organisation()
	middle := f.organisation(top)
	bottom := f.organisation(middle)
	beside := f.organisation(top)
	everywhere, nobody, overhead := f.person("everywhere"), f.person("nobody"), f.person("overhead")
	memberships := map[access.OrganisationID]access.Membership{}
	for _, organisation := range []access.Organisation{beside, bottom, top, middle} {
		memberships[organisation.ID] = f.member(everywhere, fixture.Whole(organisation), fixture.Viewer)
	}
	overheadMembership := f.member(overhead, fixture.Whole(top), access.PartnerOrganisationAdmin)

	snapshot := f.Snapshot(fixture.Whole(bottom), everywhere.ID, nobody.ID, overhead.ID)
	f.same("effective access", snapshot.Access, map[access.UserID]access.EffectiveAccess{
		everywhere.ID: {Direct: memberships[bottom.ID], Above: []access.Membership{memberships[middle.ID], memberships[top.ID]}},
		nobody.ID:     {},
		overhead.ID:   {Above: []access.Membership{overheadMembership}},
	})
	snapshot = f.Snapshot(fixture.Whole(top), everywhere.ID)
	f.same("effective access at the top", snapshot.Access[everywhere.ID], access.EffectiveAccess{Direct: memberships[top.ID]})
}

func snapshotKnowsAddressee(f *storeFixture) {
	organisation := f.organisation()
	ada := f.administrator(organisation, "Ada").User
	for name, want := range map[string]access.UserID{"aDA": ada.ID, "ad": "", "ada-": ""} {
		address := f.address(name)
		snapshot, err := f.store.Snapshot(f.Context(), access.SnapshotQuery{Scope: fixture.Whole(organisation), Address: &address})
		f.Must(err)
		if snapshot.Addressee != want {
			f.Errorf("%s belongs to %q, want %q", address, snapshot.Addressee, want)
		}
	}
	if snapshot := f.Snapshot(fixture.Whole(organisation)); snapshot.Addressee != "" {
		f.Errorf("without an address the snapshot has the addressee %q", snapshot.Addressee)
	}
}

func organisationsByID(f *storeFixture) {
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
	f.same("organisations of no ids", found, []access.Organisation{})
}
