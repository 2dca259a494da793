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

// The second half of the lifecycle: the access is removed and leaves no way back.

func (s *lifecycle) previewRemoval(t *testing.T) {
	before := tableDump(t, s.user.id)
	a := get(t, s.org.path("/permissions/"+s.user.id+"/removal"), s.org.admin.token).want(t, http.StatusOK)
	if r := decode[removal](t, a); !slices.Equal(roleIDs(r.Removed), lifecycleRoles) || len(r.RevokedInvitations)+len(r.Remaining) > 0 || r.EffectiveAt.IsZero() {
		t.Errorf("the preview is wrong\n\n%s", a)
	}
	if after := tableDump(t, s.user.id); before == "" || after != before {
		t.Errorf("the stored data changed from\n%s\nto\n%s", before, after)
	}
}

func (s *lifecycle) remove(t *testing.T) {
	a := del(t, s.org.path("/permissions/"+s.user.id), s.org.admin.token).want(t, http.StatusOK)
	if r := decode[removal](t, a); !slices.Equal(roleIDs(r.Removed), lifecycleRoles) || time.Since(r.EffectiveAt).Abs() > time.Minute {
		t.Errorf("the removal is wrong\n\n%s", a)
	}
}

// checkHidden checks the next requests: every route of the organisation answers as for
// an unknown organisation.
func (s *lifecycle) checkHidden(t *testing.T) {
	never := organisation{id: strings.Repeat("A", len(s.org.id))}
	ask := func(o organisation, method, path string, body any) response {
		return send(t, request{method: method, path: o.path(path), token: s.user.token, body: body})
	}
	for _, r := range []struct {
		method, path string
		body         any
	}{
		{http.MethodGet, "", nil},
		{http.MethodGet, "/permissions", nil},
		{http.MethodGet, "/permissions?account=x", nil},
		{http.MethodGet, "/permissions/" + s.user.id, nil},
		{http.MethodGet, "/permissions/" + s.user.id + "/removal", nil},
		{http.MethodGet, "/invitations", nil},
		{http.MethodGet, "/invitations/" + s.invitation.ID, nil},
		{http.MethodPost, "/invitations", map[string]any{"email": address("x"), "roles": []string{"organisation-admin"}}},
		{http.MethodDelete, "/invitations/" + s.invitation.ID, nil},
		{http.MethodDelete, "/permissions/" + s.org.admin.id, nil},
	} {
		removed := ask(s.org, r.method, r.path, r.body)
		removed.wantProblem(t, http.StatusNotFound, "not-found")
		if nothing := ask(never, r.method, r.path, r.body); removed.fingerprint() != nothing.fingerprint() {
			t.Errorf("the response shows that the organisation exists:\n%s\n\nfor an unknown organisation it is\n%s", removed, nothing)
		}
		if strings.Contains(removed.fingerprint(), s.org.name) {
			t.Errorf("the response contains the organisation's name\n\n%s", removed)
		}
	}
	me := decode[userAndGrants](t, get(t, "/me", s.user.token).want(t, http.StatusOK))
	seen := decode[list[organisationID]](t, get(t, "/organisations", s.user.token).want(t, http.StatusOK))
	if len(me.Grants)+len(seen.Items) > 0 {
		t.Errorf("after the removal the user has the grants %v and sees the organisations %v", me.Grants, seen.Items)
	}
	if s.listed(t, s.org.admin.token) {
		t.Error("the list still has the removed access")
	}
}

func (s *lifecycle) useOldLink(t *testing.T) {
	postAction(t, s.invitation, "accept", s.user.token, s.linkToken).want(t, http.StatusConflict)
	post(t, "/invitations/"+s.invitation.ID+"/register", "", registrationBody(s.linkToken, password())).wantProblem(t, http.StatusConflict, "invitation-accepted")
	if me := decode[userAndGrants](t, get(t, "/me", s.user.token).want(t, http.StatusOK)); len(me.Grants) > 0 {
		t.Errorf("the old link restored %v", me.Grants)
	}
}

// searchSecrets searches the table, the stream and the logs for secrets. It first checks
// that these contain the data of the invitation, so that the search proves something.
func (s *lifecycle) searchSecrets(t *testing.T) {
	hash := sha256.Sum256([]byte(s.linkToken))
	kept := base64.StdEncoding.EncodeToString(hash[:])
	bits, _ := base64.RawURLEncoding.DecodeString(s.linkToken)
	forbidden := map[string]string{
		"link token": s.linkToken, "link token in base64": base64.RawStdEncoding.EncodeToString([]byte(s.linkToken)),
		"link token's bytes": base64.RawStdEncoding.EncodeToString(bits), "link token in hex": hex.EncodeToString(bits),
		"access token": s.user.token, "ID token": s.user.idToken, "password": s.user.password,
		"administrator's token": s.org.admin.token, "administrator's password": s.org.admin.password,
	}
	dumps := map[string]string{"table": tableDump(t, ""), "stream": streamDump(t)}
	for place, dump := range dumps {
		if !strings.Contains(dump, s.invitation.ID) || !strings.Contains(dump, kept) {
			t.Errorf("the dump of the %s does not contain the invitation, so the search proves nothing", place)
		}
	}
	eventually(t, "the removal is logged", func() bool {
		dumps["logs"] = logDump(t, s.began)
		return strings.Contains(dumps["logs"], s.invitation.ID) && strings.Contains(dumps["logs"], s.user.id)
	})
	for place, dump := range dumps {
		for what, text := range forbidden {
			if text == "" || strings.Contains(dump, text) {
				t.Errorf("the %s contains the %s", place, what)
			}
		}
	}
	if strings.Contains(dumps["logs"], s.user.email) {
		t.Error("the logs contain the invitee's address")
	}
}
