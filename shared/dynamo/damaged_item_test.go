package dynamo

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"sync/atomic"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"admit/shared/access"
	"admit/shared/storetest"
)

// someAda is a person whose items are damaged.
var someAda = access.StoredAddress("ada@example.com", "ada@example.com")

// damagedItem returns an item in which no attribute but its kind has the right type.
func damagedItem(t *testing.T, partition, sort, kind string) item {
	t.Helper()
	text := fmt.Sprintf(`{"pk": {"S": %q}, "sk": {"S": %q}, "kind": {"S": %q}`, partition, sort, kind)
	for _, name := range []string{"id", "at", "invitation", "version", "user", "used", "answer", "reason", "name", "children", "membership"} {
		text += fmt.Sprintf(`, %q: {"BOOL": true}`, name)
	}
	damaged, err := parseItem(text + "}")
	if err != nil {
		t.Fatal(err)
	}
	return damaged
}

// TestADamagedItemEndsAScan returns an error to whoever reads the whole table.
func TestADamagedItemEndsAScan(t *testing.T) {
	ctx := t.Context()
	ada := access.PersonDeletion{Users: []access.UserID{"u"}, Addresses: []access.Address{someAda}}
	deletes := func(i item) error {
		return (&personPart{DeletedPart: access.DeletedPart{Deletion: ada}}).deleteFrom(ctx, i)
	}
	reads := func(i item) error { return (&personExport{person: ada}).add(ctx, i) }
	derives := func(i item) error { return second(Store{}.derive(ctx, i)) }
	retains := func(i item) error { return second(Store{}.retain(ctx, i)) }
	lists := func(i item) error { return second((&listedReader{}).read(i, "o")) }
	exports := func(i item) error { return addExported(&access.ExportPage{}, i) }
	for kind, c := range map[string]struct {
		partition, sort string
		does            map[string]func(item) error
	}{
		KindEvent:        {"p", "s", map[string]func(item) error{"delete": deletes, "read": reads}},
		kindListedEvent:  {"p", "s", map[string]func(item) error{"delete": deletes}},
		KindInvitation:   {"p", "s", map[string]func(item) error{"delete": deletes, "read": reads, "derive": derives, "retain": retains}},
		kindSlot:         {"ORG#o#OFFERS", someAda.Key() + " i", map[string]func(item) error{"delete": deletes, "derive": derives}},
		kindMembership:   {"p", "s", map[string]func(item) error{"delete": deletes, "derive": derives, "export": exports}},
		kindGoverned:     {"p", "s", map[string]func(item) error{"derive": derives}},
		kindAccount:      {"p", "s", map[string]func(item) error{"derive": derives, "export": exports}},
		kindOrganisation: {"p", "s", map[string]func(item) error{"export": exports}},
		kindMember:       {"p", "s", map[string]func(item) error{"list": lists}},
		kindSuppression:  {"ORG#o#STOPPED", someAda.Key(), map[string]func(item) error{"delete": deletes, "read": reads}},
		kindIdempotency:  {"p", "s", map[string]func(item) error{"delete": deletes}},
		kindCount:        {addressPartition + someAda.Key(), "s", map[string]func(item) error{"read": reads}},
		kindAddress:      {addressPartition + someAda.Key(), "s", map[string]func(item) error{"delete": deletes}},
	} {
		for name, do := range c.does {
			if err := do(damagedItem(t, c.partition, c.sort, kind)); err == nil {
				t.Errorf("%s: %s does not find the damage", kind, name)
			}
		}
	}
}

// damage is an HTTP client that damages the items in one response of many.
type damage struct {
	aws.HTTPClient
	left atomic.Int64 // the responses until that one
	done atomic.Bool  // it had an item
}

// valuesInBody matches attributes of items that are read as texts or numbers.
var valuesInBody = regexp.MustCompile(`"(id|invitation|version|changedAt|at|used|type|holder|user)":\{"[SN]":"([^"\\]|\\.)*"\}`)

// Do implements [aws.HTTPClient].
func (d *damage) Do(r *http.Request) (*http.Response, error) {
	response, err := d.HTTPClient.Do(r)
	if d.left.Add(-1) != 0 || err != nil {
		return response, err
	}
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	_ = response.Body.Close()
	damaged := valuesInBody.ReplaceAll(body, []byte(`"$1":{"BOOL":true}`))
	damaged = bytes.ReplaceAll(damaged, []byte(`"membership":{"S":"{`), []byte(`"membership":{"S":"`)) // JSON in an item
	d.done.Store(!bytes.Equal(damaged, body))
	response.Body, response.ContentLength = io.NopCloser(bytes.NewReader(damaged)), int64(len(damaged))
	response.Header.Del("X-Amz-Crc32")
	return response, nil
}

// TestADamagedItemIsAnError damages the items in each response to each method of the store.
func TestADamagedItemIsAnError(t *testing.T) {
	store := newTable(t)
	d := &damage{HTTPClient: store.Client.Options().HTTPClient}
	store.Client = dynamodb.New(store.Client.Options(), func(o *dynamodb.Options) { o.HTTPClient, o.Retryer = d, aws.NopRetryer{} })
	storetest.EachCall(t, removableStore{store}, func(name string, call func(ctx context.Context) error) {
		t.Run(name, func(t *testing.T) {
			for n := int64(1); n < 100; n++ {
				d.left.Store(n)
				d.done.Store(false)
				err := call(t.Context())
				if d.left.Load() > 0 {
					return
				}
				if d.done.Load() && err == nil {
					t.Errorf("nobody learns that the items of response %d are damaged", n)
				}
			}
		})
	})
}
