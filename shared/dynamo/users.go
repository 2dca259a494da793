package dynamo

import (
	"context"
	"errors"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"admit/shared/access"
)

// User reads a user. It returns access.ErrNotFound if there is none.
func (s Store) User(ctx context.Context, user access.UserID) (access.User, error) {
	var stored userItem
	if err := s.get(ctx, userKey(user), &stored); err != nil {
		return access.User{}, err
	}
	return stored.User.user(), nil
}

// UserByAddress returns the user who registered an address, or access.ErrNotFound.
func (s Store) UserByAddress(ctx context.Context, address access.Address) (access.User, error) {
	var stored addressItem
	if err := s.get(ctx, addressKey(address), &stored); err != nil {
		return access.User{}, err
	}
	if stored.User == "" { // only reserved
		return access.User{}, access.ErrNotFound
	}
	return s.User(ctx, stored.User)
}

// Memberships lists the memberships of a user.
func (s Store) Memberships(ctx context.Context, user access.UserID) ([]access.Membership, error) {
	memberships := []access.Membership{}
	q := query{partition: userKey(user).partition, prefix: membershipPrefix}
	err := s.query(ctx, q, func(item map[string]types.AttributeValue) (bool, error) {
		membership, err := readMembership(item)
		memberships = append(memberships, membership)
		return true, err
	})
	return memberships, err
}

// DeleteUser deletes a user and frees the address. It is stale if the user holds a
// role, or accepts an invitation meanwhile.
func (s Store) DeleteUser(ctx context.Context, user access.User) error {
	var stored userItem
	if err := s.get(ctx, userKey(user.ID), &stored); err != nil && !errors.Is(err, access.ErrNotFound) {
		return err
	}
	memberships, err := s.Memberships(ctx, user.ID)
	if err != nil {
		return err
	}
	if len(memberships) > 0 {
		return access.ErrStale
	}
	t := s.begin()
	t.delete(userKey(user.ID), absent+" OR #acceptances = :acceptances", args{":acceptances": stored.Acceptances})
	t.delete(addressKey(user.Email), "attribute_not_exists(pk) OR #user = :user", args{":user": user.ID})
	return s.commit(ctx, t)
}

// countAcceptance counts an acceptance of an existing user. The count is a condition of
// DeleteUser, so that a user who accepts an invitation meanwhile is not deleted.
func (t *transaction) countAcceptance(user access.UserID) {
	t.update(userKey(user), "ADD #acceptances :one", "attribute_exists(pk)", args{":one": 1})
}
