package storetest

import (
	"fmt"
	"math/rand"
	"slices"
	"time"

	"admit/shared/access"
	"admit/shared/delivery"
	"admit/shared/fixture"
	"admit/shared/memory"
)

// listsEachInvitationOnce checks that each invitation is on exactly one page of a
// list, whatever happens to it between two pages. A failure prints the seed of the
// game that failed.
func listsEachInvitationOnce(w *fixture.Fixture) {
	games := 6
	if _, fast := w.Store.(*memory.Store); fast {
		games = 200
	}
	began := time.Now().UnixNano()
	for n := range games {
		dice := rand.New(rand.NewSource(began + int64(n)))
		w.Set(noon)
		if !pageWhileChanging(w, dice, fmt.Sprint("game", n)) {
			w.Fatalf("seed %d", began+int64(n))
		}
	}
}

// pageWhileChanging reads all pages of a list while invitations change, and reports
// whether each invitation was on exactly one page.
func pageWhileChanging(w *fixture.Fixture, dice *rand.Rand, name string) bool {
	w.Helper()
	organisation, admin := w.Organisation("z"+name, false)
	var wanted []access.Invitation
	for n := range 9 {
		wanted = append(wanted, w.Invited(admin, whole(organisation), fmt.Sprintf("p%d-%s", (n*5)%9, name), viewer))
	}
	for range 6 {
		changeOne(w, dice, admin, wanted)
	}
	filter := []access.Filter{{}, {Email: "p"}, {Status: access.Statuses}, {Email: "p", Status: access.Statuses}}[dice.Intn(4)]
	filter.Limit = 2 + dice.Intn(2)
	times := map[access.InvitationID]int{}
	for pages := 0; pages == 0 || filter.After != ""; pages++ {
		page, err := w.List().Invitations(w.Context(), admin.ID(), organisation.ID, filter)
		w.Must(err)
		for _, i := range page.Items {
			times[i.ID]++
		}
		for range 1 + dice.Intn(3) {
			changeOne(w, dice, admin, wanted)
		}
		filter.After = page.Next
	}
	for _, i := range wanted {
		if times[i.ID] != 1 {
			w.Errorf("%s, which is %s now, is listed %d times", i.Email, w.Invitation(i.ID).StatusAt(w.Now()), times[i.ID])
		}
	}
	return !w.Failed()
}

// changeOne changes one of the invitations at random, if it can.
func changeOne(w *fixture.Fixture, dice *rand.Rand, admin access.Caller, invitations []access.Invitation) {
	w.Helper()
	i := w.Invitation(invitations[dice.Intn(len(invitations))].ID)
	pending := i.StatusAt(w.Now()) == access.Pending
	mailed := pending && w.Now().Sub(i.QueuedAt) < delivery.GiveUpAfter
	switch what := dice.Intn(6); {
	case pending && what == 0:
		w.Must(w.Revoke().Do(w.Context(), admin.ID(), i.Scope.Organisation, i.ID))
	case mailed && what == 1:
		w.Join(i)
	case mailed && what == 2:
		w.Must(w.Decline().Do(w.Context(), i.ID, w.Token(i.ID)))
	case pending && what == 3: // it expires, and DynamoDB removes it
		before := w.Now()
		w.Set(i.ExpiresAt)
		w.Must(w.Expire().Do(w.Context(), w.LetExpire(i)))
		w.Set(before)
	case what == 4 && slices.Contains([]access.Status{access.Pending, access.Declined, access.Expired}, i.Status):
		_, err := w.Resend().Do(w.Context(), admin.ID(), i.Scope.Organisation, i.ID, "")
		if kind := access.KindOf(err); err != nil && kind != access.AlreadyGranted {
			w.Fatal(err)
		}
	case what == 5:
		w.Pass(20 * time.Hour)
	}
}
