package dynamo

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"admit/shared/access"
)

// Usage reads how much of the limits of an organisation is used.
func (s Store) Usage(ctx context.Context, q access.UsageQuery) (access.Usage, error) {
	usage := access.Usage{Day: map[string]int{}, DayOfPartner: map[string]int{}}
	var err error
	if usage.Open, err = s.sum(ctx, q.Organisation, openWindow); err != nil {
		return access.Usage{}, err
	}
	if usage.Hour, err = s.sum(ctx, q.Organisation, hourWindow(q.At)); err != nil {
		return access.Usage{}, err
	}
	return usage, s.readMails(ctx, q, usage)
}

// sum adds up what all slots of a count of an organisation hold.
func (s Store) sum(ctx context.Context, o access.OrganisationID, window string) (int, error) {
	used, err := s.used(ctx, count{partition: countsPartition(o), window: window, shards: organisationShards})
	sum := 0
	for _, n := range used {
		sum += n
	}
	return sum, err
}

// readMails reads how many mails of the day the addresses of a query have got.
func (s Store) readMails(ctx context.Context, q access.UsageQuery, into access.Usage) error {
	type place struct {
		counts  map[string]int
		address string
	}
	places, day := map[key]place{}, dayWindow(q.At)
	for _, a := range q.Addresses {
		places[countKey(mailsPartition(q.Organisation, a), day, 0)] = place{into.Day, a.Key()}
		if q.Partner != "" {
			places[countKey(mailsBelowPartition(q.Partner, a), day, 0)] = place{into.DayOfPartner, a.Key()}
		}
	}
	items, err := s.batch(ctx, slices.Collect(maps.Keys(places)))
	if err != nil {
		return err
	}
	for k, item := range items {
		stored, err := read[countItem](item)
		if err != nil {
			return err
		}
		places[k].counts[places[k].address] = stored.Used
	}
	return nil
}

// used reads what the slots of a count hold.
func (s Store) used(ctx context.Context, c count) ([]int, error) {
	held := map[string]int{}
	q := query{partition: c.partition, prefix: countPrefix(c.window)}
	err := s.query(ctx, q, func(item map[string]types.AttributeValue) (bool, error) {
		stored, err := read[countItem](item)
		held[stored.SK] = stored.Used
		return true, err
	})
	used := make([]int, c.shards)
	for shard := range used {
		used[shard] = held[countKey(c.partition, c.window, shard).sort]
	}
	return used, err
}

// CountExpired counts the slots of an organisation whose offer was over at a
// moment, up to a limit.
func (s Store) CountExpired(ctx context.Context, o access.OrganisationID, at time.Time, limit int) (int, error) {
	slots, err := s.expiredSlots(ctx, o, at, limit)
	return len(slots), err
}
