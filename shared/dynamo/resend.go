package dynamo

import (
	"context"

	"admit/shared/access"
)

// Resend replaces the invitation with its next attempt. Everything that belonged to
// the previous attempt is removed, above all the hashes of its tokens.
func (s Store) Resend(ctx context.Context, w access.InvitationResend) error {
	t := s.begin()
	t.put(invitationToItem(w.Offer.Invitation), "#status = :status AND #version = :version",
		args{":status": textOf(w.Before.Status), ":version": numberOf(w.Before.Version)})
	pending := w.Before.Status == access.Pending
	if !pending {
		for _, entry := range closedEntries(w.Before, w.Before.Status, 0) {
			t.delete(key{entry.PK, entry.SK}, "", nil)
		}
	}
	t.putOffer(w.Offer, pending)
	return s.commit(ctx, t)
}
