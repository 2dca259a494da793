package access

import (
	"context"
	"errors"
)

// FindUserStore is what [FindUser] reads.
type FindUserStore interface {
	SnapshotReader
	UserReader
	MembershipReader
	InviteeReader
}

// FindUser says what there is about an address, for an operator.
type FindUser struct {
	Store FindUserStore
	Now   Clock
}

// FoundUser is what there is about an address.
type FoundUser struct {
	User        *User        // nil if no user has the address
	Memberships []Membership // of the user
	Invitations []Invitation // the pending ones to the address; up to 100
	// Organisations are those of the memberships and the invitations.
	Organisations map[OrganisationID]Organisation
	Suppressions  map[OrganisationID]Suppression // the active ones, in these organisations
}

// foundInvitations is the maximum number of invitations that are found.
const foundInvitations = 100

// Do finds the user with an address and what they hold, and the pending invitations to the address.
func (c FindUser) Do(ctx context.Context, email string) (FoundUser, error) {
	address, err := ParseAddress(email)
	if err != nil {
		return FoundUser{}, InvalidField("email", err.Error())
	}
	found := FoundUser{Organisations: map[OrganisationID]Organisation{}, Suppressions: map[OrganisationID]Suppression{}}
	user, err := c.Store.UserByAddress(ctx, address)
	if err != nil && !errors.Is(err, ErrNotFound) {
		return FoundUser{}, err
	}
	if err == nil {
		found.User = &user
		if found.Memberships, err = c.Store.Memberships(ctx, user.ID); err != nil {
			return FoundUser{}, err
		}
	}
	if found.Invitations, err = c.invitations(ctx, address); err != nil {
		return FoundUser{}, err
	}
	return found, c.name(ctx, &found, address)
}

// invitations returns the pending invitations to an address.
func (c FindUser) invitations(ctx context.Context, address Address) ([]Invitation, error) {
	var list []Invitation
	for q := (InvitationsToQuery{Address: address, At: c.Now(), Limit: foundInvitations}); ; {
		page, err := c.Store.InvitationsTo(ctx, q)
		if err != nil {
			return nil, err
		}
		list = append(list, page.Items...)
		if q.After = page.Next; q.After == "" || len(list) >= foundInvitations {
			return list, nil
		}
	}
}

// name reads the organisations of what was found, and whether emails to the address are
// suppressed there.
func (c FindUser) name(ctx context.Context, found *FoundUser, address Address) error {
	var ids []OrganisationID
	for _, m := range found.Memberships {
		ids = append(ids, m.Organisation)
	}
	for _, i := range found.Invitations {
		ids = append(ids, i.Scope.Organisation)
	}
	for _, id := range ids {
		if _, known := found.Organisations[id]; known {
			continue
		}
		snapshot, err := c.Store.Snapshot(ctx, SnapshotQuery{Scope: Scope{Organisation: id}, Address: &address})
		if errors.Is(err, ErrNotFound) { // deleted meanwhile
			continue
		}
		if err != nil {
			return err
		}
		found.Organisations[id] = snapshot.Organisation
		if snapshot.Suppression.Active() {
			found.Suppressions[id] = snapshot.Suppression
		}
	}
	return nil
}
