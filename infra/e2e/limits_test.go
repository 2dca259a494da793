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
	mostOpen            = 10_000
	mostHourly          = 2_000
	mostDaily           = 20
	mostDailyOfAPartner = 100
	mostGrants          = 200
)

// countSlots is the number of items over which a counter of an organisation is spread.
const countSlots = 16

// counted sets a counter so that only the given number below the limit is free, as if the
// organisation had sent thousands of invitations.
func counted(t *testing.T, o organisation, window string, most, free int) {
	t.Helper()
	for slot := range countSlots {
		share := (most + countSlots - 1 - slot) / countSlots
		left := min(free, share)
		free -= left
		key := itemKey("ORG#"+o.id+"#COUNTS", fmt.Sprintf("%s#%02d", window, slot))
		put(t, key, map[string]any{"kind": "count", "used": share - left})
	}
}

// openLeft leaves an organisation the given number of open invitations.
func (o organisation) openLeft(t *testing.T, free int) {
	t.Helper()
	counted(t, o, "open", mostOpen, free)
}

// hourLeft leaves an organisation the given number of invitations in this hour and, in
// case it begins during the test, in the next.
func (o organisation) hourLeft(t *testing.T, free int) {
	t.Helper()
	for _, hour := range []time.Time{time.Now(), time.Now().Add(time.Hour)} {
		counted(t, o, hour.UTC().Format("2006-01-02T15"), mostHourly, free)
	}
}

// oneMore invites a new person and returns the response.
func (o organisation) oneMore(t *testing.T) answer {
	t.Helper()
	return send(t, o.inviteRequest(o.admin, address("one-more"), "billing-viewer"))
}

func TestTheLimitOfOpenInvitations(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	declined := org.invite(t, address("declined"), "billing-viewer")
	act(t, declined, "decline", "", mails.of(t, declined).secret(declined)).want(t, http.StatusNoContent)
	org.openLeft(t, 1)
	last := org.invite(t, address("last"), "billing-viewer")
	if p := org.oneMore(t).refused(t, http.StatusConflict, "limit-reached"); !strings.Contains(p.Detail, "This organisation has 10,000 open invitations") {
		t.Errorf("the detail does not explain the limit: %q", p.Detail)
	}
	send(t, org.again(declined, org.admin)).refused(t, http.StatusConflict, "limit-reached") // it would become pending again
	org.resend(t, last)                                                                      // it is pending already
	if row := org.batch(t, false, inviting(address("row"), "billing-viewer"))[0]; row.problemName() != "limit-reached" {
		t.Errorf("the row's outcome is %+v", row)
	}
	del(t, org.path("/invitations/"+last.ID), org.admin.token).want(t, http.StatusNoContent)

	// An invitation that ends frees exactly one.
	for _, end := range []func(i invitation){
		func(i invitation) { register(t, i) },
		func(i invitation) { act(t, i, "decline", "", mails.of(t, i).secret(i)).want(t, http.StatusNoContent) },
		func(i invitation) { expire(t, i.ID, time.Now().Add(-time.Second)) },
		func(i invitation) {
			del(t, org.path("/invitations/"+i.ID), org.admin.token).want(t, http.StatusNoContent)
		},
	} {
		next := read[invitation](t, org.oneMore(t).want(t, http.StatusCreated))
		org.oneMore(t).refused(t, http.StatusConflict, "limit-reached")
		end(next)
	}
	org.oneMore(t).want(t, http.StatusCreated)
}

// The limit is exact for concurrent requests.
func TestTheLimitOfOpenInvitationsIsExact(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	const free = 3
	org.openLeft(t, free)
	var requests []request
	for range 10 {
		requests = append(requests, org.inviteRequest(org.admin, address("racer"), "billing-viewer"))
	}
	answers := atTheSameTime(t, requests)
	won := len(winners(answers, http.StatusCreated))
	if won > free {
		t.Fatalf("%d invitations were created, but only %d were free", won, free)
	}
	for _, a := range answers {
		if a.status != http.StatusCreated {
			losesBy(t, a, "limit-reached", "unavailable")
		}
	}
	for ; won < free; won++ { // requests that failed because of the concurrency are repeated
		org.oneMore(t).want(t, http.StatusCreated)
	}
	org.oneMore(t).refused(t, http.StatusConflict, "limit-reached")
}

func TestTheLimitOfInvitationsPerHour(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	earlier := org.settled(t, org.invite(t, address("earlier"), "billing-viewer"))
	org.hourLeft(t, 1)
	org.oneMore(t).want(t, http.StatusCreated)
	full := org.oneMore(t)
	if p := full.refused(t, http.StatusTooManyRequests, "rate-limited"); !strings.Contains(p.Detail, "This organisation has sent 2,000 invitations this hour") {
		t.Errorf("the detail does not explain the limit: %q", p.Detail)
	}
	untilTheEndOf(t, time.Hour, full)
	send(t, org.again(earlier, org.admin)).refused(t, http.StatusTooManyRequests, "rate-limited") // a resend counts too
	org.unchanged(t, earlier)
	org.amend(t, earlier, map[string]any{"firstName": "Changed"}) // sends nothing

	// A response that asks to retry is not stored under the idempotency key.
	one := org.inviteRequest(org.admin, address("keyed"), "billing-viewer").keyed(unique("full"))
	many := org.batching(org.admin, false, inviting(address("keyed"), "billing-viewer")).keyed(unique("full"))
	send(t, one).refused(t, http.StatusTooManyRequests, "rate-limited")
	if row := read[batchAnswer](t, send(t, many).want(t, http.StatusOK)).Items[0]; row.problemName() != "rate-limited" {
		t.Errorf("the row's outcome is %+v", row)
	}
	org.hourLeft(t, 2)
	send(t, one).want(t, http.StatusCreated)
	if row := read[batchAnswer](t, send(t, many).want(t, http.StatusOK)).Items[0]; row.Outcome != "created" {
		t.Errorf("the row's outcome is %+v", row)
	}
}

// untilTheEndOf fails the test unless Retry-After leads to the end of the hour or day.
func untilTheEndOf(t *testing.T, window time.Duration, a answer) {
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
	wanted := []held{{Role: "support-viewer"}}
	roles := read[catalogue](t, get(t, "/roles", org.admin.token).want(t, http.StatusOK)).All
	for len(wanted) <= mostGrants {
		shop := org.opens(t, "Shop")
		for _, r := range roles {
			if strings.Contains(strings.Join(r.GivenAt, " ")+" ", "account ") {
				wanted = append(wanted, held{r.ID, shop.ID})
			}
		}
	}
	shown := row(t, org, org.admin, member.id)
	edit(t, org, org.admin, shown, wanted[:mostGrants+1]...).invalid(t, "grants")
	edit(t, org, org.admin, shown, wanted[:mostGrants-1]...).want(t, http.StatusOK)

	// Each of two invitations would fit. After one is accepted, the other does not.
	first, second := org.invite(t, member.email, "billing-viewer"), org.inviteTo(t, account{ID: wanted[mostGrants].AccountID}, org.admin, member.email, wanted[mostGrants].Role)
	member.accepts(t, first)
	act(t, second, "accept", member.token, mails.of(t, second).secret(second)).refused(t, http.StatusConflict, "limit-reached")
	send(t, org.inviteRequest(org.admin, member.email, "audit-viewer")).refused(t, http.StatusConflict, "limit-reached")
	send(t, org.amending(second, org.admin, map[string]any{"roles": []string{"support-editor"}})).refused(t, http.StatusConflict, "limit-reached")
	if held := row(t, org, org.admin, member.id).Grants; len(held) != mostGrants {
		t.Errorf("the user holds %d roles, want %d", len(held), mostGrants)
	}
}
