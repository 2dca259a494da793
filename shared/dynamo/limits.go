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

// A count of a limit is spread over shards. Each shard is an item, so that the writes
// of one organisation do not all conflict on one item. Each shard has a share of the
// limit and is never filled beyond it. The shares add up to the limit, so the sum never
// exceeds it, however many writes run at once. While the sum is below the limit, some
// shard has room.
//
// Only the sum counts. An invitation that is closed may be subtracted from any shard.
// A shard may become negative, and then has more room than its share.
//
// When a limit is lowered, some shards may hold more than their new share. The others
// then have less room. So each shard stores the limit under which it was last filled.
// If that is higher than the current limit, all shards are read to compute the room,
// until none holds more than its share. A shard that was never filled under the higher
// limit does not show this. For limits below 256, all shards are always read. With
// more invitations than that, the probability that one of sixteen shards was never
// filled is about one in a million.

const (
	// organisationShards is the number of shards of a count of an organisation.
	organisationShards = 16
	// smallShare is the share of a shard below which a limit is small. The shards of
	// a small limit are often full, so they are read before the write.
	smallShare = 16
)

// count is a change of one shard of the count of a limit.
type count struct {
	limit     access.LimitName
	partition string
	window    string // begins the sort key
	shards    int
	shard     int
	capacity  int // how much the shard may hold, if change is positive
	change    int
	most      int  // the limit of all shards together, if change is positive
	unlimited bool // counted even if the limit is reached
	expiresAt time.Time

	invitation access.InvitationID // that the shard names; empty if it names none

	readAll bool // capacity was computed from all shards
	crowded bool // some of them held more than their share
}

// countOffer counts an offer for all limits. openChange is the change of the count of
// open invitations. The offer of an operator is counted only as open, whatever the
// limit is.
func (t *transaction) countOffer(w access.Offer, openChange int) {
	i, limits := w.Invitation, w.Limits
	if openChange != 0 {
		open := openCount(i, openChange)
		open.most, open.unlimited = limits.OpenInvitations, w.ByOperator
		t.add(open)
	}
	if w.ByOperator {
		t.nameToInvitee(i)
		return
	}
	t.add(count{limit: access.LimitHour, partition: countsPartition(i.Scope.Organisation), window: hourWindow(i.QueuedAt),
		shards: organisationShards, shard: homeShard(i), change: 1, most: limits.InvitationsPerHour,
		expiresAt: i.QueuedAt.UTC().Truncate(time.Hour).Add(countKept)})
	t.add(count{limit: access.LimitDay, partition: addressKey(i.Email).partition, window: mailsWindow(i.Scope.Organisation, i.QueuedAt),
		shards: 1, change: 1, most: limits.MailsPerDay, expiresAt: namedUntil(i), invitation: i.ID})
	if top := w.Partner.ID; top != "" {
		t.add(count{limit: access.LimitDayOfPartner, partition: mailsBelowPartition(top, i.Email), window: dayWindow(i.QueuedAt),
			shards: 1, change: 1, most: limits.MailsPerDayOfPartner, expiresAt: i.QueuedAt.UTC().Truncate(24 * time.Hour).Add(countKept)})
	}
}

// countClosed subtracts an invitation from the count of open invitations. All
// invitations that a transaction closes are subtracted from one shard.
func (t *transaction) countClosed(i access.Invitation) {
	if len(t.counts) > 0 {
		t.counts[0].change--
		return
	}
	t.add(openCount(i, -1))
}

// openCount returns a change of the count of open invitations.
func openCount(i access.Invitation, change int) count {
	return count{limit: access.LimitOpen, partition: countsPartition(i.Scope.Organisation), window: openWindow,
		shards: organisationShards, shard: homeShard(i), change: change}
}

// add adds a count to the transaction.
func (t *transaction) add(c count) {
	c.capacity = c.share(c.shard)
	t.counts = append(t.counts, c)
}

const (
	// openWindow is the window of the count of open invitations. It never ends.
	openWindow = "open"
	// countKept is how long a count is kept after its hour or day began.
	countKept = 48 * time.Hour
)

func hourWindow(at time.Time) string { return at.UTC().Format("2006-01-02T15") }

func dayWindow(at time.Time) string { return at.UTC().Format(time.DateOnly) }

// homeShard returns the shard in which an invitation is counted, if there is room, and
// from which it is subtracted. So the shards stay equally full.
func homeShard(i access.Invitation) int {
	hash := fnv.New32a()
	_, _ = hash.Write([]byte(i.ID)) // never fails
	return int(hash.Sum32() % organisationShards)
}

// share returns a shard's share of the limit.
func (c count) share(shard int) int {
	share := c.most / c.shards
	if shard < c.most%c.shards {
		share++
	}
	return share
}

// countItem is a shard of a count.
type countItem struct {
	header
	Used        int
	Invitations []access.InvitationID // to the address, if it counts emails from an organisation to one
}

func (c *countItem) fields(f *fields) {
	c.header.fields(f)
	number(f, "used", &c.Used)
	optionalList(f, "invitations", &c.Invitations, textSet)
}

// write adds the update of the shard to a transaction.
func (c count) write(t *transaction) {
	k := countKey(c.partition, c.window, c.shard)
	update, values := "ADD #used :change SET #kind = :kind", args{":change": numberOf(c.change), ":kind": textOf(kindCount)}
	if c.invitation != "" {
		update, values[":invitations"] = "ADD #used :change, #invitations :invitations SET #kind = :kind", textSetOf(c.invitation)
	}
	if !c.expiresAt.IsZero() {
		update += ", #expiresAt = :expiresAt"
		values[":expiresAt"] = numberOf(c.expiresAt.Unix())
	}
	if c.change < 0 {
		t.update(k, update, "", values)
		return
	}
	condition := "#used < :capacity"
	values[":capacity"] = numberOf(c.capacity)
	if c.capacity > 0 {
		condition = "(attribute_not_exists(#used) OR #used < :capacity)"
	}
	if !c.readAll {
		condition += " AND (attribute_not_exists(#limit) OR #limit <= :limit)"
	}
	if !c.crowded {
		update += ", #limit = :limit"
	}
	if !c.readAll || !c.crowded {
		values[":limit"] = numberOf(c.most)
	}
	t.update(k, update, condition, values)
}

// assignSmallCounts assigns the counts of small limits to shards with room. A count for
// which there is no room keeps its shard, and its write fails. So a transaction that
// is stale as well is reported as stale, not as over the limit.
func (s Store) assignSmallCounts(ctx context.Context, counts []count) error {
	for n, c := range counts {
		if c.change < 0 || c.shards == 1 || c.most >= c.shards*smallShare {
			continue
		}
		err := counts[n].assign(ctx, s)
		if _, full := errors.AsType[*access.LimitError](err); err != nil && !full {
			return err
		}
	}
	return nil
}

// assign assigns a count to another shard: a random one to subtract from, or a random
// one of those with room. It returns [access.LimitError] if none has room.
func (c *count) assign(ctx context.Context, s Store) error {
	if c.change < 0 {
		c.shard = rand.IntN(c.shards) //nolint:gosec // it spreads load and protects no secret
		return nil
	}
	used, err := s.used(ctx, *c)
	if err != nil {
		return err
	}
	capacities := c.allotted(used)
	c.readAll, c.crowded = true, false
	var free []int
	for shard := range capacities {
		c.crowded = c.crowded || used[shard] > c.share(shard)
		if used[shard] < capacities[shard] {
			free = append(free, shard)
		}
	}
	switch {
	case len(free) > 0:
		c.shard = free[rand.IntN(len(free))] //nolint:gosec // as above
		c.capacity = capacities[c.shard]
		return nil
	case c.unlimited:
		// The shard stores the highest possible limit. So the next write that counts in
		// this shard reads all shards.
		c.most, c.capacity, c.crowded = math.MaxInt32, math.MaxInt32, false
		return nil
	}
	c.capacity = capacities[c.shard]
	return &access.LimitError{Limit: c.limit}
}

// allotted returns how much each shard may hold. Shards that hold more than their
// share, because the limit was lowered, reduce what the others may hold.
func (c count) allotted(used []int) []int {
	capacities := make([]int, c.shards)
	excess := 0
	for shard := range capacities {
		capacities[shard] = c.share(shard)
		excess += max(0, used[shard]-capacities[shard])
	}
	for shard := range capacities {
		reduction := min(excess, max(0, capacities[shard]-used[shard]))
		capacities[shard] -= reduction
		excess -= reduction
	}
	return capacities
}
