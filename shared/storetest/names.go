package storetest

import (
	"slices"

	"admit/shared/access"
	"admit/shared/fixture"
)

var nameTests = []test{
	{"a renamed organisation has its name in every list above it", organisationIsRenamed},
	{"a snapshot with users has the present names of the organisations above", snapshotNamesAncestors},
	{"a renamed account has its name in the list of its organisation", accountIsRenamed},
	{"a new name may differ only in case", nameDiffersInCase},
	{"a new name is stale unless the old one is as it was read", nameIsStale},
	{"a new name needs its authority", nameNeedsAuthority},
}

// renameOf returns the write that renames an organisation.
func renameOf(o access.Organisation, name string) access.OrganisationRename {
	after := o
	after.Name = name
	event := newEvent(access.EventOrganisationRenamed, fixture.Whole(o), later)
	event.FormerName = o.Name
	return access.OrganisationRename{Before: o, After: after, Event: event}
}

// accountRenameOf returns the write that renames an account.
func accountRenameOf(a access.Account, name string) access.AccountRename {
	after := a
	after.Name = name
	event := newEvent(access.EventAccountRenamed, fixture.ScopeOf(a), later)
	event.FormerName = a.Name
	return access.AccountRename{Before: a, After: after, Event: event}
}

// logged returns an event from the audit log of an organisation, if it is there.
func (f *storeFixture) logged(o access.Organisation, e access.Event) []access.Event {
	f.Helper()
	return slices.DeleteFunc(f.eventsOf(o, 50), func(other access.Event) bool { return other.ID != e.ID })
}

func organisationIsRenamed(f *storeFixture) {
	top := f.namedOrganisation("top")
	partner := f.namedOrganisation("partner", top)
	beside, company := f.namedOrganisation("beside", partner), f.namedOrganisation("company", partner)
	f.administrator(company, "ada")
	write := renameOf(f.Snapshot(fixture.Whole(company)).Organisation, "A company")
	f.Must(f.store.RenameOrganisation(f.Context(), write))

	f.same("organisation", f.Snapshot(fixture.Whole(company)).Organisation, write.After)
	company.Name = "A company"
	f.same("below the parent", f.below(partner, 50), []access.Organisation{company, beside})
	f.same("below the top", f.below(top, 50), []access.Organisation{company, beside, partner})
	f.same("event", f.logged(company, write.Event), []access.Event{write.Event})
	f.same("event in the parent", f.logged(partner, write.Event), []access.Event{write.Event})
	f.same("event at the top", f.logged(top, write.Event), []access.Event{})
}

func snapshotNamesAncestors(f *storeFixture) {
	top := f.namedOrganisation("top")
	partner := f.namedOrganisation("partner", top)
	company := f.namedOrganisation("company", partner)
	f.Must(f.store.RenameOrganisation(f.Context(), renameOf(top, "The top")))
	f.Must(f.store.RenameOrganisation(f.Context(), renameOf(partner, "A partner")))
	want := []access.Ancestor{{ID: partner.ID, Name: "A partner"}, {ID: top.ID, Name: "The top"}}
	f.same("above", f.Snapshot(fixture.Whole(company), "ada").Organisation.Ancestors, want)
	f.same("above an organisation that was renamed too", f.Snapshot(fixture.Whole(partner), "ada").Organisation.Ancestors, want[1:])
}

func accountIsRenamed(f *storeFixture) {
	organisation := f.organisation()
	shop, yard := f.account(organisation, "Shop"), f.account(organisation, "Yard")
	write := accountRenameOf(shop, "Zoo")
	f.Must(f.store.RenameAccount(f.Context(), write))

	f.same("accounts", f.accounts(organisation.ID, 50), []access.Account{yard, write.After})
	f.same("account", *f.Snapshot(fixture.ScopeOf(shop)).Account, write.After)
	f.same("event", f.logged(organisation, write.Event), []access.Event{write.Event})
}

func nameDiffersInCase(f *storeFixture) {
	top := f.namedOrganisation("top")
	company, shop := f.namedOrganisation("company", top), f.account(top, "Shop")
	f.Must(f.store.RenameOrganisation(f.Context(), renameOf(company, "Company")))
	f.Must(f.store.RenameAccount(f.Context(), accountRenameOf(shop, "SHOP")))
	company.Name, shop.Name = "Company", "SHOP"
	f.same("below", f.below(top, 50), []access.Organisation{company})
	f.same("accounts", f.accounts(top.ID, 50), []access.Account{shop})
}

func nameIsStale(f *storeFixture) {
	organisation := f.organisation()
	shop := f.account(organisation, "Shop")
	f.Must(f.store.RenameOrganisation(f.Context(), renameOf(organisation, "One")))
	f.Must(f.store.RenameAccount(f.Context(), accountRenameOf(shop, "One")))
	nowhere := f.creation().Organisation
	for _, o := range []access.Organisation{organisation, nowhere} {
		f.stale(func() error { return f.store.RenameOrganisation(f.Context(), renameOf(o, "Other")) })
	}
	for _, a := range []access.Account{shop, f.newAccount(organisation, "Nowhere")} {
		f.stale(func() error { return f.store.RenameAccount(f.Context(), accountRenameOf(a, "Other")) })
	}
}

func nameNeedsAuthority(f *storeFixture) {
	organisation := f.organisation()
	shop := f.account(organisation, "Shop")
	f.administrator(organisation, "bob")
	admin := f.administrator(organisation, "ada")
	write, account := renameOf(organisation, "One"), accountRenameOf(shop, "One")
	write.Authority = &access.Authority{User: admin.User.ID, Role: access.OrganisationAdmin, Scope: fixture.Whole(organisation), AsOf: admin.ChangedAt}
	account.Authority = write.Authority
	f.Must(f.store.ChangeMembership(f.Context(), removal(admin)))
	f.stale(func() error { return f.store.RenameOrganisation(f.Context(), write) })
	f.stale(func() error { return f.store.RenameAccount(f.Context(), account) })
}
