package dynamo

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"admit/shared/access"
	"admit/shared/storetest"
)

// cutOff is an HTTP client that sends one request of many nowhere.
type cutOff struct {
	aws.HTTPClient
	left atomic.Int64 // the requests until that one
}

// Do implements [aws.HTTPClient].
func (c *cutOff) Do(r *http.Request) (*http.Response, error) {
	if c.left.Add(-1) == 0 {
		return nil, &net.OpError{Op: "read", Net: "tcp", Err: syscall.ECONNRESET}
	}
	return c.HTTPClient.Do(r)
}

// cutOffStore returns a store whose requests can be cut off. The SDK repeats none.
func cutOffStore(s Store) (Store, *cutOff) {
	sender := &cutOff{HTTPClient: s.Client.Options().HTTPClient}
	s.Client = dynamodb.New(s.Client.Options(), func(o *dynamodb.Options) { o.HTTPClient, o.Retryer = sender, aws.NopRetryer{} })
	return s, sender
}

// wantEachFailure makes a call of the store once for each request that it sends, and cuts that
// request off. The call must return an error: what it needs to know, or has to write, it has not.
// Then the call is made without a failure. It may be stale if it had written before.
func wantEachFailure(t *testing.T, name string, sender *cutOff, call func(ctx context.Context) error) {
	t.Helper()
	for n := int64(1); ; n++ {
		sender.left.Store(n)
		err := call(t.Context())
		if sender.left.Load() > 0 { // it sends fewer requests
			if err != nil && !(n > 2 && errors.Is(err, access.ErrStale)) {
				t.Errorf("%s: %v", name, err)
			}
			return
		}
		if access.KindOf(err) != access.Unavailable {
			t.Errorf("%s: request %d was cut off, and the error is %v", name, n, err)
		}
	}
}

// TestACallWithoutAnAnswerIsUnavailable makes every method of the store miss the answer to each of
// its requests.
func TestACallWithoutAnAnswerIsUnavailable(t *testing.T) {
	store, sender := cutOffStore(newTable(t))
	storetest.EachCall(t, removableStore{store}, func(name string, call func(ctx context.Context) error) {
		t.Run(name, func(t *testing.T) { wantEachFailure(t, name, sender, call) })
	})
}

// TestAVariantWithoutAnAnswerIsUnavailable does the same to the operations whose costs are known.
func TestAVariantWithoutAnAnswerIsUnavailable(t *testing.T) {
	f := newFilledFixture(t, 10)
	whole := f.store
	for _, operation := range operations {
		f.store = whole
		do := operation.prepare(f)
		var sender *cutOff
		f.store, sender = cutOffStore(whole)
		wantEachFailure(t, operation.name, sender, func(context.Context) error { return do() })
	}
}

// TestAMigrationWithoutAnAnswer derives nothing from the part of a membership of which it is unknown
// whether it exists, and takes a state for its own whose writing was repeated by the SDK.
func TestAMigrationWithoutAnAnswer(t *testing.T) {
	whole := newTable(t)
	store, sender := cutOffStore(whole)
	k := governedKey("u", "o")
	part := itemOf(attributesOf(membershipToItem(k, kindGoverned, access.Membership{Organisation: "o", User: access.User{ID: "u"}})))
	wantEachFailure(t, "derive", sender, func(ctx context.Context) error { return second(store.derive(ctx, part)) })

	begins := migration{store: store}
	wantEachFailure(t, "restart", sender, begins.restart)
	if begins.state.Version == "" {
		t.Error("the beginning is not stored")
	}
	m, other := migration{store: whole, state: begins.state}, migration{store: whole}
	m.store.Client = dynamodb.New(whole.Client.Options(), func(o *dynamodb.Options) {
		o.HTTPClient = twice{o.HTTPClient}
	})
	for n := range 2 {
		if err := m.put(t.Context(), migrationItem{header: migrationKey.header(kindMigration), Examined: n}); err != nil {
			t.Fatal(err)
		}
	}
	if err := other.put(t.Context(), migrationItem{header: migrationKey.header(kindMigration)}); !errors.Is(err, access.ErrStale) {
		t.Errorf("the state of another run is written: %v", err)
	}
}

// TestOnlySmallLimitsAreReadBeforeAWrite reads the shards of a limit whose shares are small.
func TestOnlySmallLimitsAreReadBeforeAWrite(t *testing.T) {
	store, sender := cutOffStore(newTable(t))
	for name, c := range map[string]struct {
		count
		reads bool
	}{
		"small":       {count{shards: organisationShards, change: 1, most: organisationShards*smallShare - 1}, true},
		"large":       {count{shards: organisationShards, change: 1, most: organisationShards * smallShare}, false},
		"unchanged":   {count{shards: organisationShards, most: 1}, true},
		"one shard":   {count{shards: 1, change: 1, most: 1}, false},
		"subtraction": {count{shards: organisationShards, change: -1, most: 1}, false},
	} {
		sender.left.Store(1)
		if err := store.assignSmallCounts(t.Context(), []count{c.count}); (err != nil) != c.reads {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// twice is an HTTP client that makes each write twice, as the SDK does if the first answer is lost.
type twice struct{ aws.HTTPClient }

// Do implements [aws.HTTPClient].
func (c twice) Do(r *http.Request) (*http.Response, error) {
	if strings.HasSuffix(r.Header.Get("X-Amz-Target"), ".PutItem") {
		again := r.Clone(r.Context())
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		r.Body, again.Body = io.NopCloser(bytes.NewReader(body)), io.NopCloser(bytes.NewReader(body))
		first, err := c.HTTPClient.Do(r)
		if err != nil {
			return nil, err
		}
		_ = first.Body.Close()
		r = again
	}
	return c.HTTPClient.Do(r)
}
