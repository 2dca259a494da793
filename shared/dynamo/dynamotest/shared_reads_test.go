package dynamotest_test

import (
	"fmt"
	"testing"
	"testing/synctest"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"admit/shared/dynamo/dynamotest"
)

// TestReadsSeeEveryWriteBeforeThem lets reads begin at different moments around a write. A
// read that begins after the write has returned sees it, although equal reads were under way.
func TestReadsSeeEveryWriteBeforeThem(t *testing.T) {
	plain := dynamotest.Client(t)
	table := dynamotest.CreateTable(t, plain, "pk", "sk")
	conflicts := dynamotest.NewConflicts("pk", "sk")
	key := map[string]types.AttributeValue{"pk": &types.AttributeValueMemberS{Value: "a"}, "sk": &types.AttributeValueMemberS{Value: "b"}}
	synctest.Test(t, func(t *testing.T) {
		client := conflicts.Client(t)
		read := func() bool {
			out, err := client.GetItem(t.Context(), &dynamodb.GetItemInput{TableName: &table, Key: key, ConsistentRead: aws.Bool(true)})
			if err != nil {
				t.Error(err)
				return false
			}
			return len(out.Item) > 0
		}
		seen := make(chan string, 100)
		for n := range 20 {
			go func() {
				time.Sleep(time.Duration(n) * time.Millisecond)
				if began := n; began > 10 && !read() {
					seen <- fmt.Sprintf("a read that began at %d ms did not see the write", began)
				} else if began <= 10 {
					read()
				}
				seen <- ""
			}()
		}
		time.Sleep(5 * time.Millisecond)
		if _, err := client.PutItem(t.Context(), &dynamodb.PutItemInput{TableName: &table, Item: key}); err != nil { // returns at 10 ms
			t.Error(err)
		}
		for range 20 {
			if wrong := <-seen; wrong != "" {
				t.Error(wrong)
			}
		}
	})
}
