package dynamo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"

	"admit/shared/access"
)

// TestFailures checks that a transient failure is unavailable, that a failed
// condition is stale, and that every other failure is internal. Only a transaction can
// be cancelled. The tests of package transient show what is transient.
func TestFailures(t *testing.T) {
	const stale access.Kind = "stale"
	canceled := func(code string) string {
		return fmt.Sprintf(`{"__type": "TransactionCanceledException", "CancellationReasons": [{"Code": "None"}, {"Code": %q}]}`, code)
	}
	for name, c := range map[string]struct {
		status int
		body   string
		want   access.Kind
	}{
		"an answer that breaks off":                 {http.StatusOK, `{"Item": {`, access.Unavailable},
		"an answer that is no JSON":                 {http.StatusServiceUnavailable, "<html>busy</html>", access.Unavailable},
		"throttled":                                 {http.StatusBadRequest, `{"__type": "ThrottlingException"}`, access.Unavailable},
		"a transaction that was throttled":          {http.StatusBadRequest, canceled("ThrottlingError"), access.Unavailable},
		"a transaction beyond the throughput":       {http.StatusBadRequest, canceled("ProvisionedThroughputExceeded"), access.Unavailable},
		"a transaction whose condition failed":      {http.StatusBadRequest, canceled("ConditionalCheckFailed"), stale},
		"a transaction that conflicts with another": {http.StatusBadRequest, canceled("TransactionConflict"), stale},
		"a transaction in progress":                 {http.StatusBadRequest, `{"__type": "TransactionInProgressException"}`, stale},
		"a write that conflicts with a transaction": {http.StatusBadRequest, `{"__type": "TransactionConflictException"}`, stale},
		"a condition that failed":                   {http.StatusBadRequest, `{"__type": "ConditionalCheckFailedException"}`, stale},
		"a transaction that is not valid":           {http.StatusBadRequest, canceled("ValidationError"), access.Internal},
		"a table that does not exist":               {http.StatusBadRequest, `{"__type": "ResourceNotFoundException"}`, access.Internal},
		"a call that is not allowed":                {http.StatusBadRequest, `{"__type": "AccessDeniedException"}`, access.Internal},
	} {
		t.Run(name, func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				w.WriteHeader(c.status)
				_, _ = io.WriteString(w, c.body)
			}))
			defer server.Close()
			store := Store{Table: "table", Client: dynamodb.New(dynamodb.Options{Region: "eu-west-1", BaseEndpoint: &server.URL,
				Retryer: aws.NopRetryer{}, Credentials: credentials.NewStaticCredentialsProvider("key", "secret", "")})}
			write := store.begin()
			write.check(key{"p", "s"}, absent, nil)
			write.check(key{"p", "t"}, absent, nil)
			ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond) // for the tries after throttling
			defer cancel()
			calls := map[string]error{"a transaction": store.commit(ctx, write)}
			if !strings.Contains(c.body, "TransactionCanceled") {
				calls["a read"] = second(store.Invitation(t.Context(), "id"))
				calls["a write"] = store.updateOne(t.Context(), key{"p", "s"}, "SET #a = :a", "", args{":a": numberOf(1)})
			}
			for call, err := range calls {
				got := access.KindOf(err)
				if errors.Is(err, access.ErrStale) {
					got = stale
				}
				if err == nil || got != c.want {
					t.Errorf("%s: %s (%v), want %s", call, got, err, c.want)
				}
			}
		})
	}
}
