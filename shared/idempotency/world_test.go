package idempotency_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"admit/shared/access"
	"admit/shared/access/accesstest"
	"admit/shared/dynamo"
	"admit/shared/dynamo/dynamotest"
	"admit/shared/idempotency"
)

// noon is when every test begins. It lies in the future, so that no time-to-live
// removes an item under test.
var noon = time.Date(2036, time.February, 28, 12, 0, 0, 0, time.UTC)

// world is a store of records and a clock that the test sets.
type world struct {
	*testing.T
	store idempotency.Store
	mu    sync.Mutex
	now   time.Time
}

func (w *world) requests() idempotency.Requests {
	return idempotency.Requests{Store: w.store, Now: w.clock}
}

func (w *world) clock() time.Time {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.now
}

func (w *world) set(now time.Time) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.now = now
}

func inMemory(t *testing.T) *world {
	t.Helper()
	t.Parallel()
	return &world{T: t, store: accesstest.NewMemory(), now: noon}
}

func onDynamoDB(t *testing.T) *world {
	t.Helper()
	store := dynamo.Store{Client: dynamotest.Client(t), Table: fmt.Sprintf("idempotency-%d", rand.Uint64())}
	attribute := func(name string) types.AttributeDefinition {
		return types.AttributeDefinition{AttributeName: &name, AttributeType: types.ScalarAttributeTypeS}
	}
	_, err := store.Client.CreateTable(t.Context(), &dynamodb.CreateTableInput{
		TableName: &store.Table, BillingMode: types.BillingModePayPerRequest,
		AttributeDefinitions: []types.AttributeDefinition{attribute(dynamo.PartitionKey), attribute(dynamo.SortKey)},
		KeySchema: []types.KeySchemaElement{
			{AttributeName: aws.String(dynamo.PartitionKey), KeyType: types.KeyTypeHash},
			{AttributeName: aws.String(dynamo.SortKey), KeyType: types.KeyTypeRange},
		},
	})
	if err != nil {
		t.Fatalf("create the table: %v", err)
	}
	t.Parallel()
	return &world{T: t, store: store, now: noon}
}

// onEachStore runs a test in memory and on DynamoDB Local.
func onEachStore(t *testing.T, test func(w *world)) {
	t.Run("memory", func(t *testing.T) { test(inMemory(t)) })
	t.Run("DynamoDB", func(t *testing.T) { test(onDynamoDB(t)) })
}

// answers calls try n times at once and counts the results by kind. The empty kind
// is success.
func answers(n int, try func() error) map[access.Kind]int {
	var mu sync.Mutex
	counted := map[access.Kind]int{}
	gate := make(chan struct{})
	var ready, done sync.WaitGroup
	for range n {
		ready.Add(1)
		done.Go(func() {
			ready.Done()
			<-gate
			err := try()
			mu.Lock()
			defer mu.Unlock()
			if err == nil {
				counted[""]++
			} else {
				counted[access.KindOf(err)]++
			}
		})
	}
	ready.Wait()
	close(gate)
	done.Wait()
	return counted
}

// persist calls try again while it is unavailable, which it may be to a crowd on a
// slow machine.
func persist(try func() error) (err error) {
	for range 50 {
		if err = try(); access.KindOf(err) != access.Unavailable || err == nil {
			break
		}
	}
	return err
}

// survive calls do and recovers from a panic.
func survive(do func()) {
	defer func() { _ = recover() }()
	do()
}

// must ends the test if err is not nil.
func (w *world) must(err error) {
	w.Helper()
	if err != nil {
		w.Fatal(err)
	}
}

// refused expects a refusal of a kind.
func (w *world) refused(what string, err error, want access.Kind) {
	w.Helper()
	if err == nil || access.KindOf(err) != want {
		w.Errorf("%s: %v, want %s", what, err, want)
	}
}
