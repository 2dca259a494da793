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

// Organisations lists those in which the caller holds a role, by name.
func (c Browse) Organisations(ctx context.Context, caller UserID, f Filter) (Page[Organisation], error) {
	rows, err := c.Store.Rows(ctx, caller)
	if err != nil {
		return Page[Organisation]{}, err
	}
	ids := make([]OrganisationID, 0, len(rows))
	for _, row := range rows {
		ids = append(ids, row.Organisation)
	}
	organisations, err := c.Store.Organisations(ctx, ids)
	place := func(o Organisation) string { return o.Name + "\x00" + string(o.ID) }
	slices.SortFunc(organisations, func(a, b Organisation) int { return strings.Compare(place(a), place(b)) })
	page := Page[Organisation]{Items: slices.DeleteFunc(organisations, func(o Organisation) bool { return place(o) <= f.After })}
	if len(page.Items) > f.Limit {
		page.Items = page.Items[:f.Limit]
		page.Next = place(page.Items[f.Limit-1])
	}
	return page, err
}

// Organisation is one organisation with those of its accounts that the caller
// can see.
func (c Browse) Organisation(ctx context.Context, caller UserID, id OrganisationID) (Organisation, []Account, error) {
	place, err := enter(ctx, c.Store, caller, PlaceQuery{Scope: Scope{Organisation: id}})
	if err != nil {
		return Organisation{}, nil, err
	}
	accounts, err := c.Store.Accounts(ctx, id)
	accounts = slices.DeleteFunc(accounts, func(a Account) bool { return !place.seesAccount(caller, a.ID) })
	return place.Organisation, accounts, err
}
