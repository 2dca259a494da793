package e2e

import (
	"net/http"
	"strings"
	"testing"
)

// These tests hold in every way of identity. Where the ways differ, the test says how.

// A person who is no user yet is told how to accept, and does.
func TestANewPersonAcceptsInTheWayOfTheDeployment(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.invite(t, address("newcomer"), "billing-viewer")
	linkToken := mails.waitFor(t, i).token(i)
	want := map[bool]string{true: "new", false: "sign-in"}[registers()]
	if o := decode[offer](t, postAction(t, i, "preview", "", linkToken).want(t, http.StatusOK)); o.Registration != want {
		t.Errorf("the registration is %q, want %q", o.Registration, want)
	}
	if !registers() {
		tryAction(t, i, "register", "", linkToken).wantProblem(t, http.StatusConflict, "sign-in-required")
		tryAction(t, i, "register", "", strings.Repeat("x", len(linkToken))).wantProblem(t, http.StatusNotFound, "not-found")
	}
	p := registerWithToken(t, i, linkToken)
	me := decode[userAndGrants](t, get(t, "/me", p.token).want(t, http.StatusOK))
	if me.User.FirstName != p.first || me.User.LastName != p.last || !strings.EqualFold(me.User.Email, i.Email) || len(me.Grants) != 1 {
		t.Errorf("the user is %v", me)
	}
	next := org.invite(t, i.Email, "audit-viewer")
	nextToken := mails.waitFor(t, next).token(next)
	if o := decode[offer](t, postAction(t, next, "preview", "", nextToken).want(t, http.StatusOK)); o.Registration != "existing" {
		t.Errorf("the registration of a user is %q, want existing", o.Registration)
	}
	postAction(t, next, "accept", p.token, nextToken).want(t, http.StatusOK) // a user needs no ID token
	wantOneRow(t, org, i.Email, "audit-viewer", "billing-viewer")
}

// What a person sends to prove who they are is for one invitation, and for the caller.
func TestProofOfIdentity(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i, other := org.invite(t, address("proof"), "billing-viewer"), org.invite(t, address("other"), "billing-viewer")
	linkToken, otherToken := mails.waitFor(t, i).token(i), mails.waitFor(t, other).token(other)
	p := newIdentity(t, i.Email, true)
	p.signInFor(t, otherToken)
	eve := newIdentity(t, address("eve"), true)
	eve.signInFor(t, linkToken)
	tampered := p.idToken[:len(p.idToken)-8] + "AAAAAAAA"
	for what, proof := range map[string]string{
		"none": "", "of another invitation": p.idToken, "tampered with": tampered, "the access token": p.token, "of somebody else": eve.idToken, "words": "an ID token",
	} {
		body := map[string]string{"token": linkToken, "idToken": proof}
		if deployment.Identity == externalIssuer {
			problem := post(t, "/invitations/"+i.ID+"/accept", p.token, body).wantProblem(t, http.StatusBadRequest, "invalid-request")
			if len(problem.Errors) != 1 || problem.Errors[0].Field != "idToken" {
				t.Errorf("%s: %v", what, problem)
			}
		}
	}
	eve.acceptFor(t, i, linkToken).wantProblem(t, http.StatusForbidden, "wrong-account")
	p.signInFor(t, linkToken)
	p.acceptFor(t, i, linkToken).want(t, http.StatusOK)
	get(t, "/me", p.idToken).want(t, http.StatusUnauthorized) // an ID token is no access token
}

// An address that the identity provider has not verified accepts nothing.
func TestAnAddressThatIsNotVerified(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	i := org.invite(t, address("unproved"), "billing-viewer")
	linkToken := mails.waitFor(t, i).token(i)
	p := newIdentity(t, i.Email, false)
	p.signInFor(t, linkToken)
	p.acceptFor(t, i, linkToken).wantProblem(t, http.StatusForbidden, "wrong-account")
	wantRows(t, org, i.Email, 0)
}

// An operator deletes a user, and the identity only where Admit has made it.
func TestDeletingAUserInTheWayOfTheDeployment(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	p := org.join(t, "billing-viewer")
	invokeOperator[map[string]any](t, map[string]any{"action": "delete-profile", "userId": p.id})
	wantRows(t, org, p.email, 0)
	if registers() {
		if n := identities(t, p.email); n != 0 {
			t.Errorf("%d identities have the address", n)
		}
		return
	}
	p.signIn(t) // the identity is not Admit's to delete
	if me := decode[userAndGrants](t, get(t, "/me", p.token).want(t, http.StatusOK)); len(me.Grants) != 0 {
		t.Errorf("the deleted user is %v", me)
	}
}

// A program of the identity provider does what its scope allows, and nothing else.
func TestAProgramDoesWhatItsScopeAllows(t *testing.T) {
	t.Parallel()
	org := newOrganisation(t)
	question := map[string]any{"user": subject{ID: org.admin.id}, "checks": []check{{"billing:read", org.id, ""}}}
	for _, c := range []struct {
		scopes         []string
		reads, decides int
	}{
		{programScopes, http.StatusOK, http.StatusOK},
		{[]string{"admit/read"}, http.StatusOK, http.StatusForbidden},
		{[]string{"admit/decide"}, http.StatusForbidden, http.StatusOK},
	} {
		token := machineToken(t, c.scopes...)
		get(t, org.path("/permissions"), token).want(t, c.reads)
		post(t, "/decisions", token, question).want(t, c.decides)
		get(t, "/me", token).wantProblem(t, http.StatusForbidden, "machine-client")
		post(t, org.path("/invitations"), token, map[string]any{"email": address("x"), "roles": []string{"billing-viewer"}}).
			wantProblem(t, http.StatusForbidden, "machine-client")
	}
}

// wantRows checks how many permission rows an address has in an organisation.
func wantRows(t *testing.T, org organisation, email string, want int) {
	t.Helper()
	a := get(t, org.path("/permissions?email="+escaped(email)), org.admin.token).want(t, http.StatusOK)
	if rows := decode[list[userAndGrants]](t, a).Items; len(rows) != want {
		t.Errorf("%d rows, want %d\n\n%s", len(rows), want, a)
	}
}
