package dynamo

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"admit/shared/access"
)

// TestShardsShareTheLimit checks that whatever the shards of a count hold, and
// whatever the limit was when they were written, there is room for exactly as
// many as are missing from the limit.
func TestShardsShareTheLimit(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 10_000 {
		c := count{shards: 1 + random.IntN(organisationShards), most: random.IntN(200)}
		used, sum, room := make([]int, c.shards), 0, 0
		for slot := range used {
			used[slot] = random.IntN(30) - 10
			sum += used[slot]
		}
		for slot, upTo := range c.allotted(used) {
			room += max(0, upTo-used[slot])
			if upTo > c.share(slot) {
				t.Fatalf("%+v: shard %d may hold %d, which is more than its share", c, slot, upTo)
			}
		}
		if want := max(0, c.most-sum); room != want {
			t.Fatalf("%+v with %v: there is room for %d, want %d", c, used, room, want)
		}
	}
}

// TestConcurrentInvitationsOfOneOrganisation checks that all invitations of a
// burst are written without a retry, and that all of them are counted.
func TestConcurrentInvitationsOfOneOrganisation(t *testing.T) {
	const burst = 64
	d := newFixture(t)
	var inviting sync.WaitGroup
	for n := range burst {
		offer := d.offer(d.whole(d.top), fmt.Sprintf("invitee%02d", n))
		inviting.Go(func() {
			if err := d.store.Invite(d.ctx, offer); err != nil {
				t.Errorf("invitation %d: %v", n, err)
			}
		})
	}
	inviting.Wait()
	if n := d.counted(d.top); n != burst {
		t.Errorf("%d are counted as open, want %d", n, burst)
	}
}

// TestLoweredLimit checks that what was written under a higher limit counts
// against the lower one, in whichever shard it was counted.
func TestLoweredLimit(t *testing.T) {
	d := newFixture(t)
	written := 0
	for _, limit := range []int{10_000, 5, 7} {
		for n := range 10 {
			offer := d.offer(d.whole(d.top), fmt.Sprintf("limit%d-%d", limit, n))
			offer.Limits.OpenInvitations = limit
			err := d.store.Invite(d.ctx, offer)
			_, full := errors.AsType[*access.LimitError](err)
			switch {
			case err == nil && written < limit:
				written++
			case !full || written < limit:
				t.Fatalf("%d of %d are written, and the next ends with %v", written, limit, err)
			}
			if limit == 10_000 && written == 6 {
				break
			}
		}
	}
	if written != 7 {
		t.Errorf("%d are written, want 7", written)
	}
}

// TestLoweredLimitWithRoomInOneShard checks the case that the shard of the next
// invitation has room while all shards together hold more than the new limit.
func TestLoweredLimitWithRoomInOneShard(t *testing.T) {
	for _, limit := range []int{160, 300} {
		t.Run(fmt.Sprint(limit), func(t *testing.T) {
			d := newFixture(t)
			next := func() error {
				offer := d.offer(d.whole(d.top), access.NewID())
				offer.Limits.OpenInvitations = limit
				for homeShard(offer.Invitation) != 7 {
					offer.Invitation.ID = access.InvitationID(access.NewID())
				}
				return d.store.Invite(d.ctx, offer)
			}
			const under = 10_000
			full := limit/15 + 3
			d.fill(under, full, 7, 2)
			over := 15*full + 2 - limit
			for range 3 {
				d.full(next())
			}
			d.take(over, 3)
			d.full(next()) // the limit is reached, with room in one shard and too many in others
			d.take(1, 4)
			d.must(next())
			d.full(next())
			d.take(15*full, 3) // no shard holds more than its share
			d.must(next())
			if n := d.counted(d.top); n != limit+1-15*full {
				t.Errorf("%d are counted, want %d", n, limit+1-15*full)
			}
		})
	}
}

// TestOperatorExceedsTheLimit checks that an operator's invitation is counted in
// a shard that is full, and that the next count in that shard reads all shards.
func TestOperatorExceedsTheLimit(t *testing.T) {
	const limit = 320 // 20 in each shard
	d := newFixture(t)
	next := func(byOperator bool) error {
		offer := d.offer(d.whole(d.top), access.NewID())
		offer.Limits.OpenInvitations, offer.ByOperator = limit, byOperator
		for homeShard(offer.Invitation) != 7 {
			offer.Invitation.ID = access.InvitationID(access.NewID())
		}
		return d.store.Invite(d.ctx, offer)
	}
	d.fill(limit, 20, 7, 19)
	d.must(next(true)) // there is room
	d.full(next(false))
	d.must(next(true)) // there is no room
	d.must(next(true))
	if n := d.counted(d.top); n != limit+2 {
		t.Errorf("%d are counted, want %d", n, limit+2)
	}
	d.take(2, 7)
	d.full(next(false))
	d.take(1, 7)
	d.must(next(false))
	d.full(next(false))
	if n := d.counted(d.top); n != limit {
		t.Errorf("%d are counted, want %d", n, limit)
	}
}

// fill sets every shard of the open invitations to a count under a limit, and
// one shard to another count.
func (d *storeFixture) fill(limit, used, but, usedThere int) {
	d.Helper()
	t := d.store.begin()
	for slot := range organisationShards {
		holds := used
		if slot == but {
			holds = usedThere
		}
		t.update(countKey(countsPartition(d.top.ID), openWindow, slot), "SET #used = :used, #limit = :limit", "",
			args{":used": holds, ":limit": limit})
	}
	d.must(d.store.commit(d.ctx, t))
}

// take subtracts from the count of one shard.
func (d *storeFixture) take(n, slot int) {
	d.Helper()
	t := d.store.begin()
	t.add(count{partition: countsPartition(d.top.ID), window: openWindow, shards: organisationShards, shard: slot, change: -n})
	d.must(d.store.commit(d.ctx, t))
}

// full checks that a write was refused for the limit of open invitations.
func (d *storeFixture) full(err error) {
	d.Helper()
	if over, ok := errors.AsType[*access.LimitError](err); !ok || over.Limit != access.LimitOpen {
		d.Fatalf("beyond the limit: %v", err)
	}
}

// counted returns how many open invitations the shards of an organisation count.
func (d *storeFixture) counted(o access.Organisation) int {
	d.Helper()
	used, err := d.store.used(d.ctx, count{partition: countsPartition(o.ID), window: openWindow, shards: organisationShards})
	d.must(err)
	sum := 0
	for _, n := range used {
		sum += n
	}
	return sum
}
