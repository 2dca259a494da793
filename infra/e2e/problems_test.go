package e2e

import (
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// Every problem in the API's document can occur. This test causes each of them.
func TestEveryProblemOccurs(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	ways := map[string]func(t *testing.T){}
	for _, some := range []map[string]func(t *testing.T){s.requests(), s.callers(), s.invitations(), s.access(), s.moments()} {
		maps.Copy(ways, some)
	}
	for name, produce := range ways {
		t.Run(name, produce)
	}
	described := map[string]bool{}
	document := get(t, "/openapi.json", "").want(t, http.StatusOK)
	for _, named := range regexp.MustCompile(`urn:admit:problem:([a-z-]+)`).FindAllStringSubmatch(string(document.body), -1) {
		described[named[1]] = unproducible[named[1]] == ""
	}
	maps.DeleteFunc(described, func(_ string, producible bool) bool { return !producible })
	all, produced := slices.Sorted(maps.Keys(described)), slices.Sorted(maps.Keys(ways))
	if !slices.Equal(all, produced) {
		t.Errorf("the document has the problems\n%v\nbut the test causes\n%v", all, produced)
	}
}

// scene is an organisation below a partner, with users who have different rights.
type scene struct {
	partner, org          organisation // the partner's administrator governs both
	deputy, viewer, other person       // deputy and viewer of org, other of the partner
}

func newScene(t *testing.T) scene {
	t.Helper()
	partner := newPartner(t)
	org := partner.createChild(t, "Scene", false)
	return scene{partner, org, org.join(t, "organisation-admin"), org.join(t, "billing-viewer"), partner.join(t, "billing-viewer")}
}

// requests returns the problems of invalid requests.
func (s scene) requests() map[string]func(t *testing.T) {
	path, token := s.org.path("/invitations"), s.deputy.token
	return map[string]func(t *testing.T){
		"invalid-request": func(t *testing.T) { post(t, path, token, map[string]any{}).wantInvalid(t, "email") },
		"payload-too-large": func(t *testing.T) {
			post(t, path, token, raw(strings.Repeat(" ", 65<<10))).wantProblem(t, http.StatusRequestEntityTooLarge, "payload-too-large")
		},
		"unsupported-media-type": func(t *testing.T) {
			r := request{method: http.MethodPost, path: path, token: token, body: invitationBody("billing-viewer"), header: map[string]string{"Content-Type": "text/plain"}}
			send(t, r).wantProblem(t, http.StatusUnsupportedMediaType, "unsupported-media-type")
		},
		"idempotency-key-reused": func(t *testing.T) {
			key := unique("reused")
			send(t, s.org.inviteRequest(s.deputy, address("one"), "billing-viewer").withKey(key)).want(t, http.StatusCreated)
			send(t, s.org.inviteRequest(s.deputy, address("two"), "billing-viewer").withKey(key)).wantProblem(t, http.StatusUnprocessableEntity, "idempotency-key-reused")
		},
		"duplicate-row": func(t *testing.T) {
			email := address("twice")
			second := s.org.batch(t, true, invitationFor(email, "billing-viewer"), invitationFor(email, "audit-viewer"))[1]
			if second.problemName() != "duplicate-row" || second.Problem.Status != http.StatusConflict {
				t.Errorf("the outcome of the second row is %+v", second)
			}
		},
	}
}

// callers returns the problems of callers without the necessary rights.
func (s scene) callers() map[string]func(t *testing.T) {
	return map[string]func(t *testing.T){
		"unauthenticated": func(t *testing.T) {
			get(t, "/me", s.deputy.idToken).wantProblem(t, http.StatusUnauthorized, "unauthenticated")
		},
		"machine-client": func(t *testing.T) {
			get(t, "/me", machineToken(t)).wantProblem(t, http.StatusForbidden, "machine-client")
		},
		"forbidden": func(t *testing.T) {
			get(t, s.org.path("/permissions"), s.viewer.token).wantProblem(t, http.StatusForbidden, "forbidden")
		},
		"not-found": func(t *testing.T) {
			get(t, s.org.path(""), s.other.token).wantProblem(t, http.StatusNotFound, "not-found")
		},
		"role-not-allowed": func(t *testing.T) {
			send(t, s.org.inviteRequest(s.deputy, address("high"), "partner-organisation-admin")).wantProblem(t, http.StatusForbidden, "role-not-allowed")
		},
		"wrong-account": func(t *testing.T) {
			i := s.org.invite(t, address("right"), "billing-viewer")
			postAction(t, i, "accept", s.viewer.token, mails.waitFor(t, i).token(i)).wantProblem(t, http.StatusForbidden, "wrong-account")
		},
	}
}

// invitations returns the problems of invitations in the wrong state.
func (s scene) invitations() map[string]func(t *testing.T) {
	// ended changes an invitation and then uses its link for an action.
	ended := func(status int, problem, door string, do func(t *testing.T, i invitation, linkToken string)) func(t *testing.T) {
		return func(t *testing.T) {
			i := inviteAs(t, s.deputy, s.org, address(problem), "billing-viewer")
			linkToken := mails.waitFor(t, i).token(i)
			do(t, i, linkToken)
			tryAction(t, i, door, s.viewer.token, linkToken).wantProblem(t, status, problem)
		}
	}
	return map[string]func(t *testing.T){
		"invitation-pending": func(t *testing.T) {
			first := s.org.invite(t, address("pending"), "billing-viewer")
			send(t, s.org.inviteRequest(s.deputy, first.Email, "audit-viewer")).wantProblem(t, http.StatusConflict, "invitation-pending")
		},
		"already-granted": func(t *testing.T) {
			send(t, s.org.inviteRequest(s.deputy, s.viewer.email, "billing-viewer")).wantProblem(t, http.StatusConflict, "already-granted")
		},
		"already-registered": func(t *testing.T) {
			i := s.org.invite(t, s.viewer.email, "audit-viewer")
			tryAction(t, i, "register", "", mails.waitFor(t, i).token(i)).wantProblem(t, http.StatusConflict, "already-registered")
		},
		"invitation-accepted": ended(http.StatusConflict, "invitation-accepted", "preview", func(t *testing.T, i invitation, _ string) { register(t, i) }),
		"invitation-declined": ended(http.StatusGone, "invitation-declined", "preview", func(t *testing.T, i invitation, linkToken string) {
			postAction(t, i, "decline", "", linkToken).want(t, http.StatusNoContent)
		}),
		"invitation-revoked": ended(http.StatusGone, "invitation-revoked", "register", func(t *testing.T, i invitation, _ string) { s.org.revoke(t, i) }),
		"invitation-expired": ended(http.StatusGone, "invitation-expired", "accept", func(t *testing.T, i invitation, _ string) { expire(t, i.ID, time.Now()) }),
		"request-pending": func(t *testing.T) {
			i := s.org.invite(t, address("asked-for"), "billing-viewer")
			linkToken := mails.waitFor(t, i).token(i)
			postAction(t, i, "request", s.viewer.token, linkToken).want(t, http.StatusAccepted)
			postAction(t, i, "request", s.other.token, linkToken).wantProblem(t, http.StatusConflict, "request-pending")
		},
		"request-not-needed": func(t *testing.T) {
			i := s.org.invite(t, s.other.email, "billing-viewer")
			postAction(t, i, "request", s.other.token, mails.waitFor(t, i).token(i)).wantProblem(t, http.StatusConflict, "request-not-needed")
		},
		"request-not-pending": func(t *testing.T) {
			i := s.org.invite(t, address("not-asked-for"), "billing-viewer")
			answerRequest(t, s.org, s.deputy, i, "confirm", s.viewer).wantProblem(t, http.StatusConflict, "request-not-pending")
		},
		"invitation-not-authorised": func(t *testing.T) {
			gone := s.org.join(t, "organisation-admin")
			i := inviteAs(t, gone, s.org, address("orphan"), "billing-viewer")
			del(t, s.org.path("/permissions/"+gone.id), s.deputy.token).want(t, http.StatusOK)
			postAction(t, i, "preview", "", mails.waitFor(t, i).token(i)).wantProblem(t, http.StatusConflict, "invitation-not-authorised")
		},
	}
}

// access returns the problems of changes of access.
func (s scene) access() map[string]func(t *testing.T) {
	return map[string]func(t *testing.T){
		"last-administrator": func(t *testing.T) {
			del(t, s.org.path("/permissions/"+s.deputy.id), s.deputy.token).wantProblem(t, http.StatusConflict, "last-administrator")
		},
		"not-empty": func(t *testing.T) {
			del(t, s.org.path(""), s.partner.admin.token).wantProblem(t, http.StatusConflict, "not-empty")
		},
		"inherited-access": func(t *testing.T) {
			del(t, s.org.path("/permissions/"+s.partner.admin.id), s.deputy.token).wantProblem(t, http.StatusConflict, "inherited-access")
		},
		"access-suspended": func(t *testing.T) {
			member := s.org.join(t, "billing-viewer")
			i := s.org.invite(t, member.email, "audit-viewer")
			send(t, request{method: http.MethodPut, path: s.org.path("/permissions/" + member.id + "/suspension"), token: s.deputy.token}).want(t, http.StatusOK)
			postAction(t, i, "accept", member.token, mails.waitFor(t, i).token(i)).wantProblem(t, http.StatusConflict, "access-suspended")
		},
		"version-mismatch": func(t *testing.T) {
			seen := permissionRow(t, s.org, s.deputy, s.viewer.id)
			seen.Version = "another"
			editAccess(t, s.org, s.deputy, seen, roleGrant{Role: "audit-viewer"}).wantProblem(t, http.StatusPreconditionFailed, "version-mismatch")
		},
	}
}

// moments returns the problems that depend on the time of the request.
func (s scene) moments() map[string]func(t *testing.T) {
	return map[string]func(t *testing.T){
		"limit-reached": func(t *testing.T) {
			full := s.partner.createChild(t, "Full", false)
			full.leaveOpen(t, 0)
			full.inviteOneMore(t).wantProblem(t, http.StatusConflict, "limit-reached")
		},
		"rate-limited": func(t *testing.T) {
			busy := s.partner.createChild(t, "Busy", false)
			busy.leaveHourly(t, 0)
			busy.inviteOneMore(t).wantProblem(t, http.StatusTooManyRequests, "rate-limited")
		},
		"unavailable": func(t *testing.T) {
			r := s.org.inviteRequest(s.deputy, address("under-way"), "billing-viewer").withKey(unique("under-way"))
			send(t, r).want(t, http.StatusCreated)
			interrupt(t, keyOf(idempotencyRecord(t, r)), time.Now().Add(time.Hour))
			send(t, r).wantProblem(t, http.StatusServiceUnavailable, "unavailable")
		},
		"internal": func(t *testing.T) { // a corrupted item
			damaged := s.org.waitUntilSent(t, s.org.invite(t, address("damaged"), "billing-viewer"))
			setAttributes(t, invitationItem(damaged.ID), map[string]any{"roles": "secret-of-the-house"})
			p := get(t, s.org.path("/invitations/"+damaged.ID), s.deputy.token).wantProblem(t, http.StatusInternalServerError, "internal")
			if text := asJSON(t, p); strings.Contains(text, "secret") || strings.Contains(text, "unmarshal") || strings.Contains(text, deployment.TableName) {
				t.Errorf("the problem contains internal details: %s", text)
			}
			setAttributes(t, invitationItem(damaged.ID), map[string]any{"roles": damaged.Roles})
			s.org.wantUnchanged(t, damaged)
		},
	}
}
