package main

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/api"
	"admit/shared/api/apitest"
	"admit/shared/awstest"
	"admit/shared/fixture"
	"admit/shared/identity"
	"admit/shared/memory"
)

// timeout is that of the function in the stack.
const timeout = 15 * time.Second

// TestFaults makes every call to Cognito fail in every way. The person repeats the request
// while it is answered with 503. In the end there is one identity, which signs in with the
// password, and the invitation is accepted.
func TestFaults(t *testing.T) {
	before := slog.Default()
	slog.SetDefault(slog.New(slog.DiscardHandler))
	defer slog.SetDefault(before)
	awstest.Try(t, "Accept", []awstest.Operation{
		{Name: "a new person registers", Timeout: timeout, Begin: beginRegistration, Want: wantRegistration},
		{Name: "a new person who signs in accepts", Timeout: timeout, Begin: beginAcceptance, Want: wantAcceptance},
		{Name: "a new person who signs in accepts without the link", Timeout: timeout, Begin: beginOwn("accept"), Want: wantAcceptance},
		{Name: "a new person who signs in declines without the link", Timeout: timeout, Begin: beginOwn("decline"), Want: wantAcceptance},
	})
}

const email = "ada@blåbær.example" // has two user names in the pool

// world is an open invitation and the function.
type world struct {
	*fixture.Fixture
	cloud      *awstest.Cloud
	invitation access.Invitation
	handlers   api.Handlers
	statuses   []int // of the answers
}

func newWorld(t *testing.T, c *awstest.Cloud) *world {
	w := &world{Fixture: fixture.New(t, memory.New()), cloud: c}
	organisation, admin := w.Organisation("admin", false)
	i, err := w.Invite().Do(t.Context(), admin.ID(), organisation.ID, access.InviteRequest{Email: email, Roles: []access.RoleID{fixture.Viewer}}, "")
	w.Must(err)
	w.invitation = i
	pool := identity.OpenCognito(c.Config, "pool", apitest.Issuer)
	register, accept, own := w.Register(), w.Accept(), w.OwnInvitations()
	register.Directory, accept.Directory, accept.Identities = pool, pool, pool
	own.Accept = accept
	w.handlers = handlers(handler{register: register, accept: accept, own: own, cursors: api.NewCursors("0123456789abcdef0123456789abcdef")})
	return w
}

// ask sends a request. It returns an error if the client repeats it.
func (w *world) ask(ctx context.Context, c apitest.Call) error {
	c.Path = map[string]string{"invitationId": string(w.invitation.ID)}
	answer := apitest.AskIn(ctx, w, w.handlers, c)
	w.statuses = append(w.statuses, answer.StatusCode)
	if answer.StatusCode >= http.StatusInternalServerError {
		return errors.New(answer.Body)
	}
	return nil
}

// work returns the work of one request.
func (w *world) work(c apitest.Call) awstest.Work {
	return awstest.Work{Pass: func() { w.Pass(30 * time.Second) }, State: w.state,
		Steps: []func(context.Context) error{func(ctx context.Context) error { return w.ask(ctx, c) }}}
}

// state returns what can be seen of the person.
func (w *world) state() awstest.State {
	stored := w.Invitation(w.invitation.ID)
	mark, _, signsIn := w.cloud.User(email, "custom:admit", fixture.Password)
	_, err := w.Store.User(w.Context(), stored.AcceptedBy)
	return awstest.State{"status": stored.Status, "user": err, "identities": w.cloud.Users(), "signs in": signsIn, "marked": mark,
		"answer": w.statuses[len(w.statuses)-1], "internal errors": slices.Contains(w.statuses, http.StatusInternalServerError)}
}

func beginRegistration(t *testing.T, c *awstest.Cloud) awstest.Work {
	w := newWorld(t, c)
	return w.work(apitest.Call{Route: "POST /invitations/{invitationId}/register", Body: map[string]string{
		"token": w.Token(w.invitation.ID), "firstName": "Ada", "lastName": "Lovelace", "password": fixture.Password}})
}

// wantRegistration says what differs from a success: the identity stays marked as
// registering if marking it failed, and only a pool that does not exist is an internal error.
func wantRegistration(f awstest.Fault, s awstest.State) {
	fails := f.Tries > 1 || f.Crash || f.Kind == awstest.Refused || f.Kind == awstest.Cut
	switch {
	case f.Call != "cognito-idp:AdminUpdateUserAttributes":
		s["internal errors"] = f.Kind == awstest.Refused
	case fails && !f.Kind.Takes():
		s["marked"] = "registering"
	}
}

// beginAcceptance begins the acceptance of somebody who has signed in with an identity that
// Admit did not create.
func beginAcceptance(t *testing.T, c *awstest.Cloud) awstest.Work {
	w := newWorld(t, c)
	return w.work(apitest.Call{Route: "POST /invitations/{invitationId}/accept", As: c.AddUser(email), Body: map[string]string{"token": w.Token(w.invitation.ID)}})
}

// beginOwn begins what such a person does without the link.
func beginOwn(action string) func(t *testing.T, c *awstest.Cloud) awstest.Work {
	return func(t *testing.T, c *awstest.Cloud) awstest.Work {
		return newWorld(t, c).work(apitest.Call{Route: "POST /me/invitations/{invitationId}/" + action, As: c.AddUser(email)})
	}
}

func wantAcceptance(f awstest.Fault, s awstest.State) {
	s["internal errors"] = f.Kind == awstest.Refused
}
