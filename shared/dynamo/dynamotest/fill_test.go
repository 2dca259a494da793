package dynamotest

import (
	"maps"
	"strconv"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

func TestAFillerMakesEqualUpdatesOnce(t *testing.T) {
	f := NewFiller(nil, "table", "pk", "sk")
	for n := range 4 {
		f.collect([]types.TransactWriteItem{{Update: &types.Update{
			UpdateExpression:          aws.String("ADD used :n"),
			Key:                       map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: "count"}, "sk": &types.AttributeValueMemberS{Value: "hour"}},
			ExpressionAttributeValues: map[string]types.AttributeValue{":n": &types.AttributeValueMemberN{Value: strconv.Itoa(n % 2)}},
		}}})
	}
	if len(f.updates) != 2 {
		t.Errorf("it makes %d updates, want 2", len(f.updates))
	}
}

func TestUsedLeavesOutThePlaceholdersOfACondition(t *testing.T) {
	got := used(map[string]int{":at": 1, ":atLeast": 2, "#status": 3}, "SET #status = if_not_exists(#status, :at)")
	if want := map[string]int{":at": 1, "#status": 3}; !maps.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got := used(map[string]int{":now": 1}, "REMOVE x"); got != nil {
		t.Errorf("%v, want nil: DynamoDB refuses an empty map", got)
	}
}
