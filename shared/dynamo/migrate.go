package dynamo

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"admit/shared/access"
)

const (
	migrationPage    = 100 // items; the position is stored after each page
	migrationWriters = 8   // groups of items that are migrated at the same time

	// ofMigratedKind filters the items from which derive may derive something.
	ofMigratedKind = "#kind IN (:row, :governed, :invitation, :slot, :closed, :account)"
)

// Migrate brings a table that version 0.1 wrote into the present form. It reads the
// whole table and writes what [derive] says is missing. Every write has the condition
// that what it was derived from is unchanged, so that the writes of requests and of
// other runs do no harm. The position is an item of the table. So a run that was killed
// repeats at most one page, and finds there what it has written.
func (s Store) Migrate(ctx context.Context, r access.MigrationRun) (access.Migration, error) {
	m := migration{store: s, pace: pace{each: time.Second / time.Duration(r.Rate)}}
	begin := m.load
	if r.Again {
		begin = m.restart
	}
	if err := begin(ctx); err != nil {
		return access.Migration{}, err
	}
	working, cancel := context.WithTimeout(ctx, r.For)
	defer cancel()
	for !m.state.Done && working.Err() == nil {
		if err := m.migratePage(ctx, working); err != nil {
			return access.Migration{}, err
		}
	}
	return m.progress(ctx)
}

// migration is one run.
type migration struct {
	store Store
	pace  pace
	state migrationItem // as it is stored

	written, deleted atomic.Int64 // items, not yet in the state
	cut              atomic.Bool  // the time was over before the page was
}

// migratePage migrates the items of the next page, and stores the position after it. If
// the time is over before, the position stays.
func (m *migration) migratePage(ctx, working context.Context) error {
	kinds := args{":row": textOf(kindMembership), ":governed": textOf(kindGoverned),
		":invitation": textOf(KindInvitation), ":slot": textOf(kindSlot), ":closed": textOf(kindClosed), ":account": textOf(kindAccount)}
	var page response
	_, err := m.store.Client.Scan(ctx, &dynamodb.ScanInput{
		TableName: &m.store.Table, ConsistentRead: aws.Bool(true), Limit: aws.Int32(migrationPage),
		ExclusiveStartKey: m.state.next(), FilterExpression: aws.String(ofMigratedKind),
		ExpressionAttributeNames: namesIn("", ofMigratedKind), ExpressionAttributeValues: kinds,
	}, page.of(&dynamodb.ScanOutput{}))
	if err != nil {
		return failure(err)
	}
	err = m.migrateItems(ctx, working, page.items)
	next := m.state
	if err == nil && !m.cut.Load() {
		next.after(page.last)
		next.Examined += page.scanned
	}
	return errors.Join(err, m.save(ctx, next))
}

// migrateItems migrates items, in groups.
func (m *migration) migrateItems(ctx, working context.Context, items []item) error {
	var all []derived
	for _, item := range items {
		d, err := m.store.derive(ctx, item)
		if err != nil {
			return err
		}
		if len(d.changes) > 0 {
			all = append(all, d)
		}
	}
	groups := grouped(all)
	errs, writers := make([]error, len(groups)), make(chan struct{}, migrationWriters)
	var running sync.WaitGroup
	for n, group := range groups {
		writers <- struct{}{}
		running.Go(func() {
			defer func() { <-writers }()
			errs[n] = m.migrateGroup(ctx, working, group)
		})
	}
	running.Wait()
	return errors.Join(errs...)
}

// grouped returns groups whose items are read in one batch. One with more changes than
// a batch can read is a group by itself.
func grouped(all []derived) [][]derived {
	var groups [][]derived
	room := 0
	for _, d := range all {
		if room < len(d.changes) {
			groups, room = append(groups, nil), maxBatch
		}
		last := len(groups) - 1
		groups[last] = append(groups[last], d)
		room -= len(d.changes)
	}
	return groups
}

// migrateGroup reads what is stored and writes what is missing.
func (m *migration) migrateGroup(ctx, working context.Context, group []derived) error {
	var keys []key
	for _, d := range group {
		keys = append(keys, d.keys()...)
	}
	stored, err := m.store.batch(ctx, keys)
	if err != nil {
		return err
	}
	for _, d := range group {
		err := m.write(ctx, working, d, stored)
		if errors.Is(err, access.ErrStale) {
			err = access.RetryStale(ctx, func(ctx context.Context) error { return m.migrateAgain(ctx, working, d.source) })
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// migrateAgain migrates an item that has changed since it was read. If it no longer
// exists, nothing is derived from it.
func (m *migration) migrateAgain(ctx, working context.Context, source key) error {
	item, err := m.store.item(ctx, source)
	if errors.Is(err, access.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	d, err := m.store.derive(ctx, item)
	if err != nil {
		return err
	}
	stored, err := m.store.batch(ctx, d.keys())
	if err != nil {
		return err
	}
	return m.write(ctx, working, d, stored)
}

// write makes those changes that the stored items lack. Each transaction has the
// condition of all, so that any number of transactions are as sound as one.
func (m *migration) write(ctx, working context.Context, d derived, stored map[key]item) error {
	lacking := d.lacking(stored)
	for len(lacking) > 0 {
		part := lacking[:min(len(lacking), maxTransactionItems-1)]
		lacking = lacking[len(part):]
		if !m.pace.wait(working, len(part)) {
			m.cut.Store(true)
			return nil
		}
		t := m.store.begin()
		if d.condition != "" {
			t.check(d.source, d.condition, d.values)
		}
		for _, c := range part {
			c.addTo(t)
		}
		if err := m.store.commit(ctx, t); err != nil {
			return err
		}
		for _, c := range part {
			m.count(c)
		}
	}
	return nil
}

func (m *migration) count(c change) {
	if c.put == nil {
		m.deleted.Add(1)
	} else {
		m.written.Add(1)
	}
}
