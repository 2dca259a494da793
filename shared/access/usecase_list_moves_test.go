package access_test

import (
	"fmt"
	"math/rand"
	"slices"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
)

// TestListHasEachInvitationOnce: whatever becomes of invitations between two
// pages, each of them is on exactly one page. A failure prints the seed, which
// plays it again.
func TestListHasEachInvitationOnce(t *testing.T) {
	began := time.Now().UnixNano()
	for _, store := range []struct {
		name  string
		games int
		open  func(t *testing.T) *world
	}{
		{"memory", 200, func(t *testing.T) *world { t.Helper(); return newWorld(t, inMemoryStore()) }},
		{"DynamoDB", 6, func(t *testing.T) *world { t.Helper(); w, _ := onDynamoDB(t); return w }},
	} {
		t.Run(store.name, func(t *testing.T) {
			w := store.open(t)
			for n := range store.games {
				dice := rand.New(rand.NewSource(began + int64(n)))
				w.set(noon)
				if !w.pagesWhileItChanges(dice, fmt.Sprint("game", n)) {
					t.Fatalf("seed %d", began+int64(n))
				}
			}
		})
	}
}

func (w *world) pagesWhileItChanges(dice *rand.Rand, name string) bool {
	w.Helper()
	organisation, admin := w.organisation("z"+name, false)
	var wanted []access.Invitation
	for n := range 9 {
		wanted = append(wanted, w.invited(admin, whole(organisation), fmt.Sprintf("p%d-%s", (n*5)%9, name), viewer))
	}
	for range 6 {
		w.somethingHappens(dice, admin, wanted)
	}
	filter := []access.Filter{{}, {Email: "p"}, {Status: access.Statuses}, {Email: "p", Status: access.Statuses}}[dice.Intn(4)]
	filter.Limit = 2 + dice.Intn(2)
	times := map[access.InvitationID]int{}
	for pages := 0; pages == 0 || filter.After != ""; pages++ {
		page, err := w.list().Invitations(w.Context(), admin.ID(), organisation.ID, filter)
		w.must(err)
		for _, i := range page.Items {
			times[i.ID]++
		}
		for range 1 + dice.Intn(3) {
			w.somethingHappens(dice, admin, wanted)
		}
		filter.After = page.Next
	}
	for _, i := range wanted {
		if times[i.ID] != 1 {
			w.Errorf("%s, which is %s now, is listed %d times", i.Email, w.invitation(i.ID).StatusAt(w.Now()), times[i.ID])
		}
	}
	return !w.Failed()
}

// somethingHappens lets one of the invitations become something else, if it can.
func (w *world) somethingHappens(dice *rand.Rand, admin access.Caller, invitations []access.Invitation) {
	w.Helper()
	i := w.invitation(invitations[dice.Intn(len(invitations))].ID)
	pending := i.StatusAt(w.Now()) == access.Pending
	mailed := pending && w.Now().Sub(i.QueuedAt) < delivery.GiveUpAfter
	switch what := dice.Intn(6); {
	case pending && what == 0:
		w.must(w.revoke().Do(w.Context(), admin.ID(), i.Scope.Organisation, i.ID))
	case mailed && what == 1:
		w.takes(i)
	case mailed && what == 2:
		w.must(w.decline().Do(w.Context(), i.ID, w.secret(i.ID)))
	case pending && what == 3: // its time is up, and DynamoDB removes it
		before := w.Now()
		w.set(i.ExpiresAt)
		w.must(w.expire().Do(w.Context(), w.lapses(i)))
		w.set(before)
	case what == 4 && slices.Contains([]access.Status{access.Pending, access.Declined, access.Expired}, i.Status):
		_, err := w.resend().Do(w.Context(), admin.ID(), i.Scope.Organisation, i.ID, "")
		if kind := access.KindOf(err); err != nil && kind != access.AlreadyGranted {
			w.Fatal(err)
		}
	case what == 5:
		w.pass(20 * time.Hour)
	}
}
