package access

import "context"

// enter reads a scope for a caller and lets only those pass who may know of it.
func enter(ctx context.Context, store Store, caller UserID, q PlaceQuery) (Place, error) {
	if !ValidID(string(q.Scope.Organisation)) || (q.Scope.Account != "" && !ValidID(string(q.Scope.Account))) {
		return Place{}, errNotFound()
	}
	q.Users = append(q.Users, caller)
	place, err := found(store.Place(ctx, q))
	if err != nil {
		return Place{}, err
	}
	return place, place.admit(caller, q.Scope.Account)
}

// administersAny tells whether the caller is an administrator of the
// organisation or of any account of it.
func (p Place) administersAny(caller UserID) bool {
	return p.administers(caller, "") || len(p.governedAccounts(caller)) > 0
}

func errNotAdministrator() error {
	return Refuse(Forbidden, "Only an administrator may do this here.")
}
