package storetest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"admit/shared/access"
	"admit/shared/fixture"
)

var invitationListTests = []test{
	{"all invitations are sorted by address, in each state", allAreSorted},
	{"invitations with some statuses are sorted by address", statesAreSorted},
	{"an invitation that has expired and is not closed yet has the status expired", expiredIsAStatus},
	{"invitations at an account are listed with each status", invitationsAtAccounts},
	{"invitations are found by the beginning of an address", invitationsByPrefix},
	{"invitations are paged without gap or repetition", invitationsArePaged},
	{"invitations are listed as they are now", invitationsAreCurrent},
	{"an invitation keeps its position in the list whatever happens to it", invitationsKeepTheirPlace},
	{"a removed invitation is listed again once it is closed as expired", removedIsListedAgain},
	{"the list has only invitations of its organisation", invitationsOfOneOrganisation},
}

func idOf(i access.Invitation) access.InvitationID { return i.ID }

// closedStatuses are the statuses of closed invitations.
var closedStatuses = []access.Status{access.Accepted, access.Declined, access.Revoked, access.Expired}

// listed reads all pages of the invitations with some statuses, or of all.
func (f *storeFixture) listed(organisation access.Organisation, statuses ...access.Status) []access.InvitationID {
	f.Helper()
	return fixture.Each(f.invitationsOf(access.InvitationQuery{Organisation: organisation.ID, Statuses: statuses, At: later, Limit: 50}), idOf)
}

// closedAt stores invitations to the whole organisation and declines each the
// given time after later.
func (f *storeFixture) closedAt(organisation access.Organisation, ends map[string]time.Duration) map[string]access.InvitationID {
	f.Helper()
	closed := map[string]access.InvitationID{}
	for name, after := range ends {
		invitation := f.invited(fixture.Whole(organisation), name, fixture.Viewer)
		end := closureOf(invitation, access.Declined)
		end.At = later.Add(after)
		f.Must(f.store.Close(f.Context(), end))
		closed[name] = invitation.ID
	}
	return closed
}

func allAreSorted(f *storeFixture) {
	organisation := f.namedOrganisation("one")
	closed := f.closedAt(organisation, map[string]time.Duration{"Cay": time.Second, "adam": 2 * time.Second})
	bob := f.invited(fixture.Whole(organisation), "Bob", fixture.Viewer)
	ada := f.invited(fixture.Whole(organisation), "Ada", fixture.Viewer)
	expired := f.invited(fixture.Whole(organisation), "eve", fixture.Viewer)
	f.Must(f.store.Expire(f.Context(), expiry(expired)))
	f.same("list", f.listed(organisation), []access.InvitationID{ada.ID, closed["adam"], bob.ID, closed["Cay"], expired.ID})

	again := f.offerTo(ada.Scope, ada.Email, fixture.Viewer) // invitations of one address are sorted by id
	f.Must(f.store.Close(f.Context(), closureOf(ada, access.Declined)))
	for again.Invitation.ID < ada.ID {
		again.Invitation.ID = access.InvitationID(access.NewID())
	}
	f.Must(f.store.Invite(f.Context(), again))
	f.same("list", f.listed(organisation)[:3], []access.InvitationID{ada.ID, again.Invitation.ID, closed["adam"]})
}

func statesAreSorted(f *storeFixture) {
	organisation := f.organisation()
	shop := f.account(organisation, "Shop")
	closed := f.closedAt(organisation, map[string]time.Duration{"c2": 2 * time.Second, "a1": time.Second,
		"b3": 3 * time.Second, "z4": 3*time.Second + time.Millisecond})
	bob := f.invited(fixture.Whole(organisation), "Bob", fixture.Viewer)
	adaAtShop := f.invited(fixture.ScopeOf(shop), "ada", fixture.Viewer)
	ada := f.invited(fixture.Whole(organisation), "Ada", fixture.Viewer)
	founder := f.offers(organisation, f.address("founder"))[0]
	f.same("pending", f.listed(organisation, access.Pending), []access.InvitationID{ada.ID, adaAtShop.ID, bob.ID, founder.ID})
	f.same("closed", f.listed(organisation, closedStatuses...), []access.InvitationID{closed["a1"], closed["b3"], closed["c2"], closed["z4"]})
}

func expiredIsAStatus(f *storeFixture) {
	organisation := f.namedOrganisation("one")
	closed := f.closedAt(organisation, map[string]time.Duration{"a": time.Second, "d": 2 * time.Second})
	zoe, cay := f.invited(fixture.Whole(organisation), "zoe", fixture.Viewer), f.invited(fixture.Whole(organisation), "cay", fixture.Viewer)
	resent := f.invited(fixture.Whole(organisation), "dan", fixture.Viewer)
	f.Must(f.store.Resend(f.Context(), resendOf(resent, later)))
	for _, limit := range []int{1, 2, 3, 50} {
		for _, c := range []struct {
			name     string
			at       time.Time
			statuses []access.Status
			want     []access.InvitationID
		}{
			{"closed, at the end", zoe.ExpiresAt, closedStatuses, []access.InvitationID{closed["a"], cay.ID, closed["d"], zoe.ID}},
			{"closed, before the end", zoe.ExpiresAt.Add(-time.Second), closedStatuses, []access.InvitationID{closed["a"], closed["d"]}},
			{"pending, at the end", zoe.ExpiresAt, []access.Status{access.Pending}, []access.InvitationID{resent.ID}},
			{"pending, before the end", zoe.ExpiresAt.Add(-time.Second), []access.Status{access.Pending}, []access.InvitationID{cay.ID, resent.ID, zoe.ID}},
			{"expired, at the end", zoe.ExpiresAt, []access.Status{access.Expired}, []access.InvitationID{cay.ID, zoe.ID}},
			{"all statuses", zoe.ExpiresAt, access.Statuses, []access.InvitationID{closed["a"], cay.ID, closed["d"], resent.ID, zoe.ID}},
		} {
			query := access.InvitationQuery{Organisation: organisation.ID, Statuses: c.statuses, At: c.at, Limit: limit}
			f.same(c.name, fixture.Each(f.invitationsOf(query), idOf), c.want)
		}
	}
	f.Must(f.store.Expire(f.Context(), expiry(zoe)))
	query := access.InvitationQuery{Organisation: organisation.ID, Statuses: []access.Status{access.Expired}, At: zoe.ExpiresAt, Limit: 1}
	f.same("once one is closed", fixture.Each(f.invitationsOf(query), idOf), []access.InvitationID{cay.ID, zoe.ID})
}

func invitationsAtAccounts(f *storeFixture) {
	organisation := f.namedOrganisation("one")
	shop, yard := f.account(organisation, "Shop"), f.account(organisation, "Yard")
	at := map[access.AccountID]map[access.Status]access.InvitationID{shop.ID: {}, yard.ID: {}, "": {}}
	for account, ids := range at {
		scope := access.Scope{Organisation: organisation.ID, Account: account}
		ids[access.Pending] = f.invited(scope, "pending", fixture.Viewer).ID
		declined := f.invited(scope, "declined", fixture.Viewer)
		f.Must(f.store.Close(f.Context(), closureOf(declined, access.Declined)))
		resent := f.invited(scope, "resent", fixture.Viewer)
		f.Must(f.store.Close(f.Context(), closureOf(resent, access.Declined)))
		f.Must(f.store.Resend(f.Context(), resendOf(f.Invitation(resent.ID), later)))
		ids[access.Declined], ids["resent"] = declined.ID, resent.ID
	}
	list := func(statuses []access.Status, accounts ...access.AccountID) []access.InvitationID {
		return fixture.Each(f.invitationsOf(access.InvitationQuery{Organisation: organisation.ID, Accounts: accounts, Statuses: statuses, At: later, Limit: 1}), idOf)
	}
	one := at[shop.ID]
	f.same("pending", list([]access.Status{access.Pending}, shop.ID), []access.InvitationID{one[access.Pending], one["resent"]})
	f.same("declined", list([]access.Status{access.Declined}, shop.ID), []access.InvitationID{one[access.Declined]})
	f.same("pending and declined", list([]access.Status{access.Pending, access.Declined}, shop.ID), []access.InvitationID{one[access.Declined], one[access.Pending], one["resent"]})
	f.same("all", list(nil, shop.ID), []access.InvitationID{one[access.Declined], one[access.Pending], one["resent"]})
	two := sorted([]access.InvitationID{one[access.Declined], at[yard.ID][access.Declined]})
	f.same("declined, two accounts", sorted(list([]access.Status{access.Declined}, shop.ID, yard.ID)), two)
	f.same("all, two accounts", len(list(nil, shop.ID, yard.ID)), 6)
	f.same("all, of the organisation", len(list(nil)), 9)
	f.same("no such account", list(nil, "nowhere"), []access.InvitationID{})
}

// sorted returns the ids in order.
func sorted(ids []access.InvitationID) []access.InvitationID {
	return slices.Sorted(slices.Values(ids))
}

func invitationsByPrefix(f *storeFixture) {
	organisation := f.organisation()
	for _, name := range []string{"a+b", "a_b", "a%b", "ab"} {
		f.Must(f.store.Close(f.Context(), closureOf(f.invited(fixture.Whole(organisation), name, fixture.Viewer), access.Revoked)))
		f.invited(fixture.Whole(organisation), name, fixture.Viewer)
	}
	for prefix, want := range map[string][]string{
		"a%":  {"a%b pending", "a%b revoked"},
		"a_":  {"a_b pending", "a_b revoked"},
		"A+B": {"a+b pending", "a+b revoked"},
		"fo":  {"founder pending"},
		"b":   {},
	} {
		for only, statuses := range map[string][]access.Status{"": nil, "pending": {access.Pending}, "revoked": closedStatuses} {
			got := fixture.Each(f.invitationsOf(access.InvitationQuery{
				Organisation: organisation.ID, Statuses: statuses, At: later, Prefix: access.AddressPrefix(prefix), Limit: 50,
			}), func(i access.Invitation) string {
				local, _, _ := strings.Cut(i.Email.String(), "@")
				return fmt.Sprintf("%s %s", local, i.Status)
			})
			slices.Sort(got)
			f.same(prefix+" "+only, got, slices.DeleteFunc(slices.Clone(want), func(line string) bool { return !strings.HasSuffix(line, only) }))
		}
	}
}

func invitationsArePaged(f *storeFixture) {
	organisation := f.organisation()
	const size = 106 // more than one BatchGetItem reads, with the item after the page
	all, pending, closed := make([]access.Invitation, 0, size), make([]access.Invitation, 0, size), make([]access.Invitation, 0, size)
	for n := range size {
		invitation := f.invited(fixture.Whole(organisation), fmt.Sprintf("p%03d", (n*37+11)%size), fixture.Viewer)
		if n%2 == 0 {
			end := closureOf(invitation, access.Revoked)
			end.At = later.Add(time.Duration(n) * time.Second)
			f.Must(f.store.Close(f.Context(), end))
			invitation = f.Invitation(invitation.ID)
			closed = append(closed, invitation)
		} else {
			pending = append(pending, invitation)
		}
		all = append(all, invitation)
	}
	byAddress := func(i access.Invitation) string { return i.Email.Key() }
	for name, c := range map[string]struct {
		statuses []access.Status
		want     []access.Invitation
	}{
		"all": {nil, all}, "pending": {[]access.Status{access.Pending}, pending}, "closed": {closedStatuses, closed},
		"with each status": {access.Statuses, all}, "declined": {[]access.Status{access.Declined}, nil},
	} {
		query := access.InvitationQuery{Organisation: organisation.ID, Statuses: c.statuses, At: later, Prefix: "p"}
		for _, query.Limit = range []int{1, 50, size / 2, size} {
			f.same(fmt.Sprintf("%s, %d a page", name, query.Limit), f.invitationsOf(query), sortedBy(append([]access.Invitation{}, c.want...), byAddress))
		}
		query.Match = func(i access.Invitation) bool { return !strings.Contains(i.Email.Key(), "1@") }
		want := slices.DeleteFunc(append([]access.Invitation{}, c.want...), func(i access.Invitation) bool { return !query.Match(i) })
		for _, query.Limit = range []int{1, size / 2, size} {
			f.same(fmt.Sprintf("%s that match, %d a page", name, query.Limit), f.invitationsOf(query), sortedBy(want, byAddress))
		}
	}
}

func invitationsAreCurrent(f *storeFixture) {
	organisation := f.organisation()
	var invitations []access.Invitation
	for n := range 6 {
		invitations = append(invitations, f.invited(fixture.Whole(organisation), fmt.Sprintf("p%d", n), fixture.Viewer))
	}
	queries := []access.InvitationQuery{
		{Organisation: organisation.ID, At: later, Prefix: "p"},
		{Organisation: organisation.ID, At: later, Prefix: "p", Statuses: []access.Status{access.Pending}},
	}
	for n := range queries {
		queries[n].Limit = 3
		first, err := f.store.Invitations(f.Context(), queries[n])
		f.Must(err)
		queries[n].After, queries[n].Limit = first.Next, 50
	}
	f.Must(f.store.Close(f.Context(), closureOf(invitations[2], access.Revoked))) // the last one of the page
	for _, query := range queries {
		rest, err := f.store.Invitations(f.Context(), query)
		f.Must(err)
		f.same("the rest", fixture.Each(rest.Items, idOf), fixture.Each(invitations[3:], idOf))
	}
	f.Must(f.store.SettleDelivery(f.Context(), settlementOf(invitations[3], access.Delivery{Status: access.Sent, Message: "m"})))
	all := f.invitationsOf(access.InvitationQuery{Organisation: organisation.ID, Prefix: "p", Limit: 2})
	f.same("its delivery", all[3].Delivery, access.Delivery{Status: access.Sent, Message: "m", At: later})
	f.same("its status", all[2].Status, access.Revoked)
}

func invitationsKeepTheirPlace(f *storeFixture) {
	organisation := f.namedOrganisation("one")
	ada := f.invited(fixture.Whole(organisation), "ada", fixture.Viewer)
	bob := f.invited(fixture.Whole(organisation), "bob", fixture.Viewer)
	cay := f.invited(fixture.Whole(organisation), "cay", fixture.Viewer)
	want := []access.InvitationID{ada.ID, bob.ID, cay.ID}
	for name, change := range map[string]func() error{
		"decline": func() error { return f.store.Close(f.Context(), closureOf(f.Invitation(bob.ID), access.Declined)) },
		"resend":  func() error { return f.store.Resend(f.Context(), resendOf(f.Invitation(ada.ID), later)) },
		"expire":  func() error { return f.store.Expire(f.Context(), expiry(f.Invitation(cay.ID))) },
	} {
		f.Must(change())
		f.same("after "+name, f.listed(organisation), want)
	}
	f.Must(f.store.Resend(f.Context(), resendOf(f.Invitation(bob.ID), later)))
	f.Must(f.store.Accept(f.Context(), f.acceptance(f.Invitation(bob.ID), f.person("bob"))))
	f.same("after all changes", f.listed(organisation), want)
}

func removedIsListedAgain(f *storeFixture) {
	organisation := f.namedOrganisation("one")
	ada, bob := f.invited(fixture.Whole(organisation), "ada", fixture.Viewer), f.invited(fixture.Whole(organisation), "bob", fixture.Viewer)
	f.Must(f.store.RemoveInvitation(f.Context(), ada.ID))
	f.same("while it is removed", f.listed(organisation), []access.InvitationID{bob.ID})
	f.Must(f.store.Expire(f.Context(), expiry(ada)))
	f.same("once it is closed", f.listed(organisation), []access.InvitationID{ada.ID, bob.ID})
}

func invitationsOfOneOrganisation(f *storeFixture) {
	one, other := f.organisation(), f.organisation()
	f.invited(fixture.Whole(other), "ada", fixture.Viewer)
	f.Must(f.store.Close(f.Context(), closureOf(f.invited(fixture.Whole(other), "bob", fixture.Viewer), access.Declined)))
	want := f.invited(fixture.Whole(one), "ada", fixture.Viewer)
	founder := f.offers(one, f.address("founder"))[0]
	got := f.invitationsOf(access.InvitationQuery{Organisation: one.ID, Limit: 50})
	f.same("list", got, []access.Invitation{want, founder})
	f.same("pending", f.listed(one, access.Pending), []access.InvitationID{want.ID, founder.ID})
	f.same("closed", f.listed(one, closedStatuses...), []access.InvitationID{})
	nothing := access.InvitationQuery{Organisation: access.OrganisationID(access.NewID()), Limit: 50}
	f.same("list of an unknown organisation", f.invitationsOf(nothing), []access.Invitation{})
}
