package e2e

import (
	"crypto/sha256"
	"maps"
	"math/rand/v2"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// idempotencyRecord returns the idempotency record of a request, which it finds by its unique body.
func idempotencyRecord(t *testing.T, r request) item {
	t.Helper()
	body := sha256.Sum256(r.encodedBody())
	found := scanItems(t, "kind = :kind AND body = :body", map[string]any{":kind": "request", ":body": body[:]})
	if len(found) != 1 {
		t.Fatalf("%d idempotency records have this body, want one", len(found))
	}
	return found[0]
}

func TestAKeyIsKeptForADay(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	key := unique("day")
	r := org.inviteRequest(org.admin, address("yesterday"), "billing-viewer").withKey(key)
	first := decode[invitation](t, send(t, r).want(t, http.StatusCreated))
	remembering := idempotencyRecord(t, r)
	kept := time.Now().Add(24 * time.Hour)
	if until := intAttribute(t, remembering["keptUntil"]); until < kept.Add(-time.Minute).UnixMilli() || until > kept.UnixMilli() {
		t.Errorf("the key is kept until %s, want 24 hours", time.UnixMilli(until))
	}
	disableTimeToLive(t)
	setAttributes(t, keyOf(remembering), map[string]any{"keptUntil": time.Now().UnixMilli(), "expiresAt": time.Now().Unix()})

	p := send(t, r).wantProblem(t, http.StatusConflict, "invitation-pending") // a new request, although the record is still in the table
	if p.InvitationID != first.ID {
		t.Errorf("the problem names %q, want %q", p.InvitationID, first.ID)
	}
	setAttributes(t, keyOf(remembering), map[string]any{"keptUntil": time.Now().UnixMilli(), "expiresAt": time.Now().Unix()})
	send(t, org.inviteRequest(org.admin, address("today"), "billing-viewer").withKey(key)).want(t, http.StatusCreated)
}

// A function that dies leaves a record without a response. The repeated request finds
// what the first one created.
func TestAnInterruptedRequestCanBeRepeated(t *testing.T) {
	t.Parallel()
	partner := newPartner(t)
	i := partner.waitUntilSent(t, partner.invite(t, address("resent"), "billing-viewer"))
	by := partner.admin
	resend := partner.resendRequest(i, by)
	resend.body = raw("{}" + strings.Repeat(" ", 1+rand.IntN(60_000))) // a unique body
	for name, r := range map[string]request{
		"invite":       partner.inviteRequest(by, address("died"), "billing-viewer"),
		"resend":       resend,
		"batch":        partner.batchRequest(by, false, invitationFor(address("died"), "billing-viewer"), invitationFor(address("died"), "audit-viewer")),
		"organisation": {method: http.MethodPost, path: partner.path("/organisations"), token: by.token, body: map[string]any{"name": unique("Died")}},
		"account":      {method: http.MethodPost, path: partner.path("/accounts"), token: by.token, body: map[string]any{"name": unique("Died")}},
	} {
		t.Run(name, func(t *testing.T) {
			r = r.withKey(unique(name))
			first := send(t, r)
			if first.status >= http.StatusBadRequest {
				t.Fatalf("refused:\n%s", first)
			}
			before := countByType(auditLog(t, partner, by))
			interrupt(t, keyOf(idempotencyRecord(t, r)), time.Time{})
			second := send(t, r).want(t, first.status)
			if second.header.Get("Idempotency-Replayed") != "" {
				t.Fatalf("the response was replayed: the test proves nothing\n%s", second)
			}
			if found, made := identifiers(second), identifiers(first); len(made) == 0 || !slices.Equal(found, made) {
				t.Errorf("the repeated request returns the ids %v, want those of the first: %v", found, made)
			}
			after := countByType(auditLog(t, partner, by))
			before["invitation.sent"], after["invitation.sent"] = 0, 0 // may happen meanwhile
			if !maps.Equal(before, after) {
				t.Errorf("the events were %v and are %v", before, after)
			}
		})
	}
}

// interrupt changes a record as if its function had done the work but not responded. The
// function holds the request until the given time.
func interrupt(t *testing.T, request item, until time.Time) {
	t.Helper()
	setAttributes(t, request, map[string]any{"until": max(0, until.UnixMilli())})
	removeAttribute(t, request, "answer")
}

func TestRepeatingARequestInProgress(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	r := org.inviteRequest(org.admin, address("under-way"), "billing-viewer").withKey(unique("under-way"))
	first := send(t, r).want(t, http.StatusCreated)
	request := keyOf(idempotencyRecord(t, r))
	interrupt(t, request, time.Now().Add(time.Hour))
	a := send(t, r)
	a.wantProblem(t, http.StatusServiceUnavailable, "unavailable")
	if wait := a.header.Get("Retry-After"); wait == "" || a.took < time.Second {
		t.Errorf("the request waited only for %s, or Retry-After is missing: %q", a.took, wait)
	}
	interrupt(t, request, time.Time{}) // no function holds the request any more
	if second := send(t, r).want(t, http.StatusCreated); !slices.Equal(identifiers(second), identifiers(first)) {
		t.Errorf("the repeated request created something else:\n%s\n\n%s", first, second)
	}
}

var identifier = regexp.MustCompile(`"id":"[^"]+"`)

// identifiers returns the ids in a response.
func identifiers(a response) []string { return identifier.FindAllString(string(a.body), -1) }

// countByType counts events by type.
func countByType(events []event) map[string]int {
	count := map[string]int{}
	for _, e := range events {
		count[e.Type]++
	}
	return count
}
