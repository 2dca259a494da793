package access_test

import (
	"context"
	"errors"
	"testing"

	"admit/shared/access"
	"admit/shared/fixture"
)

// A program reads as an administrator of the whole organisation does, without being one:
// it is in no list, and its own id is that of nobody.
func TestAProgramHoldsNothing(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, _ := f.Organisation("ada", false)
	program := access.Caller{Issuer: fixture.Issuer, Subject: "program"}.ID()
	list := f.List().ForProgram(program)
	_, page, err := list.Permissions(f.Context(), program, organisation.ID, access.Filter{Limit: 10})
	f.Must(err)
	if len(page.Items) != 1 || page.Items[0].User().ID == program {
		t.Errorf("the list has %+v, want only the administrator", page.Items)
	}
	_, _, err = list.Permission(f.Context(), program, organisation.ID, page.Items[0].User().ID)
	f.Must(err)
	_, shown, err := list.Permission(f.Context(), program, organisation.ID, program)
	f.WantRefusal("the program's own id", err, access.NotFound)
	if len(shown.Direct.Grants) > 0 {
		t.Errorf("the program holds %+v", shown)
	}
}

// noSnapshots is a store that reads no scope.
type noSnapshots struct {
	fixture.Store
	fails error
}

func (n noSnapshots) Snapshot(context.Context, access.SnapshotQuery) (access.Snapshot, error) {
	return access.Snapshot{}, n.fails
}

// TestAProgramLearnsOfAFailure gets the failure of the store, and does not take the
// organisation for an unknown one.
func TestAProgramLearnsOfAFailure(t *testing.T) {
	f := fixture.InMemory(t)
	organisation, _ := f.Organisation("ada", false)
	program := access.Caller{Issuer: fixture.Issuer, Subject: "program"}.ID()
	_, _, err := f.List().ForProgram(program).Permissions(f.Context(), program, "unknown", access.Filter{Limit: 10})
	f.WantRefusal("an unknown organisation", err, access.NotFound)
	fault := errors.New("fault")
	f.Store = noSnapshots{f.Store, fault}
	_, _, err = f.List().ForProgram(program).Permissions(f.Context(), program, organisation.ID, access.Filter{Limit: 10})
	if !errors.Is(err, fault) {
		t.Errorf("members: %v", err)
	}
	_, _, err = f.Browse().ForProgram(program).Organisation(f.Context(), program, organisation.ID, access.Filter{Limit: 10})
	if !errors.Is(err, fault) {
		t.Errorf("the organisation: %v", err)
	}
}
