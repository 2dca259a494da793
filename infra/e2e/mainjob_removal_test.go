package e2e

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
)

// The second half of the main job: the access is taken away, and nothing that
// opens anything is left.

func (s *story) previewRemoval(t *testing.T) {
	before := tableDump(t, s.guest.id)
	a := get(t, s.org.path("/permissions/"+s.guest.id+"/removal"), s.org.admin.token).want(t, http.StatusOK)
	if r := read[removal](t, a); !slices.Equal(roleIDs(r.Removed), storyRoles) || len(r.RevokedInvitations)+len(r.Remaining) > 0 || r.EffectiveAt.IsZero() {
		t.Errorf("this is not what goes\n\n%s", a)
	}
	if after := tableDump(t, s.guest.id); before == "" || after != before {
		t.Errorf("what is stored has changed from\n%s\nto\n%s", before, after)
	}
}

func (s *story) remove(t *testing.T) {
	a := del(t, s.org.path("/permissions/"+s.guest.id), s.org.admin.token).want(t, http.StatusOK)
	if r := read[removal](t, a); !slices.Equal(roleIDs(r.Removed), storyRoles) || time.Since(r.EffectiveAt).Abs() > time.Minute {
		t.Errorf("this is not what was to go\n\n%s", a)
	}
}

// learnNothing is the very next call: every route that names an organisation
// answers as for one that never was.
func (s *story) learnNothing(t *testing.T) {
	never := organisation{id: strings.Repeat("A", len(s.org.id))}
	ask := func(o organisation, method, path string, body any) answer {
		return send(t, request{method: method, path: o.path(path), token: s.guest.token, body: body})
	}
	for _, r := range []struct {
		method, path string
		body         any
	}{
		{http.MethodGet, "", nil},
		{http.MethodGet, "/permissions", nil},
		{http.MethodGet, "/permissions?account=x", nil},
		{http.MethodGet, "/permissions/" + s.guest.id, nil},
		{http.MethodGet, "/permissions/" + s.guest.id + "/removal", nil},
		{http.MethodGet, "/invitations", nil},
		{http.MethodGet, "/invitations/" + s.invitation.ID, nil},
		{http.MethodPost, "/invitations", map[string]any{"email": address("x"), "roles": []string{"organisation-admin"}}},
		{http.MethodDelete, "/invitations/" + s.invitation.ID, nil},
		{http.MethodDelete, "/permissions/" + s.org.admin.id, nil},
	} {
		removed := ask(s.org, r.method, r.path, r.body)
		removed.refused(t, http.StatusNotFound, "not-found")
		if nothing := ask(never, r.method, r.path, r.body); removed.sameBytes() != nothing.sameBytes() {
			t.Errorf("the organisation shows itself:\n%s\n\nand for one that never was\n%s", removed, nothing)
		}
		if strings.Contains(removed.sameBytes(), s.org.name) {
			t.Errorf("the answer has the organisation's name\n\n%s", removed)
		}
	}
	me := read[userAndGrants](t, get(t, "/me", s.guest.token).want(t, http.StatusOK))
	seen := read[list[organisationID]](t, get(t, "/organisations", s.guest.token).want(t, http.StatusOK))
	if len(me.Grants)+len(seen.Items) > 0 {
		t.Errorf("after the removal: grants %v, organisations %v", me.Grants, seen.Items)
	}
	if s.listed(t, s.org.admin.token) {
		t.Error("the administrator still sees the access that was removed")
	}
}

func (s *story) comeBack(t *testing.T) {
	act(t, s.invitation, "accept", s.guest.token, s.secret).want(t, http.StatusConflict)
	post(t, "/invitations/"+s.invitation.ID+"/register", "", registration(s.secret, password())).refused(t, http.StatusConflict, "invitation-accepted")
	if me := read[userAndGrants](t, get(t, "/me", s.guest.token).want(t, http.StatusOK)); len(me.Grants) > 0 {
		t.Errorf("the old link has given %v back", me.Grants)
	}
}

// leaveNothing looks for what must not be kept, after making sure that it looks
// where things are kept.
func (s *story) leaveNothing(t *testing.T) {
	hash := sha256.Sum256([]byte(s.secret))
	kept := base64.StdEncoding.EncodeToString(hash[:])
	bits, _ := base64.RawURLEncoding.DecodeString(s.secret)
	forbidden := map[string]string{
		"secret": s.secret, "secret in base64": base64.RawStdEncoding.EncodeToString([]byte(s.secret)),
		"secret's bits": base64.RawStdEncoding.EncodeToString(bits), "secret in hex": hex.EncodeToString(bits),
		"access token": s.guest.token, "ID token": s.guest.idToken, "password": s.guest.password,
		"administrator's token": s.org.admin.token, "administrator's password": s.org.admin.password,
	}
	dumps := map[string]string{"table": tableDump(t, ""), "stream": streamDump(t)}
	for place, dump := range dumps {
		if !strings.Contains(dump, s.invitation.ID) || !strings.Contains(dump, kept) {
			t.Errorf("the dump of the %s has no trace of the invitation, so it proves nothing", place)
		}
	}
	eventually(t, "the logs tell of the removal", func() bool {
		dumps["logs"] = logDump(t, s.began)
		return strings.Contains(dumps["logs"], s.invitation.ID) && strings.Contains(dumps["logs"], s.guest.id)
	})
	for place, dump := range dumps {
		for what, text := range forbidden {
			if text == "" || strings.Contains(dump, text) {
				t.Errorf("the %s has the %s", place, what)
			}
		}
	}
	if strings.Contains(dumps["logs"], s.guest.email) {
		t.Error("the logs have the invitee's address")
	}
}
