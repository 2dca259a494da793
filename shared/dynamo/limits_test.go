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
	f := newFixture(t)
	var inviting sync.WaitGroup
	for n := range burst {
		offer := f.offer(f.whole(f.top), fmt.Sprintf("invitee%02d", n))
		inviting.Go(func() {
			if err := f.store.Invite(f.ctx, offer); err != nil {
				t.Errorf("invitation %d: %v", n, err)
			}
		})
	}
	inviting.Wait()
	if n := f.counted(f.top); n != burst {
		t.Errorf("%d are counted as open, want %d", n, burst)
	}
}

// TestLoweredLimit checks that what was written under a higher limit counts
// against the lower one, in whichever shard it was counted.
func TestLoweredLimit(t *testing.T) {
	f := newFixture(t)
	written := 0
	for _, limit := range []int{10_000, 5, 7} {
		for n := range 10 {
			offer := f.offer(f.whole(f.top), fmt.Sprintf("limit%d-%d", limit, n))
			offer.Limits.OpenInvitations = limit
			err := f.store.Invite(f.ctx, offer)
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
			f := newFixture(t)
			next := func() error {
				offer := f.offer(f.whole(f.top), access.NewID())
				offer.Limits.OpenInvitations = limit
				for homeShard(offer.Invitation) != 7 {
					offer.Invitation.ID = access.InvitationID(access.NewID())
				}
				return f.store.Invite(f.ctx, offer)
			}
			const under = 10_000
			full := limit/15 + 3
			f.fill(under, full, 7, 2)
			over := 15*full + 2 - limit
			for range 3 {
				f.full(next())
			}
			f.take(over, 3)
			f.full(next()) // the limit is reached, with room in one shard and too many in others
			f.take(1, 4)
			f.must(next())
			f.full(next())
			f.take(15*full, 3) // no shard holds more than its share
			f.must(next())
			if n := f.counted(f.top); n != limit+1-15*full {
				t.Errorf("%d are counted, want %d", n, limit+1-15*full)
			}
		})
	}
}

// TestOperatorExceedsTheLimit checks that an operator's invitation is counted in
// a shard that is full, and that the next count in that shard reads all shards.
func TestOperatorExceedsTheLimit(t *testing.T) {
	const limit = 320 // 20 in each shard
	f := newFixture(t)
	next := func(byOperator bool) error {
		offer := f.offer(f.whole(f.top), access.NewID())
		offer.Limits.OpenInvitations, offer.ByOperator = limit, byOperator
		for homeShard(offer.Invitation) != 7 {
			offer.Invitation.ID = access.InvitationID(access.NewID())
		}
		return f.store.Invite(f.ctx, offer)
	}
	f.fill(limit, 20, 7, 19)
	f.must(next(true)) // there is room
	f.full(next(false))
	f.must(next(true)) // there is no room
	f.must(next(true))
	if n := f.counted(f.top); n != limit+2 {
		t.Errorf("%d are counted, want %d", n, limit+2)
	}
	f.take(2, 7)
	f.full(next(false))
	f.take(1, 7)
	f.must(next(false))
	f.full(next(false))
	if n := f.counted(f.top); n != limit {
		t.Errorf("%d are counted, want %d", n, limit)
	}
}

// fill sets every shard of the open invitations to a count under a limit, and
// one shard to another count.
func (f *storeFixture) fill(limit, used, but, usedThere int) {
	f.Helper()
	t := f.store.begin()
	for slot := range organisationShards {
		holds := used
		if slot == but {
			holds = usedThere
		}
		t.update(countKey(countsPartition(f.top.ID), openWindow, slot), "SET #used = :used, #limit = :limit", "",
			args{":used": numberOf(holds), ":limit": numberOf(limit)})
	}
	f.must(f.store.commit(f.ctx, t))
}

// take subtracts from the count of one shard.
func (f *storeFixture) take(n, slot int) {
	f.Helper()
	t := f.store.begin()
	t.add(count{partition: countsPartition(f.top.ID), window: openWindow, shards: organisationShards, shard: slot, change: -n})
	f.must(f.store.commit(f.ctx, t))
}

// full checks that a write was refused for the limit of open invitations.
func (f *storeFixture) full(err error) {
	f.Helper()
	if over, ok := errors.AsType[*access.LimitError](err); !ok || over.Limit != access.LimitOpen {
		f.Fatalf("beyond the limit: %v", err)
	}
}

// counted returns how many open invitations the shards of an organisation count.
func (f *storeFixture) counted(o access.Organisation) int {
	f.Helper()
	used, err := f.store.used(f.ctx, count{partition: countsPartition(o.ID), window: openWindow, shards: organisationShards})
	f.must(err)
	sum := 0
	for _, n := range used {
		sum += n
	}
	return sum
}
