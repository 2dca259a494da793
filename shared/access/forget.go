package access

import (
	"context"
	"errors"
)

// Forget deletes a user for good, on request: every grant, then the identity,
// then the user. It is an operator's, asks nobody, and can be repeated when it
// broke off.
type Forget struct {
	Store      Store
	Identities Identities
	Now        Clock
}

// Do deletes. A user who is not there is not found.
func (c Forget) Do(ctx context.Context, id UserID) (User, error) {
	if !ValidID(string(id)) {
		return User{}, errNotFound()
	}
	var user User
	err := RetryStale(ctx, func() error {
		var err error
		if user, err = found(c.Store.User(ctx, id)); err != nil {
			return err
		}
		rows, err := c.Store.Rows(ctx, id)
		if err != nil {
			return err
		}
		for _, row := range rows {
			if err := c.remove(ctx, row); err != nil {
				return err
			}
		}
		if err := c.Identities.Delete(ctx, user.Subject); err != nil {
			return err
		}
		return c.Store.ForgetUser(ctx, user)
	})
	return user, err
}

func (c Forget) remove(ctx context.Context, row Row) error {
	scope := Scope{Organisation: row.Organisation}
	err := RetryStale(ctx, func() error {
		place, err := c.Store.Place(ctx, PlaceQuery{Scope: scope, Users: []UserID{row.User.ID}})
		if err != nil {
			return err
		}
		before := place.Standings[row.User.ID].Direct
		if len(before.Grants) == 0 {
			return nil
		}
		now := c.Now().UTC()
		after := Row{User: before.User, Organisation: row.Organisation}
		removal := Change{Before: before, After: after, At: now, Leaderless: true,
			Record: accessRecord(AccessRemoved, before, after, scope, place.names(), now, Operator)}
		if err := removal.revokeOffers(ctx, c.Store, Operator, func(Invitation) bool { return true }); err != nil {
			return err
		}
		if len(removal.Revocations) > MaxRevocations {
			_, err := revokeFirst(ctx, c.Store, removal)
			return err
		}
		return c.Store.Change(ctx, removal)
	})
	if errors.Is(err, ErrNone) {
		return nil
	}
	return err
}
