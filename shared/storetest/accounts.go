package storetest

import (
	"fmt"

	"admit/shared/access"
)

var accountTests = []test{
	{"accounts are read as they were written, and unknown ids are left out", accountsByID},
	{"accounts are listed by name, ignoring case", accountsAreSorted},
	{"accounts are paged without gap or repetition", accountsArePaged},
	{"an account is stale when its id is taken or its organisation does not exist", accountIsStale},
}

// accounts reads all pages of the accounts of an organisation.
func (f *storeFixture) accounts(organisation access.OrganisationID, limit int) []access.Account {
	f.Helper()
	return pages(f, limit, func(after string) (access.Page[access.Account], error) {
		return f.store.AccountsByName(f.Context(), access.AccountQuery{Organisation: organisation, After: after, Limit: limit})
	})
}

func accountsByID(f *storeFixture) {
	organisation, other := f.organisation(), f.organisation()
	elsewhere := f.account(other, "Elsewhere")
	one, two := f.account(organisation, "Shop"), f.account(organisation, "Yard")
	f.account(organisation, "Not asked for")
	asked := []access.AccountID{two.ID, elsewhere.ID}
	for range 120 { // more than one batch of DynamoDB
		asked = append(asked, access.AccountID(access.NewID()))
	}
	asked = append(asked, one.ID, two.ID)

	found, err := f.store.Accounts(f.Context(), organisation.ID, asked)
	f.Must(err)
	f.same("found", sortedBy(found, access.Account.SortKey), []access.Account{one, two})
	found, err = f.store.Accounts(f.Context(), organisation.ID, nil)
	f.Must(err)
	f.same("accounts of no ids", found, []access.Account{})
	found, err = f.store.Accounts(f.Context(), access.OrganisationID(access.NewID()), asked)
	f.Must(err)
	f.same("accounts of an unknown organisation", found, []access.Account{})
}

func accountsAreSorted(f *storeFixture) {
	organisation, other := f.organisation(), f.organisation()
	f.account(other, "Elsewhere")
	var want []access.Account
	for _, name := range []string{"Ærø", "zeta", "Alpha", "alpha beta", "ALPHA", "alpha-beta", "Zeta 2", "42", "Ωmega", "alpha", "😀"} {
		want = append(want, f.account(organisation, name))
	}
	f.same("accounts", f.accounts(organisation.ID, 50), sortedBy(want, access.Account.SortKey))
	f.same("accounts of an unknown organisation", f.accounts(access.OrganisationID(access.NewID()), 50), []access.Account{})
}

func accountsArePaged(f *storeFixture) {
	organisation := f.organisation()
	var all []access.Account
	for n := range 30 {
		all = append(all, f.account(organisation, fmt.Sprintf("a%02d", (n*37+11)%30)))
	}
	all = sortedBy(all, access.Account.SortKey)
	for _, limit := range []int{1, 7, 10, 50} {
		f.same(fmt.Sprintf("%d a page", limit), f.accounts(organisation.ID, limit), all)
	}
	page, err := f.store.AccountsByName(f.Context(), access.AccountQuery{Organisation: organisation.ID, After: all[20].SortKey(), Limit: 3})
	f.Must(err)
	f.same("after a position", page.Items, all[21:24])
	f.same("the next position", page.Next, all[23].SortKey())
	f.same("the positions", page.Positions, []string{all[21].SortKey(), all[22].SortKey(), all[23].SortKey()})
}

func accountIsStale(f *storeFixture) {
	organisation := f.organisation()
	account := f.account(organisation, "Shop")
	again := account
	again.Name = "Another"
	nowhere := f.newAccount(f.creation().Organisation, "Nowhere")
	for _, account := range []access.Account{account, again, nowhere} {
		f.stale(func() error {
			return f.store.CreateAccount(f.Context(), accountCreation(account))
		})
	}
}
