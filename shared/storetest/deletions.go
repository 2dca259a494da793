package storetest

import (
	"errors"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

var deletionTests = []test{
	{"a deleted organisation is as unknown as one that never was", organisationIsDeleted},
	{"a deleted account is as unknown as one that never was", accountIsDeleted},
	{"what was deleted is not created again", deletedIsNotCreated},
	{"a deletion is written only while it is the latest", deletionIsLatest},
	{"a deletion needs the name that was read, and its authority", deletionIsStale},
	{"an organisation with another one below it is not deleted", parentIsNotDeleted},
	{"nothing is created while a deletion runs", nothingIsCreatedMeanwhile},
	{"what adds access is stale if it was judged before a deletion began", additionsAreStale},
}

// deletionStart returns the write that begins the deletion of an organisation, or of an
// account of it.
func deletionStart(o access.Organisation, account access.AccountID) access.DeletionStart {
	at := later
	if !at.After(o.Deletion.At) {
		at = o.Deletion.At.Add(time.Microsecond)
	}
	return access.DeletionStart{Before: o, Deletion: access.Deletion{At: at, Account: account, Until: later.Add(time.Minute)}}
}

// beingDeleted begins a deletion, and returns the organisation as it is then.
func (f *storeFixture) beingDeleted(o access.Organisation, account access.AccountID) access.Organisation {
	f.Helper()
	f.Must(f.store.BeginDeletion(f.Context(), deletionStart(o, account)))
	return f.Snapshot(fixture.Whole(o)).Organisation
}

func organisationDeletion(o access.Organisation) access.OrganisationDeletion {
	return access.OrganisationDeletion{Organisation: o, Event: newEvent(access.EventOrganisationDeleted, fixture.Whole(o), later)}
}

func accountDeletion(a access.Account, in access.Organisation) access.AccountDeletion {
	return access.AccountDeletion{Account: a, Deletion: in.Deletion, Event: newEvent(access.EventAccountDeleted, fixture.ScopeOf(a), later)}
}

func organisationIsDeleted(f *storeFixture) {
	top := f.namedOrganisation("top")
	partner := f.namedOrganisation("partner", top)
	company, beside := f.namedOrganisation("company", partner), f.namedOrganisation("beside", partner)
	write := organisationDeletion(f.beingDeleted(company, ""))
	f.Must(f.store.DeleteOrganisation(f.Context(), write))

	if _, err := f.store.Snapshot(f.Context(), access.SnapshotQuery{Scope: fixture.Whole(company)}); !errors.Is(err, access.ErrNotFound) {
		f.Errorf("its snapshot: %v", err)
	}
	found, err := f.store.Organisations(f.Context(), []access.OrganisationID{company.ID})
	f.Must(err)
	f.same("found", found, []access.Organisation{})
	f.same("below the parent", f.below(partner, 50), []access.Organisation{beside})
	f.same("below the top", f.below(top, 50), []access.Organisation{beside, partner})
	f.same("children of the parent", f.Snapshot(fixture.Whole(partner)).Organisation.Children, 1)
	f.same("event", f.logged(company, write.Event), []access.Event{write.Event})
	f.same("event in the parent", f.logged(partner, write.Event), []access.Event{write.Event})
	f.stale(func() error { return f.store.DeleteOrganisation(f.Context(), write) })
}

func accountIsDeleted(f *storeFixture) {
	organisation := f.organisation()
	shop, yard := f.account(organisation, "Shop"), f.account(organisation, "Yard")
	during := f.beingDeleted(organisation, shop.ID)
	write := accountDeletion(shop, during)
	f.Must(f.store.DeleteAccount(f.Context(), write))

	if snapshot := f.Snapshot(fixture.ScopeOf(shop)); snapshot.Account != nil {
		f.Errorf("it is still %+v", snapshot.Account)
	}
	f.same("accounts", f.accounts(organisation.ID, 50), []access.Account{yard})
	f.same("event", f.logged(organisation, write.Event), []access.Event{write.Event})
	ended := f.Snapshot(fixture.Whole(organisation)).Organisation.Deletion
	f.same("the deletion", ended, access.Deletion{At: during.Deletion.At, Account: shop.ID})
	f.stale(func() error { return f.store.DeleteAccount(f.Context(), write) })
}

func deletedIsNotCreated(f *storeFixture) {
	top := f.organisation()
	creation := f.creation(top)
	creation.Offer = nil
	f.Must(f.store.CreateOrganisation(f.Context(), creation))
	f.Must(f.store.DeleteOrganisation(f.Context(), organisationDeletion(f.beingDeleted(creation.Organisation, ""))))
	shop := f.account(top, "Shop")
	f.Must(f.store.DeleteAccount(f.Context(), accountDeletion(shop, f.beingDeleted(f.Snapshot(fixture.Whole(top)).Organisation, shop.ID))))
	before := f.everything()
	for name, err := range map[string]error{
		"organisation": f.store.CreateOrganisation(f.Context(), creation),
		"account":      f.store.CreateAccount(f.Context(), accountCreation(shop)),
	} {
		if !errors.Is(err, access.ErrDeleted) {
			f.Errorf("%s: %v, want access.ErrDeleted", name, err)
		}
	}
	f.unchanged(before)
}

func deletionIsLatest(f *storeFixture) {
	organisation := f.namedOrganisation("company", f.organisation())
	shop := f.account(organisation, "Shop")
	first := f.beingDeleted(organisation, shop.ID)
	f.stale(func() error { return f.store.BeginDeletion(f.Context(), deletionStart(organisation, "")) })
	second := f.beingDeleted(first, "")
	f.stale(func() error { return f.store.EndDeletion(f.Context(), organisation.ID, first.Deletion) })
	f.stale(func() error { return f.store.DeleteAccount(f.Context(), accountDeletion(shop, first)) })
	f.stale(func() error { return f.store.DeleteOrganisation(f.Context(), organisationDeletion(first)) })
	f.Must(f.store.EndDeletion(f.Context(), organisation.ID, second.Deletion))
	f.same("after its end", f.Snapshot(fixture.Whole(organisation)).Organisation.Deletion, access.Deletion{At: second.Deletion.At})
	nowhere := f.creation().Organisation
	f.stale(func() error { return f.store.BeginDeletion(f.Context(), deletionStart(nowhere, "")) })
}

func deletionIsStale(f *storeFixture) {
	organisation := f.organisation()
	shop := f.account(organisation, "Shop")
	f.administrator(organisation, "bob")
	admin := f.administrator(organisation, "ada")
	during := f.beingDeleted(f.Snapshot(fixture.Whole(organisation)).Organisation, shop.ID)
	lost, renamed := accountDeletion(shop, during), accountDeletion(shop, during)
	lost.Authority = &access.Authority{User: admin.User.ID, Role: access.OrganisationAdmin, Scope: fixture.Whole(organisation), AsOf: admin.ChangedAt}
	renamed.Account.Name = "Another"
	f.Must(f.store.ChangeMembership(f.Context(), removal(admin)))
	whole := organisationDeletion(during)
	whole.Organisation.Name = "Another"
	f.stale(func() error { return f.store.DeleteAccount(f.Context(), lost) })
	f.stale(func() error { return f.store.DeleteAccount(f.Context(), renamed) })
	f.stale(func() error { return f.store.DeleteOrganisation(f.Context(), whole) })
	whole.Organisation.Name, whole.Authority = organisation.Name, lost.Authority
	f.stale(func() error { return f.store.DeleteOrganisation(f.Context(), whole) })
}

func parentIsNotDeleted(f *storeFixture) {
	partner := f.namedOrganisation("partner", f.organisation())
	f.namedOrganisation("company", partner)
	during := f.beingDeleted(f.Snapshot(fixture.Whole(partner)).Organisation, "")
	f.stale(func() error { return f.store.DeleteOrganisation(f.Context(), organisationDeletion(during)) })
}

func nothingIsCreatedMeanwhile(f *storeFixture) {
	organisation := f.organisation()
	during := f.beingDeleted(organisation, "")
	below, account := f.creation(organisation), accountCreation(f.newAccount(organisation, "Shop"))
	below.Offer = nil
	create := func() error {
		return errors.Join(f.store.CreateOrganisation(f.Context(), below), f.store.CreateAccount(f.Context(), account))
	}
	below.Event.At, account.Event.At = during.Deletion.Until.Add(-time.Second), during.Deletion.Until.Add(-time.Second)
	f.stale(create)
	below.Event.At, account.Event.At = during.Deletion.Until, during.Deletion.Until
	f.Must(create())
}

func additionsAreStale(f *storeFixture) {
	organisation := f.organisation()
	shop := f.account(organisation, "Shop")
	member, moved := f.member(f.person("ada"), fixture.Whole(organisation), fixture.Viewer), f.member(f.person("bob"), fixture.Whole(organisation), fixture.Viewer)
	plain := f.member(f.person("carl"), fixture.Whole(organisation), fixture.Viewer)
	added := edit(member, grant(fixture.Viewer, fixture.Whole(organisation)), grant(fixture.Viewer, fixture.ScopeOf(shop)))
	imported := f.newUserImport("imported", grant(fixture.Viewer, fixture.Whole(organisation)))
	move := moveOf(moved, access.Membership{}, moved.User)
	f.Must(f.store.EndDeletion(f.Context(), organisation.ID, f.beingDeleted(organisation, shop.ID).Deletion))
	now := f.Snapshot(fixture.Whole(organisation)).Organisation.Deletion

	f.stale(func() error { return f.store.ChangeMembership(f.Context(), added) })
	f.stale(func() error { return f.store.ImportMembership(f.Context(), imported) })
	f.stale(func() error { return f.store.MoveMembership(f.Context(), move) })
	f.Must(f.store.ChangeMembership(f.Context(), edit(plain, grant(fixture.Signer, fixture.Whole(organisation)))))
	added.Deletion, imported.Deletion, move.Deletion = now, now, now
	f.Must(f.store.ChangeMembership(f.Context(), added))
	f.Must(f.store.ImportMembership(f.Context(), imported))
	f.Must(f.store.MoveMembership(f.Context(), move))
}
