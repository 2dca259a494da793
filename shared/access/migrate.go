package access

import (
	"context"
	"fmt"
	"time"
)

// Migrator completes the lists of a table that version 0.1 wrote.
type Migrator interface {
	// Migrate continues the migration where the last run stopped, until everything is
	// migrated or the time of the run is over. It may be called while others write, and
	// by several callers at the same time.
	Migrate(ctx context.Context, r MigrationRun) (Migration, error)
}

// MigrationRun says what one run of the migration may do.
type MigrationRun struct {
	For   time.Duration // after it, no further write begins
	Rate  int           // how many items it may write in a second
	Again bool          // begin from the start, whatever earlier runs have done
}

// Migration is how far the migration has come, all runs together.
type Migration struct {
	Examined, Written, Deleted int   // items
	Total                      int64 // items of the table, an estimate
	Done                       bool
}

// The rate of a migration, in items a second. Each item that is written costs two write
// units, and a partition of DynamoDB takes 1,000. In a table with one large organisation
// most entries are in a few partitions, so the default leaves them more than half.
const (
	DefaultMigrationRate = 200
	MaxMigrationRate     = 5000
)

// Migrate continues the migration. Only operators use it.
type Migrate struct {
	Store Migrator
	For   time.Duration // of one run
}

// Do runs the migration once, and returns how far it has come. A rate of 0 is the
// default.
func (c Migrate) Do(ctx context.Context, rate int, again bool) (Migration, error) {
	switch {
	case rate == 0:
		rate = DefaultMigrationRate
	case rate < 1, rate > MaxMigrationRate:
		return Migration{}, InvalidField("rate", fmt.Sprintf("must be between 1 and %d", MaxMigrationRate))
	}
	return c.Store.Migrate(ctx, MigrationRun{For: c.For, Rate: rate, Again: again})
}
