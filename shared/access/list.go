package access

import (
	"context"
	"slices"
)

// ListStore is what [List] reads.
type ListStore interface {
	SnapshotReader
	MemberReader
	InvitationReader
	InvitationLister
	EventReader
}

// List answers what administrators ask: who has access to what, and which
// invitations there are. It changes nothing.
type List struct {
	Store ListStore
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
func (c List) Permissions(ctx context.Context, caller UserID, organisation OrganisationID, f Filter) (Organisation, Page[EffectiveAccess], error) {
	snapshot, visible, err := c.visibility(ctx, caller, organisation, f.Account)
	if err != nil {
		return Organisation{}, Page[EffectiveAccess]{}, err
	}
	whole, err := snapshot.visibility(caller, "")
	if err != nil {
		return Organisation{}, Page[EffectiveAccess]{}, err
	}
	wanted := func(g Grant) bool { return f.Role == "" || g.Role == f.Role }
	q := MemberQuery{
		Organisation: organisation, Prefix: AddressPrefix(f.Email), After: f.After, Limit: f.Limit,
		Match: func(s EffectiveAccess) (EffectiveAccess, bool) {
			s = visible.filterGrants(whole.filterAccess(s)) // the version is that of what the caller could edit
			return s, slices.ContainsFunc(s.Shown(snapshot.Organisation), wanted)
		},
	}
	if visible.everything {
		for _, ancestor := range snapshot.Organisation.Ancestors {
			q.Above = append(q.Above, ancestor.ID)
		}
	}
	page, err := c.Store.Members(ctx, q)
	return snapshot.Organisation, page, err
}

// Permission is the standing of one user. Somebody with nothing that the caller
// may see is not there.
func (c List) Permission(ctx context.Context, caller UserID, organisation OrganisationID, user UserID) (Organisation, EffectiveAccess, error) {
	snapshot, err := loadScope(ctx, c.Store, caller, SnapshotQuery{Scope: Scope{Organisation: organisation}, Users: known(user)})
	if err != nil {
		return Organisation{}, EffectiveAccess{}, err
	}
	visible, err := snapshot.visibility(caller, "")
	if err != nil {
		return Organisation{}, EffectiveAccess{}, err
	}
	effective := visible.filterAccess(snapshot.Access[user])
	if len(effective.Shown(snapshot.Organisation)) == 0 {
		return Organisation{}, EffectiveAccess{}, errNotFound()
	}
	return snapshot.Organisation, effective, nil
}

// Shown lists what of a standing counts in the organisation, where it is shown:
// direct grants first.
func (s EffectiveAccess) Shown(in Organisation) []Grant {
	return append(slices.Clone(s.Direct.Grants), s.inherited(in)...)
}

// Invitation is one invitation at a scope that the caller administers.
func (c List) Invitation(ctx context.Context, caller UserID, organisation OrganisationID, id InvitationID) (Invitation, error) {
	invitation, _, err := administered(ctx, c.Store, caller, organisation, id)
	return invitation, err
}

// Events lists what happened in an organisation, the latest first. It is for
// administrators of the whole organisation.
func (c List) Events(ctx context.Context, caller UserID, organisation OrganisationID, f Filter) (Page[Event], error) {
	snapshot, err := loadScope(ctx, c.Store, caller, SnapshotQuery{Scope: Scope{Organisation: organisation}})
	if err != nil {
		return Page[Event]{}, err
	}
	if !snapshot.administers(caller, "") {
		return Page[Event]{}, errNotAdministrator()
	}
	return c.Store.Events(ctx, EventQuery{Organisation: organisation, After: f.After, Limit: f.Limit})
}

func (c List) visibility(ctx context.Context, caller UserID, organisation OrganisationID, account AccountID) (Snapshot, visibility, error) {
	snapshot, err := loadScope(ctx, c.Store, caller, SnapshotQuery{Scope: Scope{organisation, account}})
	if err != nil {
		return Snapshot{}, visibility{}, err
	}
	seen, err := snapshot.visibility(caller, account)
	return snapshot, seen, err
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
