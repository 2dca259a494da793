package e2e

import (
	"net/http"
	"strings"
	"testing"
)

// withIfMatch returns the request with an If-Match header.
func withIfMatch(r request, tag string) request {
	r.header = map[string]string{"If-Match": tag}
	return r
}

// ifMatchValues returns If-Match values that match the given ETag, that do not match it, and that
// are malformed.
func ifMatchValues(tag string) (kept, broken, malformed []string) {
	bare := strings.Trim(tag, `"`)
	return []string{tag, "*", `"x", ` + tag, tag + `,"x"`, ` ,` + tag + ` , `},
		[]string{`"nope"`, `W/` + tag, `"nope", W/` + tag, `""`, `"` + bare + `x"`, `"*"`},
		[]string{"nope", bare, `"` + tag + `"`, tag + ` "x"`, `*, ` + tag, tag + `, *`, `"` + bare, "w/" + tag}
}

func TestInvitationPreconditions(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	a := post(t, org.path("/invitations"), org.admin.token, invitationFor(address("seen"), "billing-viewer")).want(t, http.StatusCreated)
	i := org.waitUntilSent(t, decode[invitation](t, a))
	path := org.path("/invitations/" + i.ID)
	first := a.header.Get("ETag")
	if now := get(t, path, org.admin.token).header.Get("ETag"); first == "" || now != first {
		t.Errorf("the ETag after creation is %s, when read %s", first, now)
	}
	name := func(name string) request {
		return request{method: http.MethodPatch, path: path, token: org.admin.token, body: map[string]string{"firstName": name}}
	}
	revoke := request{method: http.MethodDelete, path: path, token: org.admin.token}
	kept, broken, malformed := ifMatchValues(first)
	resend := request{method: http.MethodPost, path: path + "/resend", token: org.admin.token}
	for _, r := range []request{name("Never"), revoke, resend} {
		for _, tag := range broken {
			send(t, withIfMatch(r, tag)).wantProblem(t, http.StatusPreconditionFailed, "version-mismatch")
		}
		for _, tag := range malformed {
			send(t, withIfMatch(r, tag)).wantInvalid(t, "If-Match")
		}
	}
	org.wantUnchanged(t, i)
	for _, tag := range kept {
		send(t, withIfMatch(name(i.FirstName), tag)).want(t, http.StatusOK) // no change, so the version stays
	}
	second := send(t, withIfMatch(name("Changed"), first)).want(t, http.StatusOK).header.Get("ETag")
	send(t, withIfMatch(name("Lost"), first)).wantProblem(t, http.StatusPreconditionFailed, "version-mismatch")
	send(t, withIfMatch(revoke, first)).wantProblem(t, http.StatusPreconditionFailed, "version-mismatch")
	key := unique("resend")
	again := func(tag string) request {
		r := withIfMatch(resend, tag)
		r.header["Idempotency-Key"] = key
		return r
	}
	send(t, again(first)).wantProblem(t, http.StatusPreconditionFailed, "version-mismatch")
	third := send(t, again(second)).want(t, http.StatusAccepted).header.Get("ETag") // the refusal did not bind the key
	if second == "" || third == "" || second == first || third == second {
		t.Errorf("the versions are %s, %s, %s", first, second, third)
	}
	send(t, withIfMatch(revoke, second)).wantProblem(t, http.StatusPreconditionFailed, "version-mismatch")
	for range 2 {
		send(t, withIfMatch(revoke, third)).want(t, http.StatusNoContent) // revoking is idempotent
	}
	send(t, withIfMatch(revoke, second)).wantProblem(t, http.StatusPreconditionFailed, "version-mismatch")
	send(t, withIfMatch(name("Late"), second)).wantProblem(t, http.StatusPreconditionFailed, "version-mismatch") // checked before the status
	send(t, withIfMatch(name("Late"), third)).wantProblem(t, http.StatusGone, "invitation-revoked")
	nowhere := withIfMatch(revoke, `"nope"`)
	nowhere.path = org.path("/invitations/nowhere")
	send(t, nowhere).wantProblem(t, http.StatusNotFound, "not-found") // checked before the version
}

func TestRemovalPreconditions(t *testing.T) {
	t.Parallel()
	o := newAccountFixture(t)
	o.colleague.accept(t, o.invite(t, o.colleague.email, "audit-viewer"))
	path := o.path("/permissions/" + o.colleague.id)
	remove := request{method: http.MethodDelete, path: path, token: o.admin.token}
	first := get(t, path, o.admin.token).header.Get("ETag")
	_, broken, malformed := ifMatchValues(first)
	for _, tag := range broken {
		send(t, withIfMatch(remove, tag)).wantProblem(t, http.StatusPreconditionFailed, "version-mismatch")
	}
	for _, tag := range malformed {
		send(t, withIfMatch(remove, tag)).wantInvalid(t, "If-Match")
	}
	// An Account Admin sees another version, which is the one to send.
	seen := get(t, path, o.accountAdmin.token).header.Get("ETag")
	part := request{method: http.MethodDelete, path: path + "?account=" + o.own.ID, token: o.accountAdmin.token}
	if seen == first {
		t.Errorf("both administrators see the version %s", seen)
	}
	send(t, withIfMatch(part, first)).wantProblem(t, http.StatusPreconditionFailed, "version-mismatch")
	send(t, withIfMatch(part, seen)).want(t, http.StatusOK)
	send(t, withIfMatch(part, seen)).wantProblem(t, http.StatusNotFound, "not-found")
	send(t, withIfMatch(remove, first)).wantProblem(t, http.StatusPreconditionFailed, "version-mismatch")
	wantGrants(t, permissionRow(t, o.organisation, o.admin, o.colleague.id), roleGrant{Role: "audit-viewer"})
	now := get(t, path, o.admin.token).header.Get("ETag")
	send(t, withIfMatch(remove, `"x", `+now)).want(t, http.StatusOK)
	self := request{method: http.MethodDelete, path: o.path("/permissions/" + o.admin.id), token: o.admin.token}
	send(t, withIfMatch(self, `"nope"`)).wantProblem(t, http.StatusPreconditionFailed, "version-mismatch") // checked before the last administrator
	send(t, withIfMatch(self, "*")).wantProblem(t, http.StatusConflict, "last-administrator")
}
