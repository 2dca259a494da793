package e2e

import (
	"fmt"
	"net/http"
	"testing"
	"time"
)

// An invitation is on exactly one page, whatever happens to it between the pages.
func TestEachInvitationIsOnOnePage(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	var made []invitation
	for n := range 6 {
		made = append(made, org.invite(t, address(fmt.Sprint("p", n)), "billing-viewer"))
	}
	revoke := func(i invitation) {
		del(t, org.path("/invitations/"+i.ID), org.admin.token).want(t, http.StatusNoContent)
	}
	decline := func(i invitation) {
		postAction(t, i, "decline", "", mails.waitFor(t, i).token(i)).want(t, http.StatusNoContent)
	}
	decline(made[4])
	between := []func(){
		func() { revoke(made[0]); org.resend(t, made[4]) }, // one on an earlier page, and a closed one on a later page
		func() { decline(made[1]); register(t, made[5]) },
		func() { expire(t, made[3].ID, time.Now().Add(-time.Second)); org.resend(t, made[1]) },
	}
	times := map[string]int{}
	path := org.path("/invitations?email=p&limit=2")
	for cursor := ""; ; {
		page := decode[list[invitation]](t, get(t, path+cursor, org.admin.token).want(t, http.StatusOK))
		for _, i := range page.Items {
			times[i.ID]++
		}
		if page.NextCursor == "" {
			break
		}
		cursor = "&cursor=" + page.NextCursor
		if len(between) > 0 {
			between[0]()
			between = between[1:]
		}
	}
	for _, i := range made {
		if times[i.ID] != 1 {
			t.Errorf("the invitation of %s is on %d pages, want one", i.Email, times[i.ID])
		}
	}
	for _, path := range []string{"/invitations?status=pending", "/invitations?status=accepted,declined,revoked,expired", "/invitations"} {
		for _, i := range pages[invitation](t, org.path(path), org.admin, 2) {
			times[i.ID]++
		}
	}
	for _, i := range made {
		if times[i.ID] != 3 { // in the pages above, in a list by status, and in the whole list
			t.Errorf("the invitation of %s is listed %d times, want 3", i.Email, times[i.ID])
		}
	}
}
