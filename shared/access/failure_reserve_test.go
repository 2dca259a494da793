package access_test

import (
	"context"
	"errors"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

// noReservations is a store that reserves no addresses.
type noReservations struct{ fixture.Store }

func (noReservations) ReserveAddress(context.Context, access.Reservation) error { return errBroken }

// TestWithoutAReservationNoIdentityIsCreated lets the reservation of an address fail.
func TestWithoutAReservationNoIdentityIsCreated(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, admin := f.Organisation("admin", false)
	invitation := f.Invited(admin, fixture.Whole(organisation), "ada", fixture.Viewer)
	token, people := f.Token(invitation.ID), f.Directory.People()
	store := noReservations{f.Store}
	register := f.Register()
	register.Store = store
	if _, err := register.Do(t.Context(), invitation.ID, fixture.Registration(token)); !errors.Is(err, errBroken) {
		t.Errorf("the registration: %v", err)
	}
	bring := f.Import()
	bring.Store = store
	line := access.MemberLine{Organisation: organisation.ID, Email: fixture.Mailbox("bob"), Roles: []access.RoleID{fixture.Viewer}}
	if outcomes, err := bring.Do(t.Context(), access.ImportRequest{Lines: []access.Line{line}}); !errors.Is(err, errBroken) {
		t.Errorf("the import: %+v (%v)", outcomes, err)
	}
	if f.Directory.People() != people {
		t.Error("an identity was created")
	}
}
