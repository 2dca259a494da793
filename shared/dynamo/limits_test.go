package dynamo

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"admit/shared/access"
)

// TestSlotsAllotTheLimit: whatever the slots of a count hold, and whatever the
// limit was when they came to hold it, there is room for as many more as are
// missing from the limit and for none beyond it.
func TestSlotsAllotTheLimit(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for range 10_000 {
		c := count{slots: 1 + random.IntN(organisationSlots), most: random.IntN(200)}
		used, sum, room := make([]int, c.slots), 0, 0
		for slot := range used {
			used[slot] = random.IntN(30) - 10
			sum += used[slot]
		}
		for slot, upTo := range c.allotted(used) {
			room += max(0, upTo-used[slot])
			if upTo > c.share(slot) {
				t.Fatalf("%+v: slot %d may hold %d, which is more than its share", c, slot, upTo)
			}
		}
		if want := max(0, c.most-sum); room != want {
			t.Fatalf("%+v with %v: there is room for %d, want %d", c, used, room, want)
		}
	}
}

// TestInvitationsOfOneOrganisationDoNotWaitForEachOther: all of a burst are
// written, none is told to try again, and all of them are counted.
func TestInvitationsOfOneOrganisationDoNotWaitForEachOther(t *testing.T) {
	const burst = 64
	d := newDesk(t)
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

// TestLoweredLimit: what was written under a higher limit counts against the
// lower one, wherever it was counted.
func TestLoweredLimit(t *testing.T) {
	d := newDesk(t)
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

// counted is how many open invitations the slots of an organisation hold.
func (d *desk) counted(o access.Organisation) int {
	d.Helper()
	used, err := d.store.used(d.ctx, count{partition: countsPartition(o.ID), window: openWindow, slots: organisationSlots})
	d.must(err)
	sum := 0
	for _, n := range used {
		sum += n
	}
	return sum
}
