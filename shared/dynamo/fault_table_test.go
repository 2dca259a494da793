package dynamo_test

import (
	"context"
	"encoding/json"
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/feature/dynamodb/attributevalue"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"admit/shared/access"
	"admit/shared/dynamo"
	"admit/shared/dynamo/dynamotest"
)

// table is a store in a new table in DynamoDB Local. The test can read its
// items.
type table struct {
	dynamo.Store
	t *testing.T
}

type item = map[string]types.AttributeValue

// newTable creates a table. Its calls go through the transport. With
// aws.NopRetryer the SDK repeats no call, so that every answer reaches the use
// case.
func newTable(t *testing.T, transport http.RoundTripper, retryer aws.Retryer) table {
	t.Helper()
	client := dynamodb.New(dynamotest.Client(t).Options(), func(o *dynamodb.Options) {
		o.HTTPClient, o.Retryer = &http.Client{Transport: transport}, retryer
	})
	store := dynamo.Store{Client: client, Table: dynamotest.CreateTable(t, client, dynamo.PartitionKey, dynamo.SortKey)}
	return table{store, t}
}

// items returns all items of the table, by key.
func (b table) items() map[string]item {
	b.t.Helper()
	all := map[string]item{}
	scan := &dynamodb.ScanInput{TableName: &b.Table, ConsistentRead: aws.Bool(true)}
	for {
		answer, err := b.scan(scan)
		if err != nil {
			b.t.Fatalf("scan: %v", err)
		}
		for _, i := range answer.Items {
			all[key(i)] = i
		}
		if scan.ExclusiveStartKey = answer.LastEvaluatedKey; scan.ExclusiveStartKey == nil {
			return all
		}
	}
}

// RemoveInvitation implements [fixture.TimeToLive].
func (b table) RemoveInvitation(ctx context.Context, id access.InvitationID) error {
	at := "INVITATION#" + string(id) + " | INVITATION"
	i := b.items()[at]
	_, err := b.Client.DeleteItem(ctx, &dynamodb.DeleteItemInput{TableName: &b.Table, Key: item{"pk": i["pk"], "sk": i["sk"]}})
	return err
}

// scan reads a page. On a busy machine the connection of a long answer sometimes
// breaks. The scan is not what is tested, so it is repeated.
func (b table) scan(page *dynamodb.ScanInput) (answer *dynamodb.ScanOutput, err error) {
	for range 3 {
		if answer, err = b.Client.Scan(context.WithoutCancel(b.t.Context()), page); err == nil {
			break
		}
	}
	return answer, err
}

// restore changes the table from one state back to another.
func (b table) restore(is, was map[string]item) {
	b.t.Helper()
	var writes []types.WriteRequest
	for at, i := range is {
		if _, stays := was[at]; !stays {
			writes = append(writes, types.WriteRequest{DeleteRequest: &types.DeleteRequest{Key: item{"pk": i["pk"], "sk": i["sk"]}}})
		}
	}
	for at, i := range was {
		if !reflect.DeepEqual(i, is[at]) {
			writes = append(writes, types.WriteRequest{PutRequest: &types.PutRequest{Item: i}})
		}
	}
	for batch := range slices.Chunk(writes, 25) {
		if _, err := b.Client.BatchWriteItem(b.t.Context(),
			&dynamodb.BatchWriteItemInput{RequestItems: map[string][]types.WriteRequest{b.Table: batch}}); err != nil {
			b.t.Fatalf("restore the table: %v", err)
		}
	}
}

// key returns the key of an item as text.
func key(i item) string { return text(i["pk"]) + " | " + text(i["sk"]) }

func text(value types.AttributeValue) string {
	s, _ := value.(*types.AttributeValueMemberS)
	if s == nil {
		return ""
	}
	return s.Value
}

// plain returns an item as Go values.
func plain(t *testing.T, i item) map[string]any {
	t.Helper()
	var values map[string]any
	if err := attributevalue.UnmarshalMap(i, &values); err != nil {
		t.Fatal(err)
	}
	return values
}

var (
	generatedIDs = regexp.MustCompile(`[A-Za-z0-9_-]{20}`) // ids and versions
	pseudonyms   = regexp.MustCompile(`Deleted user [0-9a-f]{8}`)
	instants     = regexp.MustCompile(`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.(\d{6}|\d{3})Z`)
	numbers      = regexp.MustCompile(`(\\?"(?:t|at|[a-z][a-zA-Z]*(?:At|Until))\\?"):\d+`) // also in the text of a listed membership
)

// normal returns the changes of a table as lines that are the same in two runs of
// the same operation. It leaves out new ids, times and the number of tries of a
// mail.
func normal(t *testing.T, is, was map[string]item, known map[string]bool) []string {
	t.Helper()
	var lines []string
	for at, i := range was {
		if _, there := is[at]; !there && text(i["kind"]) != "request" {
			lines = append(lines, "gone: "+at)
		}
	}
	for _, i := range summed(t, is) {
		before, there := was[key(i)]
		if there && reflect.DeepEqual(i, before) {
			continue
		}
		line := normalLine(t, i, known)
		if !there || line != normalLine(t, before, known) {
			lines = append(lines, line)
		}
	}
	slices.Sort(lines)
	return lines
}

func normalLine(t *testing.T, i item, known map[string]bool) string {
	t.Helper()
	normal := generatedIDs.ReplaceAllStringFunc(line(t, i), func(id string) string {
		if known[id] {
			return id
		}
		return "<new>"
	})
	normal = pseudonyms.ReplaceAllString(normal, "Deleted user <new>")
	return numbers.ReplaceAllString(instants.ReplaceAllString(normal, "<time>"), `$1:"<time>"`)
}

// summed replaces the shards of a count by their sum, because a write chooses
// its shard at random. It leaves out idempotency records, because whether one is
// stored depends on the fault.
func summed(t *testing.T, is map[string]item) []item {
	t.Helper()
	var sums []item
	used := map[[2]string]float64{}
	for _, i := range is {
		switch text(i["kind"]) {
		case "request":
		case "count":
			window, _, _ := strings.Cut(text(i["sk"]), "#")
			n, _ := plain(t, i)["used"].(float64)
			used[[2]string{text(i["pk"]), window}] += n
		default:
			sums = append(sums, i)
		}
	}
	for of, n := range used {
		if n == 0 {
			continue
		}
		sum, err := attributevalue.MarshalMap(map[string]any{"pk": of[0], "sk": of[1], "kind": "count", "used": n})
		if err != nil {
			t.Fatal(err)
		}
		sums = append(sums, sum)
	}
	return sums
}

// ids returns all ids in a table.
func ids(t *testing.T, was map[string]item) map[string]bool {
	t.Helper()
	known := map[string]bool{}
	for _, i := range was {
		for _, id := range generatedIDs.FindAllString(line(t, i), -1) {
			known[id] = true
		}
	}
	return known
}

func line(t *testing.T, i item) string {
	values := plain(t, i)
	delete(values, "secrets") // another check opens the links that were sent
	for name, stands := range map[string]string{"message": "<message>", "version": "<version>"} {
		if is, ok := values[name].(string); ok && is != "" {
			values[name] = stands
		}
	}
	written, err := json.Marshal(values)
	if err != nil {
		t.Fatal(err)
	}
	return string(written)
}
