package dynamo

import (
	"context"
	"slices"

	"admit/shared/access"
)

// Renew writes the invitation's next round over the one before: what belonged to
// that, its secrets above all, is gone.
func (s Store) Renew(ctx context.Context, w access.Renewal) error {
	t := s.begin()
	t.put(invitationToItem(w.Offer.Invitation), "#status = :status AND #version = :version",
		args{":status": w.Before.Status, ":version": w.Before.Version})
	pending := w.Before.Status == access.Pending
	if !pending {
		t.delete(closedKey(w.Before.Scope.Organisation, w.Before.ClosedAt, w.Before.ID), "", nil)
	}
	t.offer(w.Offer, pending)
	return s.commit(ctx, t)
}

// Amend changes the roles and names of an open invitation, and whose offer it is.
func (s Store) Amend(ctx context.Context, w access.Amendment) error {
	t := s.begin()
	t.update(invitationKey(w.Before.ID),
		"SET #roles = :roles, #inviter = :inviter, #firstName = :first, #lastName = :last, #version = :version",
		"#status = :pending AND #version = :before AND #expiresAt > :now",
		args{":roles": w.After.Roles, ":inviter": storedPerson(w.After.Inviter),
			":first": w.After.FirstName, ":last": w.After.LastName, ":version": w.After.Version,
			":pending": access.Pending, ":before": w.Before.Version, ":now": w.At.Unix()})
	t.record(w.Record)
	if !slices.Equal(w.Before.Roles, w.After.Roles) {
		t.versionOffers(w.After, w.At)
	}
	return s.commit(ctx, t)
}
