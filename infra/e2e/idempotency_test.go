package e2e

import (
	"net/http"
	"slices"
	"strings"
	"testing"
)

// withKey returns the request with an idempotency key.
func (r request) withKey(key string) request {
	r.header = map[string]string{"Idempotency-Key": key}
	return r
}

// inviteRequest returns the request that creates an invitation.
func (o organisation) inviteRequest(by person, email string, roles ...string) request {
	return request{method: http.MethodPost, path: o.path("/invitations"), token: by.token, body: invitationFor(email, roles...)}
}

// wantReplay fails the test unless the second response is a replay of the first, byte for
// byte.
func wantReplay(t *testing.T, first, second response) {
	t.Helper()
	same := first.status == second.status && string(first.body) == string(second.body)
	for _, header := range []string{"Content-Type", "Location", "Cache-Control"} {
		same = same && first.header.Get(header) == second.header.Get(header)
	}
	if !same {
		t.Errorf("the repeated request got another response:\n%s\n\n%s", first, second)
	}
	if first.header.Get("Idempotency-Replayed") != "" || second.header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("Idempotency-Replayed is %q and %q", first.header.Get("Idempotency-Replayed"), second.header.Get("Idempotency-Replayed"))
	}
}

// Every POST that creates or sends something is idempotent.
func TestTheSameKeyAndBodyGiveTheSameAnswer(t *testing.T) {
	t.Parallel()
	partner := newPartner(t)
	open := partner.waitUntilSent(t, partner.invite(t, address("open"), "billing-viewer"))
	by := partner.admin
	for name, c := range map[string]struct {
		request request
		status  int
		made    string // the type of the event, which is created once
	}{
		"invite":       {partner.inviteRequest(by, address("once"), "billing-viewer"), http.StatusCreated, "invitation.created"},
		"batch":        {partner.batchRequest(by, false, invitationFor(address("once"), "billing-viewer")), http.StatusOK, "invitation.created"},
		"dry run":      {partner.batchRequest(by, true, invitationFor(address("once"), "billing-viewer")), http.StatusOK, ""},
		"resend":       {partner.resendRequest(open, by), http.StatusAccepted, "invitation.resent"},
		"organisation": {request{method: http.MethodPost, path: partner.path("/organisations"), token: by.token, body: map[string]any{"name": unique("Once")}}, http.StatusCreated, "organisation.created"},
		"account":      {request{method: http.MethodPost, path: partner.path("/accounts"), token: by.token, body: map[string]any{"name": unique("Once")}}, http.StatusCreated, "account.created"},
		"a refusal":    {partner.inviteRequest(by, open.Email, "audit-viewer"), http.StatusConflict, ""},
	} {
		t.Run(name, func(t *testing.T) {
			keyed, before := c.request.withKey(unique(name)), countByType(auditLog(t, partner, by))[c.made]
			first := send(t, keyed).want(t, c.status)
			wantReplay(t, first, send(t, keyed))
			wantReplay(t, first, send(t, keyed))
			if made := countByType(auditLog(t, partner, by))[c.made] - before; c.made != "" && made != 1 {
				t.Errorf("there are %[2]d new events %[1]s, want one", c.made, made)
			}
		})
	}
}

func TestTheSameKeyWithAnotherBodyIsRefused(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	key, email := unique("key"), address("mine")
	first := org.inviteRequest(org.admin, email, "billing-viewer").withKey(key)
	send(t, first).want(t, http.StatusCreated)
	for kind, body := range map[string]any{
		"another address": invitationFor(address("other"), "billing-viewer"), "another role": invitationFor(email, "audit-viewer"),
		"another spelling": invitationFor(strings.ToUpper(email), "billing-viewer"), "one field more": merge(invitationFor(email, "billing-viewer"), map[string]any{"locale": "en"}),
		"none": nil, "nothing valid": raw("{"),
	} {
		r := first
		r.body = body
		if a := send(t, r); a.status != http.StatusUnprocessableEntity {
			t.Errorf("%s:\n%s", kind, a)
		} else {
			a.wantProblem(t, http.StatusUnprocessableEntity, "idempotency-key-reused")
		}
	}
	if open := pages[invitation](t, org.path("/invitations?status=pending"), org.admin, 10); len(open) != 1 {
		t.Errorf("%d invitations are open, want 1", len(open))
	}
	send(t, first).want(t, http.StatusCreated) // the key still belongs to the first request
}

// An invalid request has done nothing, so its key can be used again.
func TestACorrectedRequestMayReuseTheKey(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	email := address("mended")
	wrong := map[string]request{
		"not an address": {body: invitationFor("ada", "billing-viewer")}, "an unknown role": {body: invitationFor(email, "emperor")}, "not JSON": {body: raw("{")},
		"too large":     {body: merge(invitationFor(email, "billing-viewer"), map[string]any{"firstName": strings.Repeat("a", 70_000)})},
		"no media type": {body: invitationFor(email, "billing-viewer"), header: map[string]string{"Content-Type": "text/plain"}},
	}
	key := unique("key")
	for kind, w := range wrong {
		r := org.inviteRequest(org.admin, email, "billing-viewer").withKey(key)
		r.body = w.body
		if w.header != nil {
			r.header["Content-Type"] = w.header["Content-Type"]
		}
		for range 2 {
			if a := send(t, r); a.status != http.StatusBadRequest && a.status != http.StatusRequestEntityTooLarge && a.status != http.StatusUnsupportedMediaType {
				t.Errorf("%s:\n%s", kind, a)
			}
		}
	}
	mended := org.inviteRequest(org.admin, email, "billing-viewer").withKey(key)
	first := send(t, mended).want(t, http.StatusCreated)
	wantReplay(t, first, send(t, mended))

	// A conflict with the current state does bind the key.
	refused := org.inviteRequest(org.admin, email, "billing-viewer").withKey(unique("key"))
	send(t, refused).wantProblem(t, http.StatusConflict, "invitation-pending")
	other := refused
	other.body = invitationFor(address("other"), "billing-viewer")
	send(t, other).wantProblem(t, http.StatusUnprocessableEntity, "idempotency-key-reused")
}

func TestConcurrentRequestsWithOneKeyCreateOneInvitation(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	r := org.inviteRequest(org.admin, address("ten"), "billing-viewer").withKey(unique("ten"))
	responses := concurrently(t, slices.Repeat([]request{r}, 10))
	won := withStatus(responses, http.StatusCreated)
	if len(won) == 0 {
		t.Fatalf("nobody was invited:\n%v", responses)
	}
	for _, a := range responses {
		if a.status != http.StatusCreated {
			wantOneOf(t, a, "unavailable") // the first request took too long
		} else if string(a.body) != string(won[0].body) || a.header.Get("Location") != won[0].header.Get("Location") {
			t.Errorf("the responses differ:\n%s\n\n%s", won[0], a)
		}
	}
	made := decode[invitation](t, won[0])
	org.waitUntilSent(t, made)
	if open := pages[invitation](t, org.path("/invitations?status=pending"), org.admin, 10); len(open) != 1 || open[0].ID != made.ID {
		t.Errorf("the pending invitations are %v, want only %s", open, made.ID)
	}
	if sent := mailsPerRecipient(t, []string{made.Email}); sent[made.Email] != 1 {
		t.Errorf("%d mails were sent", sent[made.Email])
	}
	if a := send(t, r).want(t, http.StatusCreated); string(a.body) != string(won[0].body) {
		t.Errorf("the replayed response differs:\n%s\n\n%s", won[0], a)
	}
}

func TestConcurrentResendsWithOneKeyAreOneAttempt(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.waitUntilSent(t, org.invite(t, address("once-more"), "billing-viewer"))
	old := mails.waitFor(t, i).token(i)
	r := org.resendRequest(i, org.admin).withKey(unique("resend"))
	for _, a := range concurrently(t, slices.Repeat([]request{r}, 10)) {
		if a.status != http.StatusAccepted {
			wantOneOf(t, a, "unavailable")
		}
	}
	linkToken := mails.nextToken(t, i, old)
	org.waitUntilSent(t, i)
	send(t, r).want(t, http.StatusAccepted)
	postAction(t, i, "preview", "", linkToken).want(t, http.StatusOK) // still the link of the one resend
	if sent := mails.tokens(t, i); len(sent) != 2 {
		t.Errorf("%d links were mailed, want two: of the invite and of the resend", len(sent))
	}
}

// A key belongs to its caller, its route and the resource in its path.
func TestAKeyBelongsToOneCallerAndOneRoute(t *testing.T) {
	t.Parallel()
	partner := newPartner(t)
	below := partner.createChild(t, "Below", true)
	deputy := partner.join(t, "partner-organisation-admin")
	key, email := unique("shared"), address("shared")
	mine := partner.inviteRequest(partner.admin, email, "billing-viewer").withKey(key)
	first := decode[invitation](t, send(t, mine).want(t, http.StatusCreated))

	t.Run("another caller", func(t *testing.T) {
		p := send(t, partner.inviteRequest(deputy, email, "billing-viewer").withKey(key)).wantProblem(t, http.StatusConflict, "invitation-pending")
		if p.InvitationID != first.ID {
			t.Errorf("the problem names %q, want %q", p.InvitationID, first.ID)
		}
		send(t, partner.inviteRequest(deputy, address("other"), "billing-viewer").withKey(key)).wantProblem(t, http.StatusUnprocessableEntity, "idempotency-key-reused")
	})
	t.Run("another organisation", func(t *testing.T) {
		made := decode[invitation](t, send(t, below.inviteRequest(partner.admin, email, "billing-viewer").withKey(key)).want(t, http.StatusCreated))
		if made.OrganisationID != below.id || made.ID == first.ID {
			t.Errorf("created is %s of %s", made.ID, made.OrganisationID)
		}
	})
	t.Run("another invitation", func(t *testing.T) {
		second := partner.invite(t, address("second"), "billing-viewer")
		one := decode[invitation](t, send(t, partner.resendRequest(first, partner.admin).withKey(key)).want(t, http.StatusAccepted))
		other := decode[invitation](t, send(t, partner.resendRequest(second, partner.admin).withKey(key)).want(t, http.StatusAccepted))
		if one.ID != first.ID || other.ID != second.ID {
			t.Errorf("resent were %s and %s, want %s and %s", one.ID, other.ID, first.ID, second.ID)
		}
	})
	t.Run("another route", func(t *testing.T) {
		body := map[string]any{"name": unique("Named")}
		for _, route := range []string{"/organisations", "/accounts"} {
			r := request{method: http.MethodPost, path: partner.path(route), token: partner.admin.token, body: body}
			if a := send(t, r.withKey(key)).want(t, http.StatusCreated); a.header.Get("Idempotency-Replayed") != "" {
				t.Errorf("%s replays the response of another request:\n%s", route, a)
			}
		}
	})
}

// A replay needs current access: the caller must still be an administrator.
func TestImmediateEffectNoReplayAfterLosingAccess(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	deputy := org.join(t, "organisation-admin")
	r := org.inviteRequest(deputy, address("kept"), "billing-viewer").withKey(unique("lost"))
	send(t, r).want(t, http.StatusCreated)

	editAccess(t, org, org.admin, permissionRow(t, org, org.admin, deputy.id), roleGrant{Role: "billing-viewer"}).want(t, http.StatusOK)
	send(t, r).wantProblem(t, http.StatusForbidden, "forbidden")
	del(t, org.path("/permissions/"+deputy.id), org.admin.token).want(t, http.StatusOK)
	a := send(t, r)
	a.wantProblem(t, http.StatusNotFound, "not-found")
	elsewhere := organisation{id: unknownID(org.id)}.inviteRequest(deputy, address("kept"), "billing-viewer")
	if never := send(t, elsewhere); a.fingerprint() != never.fingerprint() {
		t.Errorf("the response differs from that for an unknown organisation:\n%s\n\n%s", a, never)
	}
}

func TestInvalidIdempotencyKey(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	for kind, key := range map[string]string{"too long": strings.Repeat("k", 256), "not ASCII": "schlüssel", "a tab": "a\tb", "emoji": "🔑"} {
		t.Run(kind, func(t *testing.T) {
			send(t, org.inviteRequest(org.admin, address("bad-key"), "billing-viewer").withKey(key)).wantInvalid(t, "Idempotency-Key")
		})
	}
	for kind, key := range map[string]string{"one character": "k", "the longest": strings.Repeat("k", 255), "signs": `"a b" {}~!#%/\|`} {
		t.Run(kind, func(t *testing.T) {
			r := org.inviteRequest(org.admin, address("good-key"), "billing-viewer").withKey(key)
			wantReplay(t, send(t, r).want(t, http.StatusCreated), send(t, r))
		})
	}
}
