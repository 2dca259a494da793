package access

import (
	"context"
	"errors"
	"slices"
	"strings"
)

// Browse answers what every person who signed in may ask: who am I, what do I
// hold, which organisations can I see. It changes nothing.
type Browse struct{ Store Store }

// Me is a user with every row they hold.
type Me struct {
	User User
	Rows []Row
}

// Me answers for a caller who never registered too: with no address and no
// rows.
func (c Browse) Me(ctx context.Context, caller UserID) (Me, error) {
	user, err := c.Store.User(ctx, caller)
	if errors.Is(err, ErrNone) {
		return Me{User: User{ID: caller}, Rows: []Row{}}, nil
	}
	if err != nil {
		return Me{}, err
	}
	rows, err := c.Store.Rows(ctx, caller)
	return Me{user, rows}, err
}

// Seen is an organisation as a caller sees it.
type Seen struct {
	Organisation Organisation
	Parent       OrganisationID // where the caller may know of it
	Through      *Ancestor      // by which the caller governs it; nil for one in which they hold a role
}

// Organisations lists those in which the caller holds a role and those that the
// caller governs from above, by name.
func (c Browse) Organisations(ctx context.Context, caller UserID, f Filter) (Page[Seen], error) {
	rows, err := c.Store.Rows(ctx, caller)
	if err != nil {
		return Page[Seen]{}, err
	}
	own := make([]OrganisationID, 0, len(rows))
	governed := map[OrganisationID]bool{}
	for _, row := range rows {
		own = append(own, row.Organisation)
		governed[row.Organisation] = row.GovernsBelow()
	}
	direct, err := c.Store.Organisations(ctx, own)
	if err != nil {
		return Page[Seen]{}, err
	}
	all, err := c.below(ctx, direct, governed, f)
	if err != nil {
		return Page[Seen]{}, err
	}
	return pageOf(all, f, func(o Organisation) Seen {
		return seen(o, own, func(id OrganisationID) bool { return governed[id] })
	}), nil
}

// below adds to organisations the first of those below the governed ones. What
// is below an organisation that is itself below a governed one is read once.
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

// pageOf sorts organisations by name, each once, and takes the part of the list
// that was asked for.
func pageOf(all []Organisation, f Filter, show func(Organisation) Seen) Page[Seen] {
	slices.SortFunc(all, func(a, b Organisation) int { return strings.Compare(a.Place(), b.Place()) })
	all = slices.CompactFunc(all, func(a, b Organisation) bool { return a.ID == b.ID })
	all = slices.DeleteFunc(all, func(o Organisation) bool { return o.Place() <= f.After })
	page := Page[Seen]{Items: []Seen{}}
	for _, organisation := range all[:min(len(all), f.Limit)] {
		page.Items = append(page.Items, show(organisation))
	}
	if len(all) > f.Limit {
		page.Next = all[f.Limit-1].Place()
	}
	return page
}

// seen is what somebody may know of where an organisation stands, who holds
// something in the own ones and governs some of them.
func seen(o Organisation, own []OrganisationID, governed func(OrganisationID) bool) Seen {
	shown := Seen{Organisation: o}
	above := slices.IndexFunc(o.Ancestors, func(a Ancestor) bool { return governed(a.ID) })
	if len(o.Ancestors) > 0 && (above >= 0 || slices.Contains(own, o.Ancestors[0].ID)) {
		shown.Parent = o.Ancestors[0].ID
	}
	if above >= 0 && !slices.Contains(own, o.ID) {
		shown.Through = &o.Ancestors[above]
	}
	return shown
}

// Organisation is one organisation with those of its accounts that the caller
// can see.
func (c Browse) Organisation(ctx context.Context, caller UserID, id OrganisationID) (Seen, []Account, error) {
	place, err := enter(ctx, c.Store, caller, PlaceQuery{Scope: Scope{Organisation: id}})
	if err != nil {
		return Seen{}, nil, err
	}
	accounts, err := c.Store.Accounts(ctx, id)
	accounts = slices.DeleteFunc(accounts, func(a Account) bool { return !place.seesAccount(caller, a.ID) })
	return place.seenBy(caller), accounts, err
}

func (p Place) seenBy(caller UserID) Seen {
	standing := p.Standings[caller]
	var own []OrganisationID
	governed := map[OrganisationID]bool{}
	for _, row := range append([]Row{standing.Direct}, standing.Above...) {
		if len(row.Grants) > 0 {
			own = append(own, row.Organisation)
			governed[row.Organisation] = row.GovernsBelow()
		}
	}
	return seen(p.Organisation, own, func(id OrganisationID) bool { return governed[id] })
}
