package access

import "context"

// Admission tells whether somebody still administers anything in an
// organisation, who is about to be told again what they were told before.
type Admission struct{ Store Store }

// Do refuses whoever does not.
func (c Admission) Do(ctx context.Context, caller UserID, organisation OrganisationID) error {
	place, err := enter(ctx, c.Store, caller, PlaceQuery{Scope: Scope{Organisation: organisation}})
	if err != nil {
		return err
	}
	if !place.administersAny(caller) {
		return errNotAdministrator()
	}
	return nil
}
