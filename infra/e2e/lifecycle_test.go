package e2e

import (
	"bytes"
	"encoding/base64"
	"html"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// TestInvitationLifecycle follows an invitation from its creation to the first request that is
// refused after the removal of the access. It does not run in parallel, because it
// compares all stored data.
func TestInvitationLifecycle(t *testing.T) {
	s := &lifecycle{org: firstOrganisation(t), began: time.Now().Add(-time.Second)}
	for _, step := range []struct {
		promise string
		show    func(*testing.T)
	}{
		{"an administrator invites", s.invite},
		{"the mail names inviter, roles, organisation and expiry", s.checkMail},
		{"opening the link changes nothing", s.openLink},
		{"the preview shows the offer and changes nothing", s.preview},
		{"the invitee registers with another name", s.register},
		{"the new user sees the grant", s.checkUserView},
		{"the administrator sees the grant", s.checkAdministratorView},
		{"a second acceptance is refused", s.acceptAgain},
		{"the preview of the removal changes nothing", s.previewRemoval},
		{"the administrator removes the access", s.remove},
		{"the removed user cannot tell that the organisation exists", s.checkHidden},
		{"the old link does not restore the access", s.useOldLink},
		{"no link token, access token or password is stored or logged", s.searchSecrets},
	} {
		if !t.Run(step.promise, step.show) {
			t.FailNow()
		}
	}
}

// lifecycle is the state that the steps of the lifecycle share.
type lifecycle struct {
	org        organisation
	began      time.Time
	invitation invitation
	linkToken  string
	user       person
}

var lifecycleRoles = []string{"organisation-admin", "signing-editor"}

func (s *lifecycle) invite(t *testing.T) {
	email := address("Grace.Hopper+e2e")
	a := post(t, s.org.path("/invitations"), s.org.admin.token, map[string]any{
		"email": email, "firstName": "Grace", "lastName": "Hopper", "roles": lifecycleRoles, "locale": "en",
	}).want(t, http.StatusCreated)
	i := decode[invitation](t, a)
	by := s.org.admin
	switch {
	case a.header.Get("Location") != s.org.path("/invitations/"+i.ID):
		t.Fatalf("Location is not the invitation's\n\n%s", a)
	case i.OrganisationID != s.org.id, i.AccountID != "", i.Email != email, i.FirstName != "Grace", i.LastName != "Hopper",
		!slices.Equal(i.Roles, lifecycleRoles), i.Locale != "en", i.Status != "pending", i.Delivery.Status != "queued":
		t.Fatalf("the invitation differs from the request\n\n%s", a)
	case i.InvitedBy != personRef{by.id, by.first + " " + by.last, by.email}:
		t.Fatalf("the inviter is not %s\n\n%s", by.email, a)
	case i.ExpiresAt.Sub(i.CreatedAt) != 72*time.Hour, time.Since(i.CreatedAt).Abs() > time.Minute:
		t.Fatalf("the invitation does not expire after exactly 72 hours\n\n%s", a)
	}
	s.invitation = i
}

func (s *lifecycle) checkMail(t *testing.T) {
	m := mails.waitFor(t, s.invitation)
	s.linkToken = m.token(s.invitation)
	if len(m.to) != 1 || m.to[0] != s.invitation.Email || len(m.cc)+len(m.bcc) > 0 {
		t.Errorf("to %q, cc %q, bcc %q: want the invitee alone", m.to, m.cc, m.bcc)
	}
	if strings.ContainsAny(m.subject, "\r\n") || !strings.Contains(m.subject, s.org.name) {
		t.Errorf("subject %q", m.subject)
	}
	shown := html.UnescapeString(m.html)
	for what, text := range map[string]string{
		"organisation": s.org.name,
		"inviter":      s.invitation.InvitedBy.Name,
		"role":         "Organisation Admin",
		"other role":   "Signing Editor",
		"description":  "Creates, reads and changes signature orders and their documents.",
		"expiry":       s.invitation.ExpiresAt.UTC().Format("Monday 2 January 2006 at 15:04 UTC"),
		"link":         deployment.APIURL + "/invitations/" + s.invitation.ID + "#" + s.linkToken,
	} {
		if !strings.Contains(m.text, text) {
			t.Errorf("the text has no %s %q:\n%s", what, text, m.text)
		}
		if !strings.Contains(shown, text) {
			t.Errorf("the HTML has no %s %q:\n%s", what, text, m.html)
		}
	}
	if bits, err := base64.RawURLEncoding.DecodeString(s.linkToken); err != nil || len(bits) != 32 {
		t.Errorf("the token has not 256 bits: %q", s.linkToken)
	}
	sent := func() bool { return s.read(t).Delivery.Status == "sent" }
	eventually(t, "the delivery is sent", sent)
	sameLink := func(m mail) bool { return m.token(s.invitation) != "" }
	if all := mails.matching(t, sameLink); len(all) != 1 {
		t.Errorf("%d mails were sent for one invitation", len(all))
	}
}

// read returns the invitation as its administrator sees it.
func (s *lifecycle) read(t *testing.T) invitation {
	t.Helper()
	return decode[invitation](t, get(t, s.org.path("/invitations/"+s.invitation.ID), s.org.admin.token).want(t, http.StatusOK))
}

func (s *lifecycle) openLink(t *testing.T) {
	link := "/invitations/" + s.invitation.ID
	before := tableDump(t, s.invitation.ID)
	page := get(t, link, "").want(t, http.StatusOK)
	for range 9 {
		if again := get(t, link, "").want(t, http.StatusOK); !bytes.Equal(again.body, page.body) {
			t.Fatal("the page differs between requests")
		}
	}
	if unknown := get(t, "/invitations/nobodyKnowsThis", "").want(t, http.StatusOK); !bytes.Equal(unknown.body, page.body) {
		t.Error("the page distinguishes a known invitation from an unknown one")
	}
	for name, want := range map[string]string{
		"Content-Type": "text/html; charset=utf-8", "Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
	} {
		if got := page.header.Get(name); got != want {
			t.Errorf("%s of the page is %q, want %q", name, got, want)
		}
	}
	if policy := page.header.Get("Content-Security-Policy"); !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") {
		t.Errorf("Content-Security-Policy of the page is %q", policy)
	}
	requestConcurrently(t, link, http.MethodGet, http.MethodHead, http.MethodOptions)
	if after := tableDump(t, s.invitation.ID); before == "" || after != before {
		t.Errorf("the stored data changed from\n%s\nto\n%s", before, after)
	}
}

// requestConcurrently sends many concurrent requests, as mail scanners do.
func requestConcurrently(t *testing.T, path string, methods ...string) {
	t.Helper()
	var asked sync.WaitGroup
	for _, method := range methods {
		for range 20 {
			asked.Go(func() {
				a, err := request{method: method, path: path}.send(t.Context())
				if err != nil || a.status >= 500 {
					t.Errorf("%v\n%s", err, a)
				}
			})
		}
	}
	asked.Wait()
}

func (s *lifecycle) preview(t *testing.T) {
	before := tableDump(t, s.invitation.ID)
	for range 3 {
		a := postAction(t, s.invitation, "preview", "", s.linkToken).want(t, http.StatusOK)
		o := decode[offer](t, a)
		roles := make([]string, 0, len(o.Roles))
		for _, r := range o.Roles {
			roles = append(roles, r.ID)
			if r.Name == "" || r.Description == "" {
				t.Errorf("a role without name or description\n\n%s", a)
			}
		}
		if o.Email != s.invitation.Email || o.FirstName != "Grace" || o.LastName != "Hopper" || o.Account != nil ||
			o.Organisation.ID != s.org.id || o.Organisation.Name != s.org.name || !slices.Equal(roles, lifecycleRoles) ||
			o.InvitedBy.Name != s.invitation.InvitedBy.Name || !o.ExpiresAt.Equal(s.invitation.ExpiresAt) || o.Registration != "new" {
			t.Fatalf("the preview differs from the invitation\n\n%s", a)
		}
	}
	if after := tableDump(t, s.invitation.ID); after != before {
		t.Errorf("the stored data changed from\n%s\nto\n%s", before, after)
	}
}

func (s *lifecycle) register(t *testing.T) {
	s.user = person{email: s.invitation.Email, first: "Amazing", last: "O'Hopper <b>", password: password()}
	a := post(t, "/invitations/"+s.invitation.ID+"/register", "", map[string]string{
		"token": s.linkToken, "firstName": s.user.first, "lastName": s.user.last, "password": s.user.password,
	}).want(t, http.StatusCreated)
	s.user.id = s.checkGrants(t, a)
	s.user.signIn(t)
}

// checkGrants checks a response with the new user's access and returns the user's id.
func (s *lifecycle) checkGrants(t *testing.T, a response) (userID string) {
	t.Helper()
	shown := decode[userAndGrants](t, a)
	u := shown.User
	if u.ID == "" || u.Email != s.user.email || u.FirstName != s.user.first || u.LastName != s.user.last {
		t.Fatalf("the user is not the one who registered\n\n%s", a)
	}
	if !slices.Equal(roleIDs(shown.Grants), lifecycleRoles) {
		t.Fatalf("the roles are not those of the invitation\n\n%s", a)
	}
	for _, g := range shown.Grants {
		if g.Scope.OrganisationID != s.org.id || g.Scope.AccountID != "" || g.InheritedFrom != nil || g.GrantedBy.UserID != s.org.admin.id {
			t.Fatalf("the grant is not that of the invitation\n\n%s", a)
		}
	}
	return u.ID
}

func (s *lifecycle) checkUserView(t *testing.T) {
	s.checkGrants(t, get(t, "/me", s.user.token).want(t, http.StatusOK))
	s.checkGrants(t, get(t, s.org.path("/permissions/"+s.user.id), s.user.token).want(t, http.StatusOK))
	if !s.listed(t, s.user.token) {
		t.Error("the new user is not in the list that they see")
	}
	seen := decode[list[organisationID]](t, get(t, "/organisations", s.user.token).want(t, http.StatusOK))
	if len(seen.Items) != 1 || seen.Items[0].ID != s.org.id || seen.Items[0].Name != s.org.name {
		t.Errorf("the new user sees the organisations %v", seen.Items)
	}
}

func (s *lifecycle) checkAdministratorView(t *testing.T) {
	if !s.listed(t, s.org.admin.token) {
		t.Error("the new user is not in the list that the administrator sees")
	}
	if now := s.read(t); now.Status != "accepted" {
		t.Errorf("the invitation is %s", now.Status)
	}
}

// listed reports whether the list of permissions has exactly one row for the new user.
func (s *lifecycle) listed(t *testing.T, token string) bool {
	t.Helper()
	rows := decode[list[userAndGrants]](t, get(t, s.org.path("/permissions?email="+escaped(s.user.email)), token).want(t, http.StatusOK))
	return len(rows.Items) == 1 && rows.Items[0].User.ID == s.user.id && slices.Equal(roleIDs(rows.Items[0].Grants), lifecycleRoles)
}

func (s *lifecycle) acceptAgain(t *testing.T) {
	again := registrationBody(s.linkToken, password())
	post(t, "/invitations/"+s.invitation.ID+"/register", "", again).wantProblem(t, http.StatusConflict, "invitation-accepted")
	postAction(t, s.invitation, "preview", "", s.linkToken).wantProblem(t, http.StatusConflict, "invitation-accepted")
	postAction(t, s.invitation, "decline", "", s.linkToken).wantProblem(t, http.StatusConflict, "invitation-accepted")
	postAction(t, s.invitation, "accept", s.user.token, s.linkToken).wantProblem(t, http.StatusConflict, "already-granted")
	postAction(t, s.invitation, "accept", s.org.admin.token, s.linkToken).wantProblem(t, http.StatusConflict, "invitation-accepted")
	if result, err := authenticate(t.Context(), deployment.ClientID, s.user.email, again["password"]); err == nil && result.AccessToken != nil {
		t.Error("the refused registration changed the password")
	}
	s.user.signIn(t) // the first password is still valid
}
