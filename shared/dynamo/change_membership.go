package dynamo

import (
	"context"

	"admit/shared/access"
)

// ChangeMembership writes or removes a membership and revokes invitations, in one
// transaction.
//
// The transaction has at most nine items, plus the fences of the membership, plus one
// fence for each level (see [access.MaxLevels]), plus six for each revocation, plus the
// entries of the membership for which it has room. The nine are the membership under the
// user, in the list of members and in the list of governors, its governing part and its
// ending; the administrator counts; the event; a count of open invitations; and a fence of
// the organisation. The caller holds the authorities in the memberships of the levels. The
// six of a revocation are the invitation, its event, its slot and its entry in the list of
// closed ones, the last two again for its account.
func (s Store) ChangeMembership(ctx context.Context, w access.MembershipChange) error {
	t := s.begin()
	t.putMembership(w.Before, w.After)
	t.countAdmins(w.Before, w.After, w.AllowNoAdmin)
	t.checkWriterAuthorities(w.Before, w.After, w.Authorities, w.At)
	t.guardAuthority(w.Before, w.After, false)
	if access.AddsAtAccount(w.Before, w.After) {
		t.checkNoDeletion(w.After.Organisation, w.Deletion)
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
const _ uint = maxTransactionItems - (9 + fences + access.MaxLevels + 6*access.MaxRevocations)
