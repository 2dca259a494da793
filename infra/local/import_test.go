package main

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// people is a file with an empty line and a byte order mark.
const people = "\ufeff" + `{"kind":"organisation","id":"acme","name":"Acme"}

{"kind":"account","organisation":"acme","id":"shop","name":"Shop"}
{"kind":"member","organisation":"acme","account":"shop","email":"ada@example.com","roles":["king"]}
{"kind":"member","organisation":"acme","account":"shop","email":"Bob@example.com","roles":["account-admin"]}
`

// writtenFile returns the path of a new file.
func writtenFile(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "people.jsonl")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// The whole command, with one endpoint for all of AWS.
func TestImportOnAWS(t *testing.T) {
	t.Chdir("../..")
	calls := startOperator(t,
		`{"import": {"lines": [{"status": "created"}, {"status": "exists"}, {"status": "refused", "reason": "no"}, {"status": "created", "note": "n"}]}}`)
	err := importFile(t.Context(), flag.NewFlagSet("import", flag.ContinueOnError), []string{"-aws", "-dry", "-file", writtenFile(t, people)})
	if err == nil || err.Error() != "1 of 4 lines were refused" || exitCode("import", err) != 1 {
		t.Errorf("the import ended with %v", err)
	}
	if len(*calls) != 1 {
		t.Fatalf("the calls are %v", *calls)
	}
	var call importCall
	if err := json.Unmarshal([]byte((*calls)[0]), &call); err != nil {
		t.Fatal(err)
	}
	if call.Action != "import" || !call.DryRun || call.Invite || len(call.Lines) != 4 || !strings.HasPrefix(call.Lines[0], "{") {
		t.Errorf("the call is %+v", call)
	}
}

func TestImportNeedsAFile(t *testing.T) {
	for _, args := range [][]string{nil, {"-file", "does-not-exist"}, {"-file", writtenFile(t, "\n \n")}, {"-file", writtenFile(t, strings.Repeat("x", bytesInCall+1))}} {
		if err := importFile(t.Context(), flag.NewFlagSet("import", flag.ContinueOnError), args); err == nil {
			t.Errorf("%v: no error", args)
		}
	}
}

// operatorStub answers calls of an import. It judges up to a number of lines in a call,
// and refuses those with the role king.
type operatorStub struct {
	atOnce int
	seen   map[string]bool
	calls  []importCall
	fail   []error // of the next calls; nil for one that succeeds
}

func (o *operatorStub) call(_ context.Context, call importCall) ([]importedLine, error) {
	o.calls = append(o.calls, call)
	if len(o.fail) > 0 {
		err := o.fail[0]
		if o.fail = o.fail[1:]; err != nil {
			return nil, err
		}
	}
	results := make([]importedLine, len(call.Lines))
	for n, text := range call.Lines {
		switch {
		case n >= o.atOnce:
			results[n].Status = "unjudged"
		case strings.Contains(text, "king"):
			results[n] = importedLine{Status: "refused", Reason: "roles entry 1 is\x1b no role"}
		case o.seen[text]:
			results[n].Status = "exists"
		default:
			results[n] = importedLine{Status: "created", Note: "chooses a password"}
			o.seen[text] = !call.DryRun
		}
	}
	return results, nil
}

// runImport imports a file and returns what was printed.
func runImport(t *testing.T, o *operatorStub, file string, call importCall) (out, progress string, err error) {
	t.Helper()
	lines, err := readLines(writtenFile(t, file))
	if err != nil {
		t.Fatal(err)
	}
	var said, told strings.Builder
	err = importCommand{call: o.call, out: &said, progress: &told}.run(t.Context(), lines, call)
	return said.String(), told.String(), err
}

func wantTexts(t *testing.T, text string, wanted ...string) {
	t.Helper()
	for _, want := range wanted {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in:\n%s", want, text)
		}
	}
}

// TestImportCommand sends what was not judged again, in the order of the file, and says
// which lines were refused.
func TestImportCommand(t *testing.T) {
	o := &operatorStub{atOnce: 3, seen: map[string]bool{}, fail: []error{errors.New("busy"), nil, &problemError{Title: "Unavailable", Status: 503}}}
	out, progress, err := runImport(t, o, people, importCall{})
	if err == nil || err.Error() != "1 of 4 lines were refused" {
		t.Errorf("the import ended with %v", err)
	}
	wantTexts(t, out, "line 4: refused: roles entry 1 is", "Imported: 3 created, 0 there already, 1 refused, in 0s.",
		"3 lines (the first is line 1): chooses a password", "1 new organisations have no administrator: acme.")
	wantTexts(t, progress, "busy; trying again", "Unavailable", "  3 of 4 lines (75%) in 0s: 2 created, 0 there already, 1 refused; about 0s left", "  4 of 4 lines (100%)")
	if strings.Contains(out, "\x1b") {
		t.Error("a control character was printed")
	}
	if sent := fmt.Sprint(len(o.calls[0].Lines), len(o.calls[1].Lines), len(o.calls[2].Lines), len(o.calls[3].Lines)); sent != "4 4 1 1" {
		t.Errorf("the calls have %s lines", sent)
	}

	lines := strings.Split(people, "\n")
	corrected := strings.Join(append(lines[:3:3], lines[4:]...), "\n") + `{"kind":"member","organisation":"acme","email":"cay@example.com","roles":["organisation-admin"]}`
	out, _, err = runImport(t, o, corrected, importCall{})
	if err != nil || strings.Contains(out, "administrator") {
		t.Errorf("the second import ended with %v:\n%s", err, out)
	}
	wantTexts(t, out, "Imported: 1 created, 3 there already, 0 refused")
}

// TestDryRunOfAFile prints every line, and sends with each part the lines of earlier ones
// to which it refers.
func TestDryRunOfAFile(t *testing.T) {
	file := people + strings.Repeat(`{"kind":"organisation","id":"other","name":"Other"}`+"\n", linesInCall) +
		`{"kind":"member","organisation":"acme","account":"shop","email":"BOB@example.com","roles":["account-admin"]}`
	o := &operatorStub{atOnce: linesInCall, seen: map[string]bool{}}
	out, _, err := runImport(t, o, file, importCall{DryRun: true})
	if err == nil {
		t.Error("no line was refused")
	}
	wantTexts(t, out, "line 1: would be created; chooses a password\n", "line 4: refused: ", "line 505: would be created", "A dry run, nothing was written: 504 would be created")
	first, last := o.calls[0], o.calls[len(o.calls)-1]
	lines := strings.Split(strings.TrimPrefix(people, "\ufeff"), "\n")
	want := []string{lines[0], lines[2], lines[4]} // neither the empty line nor the refused one
	if len(o.calls) != 2 || len(first.Earlier) != 0 || len(last.Lines) != 5 || !slices.Equal(last.Earlier[:3], want) {
		t.Errorf("%d calls, the last one with %d lines and the earlier ones %q, want those beginning with %q", len(o.calls), len(last.Lines), last.Earlier, want)
	}
}

func TestImportGivesUp(t *testing.T) {
	refusal := &problemError{Title: "Invalid", Status: http.StatusBadRequest}
	for name, c := range map[string]struct {
		fail  []error
		calls int
	}{
		"after five failures": {slices.Repeat([]error{errors.New("broken")}, maxFailedCalls), maxFailedCalls},
		"after a refusal":     {[]error{refusal}, 1},
	} {
		o := &operatorStub{atOnce: 9, seen: map[string]bool{}, fail: c.fail}
		_, _, err := runImport(t, o, people, importCall{})
		if err == nil || err.Error() != c.fail[0].Error() || len(o.calls) != c.calls {
			t.Errorf("%s: %v after %d calls", name, err, len(o.calls))
		}
	}
}

func TestInterruptedImport(t *testing.T) {
	ctx, interrupt := context.WithCancel(t.Context())
	var said strings.Builder
	err := importCommand{out: io.Discard, progress: &said, call: func(ctx context.Context, _ importCall) ([]importedLine, error) {
		interrupt()
		return nil, ctx.Err()
	}}.run(ctx, []line{{number: 1, text: "{}"}}, importCall{})
	if exitCode("import", err) != 130 {
		t.Errorf("the import ended with %v", err)
	}
	wantTexts(t, said.String(), "interrupted; run the same command again")
}

// TestPartsAreSmall cuts a file into parts that a call of the function takes.
func TestPartsAreSmall(t *testing.T) {
	long := line{text: strings.Repeat("x", bytesInCall)}
	short := slices.Repeat([]line{{text: "x"}}, linesInCall+1)
	for name, c := range map[string]struct {
		lines []line
		want  int
	}{
		"many lines":            {short, linesInCall},
		"long lines":            {[]line{long, long}, 1},
		"a long one at the end": {[]line{{text: "x"}, long}, 1},
		"few lines":             {short[:3], 3},
	} {
		if part, rest := cutPart(c.lines); len(part) != c.want || len(rest) != len(c.lines)-c.want {
			t.Errorf("%s: %d and %d lines", name, len(part), len(rest))
		}
	}
}
