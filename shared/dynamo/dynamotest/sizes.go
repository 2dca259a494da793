package dynamotest

import (
	"context"
	"math"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// sizes is the size of each item of a transaction in octets. The size of an item that
// does not exist is 0.
type sizes []int

// transacted returns the write capacity of a transaction with the sizes of its items
// before and after it. An item costs two units for each begun kilobyte of its larger
// size. An item that is only checked, or does not exist, costs as if it were written.
func (s sizes) transacted(after sizes) (units float64) {
	for n := range s {
		units += 2 * math.Ceil(float64(max(1, s[n], after[n]))/1024)
	}
	return units
}

// sizes reads the current sizes of the items of a transaction. It assumes that an item
// that a put replaces is not larger than the new one.
func (m *Meter) sizes(ctx context.Context, transaction *dynamodb.TransactWriteItemsInput) (sizes, error) {
	all := make(sizes, 0, len(transaction.TransactItems))
	for _, write := range transaction.TransactItems {
		read := &dynamodb.GetItemInput{ConsistentRead: aws.Bool(true)}
		switch {
		case write.Put != nil:
			all = append(all, itemSize(write.Put.Item))
			continue
		case write.Update != nil:
			read.TableName, read.Key = write.Update.TableName, write.Update.Key
		case write.Delete != nil:
			read.TableName, read.Key = write.Delete.TableName, write.Delete.Key
		case write.ConditionCheck != nil:
			read.TableName, read.Key = write.ConditionCheck.TableName, write.ConditionCheck.Key
		}
		answer, err := m.client.GetItem(ctx, read)
		if err != nil {
			return nil, err
		}
		all = append(all, itemSize(answer.Item))
	}
	return all, nil
}

// itemSize returns the size of an item in octets, by the rules of the DynamoDB developer
// guide under "DynamoDB item sizes and formats".
func itemSize(item map[string]types.AttributeValue) int {
	size := 0
	for name, value := range item {
		size += len(name) + valueSize(value)
	}
	return size
}

// itemOverhead is what DynamoDB adds to each stored item, in octets, for its index.
const itemOverhead = 100

// TableSize returns the octets that DynamoDB charges for the items of a table.
func TableSize(ctx context.Context, client *dynamodb.Client, table string) (octets int, err error) {
	pages := dynamodb.NewScanPaginator(client, &dynamodb.ScanInput{TableName: &table, ConsistentRead: aws.Bool(true)})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return 0, err
		}
		for _, item := range page.Items {
			octets += itemSize(item) + itemOverhead
		}
	}
	return octets, nil
}

// valueSize returns the size of the value of an attribute, by the same rules.
func valueSize(value types.AttributeValue) int {
	size := 0
	switch v := value.(type) {
	case *types.AttributeValueMemberS:
		size = len(v.Value)
	case *types.AttributeValueMemberN:
		size = len(v.Value)/2 + 1
	case *types.AttributeValueMemberB:
		size = len(v.Value)
	case *types.AttributeValueMemberBS:
		for _, octets := range v.Value {
			size += len(octets)
		}
	case *types.AttributeValueMemberL:
		size = 3
		for _, element := range v.Value {
			size += 1 + valueSize(element)
		}
	case *types.AttributeValueMemberM:
		size = 3 + len(v.Value) + itemSize(v.Value)
	default: // a boolean or null
		size = 1
	}
	return size
}
