package dynamo

import (
	"context"

	"admit/shared/access"
)

// Accept closes the invitation and writes what it gives, in one step.
func (s Store) Accept(ctx context.Context, w access.Acceptance) error {
	t := s.begin()
	t.closePending(w.Invitation, access.Accepted, w.At, w.After.User.ID)
	t.releaseSlot(w.Invitation)
	t.putMembership(w.Before, w.After)
	t.admins(w.Before, w.After, false)
	t.checkAuthoritiesBeside(w.Before, w.After, optionalAuthority(w.Authority))
	if w.NewUser != nil {
		t.putUser(*w.NewUser, w.Holder, w.At)
	} else {
		t.countAcceptance(w.After.User.ID)
	}
	for _, event := range w.Events {
		t.putEvent(event)
	}
	return s.commit(ctx, t)
}
