package dynamo

import (
	"context"
	"errors"

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
	err := s.query(ctx, q, func(item item) (bool, error) {
		membership, err := readMembership(item)
		memberships = append(memberships, membership)
		return true, err
	})
	return memberships, err
}

// RenameUser changes the names in the item of a user.
func (s Store) RenameUser(ctx context.Context, before, after access.User) error {
	return s.updateOne(ctx, userKey(before.ID), "SET #user.#firstName = :first, #user.#lastName = :last",
		"#user.#firstName = :firstBefore AND #user.#lastName = :lastBefore",
		args{":first": textOf(after.FirstName), ":last": textOf(after.LastName), ":firstBefore": textOf(before.FirstName), ":lastBefore": textOf(before.LastName)})
}

// DeleteUser deletes a user and frees the address. It is stale if the user holds a
// role or accepts an invitation meanwhile, and if the user is gone and somebody else has
// the address. It ends the deletion of the person.
func (s Store) DeleteUser(ctx context.Context, user access.User) error {
	var stored userItem
	err := s.get(ctx, userKey(user.ID), &stored)
	gone := errors.Is(err, access.ErrNotFound)
	if err != nil && !gone {
		return err
	}
	memberships, err := s.Memberships(ctx, user.ID)
	if err != nil {
		return err
	}
	if len(memberships) > 0 {
		return access.ErrStale
	}
	held, _, err := s.hasAddress(ctx, user)
	if err != nil {
		return err
	}
	t := s.begin()
	t.delete(userDeletionKey(user.ID), "", nil)
	t.delete(userKey(user.ID), absent+" OR #acceptances = :acceptances", args{":acceptances": numberOf(stored.Acceptances)})
	if held || gone {
		t.delete(addressKey(user.Email), "attribute_not_exists(pk) OR #user = :user", args{":user": textOf(user.ID)})
	}
	return s.commit(ctx, t)
}

// countAcceptance counts an acceptance of an existing user. The count is a condition of
// DeleteUser, so that a user who accepts an invitation meanwhile is not deleted.
func (t *transaction) countAcceptance(user access.UserID) {
	t.update(userKey(user), "ADD #acceptances :one", "attribute_exists(pk)", args{":one": numberOf(1)})
}
