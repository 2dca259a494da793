package dynamo

import (
	"context"

	"admit/shared/access"
)

// Resend writes the invitation's next round over the one before: what belonged to
// that, its secrets above all, is gone.
func (s Store) Resend(ctx context.Context, w access.InvitationResend) error {
	t := s.begin()
	t.put(invitationToItem(w.Offer.Invitation), "#status = :status AND #version = :version",
		args{":status": w.Before.Status, ":version": w.Before.Version})
	pending := w.Before.Status == access.Pending
	if !pending {
		t.delete(closedKey(w.Before.Scope.Organisation, w.Before.ClosedAt, w.Before.ID), "", nil)
	}
	t.putOffer(w.Offer, pending)
	return s.commit(ctx, t)
}
