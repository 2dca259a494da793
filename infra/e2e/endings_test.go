package e2e

import (
	"net/http"
	"testing"
	"time"
)

var actions = []string{"preview", "register", "accept", "decline"}

func TestAnInvitationEndsOnTheSecondThoughItIsStillStored(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.invite(t, address("late"), "billing-viewer")
	secret := mails.of(t, i).secret(i)
	expire(t, i.ID, time.Now())
	for _, action := range actions {
		guess(t, i, action, org.admin.token, secret).refused(t, http.StatusGone, "invitation-expired")
	}
	if seen := org.shown(t, i.ID); seen.Status != "expired" {
		t.Errorf("the invitation is %s", seen.Status)
	}
}

// The test asks continuously around the expiry. Every response before it must be 200,
// every request after it must be refused.
func TestAnInvitationWorksUntilItsLastSecond(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.invite(t, address("just-in-time"), "billing-viewer")
	secret := mails.of(t, i).secret(i)
	end := time.Now().Add(8 * time.Second).Truncate(time.Second)
	expire(t, i.ID, end)
	opened := 0
	for ; ; time.Sleep(100 * time.Millisecond) {
		a := act(t, i, "preview", "", secret)
		switch {
		case a.began.Add(a.took).Before(end):
			a.want(t, http.StatusOK)
			opened++
		case !a.began.Before(end):
			a.refused(t, http.StatusGone, "invitation-expired")
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
	secret := mails.of(t, i).secret(i)
	expire(t, i.ID, time.Now().Add(10*time.Second))
	guess(t, i, "register", "", secret).want(t, http.StatusCreated)
}

func TestAnExpiredInvitationMakesRoomForAnother(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	email := address("again")
	first := org.invite(t, email, "billing-viewer")
	secret := mails.of(t, first).secret(first)
	expire(t, first.ID, time.Now())
	second := org.invite(t, email, "billing-editor")
	if second.ID == first.ID {
		t.Fatalf("the second invitation has the id of the first, %s", first.ID)
	}
	act(t, second, "preview", "", secret).refused(t, http.StatusNotFound, "not-found")
	p := register(t, second)
	me := read[userAndGrants](t, get(t, "/me", p.token).want(t, http.StatusOK))
	if roles := roleIDs(me.Grants); len(roles) != 1 || roles[0] != "billing-editor" {
		t.Errorf("the user holds %v, want the roles of the second invitation", roles)
	}
}

func TestARevokedInvitationSaysSo(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.invite(t, address("revoked"), "billing-viewer")
	secret := mails.of(t, i).secret(i)
	path := org.path("/invitations/" + i.ID)
	for range 2 { // revoking is idempotent
		if a := del(t, path, org.admin.token).want(t, http.StatusNoContent); len(a.body) > 0 {
			t.Errorf("204 with a body\n\n%s", a)
		}
	}
	for _, action := range actions {
		guess(t, i, action, org.admin.token, secret).refused(t, http.StatusGone, "invitation-revoked")
		guess(t, i, action, org.admin.token, secret+"x").refused(t, http.StatusNotFound, "not-found")
	}
	if now := read[invitation](t, get(t, path, org.admin.token).want(t, http.StatusOK)); now.Status != "revoked" {
		t.Errorf("the invitation is %s", now.Status)
	}
	org.invite(t, i.Email, "billing-viewer") // the slot is free
}

func TestADeclinedInvitationSaysSo(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.invite(t, address("declined"), "billing-viewer")
	secret := mails.of(t, i).secret(i)
	for range 2 { // declining is idempotent
		act(t, i, "decline", "", secret).want(t, http.StatusNoContent)
	}
	for _, action := range []string{"preview", "register", "accept"} {
		guess(t, i, action, org.admin.token, secret).refused(t, http.StatusGone, "invitation-declined")
	}
	del(t, org.path("/invitations/"+i.ID), org.admin.token).refused(t, http.StatusGone, "invitation-declined")
	org.invite(t, i.Email, "billing-viewer") // the slot is free
}

func TestAnAcceptedInvitationSaysSo(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.invite(t, address("accepted"), "billing-viewer")
	p := register(t, i)
	secret := mails.of(t, i).secret(i)
	for _, action := range actions {
		guess(t, i, action, org.admin.token, secret).refused(t, http.StatusConflict, "invitation-accepted")
	}
	act(t, i, "accept", p.token, secret).refused(t, http.StatusConflict, "already-granted")
	del(t, org.path("/invitations/"+i.ID), org.admin.token).refused(t, http.StatusConflict, "invitation-accepted")
}
