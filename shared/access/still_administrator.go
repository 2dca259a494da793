package access

import "context"

// StillAdministrator tells whether somebody still administers anything in an
// organisation, who is about to be told again what they were told before.
type StillAdministrator struct{ Store SnapshotReader }

// Do refuses whoever does not.
func (c StillAdministrator) Do(ctx context.Context, caller UserID, organisation OrganisationID) error {
	snapshot, err := loadScope(ctx, c.Store, caller, SnapshotQuery{Scope: Scope{Organisation: organisation}})
	if err != nil {
		return err
	}
	if !snapshot.administersAny(caller) {
		return errNotAdministrator()
	}
	return nil
}
