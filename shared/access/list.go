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

// List reads what administrators ask for: who has access to what, which invitations
// there are, and what happened. It changes nothing.
type List struct {
	Store ListStore
	Roles Catalogue // by which inviters are judged
	Now   Clock
}

// Filter says which part of a list is asked for. The zero Filter leaves nothing out.
type Filter struct {
	Email   string    // the beginning of an address
	Search  string    // the beginning of a name or of an address
	Account AccountID // only what applies to this account
	Role    RoleID
	Status  []Status // of invitations
	After   string   // Page.Next
	Limit   int

	NeedsInviter bool // only invitations that need an inviter

	EventFilter
}

// Permissions returns the effective access of each user of an organisation, sorted
// by address: what is held directly, and what is inherited from above. An
// administrator of accounts only sees the grants at those accounts and nothing else.
func (c List) Permissions(ctx context.Context, caller UserID, organisation OrganisationID, f Filter) (OrganisationView, Page[EffectiveAccess], error) {
	snapshot, visible, err := c.visibility(ctx, caller, organisation, f.Account)
	if err != nil {
		return OrganisationView{}, Page[EffectiveAccess]{}, err
	}
	whole := snapshot.wholeVisibility(caller)
	matches := func(g Grant) bool { return f.Role == "" || g.Role == f.Role }
	search := searchFor(f.Search)
	q := MemberQuery{
		Organisation: organisation, Accounts: visible.accounts, Prefix: f.prefix(search), After: f.After, Limit: f.Limit,
		Match: func(e EffectiveAccess) (EffectiveAccess, bool) {
			e = visible.filterGrants(whole.filterAccess(e)) // the version is that of everything that the caller may edit
			user := e.User()
			return e, search.finds(user.FirstName, user.LastName, user.Email) && slices.ContainsFunc(e.Shown(snapshot.Organisation), matches)
		},
	}
	if visible.everything {
		q.Role, q.Above = f.Role, snapshot.Organisation.ancestorIDs()
	}
	page, err := c.Store.Members(ctx, q)
	return snapshot.viewOf(caller), page, err
}

// Permission returns the effective access of one user. A user who holds nothing that
// the caller may see is not found. Nor is a program, whose access has no user.
func (c List) Permission(ctx context.Context, caller UserID, organisation OrganisationID, user UserID) (OrganisationView, EffectiveAccess, error) {
	snapshot, err := loadScope(ctx, c.Store, c.Now, caller, SnapshotQuery{Scope: Scope{Organisation: organisation}, Users: usersToRead(user)})
	if err != nil {
		return OrganisationView{}, EffectiveAccess{}, err
	}
	visible, err := snapshot.visibility(caller, "")
	if err != nil {
		return OrganisationView{}, EffectiveAccess{}, err
	}
	effective := visible.filterAccess(snapshot.Access[user])
	if effective.User().ID == "" || len(effective.Shown(snapshot.Organisation)) == 0 {
		return OrganisationView{}, EffectiveAccess{}, errNotFound()
	}
	return snapshot.viewOf(caller), effective, nil
}

// Shown returns the grants that are shown in an organisation: the direct grants, and
// then the inherited ones that count there. The caller must not change them.
func (e EffectiveAccess) Shown(in Organisation) []Grant {
	return concat(e.Direct.Grants, e.inherited(in))
}

// Invitation returns an invitation at a scope that the caller administers.
func (c List) Invitation(ctx context.Context, caller UserID, organisation OrganisationID, id InvitationID) (OrganisationView, ListedInvitation, error) {
	invitation, snapshot, err := loadInvitation(ctx, c.Store, c.Now, caller, organisation, id)
	if err != nil {
		return OrganisationView{}, ListedInvitation{}, err
	}
	if err := c.readInviters(ctx, snapshot, invitation); err != nil {
		return OrganisationView{}, ListedInvitation{}, err
	}
	return snapshot.viewOf(caller), ListedInvitation{invitation, invitation.needsInviter(c.Roles, snapshot)}, nil
}

// visibility reads a scope and returns which part of it the caller may list.
func (c List) visibility(ctx context.Context, caller UserID, organisation OrganisationID, account AccountID) (Snapshot, visibility, error) {
	snapshot, err := loadScope(ctx, c.Store, c.Now, caller, SnapshotQuery{Scope: Scope{organisation, account}})
	if err != nil {
		return Snapshot{}, visibility{}, err
	}
	visible, err := snapshot.visibility(caller, account)
	return snapshot, visible, err
}

// usersToRead returns the user to ask the store for, or none if the id is not valid.
func usersToRead(user UserID) []UserID {
	if !ValidID(string(user)) {
		return nil
	}
	return []UserID{user}
}

// prefix returns what the keys of all addresses begin with that the filter and its search
// may find.
func (f Filter) prefix(s search) string {
	if f.Email == "" {
		return s.prefix()
	}
	return AddressPrefix(f.Email)
}

// InvalidField returns the name of a field of the filter whose value can match nothing,
// or "" if there is none. The caller can then return an error instead of an empty
// list.
func (f Filter) InvalidField() string {
	for _, status := range f.Status {
		if !slices.Contains(Statuses, status) {
			return "status"
		}
	}
	for _, kind := range f.Types {
		if !slices.Contains(EventTypes, kind) {
			return "type"
		}
	}
	switch {
	case f.User != "" && !ValidID(string(f.User)):
		return "user"
	case !f.From.IsZero() && !f.To.IsZero() && !f.From.Before(f.To):
		return "to"
	case len(f.Email) > maxSearchOctets:
		return "email"
	case len(f.Search) > maxSearchOctets:
		return "search"
	case f.Role != "" && !ValidID(string(f.Role)):
		return "role"
	}
	return ""
}
