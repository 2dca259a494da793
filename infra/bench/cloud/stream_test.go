package cloud

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// TestTheStreamHasThePuts lets calls pass, some of which the database refuses.
func TestTheStreamHasThePuts(t *testing.T) {
	database := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Header.Get("refuse") != "" {
			w.WriteHeader(http.StatusBadRequest)
		}
	})
	var c Cloud
	call := func(operation, refuse, body string) {
		request := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		request.Header.Set("refuse", refuse)
		c.stream.watch(httptest.NewRecorder(), request, operation, database)
	}
	item := func(kind string) string {
		return fmt.Sprintf(`{"pk": {"S": "key"}, "sk": {"S": "key"}, "kind": {"S": %q}, "delivery": {"S": "queued"}}`, kind)
	}
	const once = `"ConditionExpression": "attribute_not_exists(pk)", `
	call("PutItem", "", `{"TableName": "table", "Item": `+item("before")+`}`)
	got := make(chan Record, 10)
	c.Follow(t.Context(), "table", time.Millisecond, func(records []Record) {
		for _, r := range records {
			got <- r
		}
	})
	call("PutItem", "yes", `{"TableName": "table", "Item": `+item("refused")+`}`)
	call("PutItem", "", `{"TableName": "other", "Item": `+item("elsewhere")+`}`)
	call("TransactWriteItems", "", `{"TransactItems": [
		{"ConditionCheck": {"TableName": "table", "Key": {}}}, {"Update": {"TableName": "table", "Key": {}}},
		{"Put": {`+once+`"TableName": "table", "Item": `+item("new")+`}}, {"Put": {"TableName": "table", "Item": `+item("replaced")+`}}]}`)
	call("PutItem", "", `{"TableName": "table", "Item": `+item("alone")+`}`)
	for _, want := range []string{"INSERT new", "MODIFY replaced", "MODIFY alone"} {
		select {
		case r := <-got:
			if kind, delivery := r.Kind(); fmt.Sprint(r["eventName"], " ", kind) != want || delivery != "queued" {
				t.Errorf("the record is %v, want %s", r, want)
			}
		case <-time.After(time.Minute):
			t.Fatalf("no record of %s", want)
		}
	}
}

// TestTheStreamHasATransactionOnce repeats a transaction with its token, as the SDK does after an answer was lost.
func TestTheStreamHasATransactionOnce(t *testing.T) {
	database := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("{}")) })
	var c Cloud
	c.stream.follow("table")
	for _, token := range []string{"one", "one", "two", "", ""} {
		body := fmt.Sprintf(`{"ClientRequestToken": %q, "TransactItems": [{"Put": {"TableName": "table", "Item": {"kind": {"S": %q}}}}]}`, token, token)
		c.stream.watch(httptest.NewRecorder(), httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body)), "TransactWriteItems", database)
	}
	if records := c.stream.take("table"); len(records) != 4 {
		t.Errorf("%d records, want one for each token and one for each transaction without: 4", len(records))
	}
}
