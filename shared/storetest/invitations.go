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
	{"pending invitations are sorted by address, closed ones by their end", statesAreSorted},
	{"closed invitations begin with those that expired and are not closed yet", expiredAreAmongTheClosed},
	{"invitations are found by the beginning of an address", invitationsByPrefix},
	{"invitations are paged without gap or repetition", invitationsArePaged},
	{"invitations are listed as they are now", invitationsAreCurrent},
	{"an invitation keeps its place, whatever becomes of it", invitationsKeepTheirPlace},
	{"an invitation that was removed is listed again when its end is written down", removedIsListedAgain},
	{"invitations are those of the organisation alone", invitationsOfOneOrganisation},
}

func idOf(i access.Invitation) access.InvitationID { return i.ID }

// listed reads all pages of one of the lists of an organisation.
func (w *storeFixture) listed(organisation access.Organisation, list access.InvitationList) []access.InvitationID {
	w.Helper()
	return fixture.Each(w.invitationsOf(access.InvitationQuery{Organisation: organisation.ID, List: list, Limit: 50}), idOf)
}

// closedAt stores invitations to the whole organisation and declines each the
// given time after later.
func (w *storeFixture) closedAt(organisation access.Organisation, ends map[string]time.Duration) map[string]access.InvitationID {
	w.Helper()
	closed := map[string]access.InvitationID{}
	for name, after := range ends {
		invitation := w.invited(whole(organisation), name, viewer)
		end := closing(invitation, access.Declined)
		end.At = later.Add(after)
		w.Must(w.store.Close(w.Context(), end))
		closed[name] = invitation.ID
	}
	return closed
}

func allAreSorted(w *storeFixture) {
	organisation := w.founded("one")
	closed := w.closedAt(organisation, map[string]time.Duration{"Cay": time.Second, "adam": 2 * time.Second})
	bob := w.invited(whole(organisation), "Bob", viewer)
	ada := w.invited(whole(organisation), "Ada", viewer)
	expired := w.invited(whole(organisation), "eve", viewer)
	w.Must(w.store.Expire(w.Context(), expiry(expired)))
	w.same("list", w.listed(organisation, access.ListAll), []access.InvitationID{ada.ID, closed["adam"], bob.ID, closed["Cay"], expired.ID})

	again := w.offerTo(ada.Scope, ada.Email, viewer) // invitations of one address are sorted by id
	w.Must(w.store.Close(w.Context(), closing(ada, access.Declined)))
	for again.Invitation.ID < ada.ID {
		again.Invitation.ID = access.InvitationID(access.NewID())
	}
	w.Must(w.store.Invite(w.Context(), again))
	w.same("list", w.listed(organisation, access.ListAll)[:3], []access.InvitationID{ada.ID, again.Invitation.ID, closed["adam"]})
}

func statesAreSorted(w *storeFixture) {
	organisation := w.organisation()
	shop := w.account(organisation, "Shop")
	closed := w.closedAt(organisation, map[string]time.Duration{"c2": 2 * time.Second, "a1": time.Second,
		"b3": 3 * time.Second, "z4": 3*time.Second + time.Millisecond})
	bob := w.invited(whole(organisation), "Bob", viewer)
	adaAtShop := w.invited(scopeOf(shop), "ada", viewer)
	ada := w.invited(whole(organisation), "Ada", viewer)
	founder := w.offers(organisation, w.address("founder"))[0]
	w.same("pending", w.listed(organisation, access.ListPending), []access.InvitationID{ada.ID, adaAtShop.ID, bob.ID, founder.ID})
	w.same("closed", w.listed(organisation, access.ListClosed), []access.InvitationID{closed["z4"], closed["b3"], closed["c2"], closed["a1"]})
}

func expiredAreAmongTheClosed(w *storeFixture) {
	organisation := w.founded("one")
	closed := w.closedAt(organisation, map[string]time.Duration{"a": time.Second, "b": 2 * time.Second})
	zoe, cay := w.invited(whole(organisation), "zoe", viewer), w.invited(whole(organisation), "cay", viewer)
	w.Must(w.store.Resend(w.Context(), renewal(w.invited(whole(organisation), "dan", viewer), later)))
	query := access.InvitationQuery{Organisation: organisation.ID, List: access.ListClosed}
	for _, query.Limit = range []int{1, 2, 3, 50} {
		query.ExpiredAt = zoe.ExpiresAt
		w.same("at the end", fixture.Each(w.invitationsOf(query), idOf), []access.InvitationID{cay.ID, zoe.ID, closed["b"], closed["a"]})
		query.ExpiredAt = zoe.ExpiresAt.Add(-time.Second)
		w.same("before the end", fixture.Each(w.invitationsOf(query), idOf), []access.InvitationID{closed["b"], closed["a"]})
	}
}

func invitationsByPrefix(w *storeFixture) {
	organisation := w.organisation()
	for _, name := range []string{"a+b", "a_b", "a%b", "ab"} {
		w.Must(w.store.Close(w.Context(), closing(w.invited(whole(organisation), name, viewer), access.Revoked)))
		w.invited(whole(organisation), name, viewer)
	}
	for prefix, want := range map[string][]string{
		"a%":  {"a%b pending", "a%b revoked"},
		"a_":  {"a_b pending", "a_b revoked"},
		"A+B": {"a+b pending", "a+b revoked"},
		"fo":  {"founder pending"},
		"b":   {},
	} {
		for list, only := range map[access.InvitationList]string{access.ListAll: "", access.ListPending: "pending", access.ListClosed: "revoked"} {
			got := fixture.Each(w.invitationsOf(access.InvitationQuery{
				Organisation: organisation.ID, List: list, Prefix: access.AddressPrefix(prefix), Limit: 50,
			}), func(i access.Invitation) string {
				local, _, _ := strings.Cut(i.Email.String(), "@")
				return fmt.Sprintf("%s %s", local, i.Status)
			})
			slices.Sort(got)
			w.same(prefix+" "+only, got, slices.DeleteFunc(slices.Clone(want), func(line string) bool { return !strings.HasSuffix(line, only) }))
		}
	}
}

func invitationsArePaged(w *storeFixture) {
	organisation := w.organisation()
	const size = 106 // more than one BatchGetItem reads, with the item after the page
	all, pending, closed := make([]access.Invitation, 0, size), make([]access.Invitation, 0, size), make([]access.Invitation, 0, size)
	for n := range size {
		invitation := w.invited(whole(organisation), fmt.Sprintf("p%03d", (n*37+11)%size), viewer)
		if n%2 == 0 {
			end := closing(invitation, access.Revoked)
			end.At = later.Add(time.Duration(n) * time.Second)
			w.Must(w.store.Close(w.Context(), end))
			invitation = w.Invitation(invitation.ID)
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
			w.same(fmt.Sprintf("list %d, %d a page", list, query.Limit), w.invitationsOf(query), want)
		}
		for name, match := range map[string]func(access.Invitation) bool{
			"pending":     func(i access.Invitation) bool { return i.Status == access.Pending },
			"closed":      func(i access.Invitation) bool { return i.Status == access.Revoked },
			"one in each": func(i access.Invitation) bool { return i.ID == pending[52].ID || i.ID == closed[52].ID },
			"nothing":     func(access.Invitation) bool { return false },
		} {
			want := slices.DeleteFunc(slices.Clone(want), func(i access.Invitation) bool { return !match(i) })
			query.Match, query.Limit = match, size/2
			w.same(fmt.Sprintf("list %d, %s", list, name), w.invitationsOf(query), want)
		}
	}
}

func invitationsAreCurrent(w *storeFixture) {
	organisation := w.organisation()
	var invitations []access.Invitation
	for n := range 6 {
		invitations = append(invitations, w.invited(whole(organisation), fmt.Sprintf("p%d", n), viewer))
	}
	firsts := map[access.InvitationList]access.Page[access.Invitation]{}
	for _, list := range []access.InvitationList{access.ListAll, access.ListPending} {
		var err error
		firsts[list], err = w.store.Invitations(w.Context(), access.InvitationQuery{Organisation: organisation.ID, List: list, Prefix: "p", Limit: 3})
		w.Must(err)
	}
	w.Must(w.store.Close(w.Context(), closing(invitations[2], access.Revoked))) // the last one of the page
	for list, first := range firsts {
		rest, err := w.store.Invitations(w.Context(), access.InvitationQuery{Organisation: organisation.ID, List: list, Prefix: "p", After: first.Next, Limit: 50})
		w.Must(err)
		w.same("the rest", fixture.Each(rest.Items, idOf), fixture.Each(invitations[3:], idOf))
	}
	w.Must(w.store.SettleDelivery(w.Context(), settlementOf(invitations[3], access.Delivery{Status: access.Sent, Message: "m"})))
	all := w.invitationsOf(access.InvitationQuery{Organisation: organisation.ID, Prefix: "p", Limit: 2})
	w.same("its delivery", all[3].Delivery, access.Delivery{Status: access.Sent, Message: "m", At: later})
	w.same("its status", all[2].Status, access.Revoked)
}

func invitationsKeepTheirPlace(w *storeFixture) {
	organisation := w.founded("one")
	ada := w.invited(whole(organisation), "ada", viewer)
	bob := w.invited(whole(organisation), "bob", viewer)
	cay := w.invited(whole(organisation), "cay", viewer)
	want := []access.InvitationID{ada.ID, bob.ID, cay.ID}
	for name, change := range map[string]func() error{
		"decline": func() error { return w.store.Close(w.Context(), closing(w.Invitation(bob.ID), access.Declined)) },
		"resend":  func() error { return w.store.Resend(w.Context(), renewal(w.Invitation(ada.ID), later)) },
		"expire":  func() error { return w.store.Expire(w.Context(), expiry(w.Invitation(cay.ID))) },
	} {
		w.Must(change())
		w.same("after "+name, w.listed(organisation, access.ListAll), want)
	}
	w.Must(w.store.Resend(w.Context(), renewal(w.Invitation(bob.ID), later)))
	w.Must(w.store.Accept(w.Context(), w.acceptance(w.Invitation(bob.ID), w.person("bob"))))
	w.same("after all of it", w.listed(organisation, access.ListAll), want)
}

func removedIsListedAgain(w *storeFixture) {
	organisation := w.founded("one")
	ada, bob := w.invited(whole(organisation), "ada", viewer), w.invited(whole(organisation), "bob", viewer)
	w.Must(w.store.RemoveInvitation(w.Context(), ada.ID))
	w.same("while it is gone", w.listed(organisation, access.ListAll), []access.InvitationID{bob.ID})
	w.Must(w.store.Expire(w.Context(), expiry(ada)))
	w.same("when it is closed", w.listed(organisation, access.ListAll), []access.InvitationID{ada.ID, bob.ID})
}

func invitationsOfOneOrganisation(w *storeFixture) {
	one, other := w.organisation(), w.organisation()
	w.invited(whole(other), "ada", viewer)
	w.Must(w.store.Close(w.Context(), closing(w.invited(whole(other), "bob", viewer), access.Declined)))
	want := w.invited(whole(one), "ada", viewer)
	founder := w.offers(one, w.address("founder"))[0]
	got := w.invitationsOf(access.InvitationQuery{Organisation: one.ID, Limit: 50})
	w.same("list", got, []access.Invitation{want, founder})
	w.same("pending", w.listed(one, access.ListPending), []access.InvitationID{want.ID, founder.ID})
	w.same("closed", w.listed(one, access.ListClosed), []access.InvitationID{})
	nothing := access.InvitationQuery{Organisation: access.OrganisationID(access.NewID()), Limit: 50}
	w.same("list of nothing", w.invitationsOf(nothing), []access.Invitation{})
}
