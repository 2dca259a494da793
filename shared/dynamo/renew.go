package dynamo

import (
	"context"
	"slices"

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

// UpdateInvitation changes the roles and names of an open invitation, and whose offer it is.
func (s Store) UpdateInvitation(ctx context.Context, w access.InvitationUpdate) error {
	t := s.begin()
	t.update(invitationKey(w.Before.ID),
		"SET #roles = :roles, #inviter = :inviter, #firstName = :first, #lastName = :last, #version = :version",
		"#status = :pending AND #version = :before AND #expiresAt > :now",
		args{":roles": w.After.Roles, ":inviter": storedPerson(w.After.Inviter),
			":first": w.After.FirstName, ":last": w.After.LastName, ":version": w.After.Version,
			":pending": access.Pending, ":before": w.Before.Version, ":now": w.At.Unix()})
	t.putEvent(w.Event)
	if !slices.Equal(w.Before.Roles, w.After.Roles) {
		t.versionOffers(w.After, w.At)
	}
	return s.commit(ctx, t)
}
