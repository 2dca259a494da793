package accesstest

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"admit/shared/access"
)

var invitationListTests = []test{
	{"invitations are the pending by address, then the closed by their end", invitationsAreSorted},
	{"invitations are found by the beginning of an address", invitationsByPrefix},
	{"invitations are paged without gap or repetition", invitationsArePaged},
	{"invitations are listed as they are now", invitationsAreCurrent},
	{"invitations are those of the organisation alone", invitationsOfOneOrganisation},
}

func idOf(i access.Invitation) access.InvitationID { return i.ID }

func invitationsAreSorted(w *world) {
	organisation := w.organisation()
	shop := w.account(organisation, "Shop")
	ended := map[string]time.Duration{"c2": 2 * time.Second, "a1": time.Second, "b3": 3 * time.Second, "z4": 3*time.Second + time.Millisecond}
	closed := map[string]access.InvitationID{}
	for name, after := range ended {
		invitation := w.invited(whole(organisation), name, viewer)
		end := closing(invitation, access.Declined)
		end.At = later.Add(after)
		w.must(w.store.Close(w.Context(), end))
		closed[name] = invitation.ID
	}
	bob := w.invited(whole(organisation), "Bob", viewer)
	adaAtShop := w.invited(scopeOf(shop), "ada", viewer)
	ada := w.invited(whole(organisation), "Ada", viewer)
	founder := w.offers(organisation, w.address("founder"))[0]

	got := w.invitationsOf(access.InvitationQuery{Organisation: organisation.ID, Limit: 50})
	w.same("list", each(got, idOf), []access.InvitationID{
		ada.ID, adaAtShop.ID, bob.ID, founder.ID, closed["z4"], closed["b3"], closed["c2"], closed["a1"],
	})
}

func invitationsByPrefix(w *world) {
	organisation := w.organisation()
	for _, name := range []string{"a+b", "a_b", "a%b", "ab"} {
		w.must(w.store.Close(w.Context(), closing(w.invited(whole(organisation), name, viewer), access.Revoked)))
		w.invited(whole(organisation), name, viewer)
	}
	for prefix, want := range map[string][]string{
		"a%":  {"a%b pending", "a%b revoked"},
		"a_":  {"a_b pending", "a_b revoked"},
		"A+B": {"a+b pending", "a+b revoked"},
		"fo":  {"founder pending"},
		"b":   {},
	} {
		got := w.invitationsOf(access.InvitationQuery{Organisation: organisation.ID, Prefix: access.AddressPrefix(prefix), Limit: 50})
		w.same(prefix, each(got, func(i access.Invitation) string {
			local, _, _ := strings.Cut(i.Email.String(), "@")
			return fmt.Sprintf("%s %s", local, i.Status)
		}), want)
	}
}

func invitationsArePaged(w *world) {
	organisation := w.organisation()
	const size = 106 // with what leads on, more than one BatchGetItem takes
	pending, closed := make([]access.Invitation, 0, size), make([]access.Invitation, 0, size)
	for n := range size {
		invitation := w.invited(whole(organisation), fmt.Sprintf("p%03d", (n*37+11)%size), viewer)
		if n%2 == 0 {
			end := closing(invitation, access.Revoked)
			end.At = later.Add(time.Duration(n) * time.Second)
			w.must(w.store.Close(w.Context(), end))
			closed = append(closed, w.invitation(invitation.ID))
			continue
		}
		pending = append(pending, invitation)
	}
	pending = sortedBy(pending, func(i access.Invitation) string { return i.Email.Key() })
	slices.Reverse(closed)
	all := slices.Concat(pending, closed)

	query := access.InvitationQuery{Organisation: organisation.ID, Prefix: "p"}
	for _, query.Limit = range []int{1, 50, size} {
		w.same(fmt.Sprintf("all, %d a page", query.Limit), w.invitationsOf(query), all)
	}
	for name, match := range map[string]func(access.Invitation) bool{
		"pending":     func(i access.Invitation) bool { return i.Status == access.Pending },
		"closed":      func(i access.Invitation) bool { return i.Status == access.Revoked },
		"one in each": func(i access.Invitation) bool { return i.ID == pending[52].ID || i.ID == closed[52].ID },
		"nothing":     func(access.Invitation) bool { return false },
	} {
		want := slices.DeleteFunc(slices.Clone(all), func(i access.Invitation) bool { return !match(i) })
		query.Match = match
		for _, query.Limit = range []int{1, size / 2} {
			w.same(fmt.Sprintf("%s, %d a page", name, query.Limit), w.invitationsOf(query), want)
		}
	}
}

func invitationsAreCurrent(w *world) {
	organisation := w.organisation()
	var invitations []access.Invitation
	for n := range 6 {
		invitations = append(invitations, w.invited(whole(organisation), fmt.Sprintf("p%d", n), viewer))
	}
	query := access.InvitationQuery{Organisation: organisation.ID, Prefix: "p", Limit: 3}
	first, err := w.store.Invitations(w.Context(), query)
	w.must(err)

	w.must(w.store.Close(w.Context(), closing(invitations[2], access.Revoked))) // where the page ended
	w.must(w.store.SettleDelivery(w.Context(), settlementOf(invitations[3], access.Delivery{Status: access.Sent, Message: "m"})))
	query.After, query.Limit = first.Next, 50
	rest, err := w.store.Invitations(w.Context(), query)
	w.must(err)
	w.same("the rest", each(rest.Items, idOf), each([]access.Invitation{invitations[3], invitations[4], invitations[5], invitations[2]}, idOf))
	w.same("its delivery", rest.Items[0].Delivery, access.Delivery{Status: access.Sent, Message: "m", At: later})
	w.same("its status", rest.Items[3].Status, access.Revoked)
}

func invitationsOfOneOrganisation(w *world) {
	one, other := w.organisation(), w.organisation()
	w.invited(whole(other), "ada", viewer)
	w.must(w.store.Close(w.Context(), closing(w.invited(whole(other), "bob", viewer), access.Declined)))
	want := w.invited(whole(one), "ada", viewer)
	founder := w.offers(one, w.address("founder"))[0]
	got := w.invitationsOf(access.InvitationQuery{Organisation: one.ID, Limit: 50})
	w.same("list", got, []access.Invitation{want, founder})
	nothing := access.InvitationQuery{Organisation: access.OrganisationID(access.NewID()), Limit: 50}
	w.same("list of nothing", w.invitationsOf(nothing), []access.Invitation{})
}
