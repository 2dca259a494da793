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

// Permissions lists the standing of each user of an organisation, sorted by
// address: what is held directly, and what is inherited from above. An
// administrator of accounts alone sees those accounts and nothing else.
func (c List) Permissions(ctx context.Context, caller UserID, organisation OrganisationID, f Filter) (Organisation, Page[Standing], error) {
	place, sight, err := c.sight(ctx, caller, organisation, f.Account)
	if err != nil {
		return Organisation{}, Page[Standing]{}, err
	}
	whole, err := place.sight(caller, "")
	if err != nil {
		return Organisation{}, Page[Standing]{}, err
	}
	wanted := func(g Grant) bool { return f.Role == "" || g.Role == f.Role }
	q := MemberQuery{
		Organisation: organisation, Prefix: AddressPrefix(f.Email), After: f.After, Limit: f.Limit,
		Match: func(s Standing) (Standing, bool) {
			s = sight.only(whole.narrow(s)) // the version is that of what the caller could edit
			return s, slices.ContainsFunc(s.Shown(place.Organisation), wanted)
		},
	}
	if sight.everything {
		for _, ancestor := range place.Organisation.Ancestors {
			q.Above = append(q.Above, ancestor.ID)
		}
	}
	page, err := c.Store.Members(ctx, q)
	return place.Organisation, page, err
}

// Permission is the standing of one user. Somebody with nothing that the caller
// may see is not there.
func (c List) Permission(ctx context.Context, caller UserID, organisation OrganisationID, user UserID) (Organisation, Standing, error) {
	place, err := enter(ctx, c.Store, caller, PlaceQuery{Scope: Scope{Organisation: organisation}, Users: known(user)})
	if err != nil {
		return Organisation{}, Standing{}, err
	}
	sight, err := place.sight(caller, "")
	if err != nil {
		return Organisation{}, Standing{}, err
	}
	standing := sight.narrow(place.Standings[user])
	if len(standing.Shown(place.Organisation)) == 0 {
		return Organisation{}, Standing{}, errNotFound()
	}
	return place.Organisation, standing, nil
}

// Shown lists what of a standing counts in the organisation, where it is shown:
// direct grants first.
func (s Standing) Shown(in Organisation) []Grant {
	return append(slices.Clone(s.Direct.Grants), s.inherited(in)...)
}

// Invitation is one invitation at a scope that the caller administers.
func (c List) Invitation(ctx context.Context, caller UserID, organisation OrganisationID, id InvitationID) (Invitation, error) {
	invitation, _, err := administered(ctx, c.Store, caller, organisation, id)
	return invitation, err
}

// Records lists what happened in an organisation, the latest first. It is for
// administrators of the whole organisation.
func (c List) Records(ctx context.Context, caller UserID, organisation OrganisationID, f Filter) (Page[Record], error) {
	place, err := enter(ctx, c.Store, caller, PlaceQuery{Scope: Scope{Organisation: organisation}})
	if err != nil {
		return Page[Record]{}, err
	}
	if !place.administers(caller, "") {
		return Page[Record]{}, errNotAdministrator()
	}
	return c.Store.Records(ctx, RecordQuery{Organisation: organisation, After: f.After, Limit: f.Limit})
}

func (c List) sight(ctx context.Context, caller UserID, organisation OrganisationID, account AccountID) (Place, sight, error) {
	place, err := enter(ctx, c.Store, caller, PlaceQuery{Scope: Scope{organisation, account}})
	if err != nil {
		return Place{}, sight{}, err
	}
	seen, err := place.sight(caller, account)
	return place, seen, err
}

// known is the user to ask the store for: none where the id cannot be one.
func known(user UserID) []UserID {
	if !ValidID(string(user)) {
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
	case len(f.Email) > maxSearchOctets:
		return "email"
	case f.Role != "" && !ValidID(string(f.Role)):
		return "role"
	}
	return ""
}
