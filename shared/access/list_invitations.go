package access

import (
	"context"
	"slices"
	"strings"
)

// Invitations lists the invitations of an organisation, sorted by address. Each
// keeps its place, whatever becomes of it, so it is on one page and no other.
//
// Two filters by state read a list that an invitation enters and leaves. Pending
// alone is sorted by address. Closed states alone, unless an address is asked
// for, begin with what expired and is not written down as such yet, followed by
// the rest, the last closed first. Both have each invitation that stays in the
// state, and have it once, except that one whose expiry is written down between
// two pages may be listed twice.
func (c List) Invitations(ctx context.Context, caller UserID, organisation OrganisationID, f Filter) (Page[Invitation], error) {
	_, visible, err := c.visibility(ctx, caller, organisation, f.Account)
	if err != nil {
		return Page[Invitation]{}, err
	}
	now, list := c.Now(), f.invitationList()
	after, ours := strings.CutPrefix(f.After, cursorPrefix[list])
	if f.After != "" && !ours {
		return Page[Invitation]{}, InvalidField("cursor", "is not a cursor of this list")
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
	return page, err
}

// cursorPrefix begins the positions of each list, so that one list never takes a
// position of another.
var cursorPrefix = map[InvitationList]string{ListAll: "all ", ListPending: "pending ", ListClosed: "closed "}

// invitationList is the list that serves a filter.
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
