package storetest

import (
	"slices"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

var relinkTests = []test{
	{"a user is relinked to another identity", relinkedToIdentity},
	{"a user is relinked to another address", relinkedToAddress},
	{"a user is relinked to the identity of another user", relinkedToUser},
	{"a relink is stale", relinkIsStale},
	{"a move of a membership is stale", moveIsStale},
	{"a user is renamed", userIsRenamed},
	{"an address is freed, and its user can be deleted", addressIsFreed},
}

func userIsRenamed(f *storeFixture) {
	ada := f.person("ada")
	membership := f.member(ada, fixture.Whole(f.organisation()), fixture.Viewer)
	renamed := ada
	renamed.FirstName, renamed.LastName = "Augusta", ""
	write := renamed
	write.Email = f.address("not-written")
	f.Must(f.store.RenameUser(f.Context(), ada, write))
	got, err := f.store.User(f.Context(), ada.ID)
	f.Must(err)
	f.same("user", got, renamed)
	f.same("membership", f.Membership(ada.ID, membership.Organisation), membership)
	f.stale(func() error { return f.store.RenameUser(f.Context(), ada, write) }) // the names have changed
	write.ID = access.UserID(access.NewID())
	f.stale(func() error { return f.store.RenameUser(f.Context(), write, write) })
}

// relinkOf returns the write that makes another user of one.
func relinkOf(from access.User, change func(u *access.User)) access.UserRelink {
	to := from
	change(&to)
	return access.UserRelink{From: from, To: to, At: later}
}

// otherIdentity is a user with the particulars of another one.
func (f *storeFixture) otherIdentity(u *access.User) {
	other := f.person("unused")
	u.ID, u.Subject = other.ID, other.Subject
}

// moveOf returns the write that moves a membership.
func moveOf(from, before access.Membership, to access.User) access.MembershipMove {
	after := access.Membership{User: to, Organisation: from.Organisation, Version: access.NewID(), ChangedAt: from.ChangedAt.Add(time.Second),
		Grants: slices.Clone(before.Grants)}
	for _, g := range from.Grants {
		if !after.Holds(g.Role, g.Scope) {
			after.Grants = append(after.Grants, g)
		}
	}
	access.SortGrants(after.Grants)
	scope := access.Scope{Organisation: from.Organisation}
	return access.MembershipMove{From: from, Before: before, After: after, Events: []access.Event{
		newEvent(access.EventAccessRemoved, scope, after.ChangedAt), newEvent(access.EventAccessGranted, scope, after.ChangedAt)}}
}

// partnerAdmin returns the membership of a new user with an administrative role that
// governs below, and a role at an account.
func (f *storeFixture) partnerAdmin(organisation access.Organisation, name string) access.Membership {
	f.Helper()
	user := f.person(name)
	f.member(user, fixture.Whole(organisation), fixture.PartnerAdmin)
	return f.member(user, fixture.ScopeOf(f.account(organisation, "Shop of "+name)), fixture.Viewer)
}

// wantMoved checks every list that has a membership, and that none has the old one.
func (f *storeFixture) wantMoved(w access.MembershipMove, organisation access.Organisation, admins int) {
	f.Helper()
	f.same("membership", f.Membership(w.After.User.ID, organisation.ID), w.After)
	queries := []access.MemberQuery{{}, {Role: fixture.PartnerAdmin}, {Role: fixture.Viewer}}
	for _, g := range w.After.Grants {
		if g.Scope.Account != "" {
			queries = append(queries, access.MemberQuery{Accounts: []access.AccountID{g.Scope.Account}})
		}
	}
	for _, q := range queries {
		q.Organisation, q.Limit = organisation.ID, 9
		f.same("members", f.members(q), direct(w.After))
	}
	governors := access.MemberQuery{Organisation: "none", Above: []access.OrganisationID{organisation.ID}, Limit: 9}
	f.same("governors", f.members(governors), asListed(access.EffectiveAccess{Above: []access.Membership{w.After}}))
	counted := f.Snapshot(fixture.Whole(organisation)).Organisation
	if counted.Admins != admins || counted.PartnerAdmins != admins {
		f.Errorf("%d administrators are counted, %d of them for organisations below, want %d", counted.Admins, counted.PartnerAdmins, admins)
	}
	var types []access.EventType
	for _, e := range f.eventsOf(organisation, 9)[:2] {
		types = append(types, e.Type)
	}
	f.same("events", types, []access.EventType{access.EventAccessGranted, access.EventAccessRemoved})
}

func relinkedToIdentity(f *storeFixture) {
	organisation := f.organisation()
	before := f.partnerAdmin(organisation, "ada")
	relink := relinkOf(before.User, f.otherIdentity)
	f.Must(f.store.RelinkUser(f.Context(), relink))
	user, err := f.store.UserByAddress(f.Context(), f.address("ada"))
	f.Must(err)
	f.same("user of the address", user, relink.To)

	move := moveOf(before, access.Membership{}, relink.To)
	f.Must(f.store.MoveMembership(f.Context(), move))
	f.wantMoved(move, organisation, 1)
	f.stale(func() error { return f.store.MoveMembership(f.Context(), move) })
	onOldAuthority := f.acceptance(f.invited(fixture.Whole(organisation), "bob", fixture.Viewer), f.person("bob"))
	onOldAuthority.Authority = governorOf(before)
	f.stale(func() error { return f.store.Accept(f.Context(), onOldAuthority) })
	f.Must(f.store.DeleteUser(f.Context(), before.User))
	user, err = f.store.UserByAddress(f.Context(), f.address("ada"))
	f.Must(err)
	f.same("user of the address, afterwards", user, relink.To)
}

func relinkedToAddress(f *storeFixture) {
	organisation := f.organisation()
	before := f.partnerAdmin(organisation, "ada")
	relink := relinkOf(before.User, func(u *access.User) { u.Email = f.address("lovelace") })
	f.Must(f.store.RelinkUser(f.Context(), relink))
	user, err := f.store.User(f.Context(), before.User.ID)
	f.Must(err)
	f.same("user", user, relink.To)
	move := moveOf(before, access.Membership{}, relink.To)
	f.Must(f.store.MoveMembership(f.Context(), move))
	f.wantMoved(move, organisation, 1)
	if _, err := f.store.UserByAddress(f.Context(), f.address("ada")); err == nil {
		f.Error("the old address still has a user")
	}
}

func relinkedToUser(f *storeFixture) {
	organisation := f.organisation()
	ada, bob := f.partnerAdmin(organisation, "ada"), f.partnerAdmin(organisation, "bob")
	f.Must(f.store.RelinkUser(f.Context(), access.UserRelink{From: ada.User, To: bob.User, Exists: true, At: later}))
	move := moveOf(ada, bob, bob.User)
	f.Must(f.store.MoveMembership(f.Context(), move))
	f.wantMoved(move, organisation, 1)
	f.Must(f.store.DeleteUser(f.Context(), ada.User))
}

func relinkIsStale(f *storeFixture) {
	organisation := f.organisation()
	ada, bob := f.administrator(organisation, "ada").User, f.administrator(organisation, "bob").User
	nobody := f.person("nobody")
	f.Must(f.store.ReserveAddress(f.Context(), f.reservation("reserved")))
	writes := map[string]func() error{}
	for name, w := range map[string]access.UserRelink{
		"of a user who does not exist":          relinkOf(nobody, func(u *access.User) { u.Email = f.address("free") }),
		"of nobody to a new identity":           relinkOf(nobody, f.otherIdentity),
		"to an identity that has a user":        relinkOf(ada, func(u *access.User) { u.ID = bob.ID }),
		"to an address that has a user":         relinkOf(ada, func(u *access.User) { u.Email = bob.Email }),
		"to a reserved address":                 relinkOf(ada, func(u *access.User) { u.Email = f.address("reserved") }),
		"to a user who does not exist":          {From: ada, To: nobody, Exists: true, At: later},
		"of nobody to the identity of somebody": {From: nobody, To: ada, Exists: true, At: later},
	} {
		writes[name] = func() error { return f.store.RelinkUser(f.Context(), w) }
	}
	f.allStale(writes)
}

func moveIsStale(f *storeFixture) {
	organisation := f.organisation()
	ada, bob := f.administrator(organisation, "ada"), f.administrator(organisation, "bob")
	nobody := f.person("nobody")
	changed, unread := moveOf(ada, bob, bob.User), moveOf(ada, access.Membership{}, bob.User)
	changed.From.Version = access.NewID()
	otherAddress := moveOf(ada, access.Membership{}, ada.User)
	otherAddress.From.Version = access.NewID()
	alone := f.organisation()
	reader := f.member(f.person("reader"), fixture.Whole(alone), fixture.Viewer)
	last := moveOf(f.administrator(alone, "last"), reader, reader.User)
	last.After.Suspended = true
	writes := map[string]func() error{}
	for name, w := range map[string]access.MembershipMove{
		"of the last administrator to a user who is suspended": last,
		"of a membership that has changed":                     changed,
		"onto a membership that was not read":                  unread,
		"to a user who does not exist":                         moveOf(ada, access.Membership{}, nobody),
		"to another address, of a membership that has changed": otherAddress,
	} {
		writes[name] = func() error { return f.store.MoveMembership(f.Context(), w) }
	}
	f.allStale(writes)
}

func addressIsFreed(f *storeFixture) {
	organisation := f.organisation()
	ada := f.member(f.person("ada"), fixture.Whole(organisation), fixture.Viewer)
	f.Must(f.store.FreeAddress(f.Context(), ada.User))
	f.stale(func() error { return f.store.FreeAddress(f.Context(), ada.User) })
	next := f.member(f.person("ADA"), fixture.Whole(organisation), fixture.Signer)
	f.stale(func() error { return f.store.FreeAddress(f.Context(), ada.User) })
	f.same("the membership of the user without an address", f.Membership(ada.User.ID, organisation.ID), ada)

	f.Must(f.store.ChangeMembership(f.Context(), removal(ada)))
	f.Must(f.store.DeleteUser(f.Context(), ada.User))
	user, err := f.store.UserByAddress(f.Context(), f.address("ada"))
	f.Must(err)
	f.same("the next user of the address", user, next.User)
}
