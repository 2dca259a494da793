package storetest

import (
	"slices"

	"admit/shared/access"
	"admit/shared/fixture"
)

var importTests = []test{
	{"an imported membership is read as it was written", importIsRead},
	{"an imported membership adds to what is held, and counts administrators", importAdds},
	{"an import takes the place of its reservation", importEndsReservation},
	{"an import is stale", importIsStale},
	{"a user who gets a membership by an import is not deleted", importKeepsUser},
	{"an export has every organisation, account and membership once", exportIsComplete},
}

// importOf returns the write that gives a user grants, in addition to those of before.
func (f *storeFixture) importOf(user access.User, before access.Membership, grants ...access.Grant) access.MembershipImport {
	organisation := grants[0].Scope.Organisation
	after := access.Membership{User: user, Organisation: organisation, Version: access.NewID(), ChangedAt: later,
		Grants: slices.Concat(before.Grants, grants)}
	access.SortGrants(after.Grants)
	event := newEvent(access.EventAccessGranted, access.Scope{Organisation: organisation}, later)
	return access.MembershipImport{Before: before, After: after, At: later, Event: event}
}

// newUserImport is importOf for a user who does not exist.
func (f *storeFixture) newUserImport(name string, grants ...access.Grant) access.MembershipImport {
	f.Helper()
	user := f.person(name)
	w := f.importOf(user, access.Membership{}, grants...)
	w.NewUser = &user
	return w
}

func importIsRead(f *storeFixture) {
	organisation := f.organisation()
	shop := fixture.ScopeOf(f.account(organisation, "Shop"))
	w := f.newUserImport("ada", grant(fixture.Viewer, fixture.Whole(organisation)), grant(fixture.Signer, shop))
	f.Must(f.store.ImportMembership(f.Context(), w))

	user, err := f.store.UserByAddress(f.Context(), f.address("ADA"))
	f.Must(err)
	f.same("user by address", user, *w.NewUser)
	f.same("membership", f.Membership(user.ID, organisation.ID), w.After)
	for _, q := range []access.MemberQuery{{}, {Role: fixture.Viewer}, {Accounts: []access.AccountID{shop.Account}}} {
		q.Organisation, q.Limit = organisation.ID, 9
		f.same("members", f.members(q), direct(w.After))
	}
	f.same("event", f.eventsOf(organisation, 9)[0], w.Event)
}

func importAdds(f *storeFixture) {
	parent := f.organisation()
	organisation := f.organisation(parent)
	before := f.member(f.person("ada"), fixture.Whole(organisation), fixture.Viewer)
	w := f.importOf(before.User, before, grant(fixture.PartnerAdmin, fixture.Whole(organisation)))
	f.Must(f.store.ImportMembership(f.Context(), w))

	f.same("membership", f.Membership(before.User.ID, organisation.ID), w.After)
	counted := f.Snapshot(fixture.Whole(organisation)).Organisation
	if counted.Admins != 1 || counted.PartnerAdmins != 1 {
		f.Errorf("%d administrators are counted, %d of them for organisations below, want 1 and 1", counted.Admins, counted.PartnerAdmins)
	}
	f.same("governors", f.members(access.MemberQuery{Organisation: "none", Above: []access.OrganisationID{organisation.ID}, Limit: 9}),
		asListed(access.EffectiveAccess{Above: []access.Membership{w.After}}))
}

func importEndsReservation(f *storeFixture) {
	w := f.newUserImport("ada", grant(fixture.Viewer, fixture.Whole(f.organisation())))
	reservation := f.reservation("ada")
	f.Must(f.store.ReserveAddress(f.Context(), reservation))
	w.Holder = "somebody else"
	f.stale(func() error { return f.store.ImportMembership(f.Context(), w) })
	w.Holder = reservation.Holder
	f.Must(f.store.ImportMembership(f.Context(), w))
	f.stale(func() error { return f.store.ReleaseAddress(f.Context(), reservation) })
}

func importIsStale(f *storeFixture) {
	organisation := f.organisation()
	ada := f.administrator(organisation, "ada")
	role := grant(fixture.Viewer, fixture.Whole(organisation))
	again := f.newUserImport("again", role)
	again.After.User.ID, again.NewUser.ID = ada.User.ID, ada.User.ID
	taken := f.newUserImport("taken", role)
	taken.After.User.Email, taken.NewUser.Email = ada.User.Email, ada.User.Email
	nobody := f.newUserImport("nobody", role)
	nobody.NewUser = nil
	changed := f.importOf(ada.User, ada, role)
	changed.Before.Version = access.NewID()
	none := f.importOf(ada.User, access.Membership{}, role)
	writes := map[string]func() error{}
	for name, w := range map[string]access.MembershipImport{
		"for a new user whose id is taken":       again,
		"for a new user whose address is taken":  taken,
		"for a user who does not exist":          nobody,
		"on another version of the membership":   changed,
		"on no membership although there is one": none,
	} {
		writes[name] = func() error { return f.store.ImportMembership(f.Context(), w) }
	}
	f.allStale(writes)
}

func importKeepsUser(f *storeFixture) {
	organisation := f.organisation()
	ada := f.member(f.person("ada"), fixture.Whole(organisation), fixture.Viewer)
	f.Must(f.store.ChangeMembership(f.Context(), removal(ada)))
	f.Must(f.store.ImportMembership(f.Context(), f.importOf(ada.User, access.Membership{}, grant(fixture.Viewer, fixture.Whole(organisation)))))
	f.stale(func() error { return f.store.DeleteUser(f.Context(), ada.User) })
}

func exportIsComplete(f *storeFixture) {
	parent := f.organisation()
	organisation := f.organisation(parent)
	shop, yard := f.account(organisation, "Shop"), f.account(organisation, "Yard")
	ada, bob := f.person("ada"), f.person("bob")
	memberships := []access.Membership{
		f.member(ada, fixture.Whole(parent), fixture.PartnerAdmin), f.member(ada, fixture.ScopeOf(shop), fixture.Viewer),
		f.member(bob, fixture.ScopeOf(yard), fixture.Signer),
	}
	gone := f.member(f.person("gone"), fixture.Whole(parent), fixture.Viewer)
	f.Must(f.store.ChangeMembership(f.Context(), removal(gone)))

	var own access.ExportPage // other tests use the store at the same time
	for after := ""; ; {
		page, err := f.store.Export(f.Context(), after)
		f.Must(err)
		if page.Examined == 0 && page.Next != "" {
			f.Error("a part examined nothing")
		}
		addOwn(f, &own, page)
		if after = page.Next; after == "" {
			break
		}
	}
	byID := func(o access.Organisation) string { return string(o.ID) }
	f.same("organisations", sortedBy(own.Organisations, byID), sortedBy([]access.Organisation{
		f.Snapshot(fixture.Whole(parent)).Organisation, f.Snapshot(fixture.Whole(organisation)).Organisation,
	}, byID))
	byAccount := func(a access.Account) string { return string(a.ID) }
	f.same("accounts", sortedBy(own.Accounts, byAccount), sortedBy([]access.Account{shop, yard}, byAccount))
	byVersion := func(m access.Membership) string { return m.Version }
	f.same("memberships", sortedBy(own.Memberships, byVersion), sortedBy(memberships, byVersion))
}

// addOwn adds what a test has stored itself.
func addOwn(f *storeFixture, own *access.ExportPage, page access.ExportPage) {
	for _, o := range page.Organisations {
		if slices.Contains(f.organisations, o.ID) {
			own.Organisations = append(own.Organisations, o)
		}
	}
	for _, a := range page.Accounts {
		if slices.Contains(f.organisations, a.Organisation) {
			own.Accounts = append(own.Accounts, a)
		}
	}
	for _, m := range page.Memberships {
		if slices.Contains(f.organisations, m.Organisation) {
			own.Memberships = append(own.Memberships, m)
		}
	}
}
