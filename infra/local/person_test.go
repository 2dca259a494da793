package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

// fakePerson answers calls about one person, who has had another address before.
type fakePerson struct {
	calls   []personCall
	removed int
	parts   int // of a deletion, until it is done
}

func (f *fakePerson) command(in string, out *bytes.Buffer) personCommand {
	return personCommand{in: strings.NewReader(in), out: out, now: time.Now,
		readPart: func(_ context.Context, call personCall) (personPart, error) {
			f.calls = append(f.calls, call)
			p := personPart{Events: []json.RawMessage{json.RawMessage(`{}`)}, Examined: 1, Total: 2}
			if call.After == "" {
				p.Profile, p.Next = json.RawMessage(`{"memberships":[{}]}`), "middle"
			} else if !slices.Contains(call.Emails, "old@example.com") {
				p.Addresses = []string{"old@example.com", "old@example.com"}
			}
			return p, nil
		},
		remove: func(context.Context, personCall) (deletionAnswer, error) {
			f.removed++
			return deletionAnswer{Deleted: f.removed >= f.parts}, nil
		},
	}
}

// TestAPersonIsReadAgainWithWhatWasFound reads a person in two parts, of which the second
// shows another address.
func TestAPersonIsReadAgainWithWhatWasFound(t *testing.T) {
	var f fakePerson
	document, err := f.command("", &bytes.Buffer{}).read(t.Context(), personCall{Action: "export-person", Email: "ada@example.com"})
	if err != nil || len(f.calls) != 4 || len(document.Events) != 2 || !slices.Equal(document.Addresses, []string{"old@example.com"}) || document.Version != 1 {
		t.Errorf("after %d calls: %+v (%v)", len(f.calls), document, err)
	}
	if want := "a user with roles in 1 organisations, 0 invitations, 2 events"; !strings.HasPrefix(document.summary(), want) {
		t.Errorf("the summary is %q", document.summary())
	}
}

// TestADeletionIsConfirmed deletes nothing unless the person is typed, and then calls until
// everything is done.
func TestADeletionIsConfirmed(t *testing.T) {
	for typed, want := range map[string]int{"": 0, "y\n": 0, "ada\n": 3} {
		f, out := fakePerson{parts: 3}, &bytes.Buffer{}
		err := f.command(typed, out).delete(t.Context(), "ada", "", false)
		if f.removed != want || (err == nil) != (want > 0) {
			t.Errorf("typed %q: %d calls (%v)\n%s", typed, f.removed, err, out)
		}
	}
	f := fakePerson{parts: 1}
	if err := f.command("", &bytes.Buffer{}).delete(t.Context(), "ada", "", true); err != nil || f.removed != 1 {
		t.Errorf("without a question: %d calls (%v)", f.removed, err)
	}
}

// TestADeletionWhoseAnswerIsLost calls again and hears that there is no such person any more.
func TestADeletionWhoseAnswerIsLost(t *testing.T) {
	f, out := fakePerson{}, &bytes.Buffer{}
	c := f.command("", out)
	answers := []error{errors.New("the connection was reset"), &problemError{Status: 404}}
	c.remove = func(context.Context, personCall) (deletionAnswer, error) {
		err := answers[0]
		answers = answers[1:]
		return deletionAnswer{}, err
	}
	if err := c.delete(t.Context(), "ada", "", true); err != nil || !strings.Contains(out.String(), "a call before has finished it") {
		t.Errorf("%v\n%s", err, out)
	}
}

// TestRetentionGoesOnUntilTheEnd calls until there is no next part.
func TestRetentionGoesOnUntilTheEnd(t *testing.T) {
	var positions []string
	var out bytes.Buffer
	err := retainCommand{out: &out, call: func(_ context.Context, call retainCall) (retainedPart, error) {
		switch positions = append(positions, call.After); len(positions) {
		case 1:
			return retainedPart{Next: "a", Examined: 5, Changed: 2}, nil
		case 2:
			return retainedPart{}, errors.New("the connection was reset")
		}
		return retainedPart{Examined: 1, Changed: 1}, nil
	}}.run(t.Context())
	if err != nil || !slices.Equal(positions, []string{"", "a", "a"}) || !strings.Contains(out.String(), "6 items examined, 3 changed") {
		t.Errorf("%q (%v)\n%s", positions, err, &out)
	}
}
