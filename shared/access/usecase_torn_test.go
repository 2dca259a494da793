package access_test

import (
	"context"
	"testing"

	"admit/shared/access"
)

// torn is a store whose next reading of a place has the organisation as it was
// before somebody became an administrator of it, and their row as it is after:
// several items are not read at one moment.
type torn struct {
	access.Store
	tears int
}

func (s *torn) Place(ctx context.Context, q access.PlaceQuery) (access.Place, error) {
	place, err := s.Store.Place(ctx, q)
	if s.tears > 0 {
		s.tears--
		place.Organisation.Admins--
	}
	return place, err
}

// TestLastAdministratorIsNotToldOfAReadingThatWasTorn: there are two.
func TestLastAdministratorIsNotToldOfAReadingThatWasTorn(t *testing.T) {
	w := inMemory(t)
	organisation, admin := w.organisation("admin", false)
	ada := w.member(whole(organisation), "ada", organisationAdmin)
	eve := w.member(whole(organisation), "eve", organisationAdmin)
	_, err := w.remove().Do(t.Context(), admin.ID(), whole(organisation), eve.ID())
	w.must(err)
	version := w.row(ada, organisation).Version
	w.store = &torn{Store: w.store, tears: 1}
	_, _, err = w.edit().Do(t.Context(), admin.ID(), organisation.ID, ada.ID(), access.EditRequest{Version: version, Grants: []access.Held{{Role: viewer}}})
	w.refused("edit", err, "")
	ada = w.member(whole(organisation), "ada", organisationAdmin)
	w.store = &torn{Store: w.store, tears: 1}
	_, err = w.remove().Do(t.Context(), admin.ID(), whole(organisation), ada.ID())
	w.refused("removal", err, "")
}
