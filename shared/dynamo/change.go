package dynamo

import (
	"context"
	"errors"

	"admit/shared/access"
)

// Change writes a row anew, or takes it away, and revokes invitations, in one
// step.
func (s Store) Change(ctx context.Context, w access.Change) error {
	t := s.begin()
	t.row(w.Before, w.After)
	t.admins(w.Before, w.After, w.Leaderless)
	if err := s.witnessChange(ctx, t, w); err != nil {
		return err
	}
	if w.OffersVersion != nil {
		t.checkOffers(w.Before.Organisation, w.Before.User.Email, *w.OffersVersion)
	}
	t.record(w.Record)
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
func (s Store) witnessChange(ctx context.Context, t *transaction, w access.Change) error {
	if len(w.Witnesses) <= maxTogether || w.Witnesses[0].User == w.After.User.ID {
		t.witnessBeside(w.Before, w.After, w.Witnesses)
		return nil
	}
	var stored rowItem
	at := rowKey(w.Witnesses[0].User, w.After.Organisation)
	err := s.get(ctx, at, &stored)
	if errors.Is(err, access.ErrNone) {
		return access.ErrStale
	}
	if err != nil {
		return err
	}
	var elsewhere []access.Witness
	for _, witness := range w.Witnesses {
		switch {
		case witness.Scope.Organisation != stored.Organisation:
			elsewhere = append(elsewhere, witness)
		case !stored.row().Holds(witness.Role, witness.Scope):
			return access.ErrStale
		}
	}
	t.check(at, "#version = :version", args{":version": stored.Version})
	t.witnesses(elsewhere)
	return nil
}
