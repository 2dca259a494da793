package e2e

import (
	"net/http"
	"testing"
	"time"
)

var actions = []string{"preview", "register", "accept", "decline"}

func TestAnInvitationExpiresOnTheSecond(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.invite(t, address("late"), "billing-viewer")
	linkToken := mails.waitFor(t, i).token(i)
	expire(t, i.ID, time.Now())
	for _, action := range actions {
		tryAction(t, i, action, org.admin.token, linkToken).wantProblem(t, http.StatusGone, "invitation-expired")
	}
	if seen := org.invitation(t, i.ID); seen.Status != "expired" {
		t.Errorf("the invitation is %s", seen.Status)
	}
}

// The test asks continuously around the expiry. Every response before it must be 200,
// every request after it must be refused.
func TestAnInvitationWorksUntilItsLastSecond(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.invite(t, address("just-in-time"), "billing-viewer")
	linkToken := mails.waitFor(t, i).token(i)
	end := time.Now().Add(8 * time.Second).Truncate(time.Second)
	expire(t, i.ID, end)
	opened := 0
	for ; ; time.Sleep(100 * time.Millisecond) {
		a := postAction(t, i, "preview", "", linkToken)
		switch {
		case a.began.Add(a.took).Before(end):
			a.want(t, http.StatusOK)
			opened++
		case !a.began.Before(end):
			a.wantProblem(t, http.StatusGone, "invitation-expired")
			if opened == 0 {
				t.Fatal("no request completed before the expiry")
			}
			return
		}
	}
}

func TestAnInvitationCanBeAcceptedInItsLastSeconds(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.invite(t, address("last-minute"), "billing-viewer")
	linkToken := mails.waitFor(t, i).token(i)
	expire(t, i.ID, time.Now().Add(10*time.Second))
	tryAction(t, i, "register", "", linkToken).want(t, http.StatusCreated)
}

func TestAnExpiredInvitationFreesItsSlot(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	email := address("again")
	first := org.invite(t, email, "billing-viewer")
	linkToken := mails.waitFor(t, first).token(first)
	expire(t, first.ID, time.Now())
	second := org.invite(t, email, "billing-editor")
	if second.ID == first.ID {
		t.Fatalf("the second invitation has the id of the first, %s", first.ID)
	}
	postAction(t, second, "preview", "", linkToken).wantProblem(t, http.StatusNotFound, "not-found")
	p := register(t, second)
	me := decode[userAndGrants](t, get(t, "/me", p.token).want(t, http.StatusOK))
	if roles := roleIDs(me.Grants); len(roles) != 1 || roles[0] != "billing-editor" {
		t.Errorf("the user holds %v, want the roles of the second invitation", roles)
	}
}

func TestRevokedInvitation(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.invite(t, address("revoked"), "billing-viewer")
	linkToken := mails.waitFor(t, i).token(i)
	path := org.path("/invitations/" + i.ID)
	for range 2 { // revoking is idempotent
		if a := del(t, path, org.admin.token).want(t, http.StatusNoContent); len(a.body) > 0 {
			t.Errorf("204 with a body\n\n%s", a)
		}
	}
	for _, action := range actions {
		tryAction(t, i, action, org.admin.token, linkToken).wantProblem(t, http.StatusGone, "invitation-revoked")
		tryAction(t, i, action, org.admin.token, linkToken+"x").wantProblem(t, http.StatusNotFound, "not-found")
	}
	if now := decode[invitation](t, get(t, path, org.admin.token).want(t, http.StatusOK)); now.Status != "revoked" {
		t.Errorf("the invitation is %s", now.Status)
	}
	org.invite(t, i.Email, "billing-viewer") // the slot is free
}

func TestDeclinedInvitation(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.invite(t, address("declined"), "billing-viewer")
	linkToken := mails.waitFor(t, i).token(i)
	for range 2 { // declining is idempotent
		postAction(t, i, "decline", "", linkToken).want(t, http.StatusNoContent)
	}
	for _, action := range []string{"preview", "register", "accept"} {
		tryAction(t, i, action, org.admin.token, linkToken).wantProblem(t, http.StatusGone, "invitation-declined")
	}
	del(t, org.path("/invitations/"+i.ID), org.admin.token).wantProblem(t, http.StatusGone, "invitation-declined")
	org.invite(t, i.Email, "billing-viewer") // the slot is free
}

func TestAcceptedInvitation(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.invite(t, address("accepted"), "billing-viewer")
	p := register(t, i)
	linkToken := mails.waitFor(t, i).token(i)
	for _, action := range actions {
		tryAction(t, i, action, org.admin.token, linkToken).wantProblem(t, http.StatusConflict, "invitation-accepted")
	}
	postAction(t, i, "accept", p.token, linkToken).wantProblem(t, http.StatusConflict, "already-granted")
	del(t, org.path("/invitations/"+i.ID), org.admin.token).wantProblem(t, http.StatusConflict, "invitation-accepted")
}
