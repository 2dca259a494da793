package dynamo

import (
	"context"
	"maps"
	"slices"

	"admit/shared/access"
)

// Usage returns how much of the limits of an organisation is used.
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

// sum returns the sum of all shards of a count of an organisation.
func (s Store) sum(ctx context.Context, o access.OrganisationID, window string) (int, error) {
	used, err := s.used(ctx, count{partition: countsPartition(o), window: window, shards: organisationShards})
	sum := 0
	for _, n := range used {
		sum += n
	}
	return sum, err
}

// readMails adds to a usage how many emails the addresses of a query were sent in the
// day.
func (s Store) readMails(ctx context.Context, q access.UsageQuery, into access.Usage) error {
	type target struct {
		counts  map[string]int
		address string
	}
	targets, day := map[key]target{}, dayWindow(q.At)
	for _, a := range q.Addresses {
		targets[countKey(addressKey(a).partition, mailsWindow(q.Organisation, q.At), 0)] = target{into.Day, a.Key()}
		if q.Partner != "" {
			targets[countKey(mailsBelowPartition(q.Partner, a), day, 0)] = target{into.DayOfPartner, a.Key()}
		}
	}
	items, err := s.batch(ctx, slices.Collect(maps.Keys(targets)))
	if err != nil {
		return err
	}
	for k, item := range items {
		stored, err := read[countItem](item)
		if err != nil {
			return err
		}
		if stored.Used > 0 { // 0 if only operators have invited
			targets[k].counts[targets[k].address] = stored.Used
		}
	}
	return nil
}

// used returns what each shard of a count holds.
func (s Store) used(ctx context.Context, c count) ([]int, error) {
	byKey := map[string]int{}
	q := query{partition: c.partition, prefix: countPrefix(c.window)}
	err := s.query(ctx, q, func(item item) (bool, error) {
		stored, err := read[countItem](item)
		byKey[stored.SK] = stored.Used
		return true, err
	})
	used := make([]int, c.shards)
	for shard := range used {
		used[shard] = byKey[countKey(c.partition, c.window, shard).sort]
	}
	return used, err
}
