package access_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"admit/shared/access"
)

// migrator is a store that notes the run that it is asked for.
type migrator struct {
	run   access.MigrationRun
	fails error
}

func (m *migrator) Migrate(_ context.Context, r access.MigrationRun) (access.Migration, error) {
	m.run = r
	return access.Migration{Written: r.Rate}, m.fails
}

// TestTheRateOfAMigration is the default, or any up to the maximum.
func TestTheRateOfAMigration(t *testing.T) {
	for rate, want := range map[int]int{-1: 0, 0: access.DefaultMigrationRate, 1: 1, access.MaxMigrationRate: access.MaxMigrationRate, access.MaxMigrationRate + 1: 0} {
		store := &migrator{}
		got, err := access.Migrate{Store: store, For: time.Minute}.Do(t.Context(), rate, true)
		if got.Written != want || store.run.Rate != want || (access.KindOf(err) == access.Invalid) != (want == 0) {
			t.Errorf("a rate of %d: %+v, with a run of %+v (%v)", rate, got, store.run, err)
		}
		if want > 0 && store.run != (access.MigrationRun{For: time.Minute, Rate: want, Again: true}) {
			t.Errorf("a rate of %d: the run is %+v", rate, store.run)
		}
	}
	fault := errors.New("fault")
	if _, err := (access.Migrate{Store: &migrator{fails: fault}}).Do(t.Context(), 0, false); !errors.Is(err, fault) {
		t.Errorf("a store that fails: %v", err)
	}
}
