package e2e

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

// The default limits, as in cdk.json.
const (
	openLimit         = 10_000
	hourlyLimit       = 2_000
	dailyLimit        = 20
	partnerDailyLimit = 100
	grantLimit        = 200
)

// countSlots is the number of items over which a counter of an organisation is spread.
const countSlots = 16

// setCounter sets a counter so that only the given number below the limit is free, as if the
// organisation had sent thousands of invitations.
func setCounter(t *testing.T, o organisation, window string, most, free int) {
	t.Helper()
	for slot := range countSlots {
		share := (most + countSlots - 1 - slot) / countSlots
		left := min(free, share)
		free -= left
		key := itemKey("ORG#"+o.id+"#COUNTS", fmt.Sprintf("%s#%02d", window, slot))
		putItem(t, key, map[string]any{"kind": "count", "used": share - left})
	}
}

// leaveOpen leaves an organisation the given number of open invitations.
func (o organisation) leaveOpen(t *testing.T, free int) {
	t.Helper()
	setCounter(t, o, "open", openLimit, free)
}

// leaveHourly leaves an organisation the given number of invitations in this hour and, in
// case it begins during the test, in the next.
func (o organisation) leaveHourly(t *testing.T, free int) {
	t.Helper()
	for _, hour := range []time.Time{time.Now(), time.Now().Add(time.Hour)} {
		setCounter(t, o, hour.UTC().Format("2006-01-02T15"), hourlyLimit, free)
	}
}

// inviteOneMore invites a new person and returns the response.
func (o organisation) inviteOneMore(t *testing.T) response {
	t.Helper()
	return send(t, o.inviteRequest(o.admin, address("one-more"), "billing-viewer"))
}

func TestTheLimitOfOpenInvitations(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	declined := org.invite(t, address("declined"), "billing-viewer")
	postAction(t, declined, "decline", "", mails.waitFor(t, declined).token(declined)).want(t, http.StatusNoContent)
	org.leaveOpen(t, 1)
	last := org.invite(t, address("last"), "billing-viewer")
	if p := org.inviteOneMore(t).wantProblem(t, http.StatusConflict, "limit-reached"); !strings.Contains(p.Detail, "This organisation has reached its limit of 10,000 open invitations.") {
		t.Errorf("the detail does not explain the limit: %q", p.Detail)
	}
	send(t, org.resendRequest(declined, org.admin)).wantProblem(t, http.StatusConflict, "limit-reached") // it would become pending again
	org.resend(t, last)                                                                                  // it is pending already
	if row := org.batch(t, false, invitationFor(address("row"), "billing-viewer"))[0]; row.problemName() != "limit-reached" {
		t.Errorf("the row's outcome is %+v", row)
	}
	del(t, org.path("/invitations/"+last.ID), org.admin.token).want(t, http.StatusNoContent)

	// An invitation that ends frees exactly one.
	for _, end := range []func(i invitation){
		func(i invitation) { register(t, i) },
		func(i invitation) {
			postAction(t, i, "decline", "", mails.waitFor(t, i).token(i)).want(t, http.StatusNoContent)
		},
		func(i invitation) { expire(t, i.ID, time.Now().Add(-time.Second)) },
		func(i invitation) {
			del(t, org.path("/invitations/"+i.ID), org.admin.token).want(t, http.StatusNoContent)
		},
	} {
		next := decode[invitation](t, org.inviteOneMore(t).want(t, http.StatusCreated))
		org.inviteOneMore(t).wantProblem(t, http.StatusConflict, "limit-reached")
		end(next)
	}
	org.inviteOneMore(t).want(t, http.StatusCreated)
}

// The limit is exact for concurrent requests.
func TestTheLimitOfOpenInvitationsIsExact(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	const free = 3
	org.leaveOpen(t, free)
	var requests []request
	for range 10 {
		requests = append(requests, org.inviteRequest(org.admin, address("racer"), "billing-viewer"))
	}
	responses := concurrently(t, requests)
	won := len(withStatus(responses, http.StatusCreated))
	if won > free {
		t.Fatalf("%d invitations were created, but only %d were free", won, free)
	}
	for _, a := range responses {
		if a.status != http.StatusCreated {
			wantOneOf(t, a, "limit-reached", "unavailable")
		}
	}
	for ; won < free; won++ { // requests that failed because of the concurrency are repeated
		org.inviteOneMore(t).want(t, http.StatusCreated)
	}
	org.inviteOneMore(t).wantProblem(t, http.StatusConflict, "limit-reached")
}

func TestTheLimitOfInvitationsPerHour(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	earlier := org.waitUntilSent(t, org.invite(t, address("earlier"), "billing-viewer"))
	org.leaveHourly(t, 1)
	org.inviteOneMore(t).want(t, http.StatusCreated)
	full := org.inviteOneMore(t)
	if p := full.wantProblem(t, http.StatusTooManyRequests, "rate-limited"); !strings.Contains(p.Detail, "This organisation has reached its limit of 2,000 invitations an hour.") {
		t.Errorf("the detail does not explain the limit: %q", p.Detail)
	}
	wantRetryAfter(t, time.Hour, full)
	send(t, org.resendRequest(earlier, org.admin)).wantProblem(t, http.StatusTooManyRequests, "rate-limited") // a resend counts too
	org.wantUnchanged(t, earlier)
	org.update(t, earlier, map[string]any{"firstName": "Changed"}) // sends nothing

	// A response that asks to retry is not stored under the idempotency key.
	one := org.inviteRequest(org.admin, address("keyed"), "billing-viewer").withKey(unique("full"))
	many := org.batchRequest(org.admin, false, invitationFor(address("keyed"), "billing-viewer")).withKey(unique("full"))
	send(t, one).wantProblem(t, http.StatusTooManyRequests, "rate-limited")
	if row := decode[batchResponse](t, send(t, many).want(t, http.StatusOK)).Items[0]; row.problemName() != "rate-limited" {
		t.Errorf("the row's outcome is %+v", row)
	}
	org.leaveHourly(t, 2)
	send(t, one).want(t, http.StatusCreated)
	if row := decode[batchResponse](t, send(t, many).want(t, http.StatusOK)).Items[0]; row.Outcome != "created" {
		t.Errorf("the row's outcome is %+v", row)
	}
}

// wantRetryAfter fails the test unless Retry-After leads to the end of the hour or day.
func wantRetryAfter(t *testing.T, window time.Duration, a response) {
	t.Helper()
	seconds, err := strconv.Atoi(a.header.Get("Retry-After"))
	if err != nil || seconds < 1 {
		t.Fatalf("Retry-After is missing or not a positive number\n\n%s", a)
	}
	const clocks = time.Minute // allowed clock difference
	back := a.began.Add(time.Duration(seconds)*time.Second + clocks)
	if late := back.Sub(back.UTC().Truncate(window)); late > 2*clocks+a.took {
		t.Errorf("Retry-After leads to %s\n\n%s", back, a)
	}
}

// The limit of grants per user and organisation applies to edits, invitations and
// acceptances.
func TestTheLimitOfGrants(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	member := org.join(t, "support-viewer")
	wanted := []roleGrant{{Role: "support-viewer"}}
	roles := decode[catalogue](t, get(t, "/roles", org.admin.token).want(t, http.StatusOK)).All
	for len(wanted) <= grantLimit {
		shop := org.createAccount(t, "Shop")
		for _, r := range roles {
			if strings.Contains(strings.Join(r.GivenAt, " ")+" ", "account ") {
				wanted = append(wanted, roleGrant{r.ID, shop.ID})
			}
		}
	}
	shown := permissionRow(t, org, org.admin, member.id)
	editAccess(t, org, org.admin, shown, wanted[:grantLimit+1]...).wantInvalid(t, "grants")
	editAccess(t, org, org.admin, shown, wanted[:grantLimit-1]...).want(t, http.StatusOK)

	// Each of two invitations would fit. After one is accepted, the other does not.
	first, second := org.invite(t, member.email, "billing-viewer"), org.inviteToAccount(t, account{ID: wanted[grantLimit].AccountID}, org.admin, member.email, wanted[grantLimit].Role)
	member.accept(t, first)
	postAction(t, second, "accept", member.token, mails.waitFor(t, second).token(second)).wantProblem(t, http.StatusConflict, "limit-reached")
	send(t, org.inviteRequest(org.admin, member.email, "audit-viewer")).wantProblem(t, http.StatusConflict, "limit-reached")
	send(t, org.updateRequest(second, org.admin, map[string]any{"roles": []string{"support-editor"}})).wantProblem(t, http.StatusConflict, "limit-reached")
	if held := permissionRow(t, org, org.admin, member.id).Grants; len(held) != grantLimit {
		t.Errorf("the user holds %d roles, want %d", len(held), grantLimit)
	}
}
