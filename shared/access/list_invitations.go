package access

import (
	"context"
	"slices"
)

// Invitations returns the invitations of an organisation, sorted by address. An
// administrator of accounts only sees the invitations at those accounts. The list is read
// at the same time as what the caller may see, and again if that is some accounts.
//
// Without a filter by status, each invitation is on exactly one page, whatever happens to
// it between two pages. With one, so is each invitation that keeps its status. Of an
// address with several invitations, one whose status changes may be listed twice or left
// out if the filter has both its old and its new status.
func (c List) Invitations(ctx context.Context, caller UserID, organisation OrganisationID, f Filter) (OrganisationView, Page[Invitation], error) {
	wanted := searchFor(f.Search)
	q := InvitationQuery{
		Organisation: organisation, Statuses: f.Status, At: c.Now(),
		Prefix: f.prefix(wanted), After: f.After, Limit: f.Limit,
	}
	if wanted != (search{}) {
		q.Match = func(i Invitation) bool { return wanted.finds(i.FirstName, i.LastName, i.Email) }
	}
	if f.Account != "" {
		q.Accounts = []AccountID{f.Account}
	}
	ahead := inBackground(ctx, func(ctx context.Context) (Page[Invitation], error) { return c.Store.Invitations(ctx, q) })
	snapshot, visible, err := c.visibility(ctx, caller, organisation, f.Account)
	if err != nil {
		ahead.stop()
		return OrganisationView{}, Page[Invitation]{}, err
	}
	if slices.Equal(visible.accounts, q.Accounts) {
		page, err := ahead.wait()
		return snapshot.viewOf(caller), page, err
	}
	ahead.stop()
	q.Accounts = visible.accounts
	page, err := c.Store.Invitations(ctx, q)
	return snapshot.viewOf(caller), page, err
}
