package dynamo_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"

	"admit/shared/access"
	"admit/shared/fixture"
)

// newMigration returns a table in the form of version 0.1, and what it was before.
func newMigration(t *testing.T, p *plan, retryer aws.Retryer) (*fixture.Fixture, table, *migrationScene, map[string]item) {
	t.Helper()
	b := newTable(t, p, retryer)
	t.Parallel()
	f := fixture.New(t, b)
	s := newMigrationScene(f)
	was := b.items()
	if wrong := sound(t, was); len(wrong) > 0 {
		t.Fatalf("the scene is not sound:\n%s", strings.Join(wrong, "\n"))
	}
	return f, b, s, was
}

// TestMigration compares a migrated table with what it was before it was turned into the
// form of version 0.1.
func TestMigration(t *testing.T) {
	p := &plan{}
	f, b, s, _ := newMigration(t, p, retry.NewStandard())
	many := []access.ScopedRole{{Role: fixture.Viewer}}
	for n := range 2 * 60 { // more entries than a transaction can have
		account := f.Account(s.organisation, fmt.Sprintf("Department %d", n))
		many = append(many, access.ScopedRole{Role: fixture.Signer, Account: account.ID})
	}
	f.EditRoles(s.admin, s.organisation, s.ada, many...)
	was := b.items()
	old := asOf01(t, was)
	b.restore(was, old)
	m := b.migrate(fast)
	b.wantMigrated("after the migration", was)
	wantSound(f, b)
	if lists := count(was, kindsOfLists...); m.Written != lists || m.Deleted != count(old, "closed") || m.Examined < len(old) || m.Total == 0 {
		t.Errorf("%+v, want %d items written, %d deleted and %d examined", m, lists, count(old, "closed"), len(old))
	}

	again := fast
	again.Again = true
	p.arm(nil)
	if m := b.migrate(again); m.Written != 0 || m.Deleted != 0 || m.Examined < len(was) {
		t.Errorf("a second migration: %+v", m)
	}
	if calls := p.counted(); slices.Contains(calls, "TransactWriteItems") {
		t.Errorf("a second migration calls %v", calls)
	}
	b.wantMigrated("after a second migration", was)
	p.arm(nil)
	if b.migrate(fast); slices.Contains(p.counted(), "Scan") {
		t.Errorf("a migration that is done calls %v", p.counted())
	}
}

func count(items map[string]item, kinds ...string) (n int) {
	for _, i := range items {
		n += one(slices.Contains(kinds, text(i["kind"])))
	}
	return n
}

// TestMigrationFaults makes each call of the migration fail, and kills the migration at
// each call. The next run goes on.
func TestMigrationFaults(t *testing.T) {
	p := &plan{}
	_, b, _, was := newMigration(t, p, aws.NopRetryer{})
	old, is := asOf01(t, was), was
	begin := func(failure *fault) {
		b.restore(is, old)
		p.arm(failure)
	}
	begin(nil)
	b.migrate(fast)
	is = b.items()
	calls, sameName, runs := slices.Clone(p.counted()), map[string]int{}, 0
	for _, call := range calls {
		sameName[call]++
		for _, failure := range migrationFaults(call, sameName[call]) {
			begin(&failure)
			if _, err := b.Migrate(t.Context(), fast); err != nil && access.KindOf(err) != access.Unavailable && failure.kind != invalid {
				t.Errorf("%s: %v", failure, err)
			}
			p.arm(nil)
			b.migrate(fast)
			is = b.items()
			if wrong := migratedDifference(t, is, was); len(wrong) > 0 {
				t.Errorf("%s:\n%s", failure, strings.Join(wrong, "\n"))
			}
			runs++
		}
	}
	t.Logf("%d calls (%s), %d faults", len(calls), strings.Join(calls, ", "), runs)
}

// migrationFaults returns the faults of the n-th call of a name: all for the first, and
// for the others that they are cancelled, or that the migration is killed before and after
// their effect.
func migrationFaults(call string, n int) []fault {
	var faults []fault
	for _, kind := range kinds(call) {
		if n == 1 || kind == conflict {
			faults = append(faults, fault{call: call, n: n, kind: kind})
		}
		if kind == reset || kind == lost {
			faults = append(faults, fault{call: call, n: n, kind: kind, crash: true})
		}
	}
	return faults
}
