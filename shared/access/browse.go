package access

import (
	"context"
	"errors"
	"slices"
	"strings"
)

// BrowseStore is what [Browse] reads.
type BrowseStore interface {
	SnapshotReader
	OrganisationReader
	ChildReader
	AccountReader
	UserReader
	MembershipReader
}

// Browse answers what everybody who has signed in may ask: who am I, which roles
// do I have, which organisations can I see. It changes nothing.
type Browse struct{ Store BrowseStore }

// Me is a user with all their memberships.
type Me struct {
	User        User
	Memberships []Membership
}

// Me returns the caller and all their memberships. A caller who has signed in and
// is not a user yet has no address and no memberships.
func (c Browse) Me(ctx context.Context, caller UserID) (Me, error) {
	user, err := c.Store.User(ctx, caller)
	if errors.Is(err, ErrNotFound) {
		return Me{User: User{ID: caller}, Memberships: []Membership{}}, nil
	}
	if err != nil {
		return Me{}, err
	}
	memberships, err := c.Store.Memberships(ctx, caller)
	return Me{user, memberships}, err
}

// OrganisationView is an organisation as a caller sees it.
type OrganisationView struct {
	Organisation Organisation
	Parent       OrganisationID // empty: there is none, or the caller may not know it
	Through      *Ancestor      // the organisation above through which the caller governs it; nil if they hold a role in it
	Capabilities *Capabilities  // of the caller; nil if they are not known
}

// Organisations lists the organisations in which the caller holds a role and those
// that the caller governs from above, by name.
func (c Browse) Organisations(ctx context.Context, caller UserID, f Filter) (Page[OrganisationView], error) {
	memberships, err := c.Store.Memberships(ctx, caller)
	if err != nil {
		return Page[OrganisationView]{}, err
	}
	own := make([]OrganisationID, 0, len(memberships))
	held := map[OrganisationID]Membership{}
	for _, membership := range memberships {
		own = append(own, membership.Organisation)
		held[membership.Organisation] = membership
	}
	direct, err := c.Store.Organisations(ctx, own)
	if err != nil {
		return Page[OrganisationView]{}, err
	}
	all, err := c.below(ctx, direct, held, f)
	if err != nil {
		return Page[OrganisationView]{}, err
	}
	return pageOf(all, f, func(o Organisation) OrganisationView { return snapshotOf(o, caller, held).viewOf(caller) }), nil
}

// snapshotOf returns the snapshot of an organisation with the access of one user, whose
// memberships are all known.
func snapshotOf(o Organisation, user UserID, held map[OrganisationID]Membership) Snapshot {
	effective := EffectiveAccess{Direct: held[o.ID]}
	for _, ancestor := range o.Ancestors {
		if above, ok := held[ancestor.ID]; ok {
			effective.Above = append(effective.Above, above)
		}
	}
	return Snapshot{Organisation: o, Access: map[UserID]EffectiveAccess{user: effective}}
}

// below returns the given organisations and those below the governed ones, up to
// one more than the filter's limit for each. It reads nothing below an organisation
// that is itself below a governed one: the list of the upper one includes it.
func (c Browse) below(ctx context.Context, direct []Organisation, held map[OrganisationID]Membership, f Filter) ([]Organisation, error) {
	all := slices.Clone(direct)
	for _, top := range direct {
		covered := slices.ContainsFunc(top.Ancestors, func(a Ancestor) bool { return held[a.ID].GovernsBelow() })
		if !held[top.ID].GovernsBelow() || covered {
			continue
		}
		page, err := c.Store.Below(ctx, BelowQuery{Organisation: top.ID, After: f.After, Limit: f.Limit + 1})
		if err != nil {
			return nil, err
		}
		all = append(all, page.Items...)
	}
	return all, nil
}

// pageOf sorts organisations by name, removes duplicates, and returns the page that
// the filter asks for.
func pageOf(all []Organisation, f Filter, show func(Organisation) OrganisationView) Page[OrganisationView] {
	slices.SortFunc(all, func(a, b Organisation) int { return strings.Compare(a.SortKey(), b.SortKey()) })
	all = slices.CompactFunc(all, func(a, b Organisation) bool { return a.ID == b.ID })
	all = slices.DeleteFunc(all, func(o Organisation) bool { return o.SortKey() <= f.After })
	page := Page[OrganisationView]{Items: []OrganisationView{}}
	for _, organisation := range all[:min(len(all), f.Limit)] {
		page.Items = append(page.Items, show(organisation))
	}
	if len(all) > f.Limit {
		page.Next = all[f.Limit-1].SortKey()
	}
	return page
}

// Organisation returns one organisation and those of its accounts that the caller
// can see.
func (c Browse) Organisation(ctx context.Context, caller UserID, id OrganisationID) (OrganisationView, []Account, error) {
	snapshot, err := loadScope(ctx, c.Store, caller, SnapshotQuery{Scope: Scope{Organisation: id}})
	if err != nil {
		return OrganisationView{}, nil, err
	}
	accounts, err := c.Store.Accounts(ctx, id)
	accounts = slices.DeleteFunc(accounts, func(a Account) bool { return !snapshot.seesAccount(caller, a.ID) })
	return snapshot.viewOf(caller), accounts, err
}

// viewOf returns the snapshot's organisation as a user sees it. They may know the parent
// if they hold a role in it, or if they govern the organisation from above.
func (s Snapshot) viewOf(user UserID) OrganisationView {
	o, effective := s.Organisation, s.Access[user]
	view := OrganisationView{Organisation: o, Capabilities: s.capabilities(user)}
	authority, above := s.authorityAbove(user)
	atParent := func(m Membership) bool { return m.Organisation == o.Ancestors[0].ID && len(m.Grants) > 0 }
	if above || slices.ContainsFunc(effective.Above, atParent) {
		view.Parent = o.Ancestors[0].ID
	}
	if above && len(effective.Direct.Grants) == 0 {
		view.Through = o.ancestor(authority.Scope.Organisation)
	}
	return view
}
