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

// TestTheMainJob follows an invitation from its creation to the first request that is
// refused after the removal of the access. It does not run in parallel, because it
// compares all stored data.
func TestTheMainJob(t *testing.T) {
	s := &story{org: administrator(t), began: time.Now().Add(-time.Second)}
	for _, step := range []struct {
		promise string
		show    func(*testing.T)
	}{
		{"an administrator invites", s.invite},
		{"the mail names inviter, roles, organisation and expiry", s.mail},
		{"opening the link changes nothing", s.open},
		{"the preview shows the offer and changes nothing", s.preview},
		{"the invitee registers with another name", s.register},
		{"the new user sees the grant", s.seenByUser},
		{"the administrator sees the grant", s.seenByAdministrator},
		{"a second acceptance is refused", s.acceptAgain},
		{"the preview of the removal changes nothing", s.previewRemoval},
		{"the administrator removes the access", s.remove},
		{"the removed user cannot tell that the organisation exists", s.learnNothing},
		{"the old link does not restore the access", s.comeBack},
		{"no link token, access token or password is stored or logged", s.leaveNothing},
	} {
		if !t.Run(step.promise, step.show) {
			t.FailNow()
		}
	}
}

// story is the state that the steps of the lifecycle share.
type story struct {
	org        organisation
	began      time.Time
	invitation invitation
	secret     string
	guest      person
}

var storyRoles = []string{"organisation-admin", "signing-editor"}

func (s *story) invite(t *testing.T) {
	email := address("Grace.Hopper+e2e")
	a := post(t, s.org.path("/invitations"), s.org.admin.token, map[string]any{
		"email": email, "firstName": "Grace", "lastName": "Hopper", "roles": storyRoles, "locale": "en",
	}).want(t, http.StatusCreated)
	i := read[invitation](t, a)
	by := s.org.admin
	switch {
	case a.header.Get("Location") != s.org.path("/invitations/"+i.ID):
		t.Fatalf("Location is not the invitation's\n\n%s", a)
	case i.OrganisationID != s.org.id, i.AccountID != "", i.Email != email, i.FirstName != "Grace", i.LastName != "Hopper",
		!slices.Equal(i.Roles, storyRoles), i.Locale != "en", i.Status != "pending", i.Delivery.Status != "queued":
		t.Fatalf("the invitation differs from the request\n\n%s", a)
	case i.InvitedBy != someone{by.id, by.first + " " + by.last, by.email}:
		t.Fatalf("the inviter is not %s\n\n%s", by.email, a)
	case i.ExpiresAt.Sub(i.CreatedAt) != 72*time.Hour, time.Since(i.CreatedAt).Abs() > time.Minute:
		t.Fatalf("the invitation does not expire after exactly 72 hours\n\n%s", a)
	}
	s.invitation = i
}

func (s *story) mail(t *testing.T) {
	m := mails.of(t, s.invitation)
	s.secret = m.secret(s.invitation)
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
		"link":         deployment.APIURL + "/invitations/" + s.invitation.ID + "#" + s.secret,
	} {
		if !strings.Contains(m.text, text) {
			t.Errorf("the text has no %s %q:\n%s", what, text, m.text)
		}
		if !strings.Contains(shown, text) {
			t.Errorf("the HTML has no %s %q:\n%s", what, text, m.html)
		}
	}
	if bits, err := base64.RawURLEncoding.DecodeString(s.secret); err != nil || len(bits) != 32 {
		t.Errorf("the token has not 256 bits: %q", s.secret)
	}
	sent := func() bool { return s.read(t).Delivery.Status == "sent" }
	eventually(t, "the delivery is sent", sent)
	sameLink := func(m mail) bool { return m.secret(s.invitation) != "" }
	if all := mails.matching(t, sameLink); len(all) != 1 {
		t.Errorf("%d mails were sent for one invitation", len(all))
	}
}

// read returns the invitation as its administrator sees it.
func (s *story) read(t *testing.T) invitation {
	t.Helper()
	return read[invitation](t, get(t, s.org.path("/invitations/"+s.invitation.ID), s.org.admin.token).want(t, http.StatusOK))
}

func (s *story) open(t *testing.T) {
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
	storm(t, link, http.MethodGet, http.MethodHead, http.MethodOptions)
	if after := tableDump(t, s.invitation.ID); before == "" || after != before {
		t.Errorf("the stored data changed from\n%s\nto\n%s", before, after)
	}
}

// storm sends many concurrent requests, as mail scanners do.
func storm(t *testing.T, path string, methods ...string) {
	t.Helper()
	var asked sync.WaitGroup
	for _, method := range methods {
		for range 20 {
			asked.Go(func() {
				a, err := request{method: method, path: path}.do(t.Context())
				if err != nil || a.status >= 500 {
					t.Errorf("%v\n%s", err, a)
				}
			})
		}
	}
	asked.Wait()
}

func (s *story) preview(t *testing.T) {
	before := tableDump(t, s.invitation.ID)
	for range 3 {
		a := act(t, s.invitation, "preview", "", s.secret).want(t, http.StatusOK)
		o := read[offer](t, a)
		roles := make([]string, 0, len(o.Roles))
		for _, r := range o.Roles {
			roles = append(roles, r.ID)
			if r.Name == "" || r.Description == "" {
				t.Errorf("a role without name or description\n\n%s", a)
			}
		}
		if o.Email != s.invitation.Email || o.FirstName != "Grace" || o.LastName != "Hopper" || o.Account != nil ||
			o.Organisation.ID != s.org.id || o.Organisation.Name != s.org.name || !slices.Equal(roles, storyRoles) ||
			o.InvitedBy.Name != s.invitation.InvitedBy.Name || !o.ExpiresAt.Equal(s.invitation.ExpiresAt) || o.Registration != "new" {
			t.Fatalf("the preview differs from the invitation\n\n%s", a)
		}
	}
	if after := tableDump(t, s.invitation.ID); after != before {
		t.Errorf("the stored data changed from\n%s\nto\n%s", before, after)
	}
}

func (s *story) register(t *testing.T) {
	s.guest = person{email: s.invitation.Email, first: "Amazing", last: "O'Hopper <b>", password: password()}
	a := post(t, "/invitations/"+s.invitation.ID+"/register", "", map[string]string{
		"token": s.secret, "firstName": s.guest.first, "lastName": s.guest.last, "password": s.guest.password,
	}).want(t, http.StatusCreated)
	s.guest.id = s.checkGrants(t, a)
	s.guest.signIn(t)
}

// checkGrants checks a response with the new user's access and returns the user's id.
func (s *story) checkGrants(t *testing.T, a answer) (userID string) {
	t.Helper()
	shown := read[userAndGrants](t, a)
	u := shown.User
	if u.ID == "" || u.Email != s.guest.email || u.FirstName != s.guest.first || u.LastName != s.guest.last {
		t.Fatalf("the user is not the one who registered\n\n%s", a)
	}
	if !slices.Equal(roleIDs(shown.Grants), storyRoles) {
		t.Fatalf("the roles are not those of the invitation\n\n%s", a)
	}
	for _, g := range shown.Grants {
		if g.Scope.OrganisationID != s.org.id || g.Scope.AccountID != "" || g.InheritedFrom != nil || g.GrantedBy.UserID != s.org.admin.id {
			t.Fatalf("the grant is not that of the invitation\n\n%s", a)
		}
	}
	return u.ID
}

func (s *story) seenByUser(t *testing.T) {
	s.checkGrants(t, get(t, "/me", s.guest.token).want(t, http.StatusOK))
	s.checkGrants(t, get(t, s.org.path("/permissions/"+s.guest.id), s.guest.token).want(t, http.StatusOK))
	if !s.listed(t, s.guest.token) {
		t.Error("the new user is not in the list that they see")
	}
	seen := read[list[organisationID]](t, get(t, "/organisations", s.guest.token).want(t, http.StatusOK))
	if len(seen.Items) != 1 || seen.Items[0].ID != s.org.id || seen.Items[0].Name != s.org.name {
		t.Errorf("the new user sees the organisations %v", seen.Items)
	}
}

func (s *story) seenByAdministrator(t *testing.T) {
	if !s.listed(t, s.org.admin.token) {
		t.Error("the new user is not in the list that the administrator sees")
	}
	if now := s.read(t); now.Status != "accepted" {
		t.Errorf("the invitation is %s", now.Status)
	}
}

// listed reports whether the list of permissions has exactly one row for the new user.
func (s *story) listed(t *testing.T, token string) bool {
	t.Helper()
	rows := read[list[userAndGrants]](t, get(t, s.org.path("/permissions?email="+escaped(s.guest.email)), token).want(t, http.StatusOK))
	return len(rows.Items) == 1 && rows.Items[0].User.ID == s.guest.id && slices.Equal(roleIDs(rows.Items[0].Grants), storyRoles)
}

func (s *story) acceptAgain(t *testing.T) {
	again := registration(s.secret, password())
	post(t, "/invitations/"+s.invitation.ID+"/register", "", again).refused(t, http.StatusConflict, "invitation-accepted")
	act(t, s.invitation, "preview", "", s.secret).refused(t, http.StatusConflict, "invitation-accepted")
	act(t, s.invitation, "decline", "", s.secret).refused(t, http.StatusConflict, "invitation-accepted")
	act(t, s.invitation, "accept", s.guest.token, s.secret).refused(t, http.StatusConflict, "already-granted")
	act(t, s.invitation, "accept", s.org.admin.token, s.secret).refused(t, http.StatusConflict, "invitation-accepted")
	if result, err := authenticate(t.Context(), deployment.ClientID, s.guest.email, again["password"]); err == nil && result.AccessToken != nil {
		t.Error("the refused registration changed the password")
	}
	s.guest.signIn(t) // the first password is still valid
}
