package e2e

import (
	"net/http"
	"strings"
	"testing"
)

// conditioned returns the request with an If-Match header.
func conditioned(r request, tag string) request {
	r.header = map[string]string{"If-Match": tag}
	return r
}

// tags returns If-Match values that match the given ETag, that do not match it, and that
// are malformed.
func tags(tag string) (kept, broken, malformed []string) {
	bare := strings.Trim(tag, `"`)
	return []string{tag, "*", `"x", ` + tag, tag + `,"x"`, ` ,` + tag + ` , `},
		[]string{`"nope"`, `W/` + tag, `"nope", W/` + tag, `""`, `"` + bare + `x"`, `"*"`},
		[]string{"nope", bare, `"` + tag + `"`, tag + ` "x"`, `*, ` + tag, tag + `, *`, `"` + bare, "w/" + tag}
}

func TestAnInvitationIsChangedInTheVersionThatWasSeen(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	a := post(t, org.path("/invitations"), org.admin.token, inviting(address("seen"), "billing-viewer")).want(t, http.StatusCreated)
	i := org.settled(t, read[invitation](t, a))
	path := org.path("/invitations/" + i.ID)
	first := a.header.Get("ETag")
	if now := get(t, path, org.admin.token).header.Get("ETag"); first == "" || now != first {
		t.Errorf("the ETag after creation is %s, when read %s", first, now)
	}
	name := func(name string) request {
		return request{method: http.MethodPatch, path: path, token: org.admin.token, body: map[string]string{"firstName": name}}
	}
	revoke := request{method: http.MethodDelete, path: path, token: org.admin.token}
	kept, broken, malformed := tags(first)
	resend := request{method: http.MethodPost, path: path + "/resend", token: org.admin.token}
	for _, r := range []request{name("Never"), revoke, resend} {
		for _, tag := range broken {
			send(t, conditioned(r, tag)).refused(t, http.StatusPreconditionFailed, "version-mismatch")
		}
		for _, tag := range malformed {
			send(t, conditioned(r, tag)).invalid(t, "If-Match")
		}
	}
	org.unchanged(t, i)
	for _, tag := range kept {
		send(t, conditioned(name(i.FirstName), tag)).want(t, http.StatusOK) // no change, so the version stays
	}
	second := send(t, conditioned(name("Changed"), first)).want(t, http.StatusOK).header.Get("ETag")
	send(t, conditioned(name("Lost"), first)).refused(t, http.StatusPreconditionFailed, "version-mismatch")
	send(t, conditioned(revoke, first)).refused(t, http.StatusPreconditionFailed, "version-mismatch")
	key := unique("resend")
	again := func(tag string) request {
		r := conditioned(resend, tag)
		r.header["Idempotency-Key"] = key
		return r
	}
	send(t, again(first)).refused(t, http.StatusPreconditionFailed, "version-mismatch")
	third := send(t, again(second)).want(t, http.StatusAccepted).header.Get("ETag") // the refusal did not bind the key
	if second == "" || third == "" || second == first || third == second {
		t.Errorf("the versions are %s, %s, %s", first, second, third)
	}
	send(t, conditioned(revoke, second)).refused(t, http.StatusPreconditionFailed, "version-mismatch")
	for range 2 {
		send(t, conditioned(revoke, third)).want(t, http.StatusNoContent) // revoking is idempotent
	}
	send(t, conditioned(revoke, second)).refused(t, http.StatusPreconditionFailed, "version-mismatch")
	send(t, conditioned(name("Late"), second)).refused(t, http.StatusPreconditionFailed, "version-mismatch") // checked before the status
	send(t, conditioned(name("Late"), third)).refused(t, http.StatusGone, "invitation-revoked")
	nowhere := conditioned(revoke, `"nope"`)
	nowhere.path = org.path("/invitations/nowhere")
	send(t, nowhere).refused(t, http.StatusNotFound, "not-found") // checked before the version
}

func TestARemovalIsOfTheVersionThatWasSeen(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	o.colleague.accepts(t, o.invite(t, o.colleague.email, "audit-viewer"))
	path := o.path("/permissions/" + o.colleague.id)
	remove := request{method: http.MethodDelete, path: path, token: o.admin.token}
	first := get(t, path, o.admin.token).header.Get("ETag")
	_, broken, malformed := tags(first)
	for _, tag := range broken {
		send(t, conditioned(remove, tag)).refused(t, http.StatusPreconditionFailed, "version-mismatch")
	}
	for _, tag := range malformed {
		send(t, conditioned(remove, tag)).invalid(t, "If-Match")
	}
	// An Account Admin sees another version, which is the one to send.
	seen := get(t, path, o.clerk.token).header.Get("ETag")
	part := request{method: http.MethodDelete, path: path + "?account=" + o.own.ID, token: o.clerk.token}
	if seen == first {
		t.Errorf("both administrators see the version %s", seen)
	}
	send(t, conditioned(part, first)).refused(t, http.StatusPreconditionFailed, "version-mismatch")
	send(t, conditioned(part, seen)).want(t, http.StatusOK)
	send(t, conditioned(part, seen)).refused(t, http.StatusNotFound, "not-found")
	send(t, conditioned(remove, first)).refused(t, http.StatusPreconditionFailed, "version-mismatch")
	holds(t, row(t, o.organisation, o.admin, o.colleague.id), held{Role: "audit-viewer"})
	now := get(t, path, o.admin.token).header.Get("ETag")
	send(t, conditioned(remove, `"x", `+now)).want(t, http.StatusOK)
	self := request{method: http.MethodDelete, path: o.path("/permissions/" + o.admin.id), token: o.admin.token}
	send(t, conditioned(self, `"nope"`)).refused(t, http.StatusPreconditionFailed, "version-mismatch") // checked before the last administrator
	send(t, conditioned(self, "*")).refused(t, http.StatusConflict, "last-administrator")
}
