package dynamo_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"admit/shared/access"
	"admit/shared/dynamo"
	"admit/shared/fixture"
)

// keysInBody and partitionsInBody match the keys, and parts of keys, that a request names.
var (
	keysInBody       = regexp.MustCompile(`":?(pk|sk|from|to|prefix)":\{"S":"[^"]*"\}`)
	partitionsInBody = regexp.MustCompile(`"pk":\{"S":"[^"]*"\}`)
)

// firstTries is an HTTP client that cuts off each request when it is made for the first time, one
// request between two calls of take. A
// request is the same as another one if it names the same keys. Of a transaction only the partitions
// count, because each try has events of its own.
type firstTries struct {
	aws.HTTPClient
	mu     sync.Mutex
	seen   map[string]bool
	missed string // the request that was cut off since the last call of take
}

// Do implements [aws.HTTPClient].
func (c *firstTries) Do(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	request, keys := r.Header.Get("X-Amz-Target"), keysInBody
	if strings.HasSuffix(request, ".TransactWriteItems") {
		keys = partitionsInBody
	}
	request += strings.Join(keys.FindAllString(string(body), -1), " ")
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.seen[request] && c.missed == "" {
		c.seen[request], c.missed = true, request
		return nil, errReset()
	}
	return c.HTTPClient.Do(r)
}

// take returns the request that was cut off, once.
func (c *firstTries) take() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	missed := c.missed
	c.missed = ""
	return missed
}

// firstTriesOf returns the store of a table whose requests are cut off at first.
func firstTriesOf(b table) (dynamo.Store, *firstTries) {
	c := &firstTries{HTTPClient: b.Client.Options().HTTPClient, seen: map[string]bool{}}
	s := b.Store
	s.Client = dynamodb.New(b.Client.Options(), func(o *dynamodb.Options) { o.HTTPClient, o.Retryer = c, aws.NopRetryer{} })
	return s, c
}

// persist makes a call until no request of it is cut off. Before, each call must be unavailable. It
// returns how many were.
func persist(t *testing.T, c *firstTries, call func() error) (tries int) {
	t.Helper()
	for ; ; tries++ {
		err := call()
		missed := c.take()
		switch {
		case missed == "" && err != nil:
			t.Fatal(err)
		case missed == "":
			return tries
		case access.KindOf(err) != access.Unavailable:
			t.Errorf("the error is %v, without an answer to %s", err, missed)
		case tries > 1000:
			t.Fatalf("there is no end: %s has no answer", missed)
		}
	}
}

// TestAPersonWithoutAnAnswer reads everything about a person, and then deletes it. Each request has
// no answer at first.
func TestAPersonWithoutAnAnswer(t *testing.T) {
	t.Parallel()
	s := livePerson(t)
	store, client := firstTriesOf(s.table)
	user, err := s.table.User(t.Context(), s.person.ID())
	s.Must(err)
	q := access.PersonQuery{Users: []access.UserID{user.ID}, Addresses: []access.Address{user.Email}, At: s.Now()}
	persist(t, client, func() error { return fixture.Err(store.PersonPart(t.Context(), q)) })
	s.Store = store
	persist(t, client, func() error {
		deleted, err := s.DeleteUser().Do(t.Context(), s.person.ID())
		if err == nil && !deleted.Done {
			err = errors.New("the deletion is not done")
		}
		return err
	})
	for trace, at := range s.found(s.traces) {
		t.Errorf("%q is still in %s", trace, at)
	}
}

// TestScansWithoutAnAnswer lets each request of what reads the whole table have no answer at first.
func TestScansWithoutAnAnswer(t *testing.T) {
	f, b, _, was := newMigration(t, &plan{}, aws.NopRetryer{})
	for name, call := range map[string]func(ctx context.Context, s dynamo.Store) error{
		"Retain": func(ctx context.Context, s dynamo.Store) error {
			s = s.Retaining(access.Retention{Events: 365 * 24 * time.Hour, Invitations: 7 * 24 * time.Hour})
			return fixture.Err(s.Retain(ctx, access.RetentionRun{Until: f.Now().Add(time.Hour), Now: f.Now}))
		},
		"Requeue": func(ctx context.Context, s dynamo.Store) error {
			return s.Requeue(ctx, f.Now(), func(int, int) {})
		},
		"Export": func(ctx context.Context, s dynamo.Store) error { return fixture.Err(s.Export(ctx, "")) },
	} {
		store, client := firstTriesOf(b)
		if tries := persist(t, client, func() error { return call(t.Context(), store) }); tries < 2 {
			t.Errorf("%s: only %d requests had no answer", name, tries)
		}
	}
	b.restore(b.items(), asOf01(t, was))
	store, client := firstTriesOf(b)
	persist(t, client, func() error { return fixture.Err(store.Migrate(t.Context(), fast)) })
	b.wantMigrated("after the migration", was)
}
