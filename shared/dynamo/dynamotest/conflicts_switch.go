package dynamotest

import (
	"os"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
)

// ConflictsVariable is the environment variable that selects the tests whose DynamoDB has
// [Conflicts]: "races", also if it is empty, "always" or "never".
const ConflictsVariable = "ADMIT_CONFLICTS"

// ConflictsIn reports whether a test has a DynamoDB with [Conflicts]. A race is a test
// whose calls are made at the same time.
func ConflictsIn(tb testing.TB, race bool) bool {
	tb.Helper()
	switch selected := os.Getenv(ConflictsVariable); selected {
	case "", "races":
		return race
	case "always":
		return true
	case "never":
		return false
	default:
		tb.Fatalf("%s is %q, want races, always or never", ConflictsVariable, selected)
		return false
	}
}

// ClientIn returns a client of [Endpoint] for a test. It has conflicts if [ConflictsIn]
// says so.
func ClientIn(tb testing.TB, race bool, partitionKey, sortKey string) *dynamodb.Client {
	tb.Helper()
	if ConflictsIn(tb, race) {
		return NewConflicts(partitionKey, sortKey).Client(tb)
	}
	return Client(tb)
}
