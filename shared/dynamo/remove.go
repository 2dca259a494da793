package dynamo

import (
	"context"

	"admit/shared/access"
)

// Remove takes grants away and revokes invitations, in one step.
func (s Store) Remove(ctx context.Context, w access.Removal) error {
	t := s.begin()
	t.row(w.Before, w.After)
	t.admins(w.Before, w.After, w.Leaderless)
	t.witness(w.Witness, w.Before, w.After)
	for _, closing := range w.Revocations {
		t.close(closing)
	}
	t.put(recordToItem(w.Record), absent, nil)
	return s.commit(ctx, t)
}
