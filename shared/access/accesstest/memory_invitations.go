package accesstest

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
func (m *Memory) Invitation(ctx context.Context, id access.InvitationID) (access.Invitation, error) {
	return read(ctx, m, func() (access.Invitation, error) {
		invitation, there := m.invitations[id]
		if !there {
			return access.Invitation{}, access.ErrNone
		}
		return copyInvitation(invitation), nil
	})
}

// Invitations implements [access.Store].
func (m *Memory) Invitations(ctx context.Context, q access.InvitationQuery) (access.Page[access.Invitation], error) {
	return read(ctx, m, func() (access.Page[access.Invitation], error) {
		var list []listed[access.Invitation]
		for _, i := range m.invitations {
			if i.Scope.Organisation != q.Organisation || !strings.HasPrefix(i.Email.Key(), q.Prefix) || m.displaced(i) {
				continue
			}
			i = copyInvitation(i)
			if q.Match == nil || q.Match(i) {
				list = append(list, listed[access.Invitation]{invitationPosition(i), i})
			}
		}
		return page(list, q.After, q.Limit), nil
	})
}

// invitationPosition puts the pending invitations first, by address, and after
// them the closed ones, the last closed first.
func invitationPosition(i access.Invitation) string {
	if i.Status == access.Pending {
		return position("1", i.Email.Key(), string(i.Scope.Account))
	}
	age := fmt.Sprintf("%019d", math.MaxInt64-i.ClosedAt.UnixMilli())
	return position("2", age, string(i.ID))
}

// Offers implements [access.Store].
func (m *Memory) Offers(ctx context.Context, id access.OrganisationID, address access.Address) ([]access.Invitation, error) {
	return read(ctx, m, func() ([]access.Invitation, error) {
		var found []access.Invitation
		for at, invitation := range m.offers {
			if at.scope.Organisation == id && at.address == address.Key() {
				found = append(found, copyInvitation(m.invitations[invitation]))
			}
		}
		slices.SortFunc(found, func(a, b access.Invitation) int { return cmp.Compare(a.Scope.Account, b.Scope.Account) })
		return found, nil
	})
}

// Invite implements [access.Store].
func (m *Memory) Invite(ctx context.Context, w access.Offer) error {
	return m.write(ctx, func() bool { return m.free(w) }, func() { m.putOffer(w) })
}

// Accept implements [access.Store].
func (m *Memory) Accept(ctx context.Context, w access.Acceptance) error {
	at := seat{w.After.User.ID, w.After.Organisation}
	return m.write(ctx, func() bool {
		return m.pending(w.Invitation, w.At) &&
			m.rows[at].Version == w.Before.Version &&
			m.stands(w.Witness, at, w.Before) &&
			m.hasUser(w)
	}, func() {
		if w.NewUser != nil {
			m.users[w.NewUser.ID] = copyUser(*w.NewUser)
			m.addresses[w.NewUser.Email.Key()] = w.NewUser.ID
		}
		m.putRow(at, w.Before, w.After)
		m.close(w.Invitation.ID, access.Accepted, w.At, at.user)
		m.putRecords(w.Records...)
	})
}

// Close implements [access.Store].
func (m *Memory) Close(ctx context.Context, w access.Closing) error {
	return m.write(ctx, func() bool {
		return m.pending(w.Invitation, w.At) && m.stands(w.Witness, seat{}, access.Row{})
	}, func() {
		m.close(w.Invitation.ID, w.Status, w.At, "")
		m.putRecords(w.Record)
	})
}

// free tells whether an offer may be written: no live one is in its place.
func (m *Memory) free(w access.Offer) bool {
	if _, taken := m.invitations[w.Invitation.ID]; taken {
		return false
	}
	held, there := m.offers[slotOf(w.Invitation)]
	return !there || !m.invitations[held].ExpiresAt.After(w.Invitation.CreatedAt)
}

func (m *Memory) putOffer(w access.Offer) {
	invitation := copyInvitation(w.Invitation)
	m.invitations[invitation.ID] = invitation
	m.offers[slotOf(invitation)] = invitation.ID
	m.putRecords(w.Record)
}

// pending tells whether the invitation is open in the round in which it was
// read, and has its place.
func (m *Memory) pending(read access.Invitation, at time.Time) bool {
	stored, there := m.invitations[read.ID]
	return there && stored.Round == read.Round && stored.StatusAt(at) == access.Pending && !m.displaced(stored)
}

// displaced tells whether another offer has taken the place of a pending one
// whose time was up.
func (m *Memory) displaced(i access.Invitation) bool {
	return i.Status == access.Pending && m.offers[slotOf(i)] != i.ID
}

func (m *Memory) close(id access.InvitationID, status access.Status, at time.Time, by access.UserID) {
	invitation := m.invitations[id]
	invitation.Status, invitation.ClosedAt, invitation.AcceptedBy = status, moment(at), by
	m.invitations[id] = invitation
	delete(m.offers, slotOf(invitation))
}

// hasUser tells whether the accepting user is there, or is new with an id and an
// address that are free.
func (m *Memory) hasUser(w access.Acceptance) bool {
	if w.NewUser == nil {
		_, there := m.users[w.After.User.ID]
		return there
	}
	_, idTaken := m.users[w.NewUser.ID]
	_, addressTaken := m.addresses[w.NewUser.Email.Key()]
	return !idTaken && !addressTaken
}

func slotOf(i access.Invitation) slot { return slot{i.Scope, i.Email.Key()} }
