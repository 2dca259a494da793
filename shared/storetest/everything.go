package storetest

import (
	"errors"
	"fmt"
	"slices"

	"admit/shared/access"
	"admit/shared/fixture"
)

// everything reads all that a store returns for the ids of the test. It returns one
// line for each thing that can change by itself.
func (f *storeFixture) everything() []string {
	f.Helper()
	var lines []string
	say := func(what string, id, value any, err error) {
		f.Helper()
		switch {
		case errors.Is(err, access.ErrNotFound):
			lines = append(lines, fmt.Sprintf("%s %s: none", what, id))
		case err != nil:
			f.Fatalf("%s %s: %v", what, id, err)
		default:
			lines = append(lines, fmt.Sprintf("%s %s: %s", what, id, shown(value)))
		}
	}
	listed := map[access.InvitationID]bool{} // and printed in full
	for _, id := range f.organisations {
		for _, i := range f.printOrganisation(id, say) {
			listed[i.ID] = true
		}
	}
	governors, err := f.store.Members(f.Context(), access.MemberQuery{Organisation: "none", Above: f.organisations, Limit: 100})
	say("governors of", f.organisations, governors, err)
	for _, id := range f.users {
		user, err := f.store.User(f.Context(), id)
		say("user", id, user, err)
		memberships, err := f.store.Memberships(f.Context(), id)
		say("memberships", id, byOrganisation(memberships), err)
	}
	for _, id := range f.invitations {
		if listed[id] {
			continue
		}
		invitation, err := f.store.Invitation(f.Context(), id)
		say("invitation", id, invitation, err)
	}
	return lines
}

// printOrganisation prints an organisation. It returns the invitations that it
// printed.
func (f *storeFixture) printOrganisation(id access.OrganisationID, say func(what string, id, value any, err error)) []access.Invitation {
	f.Helper()
	accounts, err := f.store.AccountsByName(f.Context(), access.AccountQuery{Organisation: id, Limit: 100})
	say("accounts", id, accounts, err)
	members, err := f.store.Members(f.Context(), access.MemberQuery{Organisation: id, Limit: 100})
	say("members", id, members, err)
	below, err := f.store.Below(f.Context(), access.BelowQuery{Organisation: id, Limit: 100})
	say("below", id, below, err)
	invitations, err := f.store.Invitations(f.Context(), access.InvitationQuery{Organisation: id, Limit: 100})
	say("invitations", id, invitations, err)
	for _, status := range access.Statuses {
		invitations, err := f.store.Invitations(f.Context(), access.InvitationQuery{Organisation: id, Statuses: []access.Status{status}, At: fixture.Noon, Limit: 100})
		say(string(status), id, fixture.Each(invitations.Items, idOf), err)
	}
	usage, err := f.store.Usage(f.Context(), access.UsageQuery{Organisation: id, Partner: id, Addresses: f.addresses, At: fixture.Noon})
	say("usage", id, usage, err)
	records, err := f.store.Events(f.Context(), access.EventQuery{Organisation: id, Limit: 100})
	say("events", id, records, err)
	snapshot, err := f.store.Snapshot(f.Context(), access.SnapshotQuery{Scope: access.Scope{Organisation: id}, Users: f.users})
	say("organisation", id, snapshot, err)
	for _, address := range f.addresses {
		snapshot, err := f.store.Snapshot(f.Context(), access.SnapshotQuery{Scope: access.Scope{Organisation: id}, Address: &address})
		say("address at "+string(id), address, snapshot, err)
	}
	return invitations.Items
}

// same compares all fields of two values, as [shown] prints them.
func (f *storeFixture) same(what string, got, want any) {
	f.Helper()
	if got, want := shown(got), shown(want); got != want {
		f.Errorf("%s:\n got %s\nwant %s", what, got, want)
	}
}

// shown prints a value with all its fields. The order of an invitation's token hashes
// has no meaning, so shown sorts them.
func shown(value any) string {
	switch v := value.(type) {
	case access.Invitation:
		return fmt.Sprintf("%+v", bare(v))
	case []access.Invitation:
		sorted := make([]access.Invitation, 0, len(v))
		for _, i := range v {
			sorted = append(sorted, bare(i))
		}
		return fmt.Sprintf("%+v", sorted)
	case access.Page[access.Invitation]:
		return shown(v.Items) + " next " + v.Next
	case access.Snapshot:
		account := v.Account
		v.Account = nil
		if account == nil {
			return fmt.Sprintf("%+v", v)
		}
		return fmt.Sprintf("%+v %+v", v, *account)
	}
	return fmt.Sprintf("%+v", value)
}

func bare(i access.Invitation) access.Invitation {
	i.TokenHashes = slices.Clone(i.TokenHashes)
	slices.SortFunc(i.TokenHashes, func(a, b access.TokenHash) int { return slices.Compare(a[:], b[:]) })
	return i
}

func byOrganisation(memberships []access.Membership) []access.Membership {
	return sortedBy(memberships, func(r access.Membership) string { return string(r.Organisation) })
}
