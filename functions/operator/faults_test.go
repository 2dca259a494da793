package main

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"admit/shared/access"
	"admit/shared/awstest"
	"admit/shared/fixture"
	"admit/shared/identity"
	"admit/shared/memory"
	"admit/shared/redrive"
)

// timeout is that of the function in the stack.
const timeout = time.Minute

// TestFaults makes every call to Cognito, SQS and Lambda fail in every way. The operator repeats
// a call that was not done. In the end a deleted profile has no identity, an imported person has
// one, and a function was invoked for what it had given up.
func TestFaults(t *testing.T) {
	before := slog.Default()
	slog.SetDefault(slog.New(slog.DiscardHandler))
	defer slog.SetDefault(before)
	awstest.Try(t, "Operator", []awstest.Operation{
		{Name: "deletes a profile", Timeout: timeout, Begin: beginDeletion},
		{Name: "imports a person by address", Timeout: timeout, Begin: beginImport(false), Want: wantImport},
		{Name: "imports a person who has an identity", Timeout: timeout, Begin: beginImport(true), Want: wantImport},
		{Name: "shows the dead letters", Timeout: timeout, Begin: beginRedrive(true)},
		{Name: "redrives a dead letter", Timeout: timeout, Begin: beginRedrive(false), Want: wantRedrive},
	})
}

const email = "ada@blåbær.example" // has two user names in the pool

// world is an organisation with an administrator and a member, and the function.
type world struct {
	*fixture.Fixture
	cloud        *awstest.Cloud
	organisation access.Organisation
	handler      handler
	answer       string
}

func newWorld(t *testing.T, c *awstest.Cloud) *world {
	w := &world{Fixture: fixture.New(t, memory.New()), cloud: c}
	w.organisation, _ = w.Organisation("admin", false)
	pool := identity.OpenCognito(c.Config, "pool", fixture.Issuer)
	w.handler = handler{delete: w.DeleteUser(), imports: w.Import()}
	w.handler.delete.Directory, w.handler.imports.Directory = pool, pool
	return w
}

// call invokes the function. It returns an error if the operator repeats the call: for an
// internal error, and while the service is busy.
func (w *world) call(ctx context.Context, call map[string]any) error {
	text, err := json.Marshal(call)
	w.Must(err)
	answer, err := w.handler.serve(ctx, text)
	if err != nil {
		return err
	}
	text, err = json.Marshal(answer)
	w.Must(err)
	w.answer = string(text)
	if strings.Contains(w.answer, "urn:admit:problem:unavailable") || strings.Contains(w.answer, string(access.ImportUnjudged)) {
		return errors.New(w.answer)
	}
	return nil
}

// work returns the work of one call.
func (w *world) work(call map[string]any, state func() awstest.State) awstest.Work {
	return awstest.Work{Pass: func() { w.Pass(30 * time.Second) }, State: state,
		Steps: []func(context.Context) error{func(ctx context.Context) error { return w.call(ctx, call) }}}
}

func beginDeletion(t *testing.T, c *awstest.Cloud) awstest.Work {
	w := newWorld(t, c)
	ada := access.Caller{Issuer: fixture.Issuer, Subject: c.AddUser(fixture.Mailbox("ada"))}
	i := w.Invited(w.Member(fixture.Whole(w.organisation), "eve", fixture.OrganisationAdmin), fixture.Whole(w.organisation), "ada", fixture.Viewer)
	accept := w.Accept()
	accept.Identities = identity.OpenCognito(c.Config, "pool", fixture.Issuer)
	w.Must(fixture.Err(accept.Do(t.Context(), ada, i.ID, access.AcceptRequest{Token: w.Token(i.ID)})))
	return w.work(map[string]any{"action": "delete-profile", "userId": ada.ID()}, func() awstest.State {
		_, err := w.Store.User(w.Context(), ada.ID())
		return awstest.State{"user": err, "identities": c.Users(), "roles": w.HeldRoles(ada, w.organisation), "answer": strings.Contains(w.answer, `"deleted":true`),
			"removals": len(w.EventsOfType(w.organisation, access.EventAccessRemoved))}
	})
}

// beginImport begins the import of somebody, who may have an identity that Admit did not
// create.
func beginImport(exists bool) func(t *testing.T, c *awstest.Cloud) awstest.Work {
	return func(t *testing.T, c *awstest.Cloud) awstest.Work {
		w := newWorld(t, c)
		if exists {
			c.AddUser(email)
		}
		line, err := json.Marshal(map[string]any{"kind": memberKind, "organisation": w.organisation.ID, "email": email, "roles": []access.RoleID{fixture.Viewer}})
		w.Must(err)
		return w.work(map[string]any{"action": "import", "lines": []string{string(line)}}, func() awstest.State {
			mark, _, _ := c.User(email, "custom:admit", "")
			members := len(w.EventsOfType(w.organisation, access.EventAccessGranted))
			return awstest.State{"identities": c.Users(), "marked": mark, "granted": members, "answer": strings.Contains(w.answer, `"status":"created"`) || strings.Contains(w.answer, `"status":"exists"`)}
		})
	}
}

// wantImport says what differs from a success: the identity stays marked as registering if
// marking it failed.
func wantImport(f awstest.Fault, s awstest.State) {
	fails := f.Tries > 1 || f.Crash || f.Kind == awstest.Refused || f.Kind == awstest.Cut
	if f.Call == "cognito-idp:AdminUpdateUserAttributes" && fails && !f.Kind.Takes() {
		s["marked"] = "registering"
	}
}

// beginRedrive begins a redrive of an invocation that Lambda has given up.
func beginRedrive(dryRun bool) func(t *testing.T, c *awstest.Cloud) awstest.Work {
	return func(t *testing.T, c *awstest.Cloud) awstest.Work {
		w := newWorld(t, c)
		c.Queue(`{"requestContext":{"condition":"RetriesExhausted"},"requestPayload":{"postponed":{"invitationId":"one"}}}`, time.Now().Add(-time.Hour))
		w.handler.redrive = redrive.Redrive{For: workFor, Now: time.Now, Sources: redrive.Open(c.Config, redrive.Deployment{
			Functions: map[string]string{"deliver": "deliver"}, Mails: "https://sqs.eu-north-1.amazonaws.com/123456789012/letters"}, redrive.Letters{}, nil, nil)}
		work := w.work(map[string]any{"action": "redrive", "queue": "mails", "dryRun": dryRun, "before": time.Now()}, func() awstest.State {
			return awstest.State{"left": c.Queued(), "invoked": len(c.Invoked()) > 0, "twice": len(c.Invoked()) > 1, "shown": dryRun && strings.Contains(w.answer, "RetriesExhausted")}
		})
		work.Pass = func() { time.Sleep(3 * time.Minute) } // what was received is visible again
		first := work.Steps[0]
		work.Steps[0] = func(ctx context.Context) error {
			if err := first(ctx); err != nil {
				return err
			}
			// What SQS has handed over in a lost answer is hidden for two minutes. The answer says
			// that it is left.
			if dryRun && !strings.Contains(w.answer, "RetriesExhausted") || !dryRun && !strings.Contains(w.answer, `"left":0`) {
				return errors.New(w.answer)
			}
			return nil
		}
		return work
	}
}

// wantRedrive says what differs from a success. A function whose answer was lost, or whose letter
// was not deleted, is invoked once more: that does no harm.
func wantRedrive(f awstest.Fault, s awstest.State) {
	again := f.Crash || f.Tries > 1 || f.Kind == awstest.Cut || f.Kind == awstest.Refused
	switch f.Call {
	case "lambda:InvokeFunction":
		s["twice"] = f.Kind.Takes()
	case "sqs:DeleteMessage":
		s["twice"] = again && (!f.Kind.Takes() || f.Kind == awstest.Late)
	}
}
