package dynamotest

import (
	"context"
	"math"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// sizes has how large each item of a transaction is, in octets; one that is not
// there is none.
type sizes []int

// transacted is the write capacity of a transaction after which the items have
// other sizes: two units for each begun kilobyte of an item, whichever of its
// sizes is larger. One that is only checked, or is not there, costs as if it
// were written.
func (s sizes) transacted(after sizes) (units float64) {
	for n := range s {
		units += 2 * math.Ceil(float64(max(1, s[n], after[n]))/1024)
	}
	return units
}

// sizes reads how large the items of a transaction are now. What a put replaces
// is taken to be no larger than what it puts.
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

// itemSize is the size of an item as the developer guide tells it, under "item
// sizes and formats".
func itemSize(item map[string]types.AttributeValue) int {
	size := 0
	for name, value := range item {
		size += len(name) + valueSize(value)
	}
	return size
}

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
	default: // a truth value, or null
		size = 1
	}
	return size
}
