package access

import "context"

// loadScope reads a scope for a caller, to judge by what counts when it has been read. A
// caller who may not know of the scope gets the same refusal as for an unknown scope.
func loadScope(ctx context.Context, store SnapshotReader, now Clock, caller UserID, q SnapshotQuery) (Snapshot, error) {
	if !q.Scope.valid() {
		return Snapshot{}, errNotFound()
	}
	q.Users = append(q.Users, caller)
	snapshot, err := orNotFound(store.Snapshot(ctx, q))
	if err != nil {
		return Snapshot{}, err
	}
	snapshot.At = now()
	return snapshot, snapshot.requireVisible(caller, q.Scope.Account)
}

// administersAny reports whether the caller is an administrator of the organisation
// or of any account of it.
func (s Snapshot) administersAny(caller UserID) bool {
	return s.administers(caller, "") || len(s.governedAccounts(caller)) > 0
}

func errNotAdministrator() error {
	return Refuse(Forbidden, "Only an administrator may do this.")
}
