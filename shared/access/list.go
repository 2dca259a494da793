package access

import (
	"context"
	"slices"
)

// List answers what administrators ask: who has access to what, and which
// invitations there are. It changes nothing.
type List struct {
	Store Store
	Now   Clock
}

// Filter narrows a list. The zero Filter narrows nothing.
type Filter struct {
	Email   string    // the beginning of an address
	Account AccountID // only what is at this account
	Role    RoleID
	Status  []Status // of invitations
	After   string   // Page.Next
	Limit   int
}

// Permissions lists a row for each user of an organisation, sorted by address.
// An administrator of accounts alone sees those accounts and nothing else.
func (c List) Permissions(ctx context.Context, caller UserID, organisation OrganisationID, f Filter) (Page[Row], error) {
	sight, err := c.sight(ctx, caller, organisation, f.Account)
	if err != nil {
		return Page[Row]{}, err
	}
	return c.Store.Members(ctx, MemberQuery{
		Organisation: organisation, Prefix: AddressPrefix(f.Email), After: f.After, Limit: f.Limit,
		Match: func(row Row) (Row, bool) {
			row = sight.narrow(row)
			wanted := slices.ContainsFunc(row.Grants, func(g Grant) bool { return f.Role == "" || g.Role == f.Role })
			return row, wanted
		},
	})
}

// Permission is the row of one user. Somebody with no row that the caller may
// see is not there.
func (c List) Permission(ctx context.Context, caller UserID, organisation OrganisationID, user UserID) (Row, error) {
	place, err := enter(ctx, c.Store, caller, PlaceQuery{Scope: Scope{Organisation: organisation}, Users: known(user)})
	if err != nil {
		return Row{}, err
	}
	sight, err := place.sight(caller, "")
	if err != nil {
		return Row{}, err
	}
	row := sight.narrow(place.Standings[user].Direct)
	if len(row.Grants) == 0 {
		return Row{}, errNotFound()
	}
	return row, nil
}

// Invitations lists the invitations of an organisation: the open ones sorted by
// address, then the closed ones, the last closed first.
func (c List) Invitations(ctx context.Context, caller UserID, organisation OrganisationID, f Filter) (Page[Invitation], error) {
	sight, err := c.sight(ctx, caller, organisation, f.Account)
	if err != nil {
		return Page[Invitation]{}, err
	}
	now := c.Now()
	return c.Store.Invitations(ctx, InvitationQuery{
		Organisation: organisation, Prefix: AddressPrefix(f.Email), After: f.After, Limit: f.Limit,
		Match: func(i Invitation) bool {
			return sight.sees(i.Scope) && (len(f.Status) == 0 || slices.Contains(f.Status, i.StatusAt(now)))
		},
	})
}

// Invitation is one invitation at a scope that the caller administers.
func (c List) Invitation(ctx context.Context, caller UserID, organisation OrganisationID, id InvitationID) (Invitation, error) {
	invitation, _, err := administered(ctx, c.Store, caller, organisation, id)
	return invitation, err
}

func (c List) sight(ctx context.Context, caller UserID, organisation OrganisationID, account AccountID) (sight, error) {
	place, err := enter(ctx, c.Store, caller, PlaceQuery{Scope: Scope{organisation, account}})
	if err != nil {
		return sight{}, err
	}
	return place.sight(caller, account)
}

// sight is which scopes of an organisation an administrator is shown.
type sight struct {
	everything bool
	accounts   []AccountID
}

// sight is what a caller may list: everything, or only some accounts. With an
// account it is that account alone.
func (p Place) sight(caller UserID, account AccountID) (sight, error) {
	var s sight
	switch {
	case account != "" && p.administers(caller, account):
		s.accounts = []AccountID{account}
	case account != "":
		return sight{}, errNotAdministrator()
	case p.administers(caller, ""):
		s.everything = true
	default:
		s.accounts = p.governedAccounts(caller)
	}
	if !s.everything && len(s.accounts) == 0 {
		return sight{}, errNotAdministrator()
	}
	return s, nil
}

func (s sight) sees(scope Scope) bool {
	return s.everything || (scope.Account != "" && slices.Contains(s.accounts, scope.Account))
}

func (s sight) narrow(row Row) Row {
	return row.keep(func(g Grant) bool { return s.sees(g.Scope) })
}

// known is the user to ask the store for: none where the id cannot be one.
func known(user UserID) []UserID {
	if !validID(string(user)) {
		return nil
	}
	return []UserID{user}
}

// Unknown names the first part of the filter that can match nothing at all, so
// that a slip is told instead of answered by an empty list.
func (f Filter) Unknown() string {
	for _, status := range f.Status {
		if !slices.Contains(Statuses, status) {
			return "status"
		}
	}
	switch {
	case len(f.Email) > maxAddressOctets:
		return "email"
	case f.Role != "" && !validID(string(f.Role)):
		return "role"
	}
	return ""
}
