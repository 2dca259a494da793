package dynamo

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"admit/shared/access"
)

// migrationItem is how far the migration has come.
type migrationItem struct {
	header
	After    *storedKey // the last item that was examined; nil at the beginning
	Done     bool
	Examined int // items, in all runs since the beginning
	Written  int
	Deleted  int
	Version  string // changes with every write
}

func (m *migrationItem) fields(f *fields) {
	m.header.fields(f)
	optionalObject(f, "after", &m.After)
	boolean(f, "done", &m.Done)
	number(f, "examined", &m.Examined)
	number(f, "written", &m.Written)
	number(f, "deleted", &m.Deleted)
	text(f, "version", &m.Version)
}

type storedKey struct {
	PK string
	SK string
}

func (k *storedKey) fields(f *fields) {
	text(f, "pk", &k.PK)
	text(f, "sk", &k.SK)
}

// after sets the key of the last item that was examined, which is nil at the end.
func (i *migrationItem) after(last item) {
	if i.Done = last == nil; i.Done {
		i.After = nil
		return
	}
	k := keyOf(last)
	i.After = &storedKey{k.partition, k.sort}
}

// next returns where the next page begins, as DynamoDB takes it.
func (i migrationItem) next() map[string]types.AttributeValue {
	if i.After == nil {
		return nil
	}
	return key{i.After.PK, i.After.SK}.attributes()
}

// load reads the state.
func (m *migration) load(ctx context.Context) error {
	m.state = migrationItem{header: migrationKey.header(kindMigration)}
	err := m.store.get(ctx, migrationKey, &m.state)
	if errors.Is(err, access.ErrNotFound) {
		return nil
	}
	return err
}

// restart stores the state of a beginning.
func (m *migration) restart(ctx context.Context) error {
	return access.RetryStale(ctx, func(ctx context.Context) error {
		if err := m.load(ctx); err != nil {
			return err
		}
		return m.put(ctx, migrationItem{header: m.state.header})
	})
}

// save stores the next state, with what was written since the last one. If another run
// has stored its own, that one becomes the state. Everything before the position of any
// stored state is migrated.
func (m *migration) save(ctx context.Context, next migrationItem) error {
	next.Written += int(m.written.Load())
	next.Deleted += int(m.deleted.Load())
	err := m.put(ctx, next)
	if errors.Is(err, access.ErrStale) {
		return m.load(ctx) // the counts of this run stay for its next save
	}
	m.written.Store(0)
	m.deleted.Store(0)
	return err
}

// put stores a state unless another run has done so. A try whose answer was lost, and
// which the SDK repeated, has stored it.
func (m *migration) put(ctx context.Context, next migrationItem) error {
	condition, values := "#version = :version", args{":version": textOf(m.state.Version)}
	if m.state.Version == "" {
		condition, values = absent, nil
	}
	next.Version = access.NewID()
	_, err := m.store.Client.PutItem(ctx, &dynamodb.PutItemInput{TableName: &m.store.Table, Item: attributesOf(&next),
		ConditionExpression: &condition, ExpressionAttributeNames: namesIn("", condition), ExpressionAttributeValues: values})
	if err != nil && !(errors.Is(failure(err), access.ErrStale) && m.isStored(ctx, next.Version)) {
		return failure(err)
	}
	m.state = next
	return nil
}

// isStored reports whether the stored state has a version.
func (m *migration) isStored(ctx context.Context, version string) bool {
	var stored migrationItem
	return m.store.get(ctx, migrationKey, &stored) == nil && stored.Version == version
}

// progress returns how far the migration has come.
func (m *migration) progress(ctx context.Context) (access.Migration, error) {
	total, err := m.store.countItems(ctx)
	return access.Migration{Examined: m.state.Examined, Written: m.state.Written, Deleted: m.state.Deleted, Total: total, Done: m.state.Done}, err
}

// pace spreads writes evenly over time.
type pace struct {
	each time.Duration // for one item

	mu   sync.Mutex
	next time.Time // when the next item may be written
}

// wait waits until n items may be written. It reports false if ctx ends before.
func (p *pace) wait(ctx context.Context, n int) bool {
	p.mu.Lock()
	at := time.Now()
	if p.next.After(at) {
		at = p.next
	}
	p.next = at.Add(time.Duration(n) * p.each)
	p.mu.Unlock()
	timer := time.NewTimer(time.Until(at))
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return false
	case <-timer.C:
		return ctx.Err() == nil
	}
}
