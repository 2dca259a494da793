package access

import (
	"context"
	"slices"
	"strings"
)

// Invitations returns the invitations of an organisation, sorted by address. The
// position of an invitation does not change with its status, so each is on exactly
// one page.
//
// Two filters by status read a list that an invitation enters and leaves:
//
//   - Pending only: sorted by address.
//   - Closed statuses only, without an address: first the invitations that have
//     expired and are not stored as expired yet, sorted by address. Then the others,
//     the last closed first.
//
// Both have each invitation that keeps its status exactly once. There is one
// exception: an invitation that is stored as expired between two pages may be
// listed twice.
func (c List) Invitations(ctx context.Context, caller UserID, organisation OrganisationID, f Filter) (OrganisationView, Page[Invitation], error) {
	snapshot, visible, err := c.visibility(ctx, caller, organisation, f.Account)
	if err != nil {
		return OrganisationView{}, Page[Invitation]{}, err
	}
	now, list := c.Now(), f.invitationList()
	after, found := strings.CutPrefix(f.After, cursorPrefix[list])
	if f.After != "" && !found {
		return OrganisationView{}, Page[Invitation]{}, InvalidField("cursor", "is not a cursor of this list")
	}
	query := InvitationQuery{
		Organisation: organisation, List: list, Prefix: AddressPrefix(f.Email), After: after, Limit: f.Limit,
		Match: func(i Invitation) bool {
			return visible.sees(i.Scope) && (len(f.Status) == 0 || slices.Contains(f.Status, i.StatusAt(now)))
		},
	}
	if slices.Contains(f.Status, Expired) {
		query.ExpiredAt = now
	}
	page, err := c.Store.Invitations(ctx, query)
	if page.Next != "" {
		page.Next = cursorPrefix[list] + page.Next
	}
	return snapshot.viewOf(caller), page, err
}

// cursorPrefix has the prefix of the cursors of each list. A list does not accept a
// cursor of another list.
var cursorPrefix = map[InvitationList]string{ListAll: "all ", ListPending: "pending ", ListClosed: "closed "}

// invitationList returns the list that has what the filter asks for.
func (f Filter) invitationList() InvitationList {
	switch pending := slices.Contains(f.Status, Pending); {
	case len(f.Status) == 0:
		return ListAll
	case pending && len(slices.Compact(slices.Clone(f.Status))) == 1:
		return ListPending
	case !pending && f.Email == "":
		return ListClosed
	}
	return ListAll
}
