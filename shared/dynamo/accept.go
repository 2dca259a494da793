package dynamo

import (
	"context"

	"admit/shared/access"
)

// Accept closes the invitation and writes what it gives, in one step.
func (s Store) Accept(ctx context.Context, w access.Acceptance) error {
	t := s.begin()
	t.close(w.Invitation, access.Accepted, w.At, w.After.User.ID)
	t.leave(w.Invitation)
	t.row(w.Before, w.After)
	t.admins(w.Before, w.After, false)
	t.witnessBeside(w.Before, w.After, given(w.Authority))
	if w.NewUser != nil {
		t.newUser(*w.NewUser, w.Holder, w.At)
	} else {
		t.accepts(w.After.User.ID)
	}
	for _, event := range w.Events {
		t.record(event)
	}
	return s.commit(ctx, t)
}
