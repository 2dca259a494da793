package memory

import (
	"cmp"
	"context"
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
			if i.Scope.Organisation == q.Organisation && !i.GoneAt(q.At) && strings.HasPrefix(i.Email.Key(), q.Prefix) &&
				isOneOf(i.Scope.Account, q.Accounts) && isOneOf(i.StatusAt(q.At), q.Statuses) && (q.Match == nil || q.Match(i)) {
				list = append(list, listed[access.Invitation]{invitationPosition(i, q), copyInvitation(i)})
			}
		}
		return page(list, q.After, q.Limit), nil
	})
}

// isOneOf reports whether a value is in a list. Every value is in an empty list.
func isOneOf[T comparable](value T, list []T) bool {
	return len(list) == 0 || slices.Contains(list, value)
}

// invitationPosition returns the position of an invitation in the list that a query asks
// for. In a list of accounts or of some statuses, the pending invitations to an address
// are sorted by account.
func invitationPosition(i access.Invitation, q access.InvitationQuery) string {
	left := func(s access.Status) bool { return !isOneOf(s, q.Statuses) }
	ofAll := len(q.Accounts) == 0 && !slices.ContainsFunc(access.Statuses, left)
	if !ofAll && i.Status == access.Pending {
		return position(i.Email.Key(), string(i.Scope.Account))
	}
	return position(i.Email.Key(), string(i.ID))
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

// InvitationsTo implements [access.Store].
func (m *Store) InvitationsTo(ctx context.Context, q access.InvitationsToQuery) (access.Page[access.Invitation], error) {
	return read(ctx, m, func() (access.Page[access.Invitation], error) {
		var list []listed[access.Invitation]
		for _, i := range m.invitations {
			if i.IsOpenTo(q.Address, q.At) {
				at := position(i.QueuedAt.UTC().Format(time.DateOnly), string(i.Scope.Organisation)+string(i.ID))
				list = append(list, listed[access.Invitation]{at, copyInvitation(i)})
			}
		}
		return page(list, q.After, q.Limit), nil
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
