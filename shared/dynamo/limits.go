package dynamo

import (
	"context"
	"errors"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"time"

	"admit/shared/access"
)

// What limits count is kept in slots, items of their own, so that the writes of
// one organisation do not all meet at one item. Each slot has its share of the
// limit and is never filled beyond it; the shares add up to the limit, and so
// the sum never exceeds it, however many write at once. While the sum is below
// the limit, some slot has room.
//
// Only the sum counts: what ends may be taken from any slot, which may then have
// less than nothing, and so much more room.
//
// A limit may be lowered while slots hold more than their new share; the others
// have so much less room. So a slot keeps the limit under which it was last
// filled. Where that is higher than today's, all slots are read to tell the room,
// until none holds more than its share. The one slot for which this says nothing
// is one that was not filled at all under the higher limit. Limits of less than
// 256 are judged by reading all slots in any case; and an organisation that has
// more open passes over one of sixteen slots about once in a million times.

const (
	// organisationShards is over how many slots the counts of an organisation are spread.
	organisationShards = 16
	// smallShare is the share of a slot below which its slots are soon full: then
	// they are read first.
	smallShare = 16
)

// count is a change of what is counted for a limit, in one of its slots.
type count struct {
	limit     access.LimitName
	partition string
	window    string // the beginning of the sort key
	shards    int
	shard     int
	capacity  int // how much the slot may hold, if there is to be more
	change    int
	most      int // of all slots together, if there is to be more
	unlimited bool
	expiresAt time.Time

	readAll bool // upTo was told from what all slots hold
	crowded bool // some of them held more than their share
}

// countOffer counts an offer for all limits. The offer of an operator is counted
// as open whatever the limit is.
func (t *transaction) countOffer(w access.Offer, opened int) {
	i, limits := w.Invitation, w.Limits
	if opened != 0 {
		open := openCount(i, opened)
		open.most, open.unlimited = limits.OpenInvitations, w.ByOperator
		t.add(open)
	}
	if w.ByOperator {
		return
	}
	t.add(count{limit: access.LimitHour, partition: countsPartition(i.Scope.Organisation), window: hourWindow(i.QueuedAt),
		shards: organisationShards, shard: homeShard(i), change: 1, most: limits.InvitationsPerHour,
		expiresAt: i.QueuedAt.UTC().Truncate(time.Hour).Add(countKept)})
	t.countMail(i, access.LimitDay, mailsPartition(i.Scope.Organisation, i.Email), limits.MailsPerDay)
	if top := w.Partner.ID; top != "" {
		t.countMail(i, access.LimitDayOfPartner, mailsBelowPartition(top, i.Email), limits.MailsPerDayOfPartner)
	}
}

// countMail counts the mail of an invitation in its day.
func (t *transaction) countMail(i access.Invitation, limit access.LimitName, partition string, most int) {
	t.add(count{limit: limit, partition: partition, window: dayWindow(i.QueuedAt), shards: 1, change: 1, most: most,
		expiresAt: i.QueuedAt.UTC().Truncate(24 * time.Hour).Add(countKept)})
}

// countClosed counts an invitation as open no more. All that a transaction
// closes is taken from one slot.
func (t *transaction) countClosed(i access.Invitation) {
	if len(t.counts) > 0 {
		t.counts[0].change--
		return
	}
	t.add(openCount(i, -1))
}

func openCount(i access.Invitation, change int) count {
	return count{limit: access.LimitOpen, partition: countsPartition(i.Scope.Organisation), window: openWindow,
		shards: organisationShards, shard: homeShard(i), change: change}
}

func (t *transaction) add(c count) {
	c.capacity = c.share(c.shard)
	t.counts = append(t.counts, c)
}

const (
	openWindow = "open"
	// countKept is how long a count is kept after its hour or day began.
	countKept = 48 * time.Hour
)

func hourWindow(at time.Time) string { return at.UTC().Format("2006-01-02T15") }

func dayWindow(at time.Time) string { return at.UTC().Format(time.DateOnly) }

// homeShard is where an invitation is counted if there is room, and taken from,
// so that the slots stay equally full.
func homeShard(i access.Invitation) int {
	hash := fnv.New32a()
	_, _ = hash.Write([]byte(i.ID)) // never fails
	return int(hash.Sum32() % organisationShards)
}

// share is how much of the limit a slot has.
func (c count) share(shard int) int {
	share := c.most / c.shards
	if shard < c.most%c.shards {
		share++
	}
	return share
}

type countItem struct {
	keyed
	Used int `dynamodbav:"used"`
}

// write puts the change of a count into a transaction.
func (c count) write(t *transaction) {
	k := countKey(c.partition, c.window, c.shard)
	update, values := "ADD #used :change SET #kind = :kind", args{":change": c.change, ":kind": "count"}
	if !c.expiresAt.IsZero() {
		update += ", #expiresAt = :expiresAt"
		values[":expiresAt"] = c.expiresAt.Unix()
	}
	if c.change < 0 {
		t.update(k, update, "", values)
		return
	}
	condition := "#used < :upTo"
	values[":upTo"] = c.capacity
	if c.capacity > 0 {
		condition = "(attribute_not_exists(#used) OR #used < :upTo)"
	}
	if !c.readAll {
		condition += " AND (attribute_not_exists(#limit) OR #limit <= :limit)"
	}
	if !c.crowded {
		update += ", #limit = :limit"
	}
	if !c.readAll || !c.crowded {
		values[":limit"] = c.most
	}
	t.update(k, update, condition, values)
}

// placeSmallCounts finds slots for the counts of small limits. One for which there is
// none is written in vain: what else is in the way comes first.
func (s Store) placeSmallCounts(ctx context.Context, counts []count) error {
	for n, c := range counts {
		if c.change < 0 || c.shards == 1 || c.most >= c.shards*smallShare {
			continue
		}
		err := counts[n].move(ctx, s)
		if _, full := errors.AsType[*access.LimitError](err); err != nil && !full {
			return err
		}
	}
	return nil
}

// move finds another slot for a count: any one to take from, or one with room.
func (c *count) move(ctx context.Context, s Store) error {
	if c.change < 0 {
		c.shard = rand.IntN(c.shards) //nolint:gosec // it spreads load and hides nothing
		return nil
	}
	used, err := s.used(ctx, *c)
	if err != nil {
		return err
	}
	upTo := c.allotted(used)
	c.readAll, c.crowded = true, false
	var free []int
	for shard := range upTo {
		c.crowded = c.crowded || used[shard] > c.share(shard)
		if used[shard] < upTo[shard] {
			free = append(free, shard)
		}
	}
	switch {
	case len(free) > 0:
		c.shard = free[rand.IntN(len(free))] //nolint:gosec // the same
		c.capacity = upTo[c.shard]
		return nil
	case c.unlimited:
		// It is counted under the highest limit there is. So whoever counts in this
		// slot next reads all slots.
		c.most, c.capacity, c.crowded = math.MaxInt32, math.MaxInt32, false
		return nil
	}
	c.capacity = upTo[c.shard]
	return &access.LimitError{Limit: c.limit}
}

// allotted is how much each slot may hold. Those that hold more than their share,
// since the limit was lowered, do so at the expense of the others.
func (c count) allotted(used []int) []int {
	upTo := make([]int, c.shards)
	excess := 0
	for shard := range upTo {
		upTo[shard] = c.share(shard)
		excess += max(0, used[shard]-upTo[shard])
	}
	for shard := range upTo {
		less := min(excess, max(0, upTo[shard]-used[shard]))
		upTo[shard] -= less
		excess -= less
	}
	return upTo
}
