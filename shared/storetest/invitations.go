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
	{"pending invitations are sorted by address, closed ones by the time of closing", statesAreSorted},
	{"the list of closed invitations begins with those that expired and are not closed yet", expiredAreAmongTheClosed},
	{"invitations are found by the beginning of an address", invitationsByPrefix},
	{"invitations are paged without gap or repetition", invitationsArePaged},
	{"invitations are listed as they are now", invitationsAreCurrent},
	{"an invitation keeps its position in the list whatever happens to it", invitationsKeepTheirPlace},
	{"a removed invitation is listed again once it is closed as expired", removedIsListedAgain},
	{"the list has only invitations of its organisation", invitationsOfOneOrganisation},
}

func idOf(i access.Invitation) access.InvitationID { return i.ID }

// listed reads all pages of one of the lists of an organisation.
func (f *storeFixture) listed(organisation access.Organisation, list access.InvitationList) []access.InvitationID {
	f.Helper()
	return fixture.Each(f.invitationsOf(access.InvitationQuery{Organisation: organisation.ID, List: list, Limit: 50}), idOf)
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
	f.same("list", f.listed(organisation, access.ListAll), []access.InvitationID{ada.ID, closed["adam"], bob.ID, closed["Cay"], expired.ID})

	again := f.offerTo(ada.Scope, ada.Email, fixture.Viewer) // invitations of one address are sorted by id
	f.Must(f.store.Close(f.Context(), closureOf(ada, access.Declined)))
	for again.Invitation.ID < ada.ID {
		again.Invitation.ID = access.InvitationID(access.NewID())
	}
	f.Must(f.store.Invite(f.Context(), again))
	f.same("list", f.listed(organisation, access.ListAll)[:3], []access.InvitationID{ada.ID, again.Invitation.ID, closed["adam"]})
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
	f.same("pending", f.listed(organisation, access.ListPending), []access.InvitationID{ada.ID, adaAtShop.ID, bob.ID, founder.ID})
	f.same("closed", f.listed(organisation, access.ListClosed), []access.InvitationID{closed["z4"], closed["b3"], closed["c2"], closed["a1"]})
}

func expiredAreAmongTheClosed(f *storeFixture) {
	organisation := f.namedOrganisation("one")
	closed := f.closedAt(organisation, map[string]time.Duration{"a": time.Second, "b": 2 * time.Second})
	zoe, cay := f.invited(fixture.Whole(organisation), "zoe", fixture.Viewer), f.invited(fixture.Whole(organisation), "cay", fixture.Viewer)
	f.Must(f.store.Resend(f.Context(), resendOf(f.invited(fixture.Whole(organisation), "dan", fixture.Viewer), later)))
	query := access.InvitationQuery{Organisation: organisation.ID, List: access.ListClosed}
	for _, query.Limit = range []int{1, 2, 3, 50} {
		query.ExpiredAt = zoe.ExpiresAt
		f.same("at the end", fixture.Each(f.invitationsOf(query), idOf), []access.InvitationID{cay.ID, zoe.ID, closed["b"], closed["a"]})
		query.ExpiredAt = zoe.ExpiresAt.Add(-time.Second)
		f.same("before the end", fixture.Each(f.invitationsOf(query), idOf), []access.InvitationID{closed["b"], closed["a"]})
	}
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
		for list, only := range map[access.InvitationList]string{access.ListAll: "", access.ListPending: "pending", access.ListClosed: "revoked"} {
			got := fixture.Each(f.invitationsOf(access.InvitationQuery{
				Organisation: organisation.ID, List: list, Prefix: access.AddressPrefix(prefix), Limit: 50,
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
	lists := map[access.InvitationList][]access.Invitation{
		access.ListAll: sortedBy(all, byAddress), access.ListPending: sortedBy(pending, byAddress), access.ListClosed: reversed(closed),
	}
	for list, want := range lists {
		query := access.InvitationQuery{Organisation: organisation.ID, List: list, Prefix: "p"}
		for _, query.Limit = range []int{1, 50, size} {
			f.same(fmt.Sprintf("list %d, %d a page", list, query.Limit), f.invitationsOf(query), want)
		}
		for name, match := range map[string]func(access.Invitation) bool{
			"pending":     func(i access.Invitation) bool { return i.Status == access.Pending },
			"closed":      func(i access.Invitation) bool { return i.Status == access.Revoked },
			"one in each": func(i access.Invitation) bool { return i.ID == pending[52].ID || i.ID == closed[52].ID },
			"nothing":     func(access.Invitation) bool { return false },
		} {
			want := slices.DeleteFunc(slices.Clone(want), func(i access.Invitation) bool { return !match(i) })
			query.Match, query.Limit = match, size/2
			f.same(fmt.Sprintf("list %d, %s", list, name), f.invitationsOf(query), want)
		}
	}
}

func invitationsAreCurrent(f *storeFixture) {
	organisation := f.organisation()
	var invitations []access.Invitation
	for n := range 6 {
		invitations = append(invitations, f.invited(fixture.Whole(organisation), fmt.Sprintf("p%d", n), fixture.Viewer))
	}
	firsts := map[access.InvitationList]access.Page[access.Invitation]{}
	for _, list := range []access.InvitationList{access.ListAll, access.ListPending} {
		var err error
		firsts[list], err = f.store.Invitations(f.Context(), access.InvitationQuery{Organisation: organisation.ID, List: list, Prefix: "p", Limit: 3})
		f.Must(err)
	}
	f.Must(f.store.Close(f.Context(), closureOf(invitations[2], access.Revoked))) // the last one of the page
	for list, first := range firsts {
		rest, err := f.store.Invitations(f.Context(), access.InvitationQuery{Organisation: organisation.ID, List: list, Prefix: "p", After: first.Next, Limit: 50})
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
		f.same("after "+name, f.listed(organisation, access.ListAll), want)
	}
	f.Must(f.store.Resend(f.Context(), resendOf(f.Invitation(bob.ID), later)))
	f.Must(f.store.Accept(f.Context(), f.acceptance(f.Invitation(bob.ID), f.person("bob"))))
	f.same("after all changes", f.listed(organisation, access.ListAll), want)
}

func removedIsListedAgain(f *storeFixture) {
	organisation := f.namedOrganisation("one")
	ada, bob := f.invited(fixture.Whole(organisation), "ada", fixture.Viewer), f.invited(fixture.Whole(organisation), "bob", fixture.Viewer)
	f.Must(f.store.RemoveInvitation(f.Context(), ada.ID))
	f.same("while it is removed", f.listed(organisation, access.ListAll), []access.InvitationID{bob.ID})
	f.Must(f.store.Expire(f.Context(), expiry(ada)))
	f.same("once it is closed", f.listed(organisation, access.ListAll), []access.InvitationID{ada.ID, bob.ID})
}

func invitationsOfOneOrganisation(f *storeFixture) {
	one, other := f.organisation(), f.organisation()
	f.invited(fixture.Whole(other), "ada", fixture.Viewer)
	f.Must(f.store.Close(f.Context(), closureOf(f.invited(fixture.Whole(other), "bob", fixture.Viewer), access.Declined)))
	want := f.invited(fixture.Whole(one), "ada", fixture.Viewer)
	founder := f.offers(one, f.address("founder"))[0]
	got := f.invitationsOf(access.InvitationQuery{Organisation: one.ID, Limit: 50})
	f.same("list", got, []access.Invitation{want, founder})
	f.same("pending", f.listed(one, access.ListPending), []access.InvitationID{want.ID, founder.ID})
	f.same("closed", f.listed(one, access.ListClosed), []access.InvitationID{})
	nothing := access.InvitationQuery{Organisation: access.OrganisationID(access.NewID()), Limit: 50}
	f.same("list of an unknown organisation", f.invitationsOf(nothing), []access.Invitation{})
}
