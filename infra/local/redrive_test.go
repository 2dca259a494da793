package main

import (
	"context"
	"flag"
	"slices"
	"strings"
	"testing"
)

// The whole command, with one endpoint for all of AWS: it shows what is there, then redrives it,
// and goes on after a failure.
func TestRedriveOnAWS(t *testing.T) {
	t.Chdir("../..")
	calls := startOperator(t,
		`{"redrive": {"messages": [{"id": "m", "reason": "why", "does": "resend"}], "left": 1, "done": true}}`,
		`{"problem": {"type": "urn:admit:problem:unavailable", "status": 503}}`,
		`{"redrive": {"messages": [{"id": "m", "reason": "why", "does": "resend", "outcome": "done"}], "left": 0, "done": true}}`,
	)
	if err := redrive(t.Context(), flag.NewFlagSet("redrive", flag.ContinueOnError), []string{"-aws", "-queue", "mails"}); err != nil {
		t.Error(err)
	}
	for n, dry := range []bool{true, false, false} {
		if call := (*calls)[n]; !strings.Contains(call, `"queue":"mails","before":"`) || strings.Contains(call, `"dryRun":true`) != dry {
			t.Errorf("call %d is %s", n, call)
		}
	}
	if err := redrive(t.Context(), flag.NewFlagSet("redrive", flag.ContinueOnError), nil); err == nil {
		t.Error("a redrive of no queue succeeds")
	}
}

func TestRedriveCommand(t *testing.T) {
	resend := deadLetter{ID: "m1", InvitationID: "i1", AgeSeconds: 7200, Reason: "Refused.", Does: "resend the invitation"}
	done, kept := resend, deadLetter{ID: "m2", Reason: "Lambda: RetriesExhausted", Does: "invoke the function again", Outcome: "kept", Error: "D failed"}
	done.Outcome = "done"
	for _, c := range []struct {
		name    string
		answers []redriveProgress
		dry     bool
		says    []string
		fails   bool
	}{
		{name: "empty", answers: []redriveProgress{{Done: true}}, says: []string{"The queue mails has no messages"}},
		{name: "dry", dry: true, answers: []redriveProgress{{Messages: []deadLetter{resend, resend}, Left: 7}},
			says: []string{"2 of about 7 messages", "    2  Refused. -> resend the invitation", "i1  2h0m0s old"}},
		{name: "in steps", answers: []redriveProgress{{Messages: []deadLetter{resend}}, {Messages: []deadLetter{done}, Left: 1}, {Messages: []deadLetter{done}, Done: true}},
			says: []string{"1 done, 0 kept, about 1 left", "2 messages were redriven"}},
		{name: "some fail again", fails: true, answers: []redriveProgress{{Messages: []deadLetter{resend, kept}}, {Messages: []deadLetter{done, kept}, Left: 1, Done: true}},
			says: []string{"kept: m2: D failed", "1 done, 1 kept"}},
		{name: "the same fails for ever", fails: true, answers: []redriveProgress{{Messages: []deadLetter{kept}}, {Messages: []deadLetter{kept}}, {Messages: []deadLetter{kept}}},
			says: []string{"0 done, 1 kept"}},
	} {
		var said strings.Builder
		calls := 0
		err := redriveCommand{out: &said, call: func(_ context.Context, call redriveCall) (redriveProgress, error) {
			calls++
			if call.DryRun != (calls == 1) {
				t.Errorf("%s: call %d is a dry run: %t", c.name, calls, call.DryRun)
			}
			return c.answers[calls-1], nil
		}}.run(t.Context(), redriveCall{Queue: "mails", DryRun: c.dry})
		if (err != nil) != c.fails || calls != len(c.answers) {
			t.Errorf("%s: %v after %d calls", c.name, err, calls)
		}
		for _, text := range c.says {
			if !strings.Contains(said.String(), text) {
				t.Errorf("%s: %q is not in:\n%s", c.name, text, &said)
			}
		}
	}
}

func TestFindAndResendOnAWS(t *testing.T) {
	t.Chdir("../..")
	calls := startOperator(t, `{"found": {"user": null, "memberships": [], "invitations": []}}`,
		`{"problem": {"type": "urn:admit:problem:not-found", "status": 404}}`)
	if err := findUser(t.Context(), flag.NewFlagSet("find", flag.ContinueOnError), []string{"-aws", "-email", "ada@example.com"}); err != nil {
		t.Error(err)
	}
	if err := resend(t.Context(), flag.NewFlagSet("resend", flag.ContinueOnError), []string{"-aws", "-force", "-invitation", "i"}); err == nil {
		t.Error("an unknown invitation was resent")
	}
	if want := `{"action":"find","email":"ada@example.com"}`; (*calls)[0] != want || !strings.Contains((*calls)[1], `"invitationId":"i"`) {
		t.Errorf("the calls are %v", *calls)
	}
	for name, run := range map[string]func(context.Context, *flag.FlagSet, []string) error{"find": findUser, "resend": resend} {
		if err := run(t.Context(), flag.NewFlagSet(name, flag.ContinueOnError), nil); err == nil {
			t.Errorf("%s of nothing succeeds", name)
		}
	}
	if len(slices.Compact(*calls)) != 2 {
		t.Errorf("%d calls", len(*calls))
	}
}
