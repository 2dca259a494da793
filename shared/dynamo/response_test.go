package dynamo

import (
	"context"
	"errors"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/smithy-go"
	"github.com/go-json-experiment/json/jsontext"

	"admit/shared/dynamo/dynamotest"
)

// answering answers every request in the same way.
type answering struct {
	status int
	body   string
}

func (a answering) Do(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: a.status, Request: r, Body: io.NopCloser(strings.NewReader(a.body)), Header: http.Header{}}, nil
}

func (a answering) client() *dynamodb.Client { return dynamotest.ClientOf("http://stub", a) }

// all has every type of value that an item can have, and what JSON can escape.
const all = `{"pk":{"S":"a"},"sk":{"S":""},"text":{"S":"\"\\\/\u00e5\ud83d\ude00\u003c\n"},"plain":{"S":"åé😀"},"n\u0061me":{"N":"-12"},
	"yes":{"BOOL":true},"no":{"BOOL":false},"octets":{"B":"AQI="},"set":{"BS":["AQI=","Aw=="]},"null":{"NULL":true},
	"map":{"M":{"inner":{"M":{"x":{"S":"y"}}},"none":{"M":{}}}},"list":{"L":[{"S":"a"},{"L":[]},{"M":{"b":{"N":"1"}}}]}}`

// TestResponsesAreReadAsTheSDKReadsThem compares items with those that the SDK decodes.
func TestResponsesAreReadAsTheSDKReadsThem(t *testing.T) {
	many := "[" + strings.Repeat(all+" ,\n", 40) + all + "]"
	for name, body := range map[string]string{
		"no item": `{}`, "an item": `{"Item":` + all + `}`, "no items": `{"Items":[],"Count":0,"ScannedCount":0}`,
		"items": `{"Count":41,"Items":` + many + `,"ScannedCount":50}`, "a page": ` {"Items" : [` + all + `], "LastEvaluatedKey": {"pk":{"S":"a"},"sk":{"S":"b"}}} `,
		"a batch":        `{"Responses":{"table":` + many + `},"UnprocessedKeys":{}}`,
		"not everything": `{"Responses":{"table":[` + all + `]},"UnprocessedKeys":{"table":{"Keys":[{"pk":{"S":"a"},"sk":{"S":"b"}}]}}}`,
		"no table":       `{"Responses":{}}`,
	} {
		t.Run(name, func(t *testing.T) {
			client := answering{http.StatusOK, body}.client()
			same := func(call string, r response, want []map[string]types.AttributeValue) {
				if !slices.EqualFunc(r.items, want, func(got item, want map[string]types.AttributeValue) bool {
					return attribute{kind: typeMap, members: got}.equal(attribute{kind: typeMap, members: itemOf(want)})
				}) {
					t.Errorf("%s: %v, want %v", call, r.items, want)
				}
			}
			must := func(err error) {
				if err != nil {
					t.Fatal(err)
				}
			}
			var one, several, batch response
			get := &dynamodb.GetItemInput{TableName: aws.String("table"), Key: key{"a", "b"}.attributes()}
			want, err := client.GetItem(t.Context(), get)
			must(err)
			_, err = client.GetItem(t.Context(), get, one.of(&dynamodb.GetItemOutput{}))
			must(err)
			if want.Item != nil {
				same("GetItem", one, []map[string]types.AttributeValue{want.Item})
			}
			query := &dynamodb.QueryInput{TableName: aws.String("table")}
			wantQuery, err := client.Query(t.Context(), query)
			must(err)
			_, err = client.Query(t.Context(), query, several.of(&dynamodb.QueryOutput{}))
			must(err)
			if wantQuery.Items != nil {
				same("Query", several, wantQuery.Items)
			}
			if keyOf(several.last) != keyOf(itemOf(wantQuery.LastEvaluatedKey)) || several.scanned != int(wantQuery.ScannedCount) {
				t.Errorf("Query: %+v, want %+v", several, wantQuery)
			}
			keys := &dynamodb.BatchGetItemInput{RequestItems: map[string]types.KeysAndAttributes{"table": {Keys: []map[string]types.AttributeValue{get.Key}}}}
			wantBatch, err := client.BatchGetItem(t.Context(), keys)
			must(err)
			gotBatch, err := client.BatchGetItem(t.Context(), keys, batch.of(&dynamodb.BatchGetItemOutput{}))
			must(err)
			if wantBatch.Responses != nil {
				same("BatchGetItem", batch, wantBatch.Responses["table"])
			}
			if len(wantBatch.UnprocessedKeys) > 0 && !reflect.DeepEqual(gotBatch.UnprocessedKeys, wantBatch.UnprocessedKeys) {
				t.Errorf("BatchGetItem: %+v, want %+v", gotBatch, wantBatch)
			}
		})
	}
}

// TestRefusalsAreThoseOfTheSDK checks the errors of calls that return no items.
func TestRefusalsAreThoseOfTheSDK(t *testing.T) {
	call := func(status int, body string) error {
		client := answering{status, body}.client()
		var r response
		_, err := client.GetItem(context.Background(), &dynamodb.GetItemInput{TableName: aws.String("table"), Key: key{"a", "b"}.attributes()},
			r.of(&dynamodb.GetItemOutput{}), func(o *dynamodb.Options) { o.Retryer = aws.NopRetryer{} })
		return err
	}
	if _, refused := errors.AsType[*types.ResourceNotFoundException](call(http.StatusBadRequest, `{"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException"}`)); !refused {
		t.Error("the error of a missing table is lost")
	}
	whole := `{"Item":` + all + `}`
	for _, broken := range []string{"", "[]", "null", `{"Item":{"a":{"S":1}}}`, `{"Item":{"a":{"S":"1","N":"1"}}}`, `{"Item":{"a":"1"}}`, `{"Item":{"a":{}}}`} {
		if _, undecodable := errors.AsType[*smithy.DeserializationError](call(http.StatusOK, broken)); !undecodable {
			t.Errorf("%s is decoded", broken)
		}
	}
	for end := range len(whole) {
		if _, undecodable := errors.AsType[*smithy.DeserializationError](call(http.StatusOK, whole[:end])); !undecodable {
			t.Errorf("%s is decoded", whole[:end])
		}
	}
}

// FuzzParseItem checks that an item that is read is JSON.
func FuzzParseItem(f *testing.F) {
	f.Add(all)
	f.Add(`{"a":{"L":[{"S":"\ud800"},{"BOOL":true}]}}`)
	f.Fuzz(func(t *testing.T, text string) {
		p := parser{body: text}
		i := p.attributes()
		if p.err != nil {
			return
		}
		if !(attribute{members: i}).equal(attribute{members: i}) {
			t.Errorf("%q is read as %v", text, i)
		}
		plain := !strings.ContainsFunc(text, func(c rune) bool { return c < ' ' || c == utf8.RuneError })
		if read := jsontext.Value(text[:p.at]); plain && !read.IsValid(jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)) {
			t.Errorf("%q is read as an item", text)
		}
	})
}
