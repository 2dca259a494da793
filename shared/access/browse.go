package access

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"
)

// BrowseStore is what [Browse] reads.
type BrowseStore interface {
	SnapshotReader
	OrganisationReader
	ChildReader
	AccountReader
	AccountLister
	UserReader
	MembershipReader
	MembershipLister
}

// Browse answers what everybody who has signed in may ask: who am I, which roles
// do I have, which organisations can I see. It changes nothing.
type Browse struct {
	Store BrowseStore
	Now   Clock
}

// Me is a user with a page of their memberships.
type Me struct {
	User        User
	Memberships Page[Membership]
}

// Me returns the caller and a page of their memberships, by organisation, with the grants
// that count. A page ends before it has more than [MaxGrants] grants. A caller who has
// signed in and is not a user yet has no address and no memberships.
func (c Browse) Me(ctx context.Context, caller UserID, f Filter) (Me, error) {
	user, err := c.Store.User(ctx, caller)
	if errors.Is(err, ErrNotFound) {
		return Me{User: User{ID: caller}}, nil
	}
	if err != nil {
		return Me{}, err
	}
	memberships, err := c.Store.MembershipsAfter(ctx, caller, OrganisationID(f.After), f.Limit)
	if err != nil {
		return Me{}, err
	}
	shown, grants := 0, 0
	for _, membership := range memberships.Items {
		if grants += len(membership.Grants); shown > 0 && grants > MaxGrants {
			break
		}
		shown++
	}
	page := memberships.cut(shown)
	now := c.Now()
	for n, membership := range page.Items {
		page.Items[n] = membership.HeldAt(now)
	}
	return Me{user, page}, nil
}

// MaxGrants is the number of grants that one answer about one user names. They are at
// most about 1 MB of JSON, because a grant takes up to 2 KB.
const MaxGrants = 500

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
	now := c.Now()
	for _, membership := range memberships {
		if membership = membership.HeldAt(now); len(membership.Grants) > 0 {
			own = append(own, membership.Organisation)
			held[membership.Organisation] = membership
		}
	}
	direct, err := c.Store.Organisations(ctx, own)
	if err != nil {
		return Page[OrganisationView]{}, err
	}
	all, err := c.below(ctx, direct, held, f)
	if err != nil {
		return Page[OrganisationView]{}, err
	}
	return pageOf(all, f, Organisation.SortKey, func(o Organisation) OrganisationView {
		return snapshotOf(o.withNames(direct), caller, held, now).viewOf(caller)
	}), nil
}

// snapshotOf returns the snapshot of an organisation with the access of one user, whose
// memberships are all known.
func snapshotOf(o Organisation, user UserID, held map[OrganisationID]Membership, now time.Time) Snapshot {
	effective := EffectiveAccess{Direct: held[o.ID]}
	for _, ancestor := range o.Ancestors {
		if above, ok := held[ancestor.ID]; ok {
			effective.Above = append(effective.Above, above)
		}
	}
	return Snapshot{Organisation: o, Access: map[UserID]EffectiveAccess{user: effective}, At: now}
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

// pageOf sorts a list by the positions of its items, removes duplicates, and returns the
// page that the filter asks for.
func pageOf[T, U any](all []T, f Filter, position func(T) string, show func(T) U) Page[U] {
	slices.SortFunc(all, func(a, b T) int { return strings.Compare(position(a), position(b)) })
	all = slices.CompactFunc(all, func(a, b T) bool { return position(a) == position(b) })
	all = slices.DeleteFunc(all, func(item T) bool { return position(item) <= f.After })
	page := Page[U]{Items: []U{}}
	for _, item := range all[:min(len(all), f.Limit)] {
		page.Items, page.Positions = append(page.Items, show(item)), append(page.Positions, position(item))
	}
	if len(all) > f.Limit {
		page.Next = position(all[f.Limit-1])
	}
	return page
}

// Organisation returns one organisation and a page of those of its accounts that the
// caller can see, by name.
func (c Browse) Organisation(ctx context.Context, caller UserID, id OrganisationID, f Filter) (OrganisationView, Page[Account], error) {
	snapshot, err := loadScope(ctx, c.Store, c.Now, caller, SnapshotQuery{Scope: Scope{Organisation: id}})
	if err != nil {
		return OrganisationView{}, Page[Account]{}, err
	}
	var accounts Page[Account]
	if everything, ids := snapshot.visibleAccounts(caller); everything {
		accounts, err = c.Store.AccountsByName(ctx, AccountQuery{Organisation: id, After: f.After, Limit: f.Limit})
	} else {
		accounts, err = c.accounts(ctx, id, ids, f)
	}
	return snapshot.viewOf(caller), accounts, err
}

// accounts returns a page of accounts with known ids. A user holds roles at no more
// accounts than [Limits.Grants], so it reads all of them.
func (c Browse) accounts(ctx context.Context, organisation OrganisationID, ids []AccountID, f Filter) (Page[Account], error) {
	accounts, err := c.Store.Accounts(ctx, organisation, ids)
	if err != nil {
		return Page[Account]{}, err
	}
	return pageOf(accounts, f, Account.SortKey, func(a Account) Account { return a }), nil
}

// viewOf returns the snapshot's organisation as a user sees it. They may know the parent
// if they hold a role in it, or if they govern the organisation from above.
func (s Snapshot) viewOf(user UserID) OrganisationView {
	o, effective := s.Organisation, s.held(user)
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
