package dynamo

import (
	"context"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
)

// used reads what the slots of a count hold.
func (s Store) used(ctx context.Context, c count) ([]int, error) {
	held := map[string]int{}
	q := query{partition: c.partition, prefix: countPrefix(c.window)}
	err := s.query(ctx, q, func(item map[string]types.AttributeValue) (bool, error) {
		stored, err := read[countItem](item)
		held[stored.SK] = stored.Used
		return true, err
	})
	used := make([]int, c.slots)
	for slot := range used {
		used[slot] = held[countKey(c.partition, c.window, slot).sort]
	}
	return used, err
}
