package dynamo

import (
	"context"
	"errors"

	"admit/shared/access"
)

// ChangeMembership writes a row anew, or takes it away, and revokes invitations, in one
// step.
func (s Store) ChangeMembership(ctx context.Context, w access.MembershipChange) error {
	t := s.begin()
	t.row(w.Before, w.After)
	t.admins(w.Before, w.After, w.AllowNoAdmin)
	if err := s.witnessChange(ctx, t, w); err != nil {
		return err
	}
	if w.OffersVersion != nil {
		t.checkOffers(w.Before.Organisation, w.Before.User.Email, *w.OffersVersion)
	}
	t.record(w.Event)
	for _, closing := range w.Revocations {
		t.end(closing)
		t.leave(closing.Invitation)
	}
	return s.commit(ctx, t)
}

// maxTogether is how many grants fit into the condition on a row: each takes 40
// of its 4,096 octets.
const maxTogether = 100

// witnessChange makes the change rest on its witnesses. An administrator of so
// many accounts that they do not fit into a condition is read, and proved by the
// version of what was read.
func (s Store) witnessChange(ctx context.Context, t *transaction, w access.MembershipChange) error {
	if len(w.Authorities) <= maxTogether || w.Authorities[0].User == w.After.User.ID {
		t.witnessBeside(w.Before, w.After, w.Authorities)
		return nil
	}
	var stored rowItem
	at := rowKey(w.Authorities[0].User, w.After.Organisation)
	err := s.get(ctx, at, &stored)
	if errors.Is(err, access.ErrNone) {
		return access.ErrStale
	}
	if err != nil {
		return err
	}
	var elsewhere []access.Authority
	for _, authority := range w.Authorities {
		switch {
		case authority.Scope.Organisation != stored.Organisation:
			elsewhere = append(elsewhere, authority)
		case !stored.row().Holds(authority.Role, authority.Scope):
			return access.ErrStale
		}
	}
	t.check(at, "#version = :version", args{":version": stored.Version})
	t.witnesses(elsewhere)
	return nil
}
