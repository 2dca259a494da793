package dynamo

import (
	"context"

	"admit/shared/access"
)

// UpdateInvitation changes the roles, the names and the inviter of a pending
// invitation.
func (s Store) UpdateInvitation(ctx context.Context, w access.InvitationUpdate) error {
	t := s.begin()
	t.update(invitationKey(w.Before.ID),
		"SET #roles = :roles, #inviter = :inviter, #firstName = :first, #lastName = :last, #version = :version",
		"#status = :pending AND #version = :before AND #expiresAt > :now",
		args{":roles": w.After.Roles, ":inviter": storedPerson(w.After.Inviter),
			":first": w.After.FirstName, ":last": w.After.LastName, ":version": w.After.Version,
			":pending": access.Pending, ":before": w.Before.Version, ":now": w.At.Unix()})
	t.putEvent(w.Event)
	return s.commit(ctx, t)
}
