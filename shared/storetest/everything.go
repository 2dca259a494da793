package storetest

import (
	"errors"
	"fmt"
	"slices"

	"admit/shared/access"
	"admit/shared/fixture"
)

// everything reads all that a store returns for the ids that the test made. It
// returns one line for each thing that can change by itself.
func (w *storeFixture) everything() []string {
	w.Helper()
	var lines []string
	say := func(what string, id, value any, err error) {
		w.Helper()
		switch {
		case errors.Is(err, access.ErrNone):
			lines = append(lines, fmt.Sprintf("%s %s: none", what, id))
		case err != nil:
			w.Fatalf("%s %s: %v", what, id, err)
		default:
			lines = append(lines, fmt.Sprintf("%s %s: %s", what, id, shown(value)))
		}
	}
	listed := map[access.InvitationID]bool{} // and printed in full
	for _, id := range w.organisations {
		for _, i := range w.sayOrganisation(id, say) {
			listed[i.ID] = true
		}
	}
	governors, err := w.store.Members(w.Context(), access.MemberQuery{Organisation: "none", Above: w.organisations, Limit: 100})
	say("governors of", w.organisations, governors, err)
	for _, id := range w.users {
		user, err := w.store.User(w.Context(), id)
		say("user", id, user, err)
		memberships, err := w.store.Memberships(w.Context(), id)
		say("rows", id, byOrganisation(memberships), err)
	}
	for _, id := range w.invitations {
		if listed[id] {
			continue
		}
		invitation, err := w.store.Invitation(w.Context(), id)
		say("invitation", id, invitation, err)
	}
	return lines
}

// sayOrganisation prints an organisation. It returns the invitations that it
// printed.
func (w *storeFixture) sayOrganisation(id access.OrganisationID, say func(what string, id, value any, err error)) []access.Invitation {
	w.Helper()
	accounts, err := w.store.Accounts(w.Context(), id)
	say("accounts", id, accounts, err)
	members, err := w.store.Members(w.Context(), access.MemberQuery{Organisation: id, Limit: 100})
	say("members", id, members, err)
	below, err := w.store.Below(w.Context(), access.BelowQuery{Organisation: id, Limit: 100})
	say("below", id, below, err)
	invitations, err := w.store.Invitations(w.Context(), access.InvitationQuery{Organisation: id, Limit: 100})
	say("invitations", id, invitations, err)
	for name, list := range map[string]access.InvitationList{"pending": access.ListPending, "closed": access.ListClosed} {
		invitations, err := w.store.Invitations(w.Context(), access.InvitationQuery{Organisation: id, List: list, Limit: 100})
		say(name, id, fixture.Each(invitations.Items, idOf), err)
	}
	usage, err := w.store.Usage(w.Context(), access.UsageQuery{Organisation: id, Partner: id, Addresses: w.addresses, At: noon})
	say("usage", id, usage, err)
	records, err := w.store.Events(w.Context(), access.EventQuery{Organisation: id, Limit: 100})
	say("records", id, records, err)
	snapshot, err := w.store.Snapshot(w.Context(), access.SnapshotQuery{Scope: access.Scope{Organisation: id}, Users: w.users})
	say("place", id, snapshot, err)
	for _, address := range w.addresses {
		snapshot, err := w.store.Snapshot(w.Context(), access.SnapshotQuery{Scope: access.Scope{Organisation: id}, Address: &address})
		say("address at "+string(id), address, snapshot, err)
	}
	return invitations.Items
}

// same compares all fields of two values, as [shown] prints them.
func (w *storeFixture) same(what string, got, want any) {
	w.Helper()
	if got, want := shown(got), shown(want); got != want {
		w.Errorf("%s:\n got %s\nwant %s", what, got, want)
	}
}

// shown prints a value with all its fields. The order of an invitation's secrets
// has no meaning, so it sorts them.
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
	slices.SortFunc(i.TokenHashes, func(a, b access.SecretHash) int { return slices.Compare(a[:], b[:]) })
	return i
}

func byOrganisation(memberships []access.Membership) []access.Membership {
	return sortedBy(memberships, func(r access.Membership) string { return string(r.Organisation) })
}
