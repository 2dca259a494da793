package dynamo

import (
	"context"
	"errors"

	"admit/shared/access"
)

// ChangeMembership writes or removes a membership and revokes invitations, in one
// transaction.
//
// The transaction has at most seven items, plus one membership for each level (see
// [access.MaxLevels]), plus six for each revocation, plus the entries of the membership
// for which it has room. The seven are the membership under
// the user, in the list of members and in the list of governors, and its governing part;
// the administrator counts; the event; and a count of open invitations. The caller holds
// the authorities in the memberships of the levels. The six of a revocation are the
// invitation, its event, its slot and its entry in the list of closed ones, the last two
// again for its account.
func (s Store) ChangeMembership(ctx context.Context, w access.MembershipChange) error {
	t := s.begin()
	t.putMembership(w.Before, w.After)
	t.countAdmins(w.Before, w.After, w.AllowNoAdmin)
	if err := s.checkChangeAuthorities(ctx, t, w); err != nil {
		return err
	}
	t.putEvent(w.Event)
	for _, revocation := range w.Revocations {
		t.close(revocation)
		t.releaseSlot(revocation.Invitation)
	}
	return s.commitMembership(ctx, t)
}

// maxTransactionItems is the number of items that DynamoDB accepts in one transaction.
const maxTransactionItems = 100

// A change with access.MaxRevocations revocations fits into one transaction. If it did
// not fit, this constant would be negative and the package would not compile.
const _ uint = maxTransactionItems - (7 + access.MaxLevels + 6*access.MaxRevocations)

// maxAuthoritiesInCondition is how many grants fit into the condition on one
// membership. Each grant takes 40 of the 4,096 octets that an expression may have.
const maxAuthoritiesInCondition = 100

// checkChangeAuthorities makes the authorities of a change conditions of the
// transaction. If there are more than fit into one condition, it reads the membership
// that they are in, and makes its version the condition.
func (s Store) checkChangeAuthorities(ctx context.Context, t *transaction, w access.MembershipChange) error {
	if len(w.Authorities) <= maxAuthoritiesInCondition || w.Authorities[0].User == w.After.User.ID {
		t.checkWriterAuthorities(w.Before, w.After, w.Authorities)
		return nil
	}
	var stored membershipItem
	k := membershipKey(w.Authorities[0].User, w.After.Organisation)
	err := s.get(ctx, k, &stored)
	if errors.Is(err, access.ErrNotFound) {
		return access.ErrStale
	}
	if err != nil {
		return err
	}
	var others []access.Authority
	for _, authority := range w.Authorities {
		switch {
		case authority.Scope.Organisation != stored.Organisation:
			others = append(others, authority)
		case !stored.membership().Holds(authority.Role, authority.Scope):
			return access.ErrStale
		}
	}
	t.check(k, "#version = :version", args{":version": stored.Version})
	t.checkAuthorities(others)
	return nil
}
