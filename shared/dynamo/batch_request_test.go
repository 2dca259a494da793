package dynamo

import (
	"encoding/json"
	"io"
	"net/http"
	"reflect"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"admit/shared/dynamo/dynamotest"
)

// recording answers requests in turn, and keeps their bodies.
type recording struct {
	t       *testing.T
	answers []string
	bodies  []any
}

func (r *recording) Do(request *http.Request) (*http.Response, error) {
	var body any
	if err := json.NewDecoder(request.Body).Decode(&body); err != nil {
		r.t.Error(err)
	}
	if target := request.Header.Get("X-Amz-Target"); target != "DynamoDB_20120810.BatchGetItem" {
		r.t.Errorf("the request is for %s", target)
	}
	answer := r.answers[len(r.bodies)]
	r.bodies = append(r.bodies, body)
	return &http.Response{StatusCode: http.StatusOK, Request: request, Body: io.NopCloser(strings.NewReader(answer)), Header: http.Header{}}, nil
}

// TestBatchesAreWrittenAsTheSDKWritesThem compares the request of a batch with that of the
// SDK, and reads the keys again that DynamoDB did not process.
func TestBatchesAreWrittenAsTheSDKWritesThem(t *testing.T) {
	const unprocessed = `{"Responses":{"table":[{"pk":{"S":"a"},"sk":{"S":"b"}}]},"UnprocessedKeys":{"table":{"Keys":[{"pk":{"S":"c\"\\<å\u2028"},"sk":{"S":""}}]}}}`
	const rest = `{"Responses":{"table":[{"pk":{"S":"c\"\\<å\u2028"},"sk":{"S":""}}]},"UnprocessedKeys":{}}`
	keys := []key{{"a", "b"}, {"c\"\\<å\u2028", ""}}
	own, whole := &recording{t: t, answers: []string{unprocessed, rest}}, &recording{t: t, answers: []string{"{}", "{}"}}

	found, err := Store{Client: dynamotest.ClientOf("http://stub", own), Table: "table"}.batch(t.Context(), keys)
	if err != nil || len(found) != len(keys) {
		t.Fatalf("found %v and %v, want both items", found, err)
	}
	client := dynamotest.ClientOf("http://stub", whole)
	for _, requested := range [][]key{keys, keys[1:]} {
		attributes := make([]map[string]types.AttributeValue, 0, len(requested))
		for _, k := range requested {
			attributes = append(attributes, k.attributes())
		}
		if _, err := client.BatchGetItem(t.Context(), &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{
			"table": {Keys: attributes, ConsistentRead: aws.Bool(true)},
		}}); err != nil {
			t.Fatal(err)
		}
	}
	if !reflect.DeepEqual(own.bodies, whole.bodies) {
		t.Errorf("the requests are\n%v\nwant\n%v", own.bodies, whole.bodies)
	}
}
