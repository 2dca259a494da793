package access

import (
	"context"
	"maps"
	"slices"
)

// judgedAtOnce is the number of invitations whose inviters one request judges, to find those
// that need another one.
const judgedAtOnce = 100

// ListedInvitation is an invitation as administrators see it.
type ListedInvitation struct {
	Invitation
	// NeedsInviter says that the invitation could be accepted but for its inviter, who may
	// no longer grant what it offers. An administrator can take it over.
	NeedsInviter bool
}

// Invitations returns the invitations of an organisation, sorted by address. An
// administrator of accounts only sees the invitations at those accounts. The list is read
// at the same time as what the caller may see, and again if that is some accounts.
//
// Without a filter by status, each invitation is on exactly one page, whatever happens to
// it between two pages. With one, so is each invitation that keeps its status. Of an
// address with several invitations, one whose status changes may be listed twice or left
// out if the filter has both its old and its new status.
//
// For a page of those that need an inviter, it judges up to judgedAtOnce pending ones. The
// page may have none, and a next page all the same.
func (c List) Invitations(ctx context.Context, caller UserID, organisation OrganisationID, f Filter) (OrganisationView, Page[ListedInvitation], error) {
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
	if f.NeedsInviter {
		q.Limit = max(f.Limit, judgedAtOnce)
		if len(q.Statuses) == 0 {
			q.Statuses = []Status{Pending}
		}
	}
	read := func(ctx context.Context) (Page[Invitation], error) { return c.Store.Invitations(ctx, q) }
	ahead := inBackground(ctx, read)
	snapshot, visible, err := c.visibility(ctx, caller, organisation, f.Account)
	if err != nil {
		ahead.stop()
		return OrganisationView{}, Page[ListedInvitation]{}, err
	}
	if !slices.Equal(visible.accounts, q.Accounts) {
		ahead.stop()
		q.Accounts = visible.accounts
		ahead = inBackground(ctx, read)
	}
	page, err := ahead.wait()
	if err != nil {
		return OrganisationView{}, Page[ListedInvitation]{}, err
	}
	listed, err := c.listed(ctx, snapshot, page, f.NeedsInviter)
	return snapshot.viewOf(caller), listed.cut(f.Limit), err
}

// listed returns a page of invitations as administrators see them, or only those of them
// that need an inviter. It reads what the inviters hold at once.
func (c List) listed(ctx context.Context, s Snapshot, page Page[Invitation], needInviter bool) (Page[ListedInvitation], error) {
	if err := c.readInviters(ctx, s, page.Items...); err != nil {
		return Page[ListedInvitation]{}, err
	}
	listed := Page[ListedInvitation]{Next: page.Next}
	for n, i := range page.Items {
		shown := ListedInvitation{i, i.needsInviter(c.Roles, s)}
		if shown.NeedsInviter || !needInviter {
			listed.Items, listed.Positions = append(listed.Items, shown), append(listed.Positions, page.Positions[n])
		}
	}
	return listed, nil
}

// readInviters adds to a snapshot what the inviters of pending invitations hold. It reads
// nothing if the snapshot has it, as it has what the caller holds.
func (c List) readInviters(ctx context.Context, s Snapshot, invitations ...Invitation) error {
	q := SnapshotQuery{Scope: Scope{Organisation: s.Organisation.ID}}
	for _, i := range invitations {
		_, known := s.Access[i.Inviter.ID]
		if i.StatusAt(s.At) == Pending && i.Inviter.ID != Operator.ID && !known && !slices.Contains(q.Users, i.Inviter.ID) {
			q.Users = append(q.Users, i.Inviter.ID)
		}
	}
	if len(q.Users) == 0 {
		return nil
	}
	inviters, err := orNotFound(c.Store.Snapshot(ctx, q))
	maps.Copy(s.Access, inviters.Access)
	return err
}

// needsInviter reports whether the invitation could be accepted but for its inviter. The
// snapshot must have what the inviter holds.
func (i Invitation) needsInviter(catalogue Catalogue, s Snapshot) bool {
	if i.requireOffered(s.At) != nil {
		return false
	}
	_, err := inviterAuthority(catalogue, s, i)
	return err != nil
}
