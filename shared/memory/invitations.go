package memory

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"admit/shared/access"
)

// Invitation implements [access.Store].
func (m *Store) Invitation(ctx context.Context, id access.InvitationID) (access.Invitation, error) {
	return read(ctx, m, func() (access.Invitation, error) {
		invitation, found := m.invitations[id]
		if !found {
			return access.Invitation{}, access.ErrNotFound
		}
		return copyInvitation(invitation), nil
	})
}

// Invitations implements [access.Store].
func (m *Store) Invitations(ctx context.Context, q access.InvitationQuery) (access.Page[access.Invitation], error) {
	return read(ctx, m, func() (access.Page[access.Invitation], error) {
		var list []listed[access.Invitation]
		for _, i := range m.invitations {
			at, included := invitationPosition(i, q)
			if !included || i.Scope.Organisation != q.Organisation || !strings.HasPrefix(i.Email.Key(), q.Prefix) {
				continue
			}
			i = copyInvitation(i)
			if q.Match == nil || q.Match(i) {
				list = append(list, listed[access.Invitation]{at, i})
			}
		}
		return page(list, q.After, q.Limit), nil
	})
}

// invitationPosition returns the position of an invitation in the list that a query
// asks for, and whether the list includes it.
func invitationPosition(i access.Invitation, q access.InvitationQuery) (at string, included bool) {
	pending := i.Status == access.Pending
	switch {
	case q.List == access.ListAll:
		return position(i.Email.Key(), string(i.ID)), true
	case q.List == access.ListPending:
		return position(i.Email.Key(), string(i.Scope.Account)), pending
	case pending:
		return position("1", i.Email.Key(), string(i.Scope.Account)), i.StatusAt(q.ExpiredAt) == access.Expired
	}
	age := fmt.Sprintf("%019d", math.MaxInt64-i.ClosedAt.UnixMilli())
	return position("2", age, string(i.ID)), true
}

// Offers implements [access.Store].
func (m *Store) Offers(ctx context.Context, id access.OrganisationID, address access.Address) ([]access.Invitation, error) {
	return read(ctx, m, func() ([]access.Invitation, error) {
		found := []access.Invitation{}
		for at, holder := range m.slots {
			invitation, exists := m.invitations[holder]
			if exists && at.scope.Organisation == id && at.address == address.Key() {
				found = append(found, copyInvitation(invitation))
			}
		}
		slices.SortFunc(found, func(a, b access.Invitation) int { return cmp.Compare(a.Scope.Account, b.Scope.Account) })
		return found, nil
	})
}

// ExpiredOffers implements [access.Store].
func (m *Store) ExpiredOffers(ctx context.Context, id access.OrganisationID, now time.Time, limit int) (access.ExpiredOffers, error) {
	return read(ctx, m, func() (access.ExpiredOffers, error) {
		var expired access.ExpiredOffers
		for at, holder := range m.slots {
			invitation, exists := m.invitations[holder]
			switch {
			case at.scope.Organisation != id:
			case !exists:
				delete(m.slots, at)
				expired.Released++
			case invitation.StatusAt(now) == access.Expired:
				expired.Invitations = append(expired.Invitations, copyInvitation(invitation))
			}
		}
		slices.SortFunc(expired.Invitations, func(a, b access.Invitation) int {
			return cmp.Or(cmp.Compare(a.Email.Key(), b.Email.Key()), cmp.Compare(a.Scope.Account, b.Scope.Account))
		})
		expired.Invitations = expired.Invitations[:min(len(expired.Invitations), limit)]
		return expired, nil
	})
}

// CountExpired implements [access.Store].
func (m *Store) CountExpired(ctx context.Context, id access.OrganisationID, now time.Time, limit int) (int, error) {
	return read(ctx, m, func() (int, error) {
		expired := 0
		for at, holder := range m.slots {
			invitation, exists := m.invitations[holder]
			if at.scope.Organisation == id && (!exists || invitation.StatusAt(now) == access.Expired) {
				expired++
			}
		}
		return min(expired, limit), nil
	})
}

// RemoveInvitation removes an invitation, and leaves its slot and everything else
// that the store keeps of it. DynamoDB's time-to-live does the same to an expired
// invitation.
func (m *Store) RemoveInvitation(_ context.Context, id access.InvitationID) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	delete(m.invitations, id)
	return nil
}
