package storetest

import (
	"slices"
	"strings"

	"admit/shared/access"
	"admit/shared/fixture"
)

var identifierTests = []test{
	{"one id may name one of everything", oneIDNamesOneOfEverything},
	{"ids that run into each other stay apart", idsStayApart},
	{"the longest ids", longestIDs},
}

func oneIDNamesOneOfEverything(w *storeFixture) {
	id := access.NewID()
	organisation := w.organisationNamed(id)
	account := w.newAccount(organisation, "Shop")
	account.ID = access.AccountID(id)
	w.Must(w.store.CreateAccount(w.Context(), opening(account)))

	ada := w.person("ada")
	ada.ID, ada.Issuer, ada.Subject = access.UserID(id), id, id
	offer := w.offer(scopeOf(account), "ada", access.RoleID(id))
	offer.Invitation.ID = access.InvitationID(id)
	accept := w.acceptance(w.invite(offer), ada)
	w.Must(w.store.Accept(w.Context(), accept))

	w.same("row", w.Membership(ada.ID, organisation.ID), accept.After)
	w.same("account", *w.Snapshot(scopeOf(account)).Account, account)
	w.same("organisation", w.Snapshot(whole(organisation)).Organisation, organisation)
	user, err := w.store.User(w.Context(), ada.ID)
	w.Must(err)
	w.same("user", user, ada)
	w.same("invitation", w.Invitation(offer.Invitation.ID).Status, access.Accepted)
}

// idsStayApart stores pairs of ids that are the same string when they are joined,
// with or without a separator.
func idsStayApart(w *storeFixture) {
	base := access.NewID()
	accounts := map[access.OrganisationID][]access.AccountID{}
	rows := map[access.OrganisationID][]access.Membership{}
	ends := []string{"a", "a-", "a-b", "a_b", "a--b", "-", "_", "a-b-c"}
	users := make([]access.User, 0, len(ends))
	for n, end := range ends {
		user := w.person("u" + string(rune('a'+n)))
		user.ID = access.UserID(base + end)
		users = append(users, user)
	}
	for n, end := range ends {
		organisation := w.organisationNamed(base + end)
		for _, id := range []string{"b", "-b", "b-c", "-", "_b", base + end} {
			account := w.newAccount(organisation, "Shop "+id)
			account.ID = access.AccountID(id)
			w.Must(w.store.CreateAccount(w.Context(), opening(account)))
			accounts[organisation.ID] = append(accounts[organisation.ID], account.ID)
		}
		for _, user := range users[:n+1] {
			rows[organisation.ID] = append(rows[organisation.ID], w.member(user, whole(organisation), viewer))
		}
	}
	for organisation, want := range accounts {
		got, err := w.store.Accounts(w.Context(), organisation)
		w.Must(err)
		slices.Sort(want)
		ids := fixture.Each(got, func(a access.Account) access.AccountID { return a.ID })
		slices.Sort(ids)
		w.same("accounts of "+string(organisation), ids, want)
		w.same("members of "+string(organisation), w.members(access.MemberQuery{Organisation: organisation, Limit: 50}), direct(rows[organisation]...))
	}
	for n, user := range users {
		got, err := w.store.Memberships(w.Context(), user.ID)
		w.Must(err)
		if len(got) != len(ends)-n {
			w.Errorf("%s has %d rows, want %d", user.ID, len(got), len(ends)-n)
		}
	}
}

func longestIDs(w *storeFixture) {
	long := func(c string) string { return strings.Repeat(c, 64-20) + access.NewID() }
	organisation := w.organisationNamed(long("o"))
	account := w.newAccount(organisation, strings.Repeat("ø", 100))
	account.ID = access.AccountID(long("a"))
	w.Must(w.store.CreateAccount(w.Context(), opening(account)))

	local := strings.Repeat("l", 64)
	label := strings.Repeat("d", 63)
	ada := w.person("placeholder")
	ada.ID = access.UserID(long("u"))
	ada.Email = w.parse(local + "@" + label + "." + label + "." + w.Domain)
	roles := make([]access.RoleID, 0, access.DefaultLimits.Roles)
	for n := range access.DefaultLimits.Roles {
		roles = append(roles, access.RoleID(strings.Repeat("r", 62)+string(rune('a'+n/26))+string(rune('a'+n%26))))
	}
	offer := w.offerTo(scopeOf(account), ada.Email, roles...)
	offer.Invitation.ID = access.InvitationID(long("i"))
	offer.Invitation.FirstName = strings.Repeat("😀", 100)
	invitation := w.invite(offer)
	w.same("invitation", invitation, offer.Invitation)
	accept := w.acceptance(invitation, ada)
	w.Must(w.store.Accept(w.Context(), accept))
	w.same("members", w.members(access.MemberQuery{Organisation: organisation.ID, Prefix: ada.Email.Key(), Limit: 1}), direct(accept.After))
}

func (w *storeFixture) organisationNamed(id string) access.Organisation {
	w.Helper()
	founding := w.founding()
	founding.Organisation.ID = access.OrganisationID(id)
	founding.Offer.Invitation.Scope = whole(founding.Organisation)
	founding.Event.Scope, founding.Offer.Event.Scope = whole(founding.Organisation), whole(founding.Organisation)
	w.Must(w.store.CreateOrganisation(w.Context(), founding))
	return founding.Organisation
}
