package access

import (
	"context"
	"time"
)

// Acceptable returns a snapshot of the scope of a pending invitation, for its address. It
// returns the refusal that the invitee would get for accepting it now, and ErrStale while a
// deletion of the scope runs.
func (i Invitation) Acceptable(ctx context.Context, store SnapshotReader, roles Catalogue, now time.Time) (Snapshot, error) {
	snapshot, _, err := i.requireAcceptable(ctx, store, roles, now)
	if err != nil || snapshot.Addressee == "" {
		return snapshot, err
	}
	snapshot, _, err = i.requireAcceptable(ctx, store, roles, now, snapshot.Addressee)
	if err != nil {
		return Snapshot{}, err
	}
	return snapshot, snapshot.requireNotSuspended(snapshot.Addressee)
}
