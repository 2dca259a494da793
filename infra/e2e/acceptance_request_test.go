package e2e

import (
	"net/http"
	"slices"
	"testing"
)

// answerRequest confirms or declines a person's request to accept an invitation.
func answerRequest(t *testing.T, o organisation, by person, i invitation, answer string, asks person) response {
	t.Helper()
	return post(t, o.path("/invitations/"+i.ID+"/request/"+answer), by.token, map[string]string{"userId": asks.id})
}

// requestRoute is an invitation whose link two people with other addresses have.
type requestRoute struct {
	organisation
	i             invitation
	linkToken     string
	second, third person // users of another organisation
}

func newRequestRoute(t *testing.T) requestRoute {
	t.Helper()
	org, other := newOrganisation(t), newOrganisation(t)
	i := org.invite(t, address("First"), "audit-viewer", "signing-viewer")
	return requestRoute{org, i, mails.waitFor(t, i).token(i), other.join(t, "billing-viewer"), other.join(t, "billing-viewer")}
}

// holdsNothing fails the test if a person has access to the organisation.
func (r requestRoute) holdsNothing(t *testing.T, p person) {
	t.Helper()
	get(t, r.path(""), p.token).wantProblem(t, http.StatusNotFound, "not-found")
	get(t, r.path("/permissions/"+p.id), r.admin.token).wantProblem(t, http.StatusNotFound, "not-found")
}

// Somebody who signs in with another address is told both, and asks. An administrator
// declines, and confirms when they ask again. Nothing is granted before.
func TestSomebodyWithAnotherAddressAsksToAccept(t *testing.T) {
	t.Parallel()
	r := newRequestRoute(t)
	p := postAction(t, r.i, "accept", r.second.token, r.linkToken).wantProblem(t, http.StatusForbidden, "wrong-account")
	if p.InvitedEmail != r.i.Email || p.SignedInEmail != r.second.email || !p.RequestedAt.IsZero() {
		t.Errorf("the refusal names %+v", p)
	}
	asked := decode[acceptanceRequest](t, postAction(t, r.i, "request", r.second.token, r.linkToken).want(t, http.StatusAccepted))
	wantNotice(t, r.admin, r.i, r.second.email, r.i.Email)
	if asked.UserID != r.second.id || asked.Email != r.second.email || asked.FirstName != r.second.first || asked.RequestedAt.IsZero() {
		t.Errorf("the request is %+v", asked)
	}
	if again := decode[acceptanceRequest](t, postAction(t, r.i, "request", r.second.token, r.linkToken).want(t, http.StatusAccepted)); again != asked {
		t.Errorf("asked twice: %+v", again)
	}
	p = postAction(t, r.i, "accept", r.second.token, r.linkToken).wantProblem(t, http.StatusForbidden, "wrong-account")
	if !p.RequestedAt.Equal(asked.RequestedAt) {
		t.Errorf("the refusal after the request says %s, want %s", p.RequestedAt, asked.RequestedAt)
	}
	postAction(t, r.i, "request", r.third.token, r.linkToken).wantProblem(t, http.StatusConflict, "request-pending")
	r.holdsNothing(t, r.second)

	answerRequest(t, r.organisation, r.admin, r.i, "decline", r.third).wantProblem(t, http.StatusConflict, "request-not-pending")
	declined := decode[invitation](t, answerRequest(t, r.organisation, r.admin, r.i, "decline", r.second).want(t, http.StatusOK))
	if declined.Status != "pending" || declined.AcceptanceRequest.UserID != "" {
		t.Errorf("the invitation is %+v", declined)
	}
	answerRequest(t, r.organisation, r.admin, r.i, "confirm", r.second).wantProblem(t, http.StatusConflict, "request-not-pending")
	postAction(t, r.i, "request", r.second.token, r.linkToken).want(t, http.StatusAccepted)
	r.holdsNothing(t, r.second)
	r.confirmed(t)
	r.onRecord(t)
}

// confirmed confirms the request of the second person, with the version that was read.
func (r requestRoute) confirmed(t *testing.T) {
	t.Helper()
	path := r.path("/invitations/" + r.i.ID)
	read := get(t, path, r.admin.token).want(t, http.StatusOK)
	if shown := decode[invitation](t, read).AcceptanceRequest; shown.Email != r.second.email || shown.UserID != r.second.id {
		t.Errorf("the invitation shows the request %+v", shown)
	}
	confirm := request{method: http.MethodPost, path: path + "/request/confirm", token: r.admin.token, body: map[string]string{"userId": r.second.id}}
	stale := withIfMatch(confirm, `"1"`)
	send(t, stale).wantProblem(t, http.StatusPreconditionFailed, "version-mismatch")
	confirm = withIfMatch(confirm, read.header.Get("ETag"))
	confirm.header["Idempotency-Key"] = unique("confirm")
	for range 2 {
		if got := decode[invitation](t, send(t, confirm).want(t, http.StatusOK)); got.Status != "accepted" || got.AcceptanceRequest.UserID != "" {
			t.Errorf("the invitation is %+v", got)
		}
	}
	row := permissionRow(t, r.organisation, r.admin, r.second.id)
	if roles := roleIDs(row.Grants); !slices.Equal(roles, []string{"audit-viewer", "signing-viewer"}) || row.User.Email != r.second.email {
		t.Errorf("%s holds %v", row.User.Email, roles)
	}
	get(t, r.path(""), r.second.token).want(t, http.StatusOK)
	postAction(t, r.i, "accept", r.second.token, r.linkToken).wantProblem(t, http.StatusConflict, "already-granted")
	postAction(t, r.i, "request", r.third.token, r.linkToken).wantProblem(t, http.StatusConflict, "invitation-accepted")
}

// onRecord checks that the audit log names both addresses and who answered.
func (r requestRoute) onRecord(t *testing.T) {
	t.Helper()
	counted := map[string]int{}
	for _, e := range auditLog(t, r.organisation, r.admin) {
		if e.InvitationID != r.i.ID || e.InvitedEmail == "" {
			continue
		}
		counted[e.Type]++
		actor := map[bool]string{true: r.second.id, false: r.admin.id}[e.Type == "invitation.acceptance-requested"]
		if e.InvitedEmail != r.i.Email || e.Subject == nil || e.Subject.Email != r.second.email || e.Subject.UserID != r.second.id || e.Actor.UserID != actor {
			t.Errorf("the event is %+v", e)
		}
	}
	if counted["invitation.acceptance-requested"] != 2 || counted["invitation.acceptance-declined"] != 1 || counted["invitation.accepted"] != 1 || len(counted) != 3 {
		t.Errorf("there are events %v", counted)
	}
}

// A request needs the token of the link, and ends with its invitation.
func TestAnAcceptanceRequestIsAboutAnOpenInvitation(t *testing.T) {
	t.Parallel()
	r := newRequestRoute(t)
	wrong := postAction(t, r.i, "request", r.second.token, r.linkToken[1:]+"A").wantProblem(t, http.StatusNotFound, "not-found")
	known := postAction(t, r.i, "accept", r.second.token, r.linkToken[1:]+"A").wantProblem(t, http.StatusNotFound, "not-found")
	if wrong.Detail != known.Detail {
		t.Errorf("a wrong token is refused by %q, for an acceptance by %q", wrong.Detail, known.Detail)
	}
	postAction(t, r.i, "request", "", r.linkToken).want(t, http.StatusUnauthorized)
	postAction(t, r.i, "request", r.second.token, r.linkToken).want(t, http.StatusAccepted)
	viewer := r.join(t, "billing-viewer")
	answerRequest(t, r.organisation, viewer, r.i, "confirm", r.second).wantProblem(t, http.StatusForbidden, "forbidden")
	answerRequest(t, r.organisation, r.third, r.i, "confirm", r.second).wantProblem(t, http.StatusNotFound, "not-found")
	r.revoke(t, r.i)
	answerRequest(t, r.organisation, r.admin, r.i, "confirm", r.second).wantProblem(t, http.StatusGone, "invitation-revoked")
	answerRequest(t, r.organisation, r.admin, r.i, "decline", r.second).wantProblem(t, http.StatusGone, "invitation-revoked")
	postAction(t, r.i, "request", r.second.token, r.linkToken).wantProblem(t, http.StatusGone, "invitation-revoked")
	r.holdsNothing(t, r.second)
}
