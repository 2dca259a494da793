package access

import "context"

// confirmLastAdmin returns the refusal of a change of a membership. A refusal because of the
// last administrator rests on the membership and on the organisation's counts, which are not
// read at one moment. Another request may have changed both in between, so that the person
// is in the membership but no longer in the counts. So confirmLastAdmin reads the membership
// again. It returns ErrStale if that has changed, and the caller judges once more.
func confirmLastAdmin(ctx context.Context, store SnapshotReader, refusal error, before Membership) error {
	if refusal == nil || KindOf(refusal) != LastAdministrator {
		return refusal
	}
	again, err := store.Snapshot(ctx, SnapshotQuery{Scope: Scope{Organisation: before.Organisation}, Users: []UserID{before.User.ID}})
	if err != nil {
		return err
	}
	if again.Access[before.User.ID].Direct.Version != before.Version {
		return ErrStale
	}
	return refusal
}
