package dynamo

import (
	"context"
	"errors"

	"admit/shared/access"
)

// ChangeMembership writes or removes a membership and revokes invitations, in one
// transaction.
//
// The transaction has at most seven items and one for each level of organisations: the
// membership under the user, in the list of members and in the list of governors; the
// administrator counts; the offer version; the event; a count of open invitations; and
// the memberships in which the caller holds the authorities. Each revocation adds four:
// the invitation, its entry in the list of closed ones, its event and its slot.
func (s Store) ChangeMembership(ctx context.Context, w access.MembershipChange) error {
	t := s.begin()
	t.putMembership(w.Before, w.After)
	t.admins(w.Before, w.After, w.AllowNoAdmin)
	if err := s.checkAuthoritiesOf(ctx, t, w); err != nil {
		return err
	}
	if w.OffersVersion != nil {
		t.checkOffers(w.Before.Organisation, w.Before.User.Email, *w.OffersVersion)
	}
	t.putEvent(w.Event)
	for _, closing := range w.Revocations {
		t.close(closing)
		t.releaseSlot(closing.Invitation)
	}
	return s.commit(ctx, t)
}

// maxTransactionItems is the number of items that DynamoDB accepts in one transaction.
const maxTransactionItems = 100

// A change with access.MaxRevocations revocations fits into one transaction. Otherwise
// this constant is negative and does not compile.
const _ uint = maxTransactionItems - (7 + access.MaxLevels + 4*access.MaxRevocations)

// maxAuthoritiesInCondition is how many grants fit into the condition on a row: each takes 40
// of its 4,096 octets.
const maxAuthoritiesInCondition = 100

// checkAuthoritiesOf makes the change rest on its witnesses. An administrator of so
// many accounts that they do not fit into a condition is read, and proved by the
// version of what was read.
func (s Store) checkAuthoritiesOf(ctx context.Context, t *transaction, w access.MembershipChange) error {
	if len(w.Authorities) <= maxAuthoritiesInCondition || w.Authorities[0].User == w.After.User.ID {
		t.checkAuthoritiesBeside(w.Before, w.After, w.Authorities)
		return nil
	}
	var stored membershipItem
	at := membershipKey(w.Authorities[0].User, w.After.Organisation)
	err := s.get(ctx, at, &stored)
	if errors.Is(err, access.ErrNone) {
		return access.ErrStale
	}
	if err != nil {
		return err
	}
	var elsewhere []access.Authority
	for _, authority := range w.Authorities {
		switch {
		case authority.Scope.Organisation != stored.Organisation:
			elsewhere = append(elsewhere, authority)
		case !stored.membership().Holds(authority.Role, authority.Scope):
			return access.ErrStale
		}
	}
	t.check(at, "#version = :version", args{":version": stored.Version})
	t.checkAuthorities(elsewhere)
	return nil
}
