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
}

// Organisations lists the organisations in which the caller holds a role and those
// that the caller governs from above, by name.
func (c Browse) Organisations(ctx context.Context, caller UserID, f Filter) (Page[OrganisationView], error) {
	memberships, err := c.Store.Memberships(ctx, caller)
	if err != nil {
		return Page[OrganisationView]{}, err
	}
	own := make([]OrganisationID, 0, len(memberships))
	governed := map[OrganisationID]bool{}
	for _, membership := range memberships {
		own = append(own, membership.Organisation)
		governed[membership.Organisation] = membership.GovernsBelow()
	}
	direct, err := c.Store.Organisations(ctx, own)
	if err != nil {
		return Page[OrganisationView]{}, err
	}
	all, err := c.below(ctx, direct, governed, f)
	if err != nil {
		return Page[OrganisationView]{}, err
	}
	return pageOf(all, f, func(o Organisation) OrganisationView {
		return viewOf(o, own, func(id OrganisationID) bool { return governed[id] })
	}), nil
}

// below returns the given organisations and those below the governed ones, up to
// one more than the filter's limit for each. It reads nothing below an organisation
// that is itself below a governed one: the list of the upper one includes it.
func (c Browse) below(ctx context.Context, direct []Organisation, governed map[OrganisationID]bool, f Filter) ([]Organisation, error) {
	all := slices.Clone(direct)
	for _, top := range direct {
		covered := slices.ContainsFunc(top.Ancestors, func(a Ancestor) bool { return governed[a.ID] })
		if !governed[top.ID] || covered {
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

// viewOf returns an organisation as a user sees it. The user holds a role in the
// organisations of own, and governs everything below those for which governed is
// true. They may know the parent if they hold a role in it, or if they govern the
// organisation from above.
func viewOf(o Organisation, own []OrganisationID, governed func(OrganisationID) bool) OrganisationView {
	view := OrganisationView{Organisation: o}
	above := slices.IndexFunc(o.Ancestors, func(a Ancestor) bool { return governed(a.ID) })
	if len(o.Ancestors) > 0 && (above >= 0 || slices.Contains(own, o.Ancestors[0].ID)) {
		view.Parent = o.Ancestors[0].ID
	}
	if above >= 0 && !slices.Contains(own, o.ID) {
		view.Through = &o.Ancestors[above]
	}
	return view
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

// viewOf returns the snapshot's organisation as the caller sees it.
func (s Snapshot) viewOf(caller UserID) OrganisationView {
	effective := s.Access[caller]
	var own []OrganisationID
	governed := map[OrganisationID]bool{}
	for _, membership := range append([]Membership{effective.Direct}, effective.Above...) {
		if len(membership.Grants) > 0 {
			own = append(own, membership.Organisation)
			governed[membership.Organisation] = membership.GovernsBelow()
		}
	}
	return viewOf(s.Organisation, own, func(id OrganisationID) bool { return governed[id] })
}
