package dynamo

import (
	"context"

	"admit/shared/access"
)

// Accept closes the invitation and writes the membership that it gives, in one
// transaction.
func (s Store) Accept(ctx context.Context, w access.Acceptance) error {
	t := s.begin()
	t.closePending(w.Invitation, access.Accepted, w.At, w.After.User.ID)
	t.releaseSlot(w.Invitation)
	t.putMembership(w.Before, w.After)
	t.countAdmins(w.Before, w.After, false)
	t.checkWriterAuthorities(w.Before, w.After, authorityList(w.Authority))
	t.guardAuthority(w.Before, w.After, w.NewUser != nil)
	if w.NewUser != nil {
		t.putUser(*w.NewUser, w.Holder, w.At)
	} else {
		t.countAcceptance(w.After.User.ID)
	}
	t.putEvents(w.Events[0], w.Events[1])
	return s.commitMembership(ctx, t)
}
