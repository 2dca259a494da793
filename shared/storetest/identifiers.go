package storetest

import (
	"slices"
	"strings"

	"admit/shared/access"
	"admit/shared/fixture"
)

var identifierTests = []test{
	{"one id may name a thing of every kind", oneIDNamesOneOfEverything},
	{"ids that join to the same string do not collide", idsDoNotCollide},
	{"the longest ids", longestIDs},
}

func oneIDNamesOneOfEverything(f *storeFixture) {
	id := access.NewID()
	organisation := f.organisationNamed(id)
	account := f.newAccount(organisation, "Shop")
	account.ID = access.AccountID(id)
	f.Must(f.store.CreateAccount(f.Context(), accountCreation(account)))

	ada := f.person("ada")
	ada.ID, ada.Issuer, ada.Subject = access.UserID(id), id, id
	offer := f.offer(fixture.ScopeOf(account), "ada", access.RoleID(id))
	offer.Invitation.ID = access.InvitationID(id)
	accept := f.acceptance(f.invite(offer), ada)
	f.Must(f.store.Accept(f.Context(), accept))

	f.same("membership", f.Membership(ada.ID, organisation.ID), accept.After)
	f.same("account", *f.Snapshot(fixture.ScopeOf(account)).Account, account)
	f.same("organisation", f.Snapshot(fixture.Whole(organisation)).Organisation, organisation)
	user, err := f.store.User(f.Context(), ada.ID)
	f.Must(err)
	f.same("user", user, ada)
	f.same("invitation", f.Invitation(offer.Invitation.ID).Status, access.Accepted)
}

// idsDoNotCollide stores pairs of ids that are the same string when they are joined,
// with or without a separator.
func idsDoNotCollide(f *storeFixture) {
	base := access.NewID()
	accounts := map[access.OrganisationID][]access.AccountID{}
	memberships := map[access.OrganisationID][]access.Membership{}
	ends := []string{"a", "a-", "a-b", "a_b", "a--b", "-", "_", "a-b-c"}
	users := make([]access.User, 0, len(ends))
	for n, end := range ends {
		user := f.person("u" + string(rune('a'+n)))
		user.ID = access.UserID(base + end)
		users = append(users, user)
	}
	for n, end := range ends {
		organisation := f.organisationNamed(base + end)
		for _, id := range []string{"b", "-b", "b-c", "-", "_b", base + end} {
			account := f.newAccount(organisation, "Shop "+id)
			account.ID = access.AccountID(id)
			f.Must(f.store.CreateAccount(f.Context(), accountCreation(account)))
			accounts[organisation.ID] = append(accounts[organisation.ID], account.ID)
		}
		for _, user := range users[:n+1] {
			memberships[organisation.ID] = append(memberships[organisation.ID], f.member(user, fixture.Whole(organisation), fixture.Viewer))
		}
	}
	for organisation, want := range accounts {
		slices.Sort(want)
		ids := fixture.Each(f.accounts(organisation, 50), func(a access.Account) access.AccountID { return a.ID })
		slices.Sort(ids)
		f.same("accounts of "+string(organisation), ids, want)
		f.same("members of "+string(organisation), f.members(access.MemberQuery{Organisation: organisation, Limit: 50}), direct(memberships[organisation]...))
	}
	for n, user := range users {
		got, err := f.store.Memberships(f.Context(), user.ID)
		f.Must(err)
		if len(got) != len(ends)-n {
			f.Errorf("%s has %d memberships, want %d", user.ID, len(got), len(ends)-n)
		}
	}
}

func longestIDs(f *storeFixture) {
	long := func(c string) string { return strings.Repeat(c, 64-20) + access.NewID() }
	organisation := f.organisationNamed(long("o"))
	account := f.newAccount(organisation, strings.Repeat("ø", 100))
	account.ID = access.AccountID(long("a"))
	f.Must(f.store.CreateAccount(f.Context(), accountCreation(account)))

	local := strings.Repeat("l", 64)
	label := strings.Repeat("d", 63)
	ada := f.person("placeholder")
	ada.ID = access.UserID(long("u"))
	ada.Email = f.parse(local + "@" + label + "." + label + "." + f.Domain)
	roles := make([]access.RoleID, 0, access.DefaultLimits.Roles)
	for n := range access.DefaultLimits.Roles {
		roles = append(roles, access.RoleID(strings.Repeat("r", 62)+string(rune('a'+n/26))+string(rune('a'+n%26))))
	}
	offer := f.offerTo(fixture.ScopeOf(account), ada.Email, roles...)
	offer.Invitation.ID = access.InvitationID(long("i"))
	offer.Invitation.FirstName = strings.Repeat("😀", 100)
	invitation := f.invite(offer)
	f.same("invitation", invitation, offer.Invitation)
	f.same("accounts", f.accounts(organisation.ID, 1), []access.Account{account})
	accept := f.acceptance(invitation, ada)
	f.Must(f.store.Accept(f.Context(), accept))
	f.same("members", f.members(access.MemberQuery{Organisation: organisation.ID, Prefix: ada.Email.Key(), Limit: 1}), direct(accept.After))
}

func (f *storeFixture) organisationNamed(id string) access.Organisation {
	f.Helper()
	creation := f.creation()
	creation.Organisation.ID = access.OrganisationID(id)
	creation.Offer.Invitation.Scope = fixture.Whole(creation.Organisation)
	creation.Event.Scope, creation.Offer.Event.Scope = fixture.Whole(creation.Organisation), fixture.Whole(creation.Organisation)
	f.Must(f.store.CreateOrganisation(f.Context(), creation))
	return creation.Organisation
}
