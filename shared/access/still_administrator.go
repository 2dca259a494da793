package access

import "context"

// StillAdministrator checks a caller who repeats a request before they get the stored
// answer again.
type StillAdministrator struct {
	Store SnapshotReader
	Now   Clock
}

// Do returns a refusal unless the caller is still an administrator of the organisation
// or of an account of it.
func (c StillAdministrator) Do(ctx context.Context, caller UserID, organisation OrganisationID) error {
	snapshot, err := loadScope(ctx, c.Store, c.Now, caller, SnapshotQuery{Scope: Scope{Organisation: organisation}})
	if err != nil {
		return err
	}
	if !snapshot.administersAny(caller) {
		return errNotAdministrator()
	}
	return nil
}
