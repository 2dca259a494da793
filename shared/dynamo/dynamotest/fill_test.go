package dynamotest

import (
	"maps"
	"testing"
)

func TestUsedLeavesOutThePlaceholdersOfACondition(t *testing.T) {
	got := used(map[string]int{":at": 1, ":atLeast": 2, "#status": 3}, "SET #status = if_not_exists(#status, :at)")
	if want := map[string]int{":at": 1, "#status": 3}; !maps.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got := used(map[string]int{":now": 1}, "REMOVE x"); got != nil {
		t.Errorf("%v, want nil: DynamoDB refuses an empty map", got)
	}
}
