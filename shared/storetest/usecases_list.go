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
func listsEachInvitationOnce(f *fixture.Fixture) {
	games := 6
	if _, fast := f.Store.(*memory.Store); fast {
		games = 200
	}
	began := time.Now().UnixNano()
	for n := range games {
		dice := rand.New(rand.NewSource(began + int64(n)))
		f.Set(fixture.Noon)
		if !pageWhileChanging(f, dice, fmt.Sprint("game", n)) {
			f.Fatalf("seed %d", began+int64(n))
		}
	}
}

// pageWhileChanging reads all pages of a list while invitations change, and reports
// whether each invitation was on exactly one page.
func pageWhileChanging(f *fixture.Fixture, dice *rand.Rand, name string) bool {
	f.Helper()
	organisation, admin := f.Organisation("z"+name, false)
	var wanted []access.Invitation
	for n := range 9 {
		wanted = append(wanted, f.Invited(admin, fixture.Whole(organisation), fmt.Sprintf("p%d-%s", (n*5)%9, name), fixture.Viewer))
	}
	for range 6 {
		changeOne(f, dice, admin, wanted)
	}
	filter := []access.Filter{{}, {Email: "p"}, {Status: access.Statuses}, {Email: "p", Status: access.Statuses}}[dice.Intn(4)]
	filter.Limit = 2 + dice.Intn(2)
	times := map[access.InvitationID]int{}
	for pages := 0; pages == 0 || filter.After != ""; pages++ {
		_, page, err := f.List().Invitations(f.Context(), admin.ID(), organisation.ID, filter)
		f.Must(err)
		for _, i := range page.Items {
			times[i.ID]++
		}
		for range 1 + dice.Intn(3) {
			changeOne(f, dice, admin, wanted)
		}
		filter.After = page.Next
	}
	for _, i := range wanted {
		if times[i.ID] != 1 {
			f.Errorf("%s, which is %s now, is listed %d times", i.Email, f.Invitation(i.ID).StatusAt(f.Now()), times[i.ID])
		}
	}
	return !f.Failed()
}

// changeOne changes one of the invitations at random, if it can.
func changeOne(f *fixture.Fixture, dice *rand.Rand, admin access.Caller, invitations []access.Invitation) {
	f.Helper()
	i := f.Invitation(invitations[dice.Intn(len(invitations))].ID)
	pending := i.StatusAt(f.Now()) == access.Pending
	mailed := pending && f.Now().Sub(i.QueuedAt) < delivery.GiveUpAfter
	switch what := dice.Intn(6); {
	case pending && what == 0:
		f.Must(f.Revoke().Do(f.Context(), admin.ID(), i.Scope.Organisation, i.ID))
	case mailed && what == 1:
		f.Join(i)
	case mailed && what == 2:
		f.Must(f.Decline().Do(f.Context(), i.ID, f.Token(i.ID)))
	case pending && what == 3: // it expires, and DynamoDB removes it
		before := f.Now()
		f.Set(i.ExpiresAt)
		f.Must(f.Expire().Do(f.Context(), f.LetExpire(i)))
		f.Set(before)
	case what == 4 && slices.Contains([]access.Status{access.Pending, access.Declined, access.Expired}, i.Status):
		_, err := f.Resend().Do(f.Context(), admin.ID(), i.Scope.Organisation, i.ID, "")
		if kind := access.KindOf(err); err != nil && kind != access.AlreadyGranted {
			f.Fatal(err)
		}
	case what == 5:
		f.Pass(20 * time.Hour)
	}
}
