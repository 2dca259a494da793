package dynamo

import (
	"context"

	"admit/shared/access"
)

// Invite writes an invitation and its place in the list of offers, which is
// also what keeps a second one from the same address and scope.
func (s Store) Invite(ctx context.Context, w access.Offer) error {
	t := s.begin()
	t.offer(w)
	return s.commit(ctx, t)
}

func (t *transaction) offer(w access.Offer) {
	i := w.Invitation
	t.put(invitationToItem(i), absent, nil)
	t.put(listedItem{offerKey(i.Scope, i.Email).of("offer"), i.ID, i.ExpiresAt.Unix()},
		absent+" OR #expiresAt <= :now", args{":now": i.CreatedAt.Unix()})
	t.put(recordToItem(w.Record), absent, nil)
}
