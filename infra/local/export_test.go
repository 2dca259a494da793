package main

import (
	"context"
	"errors"
	"flag"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The whole command, with one endpoint for all of AWS. It asks until there is no further
// part, and writes the lines in the order of their keys.
func TestExportOnAWS(t *testing.T) {
	t.Chdir("../..")
	calls := startOperator(t,
		`{"export": {"lines": [{"key": "3", "line": "c"}, {"key": "1", "line": "a"}], "next": "here", "examined": 70, "total": 100}}`,
		`{"export": {"lines": [], "next": "there", "examined": 20, "total": 100}}`,
		`{"export": {"lines": [{"key": "2", "line": "b"}], "next": "", "examined": 10, "total": 100}}`,
	)
	path := writtenFile(t, "an earlier export")
	if err := exportFile(t.Context(), flag.NewFlagSet("export", flag.ContinueOnError), []string{"-aws", "-file", path}); err != nil {
		t.Fatal(err)
	}
	want := []string{`{"action":"export"}`, `{"action":"export","after":"here"}`, `{"action":"export","after":"there"}`}
	if !slices.Equal(*calls, want) {
		t.Errorf("calls %v, want %v", *calls, want)
	}
	content, err := os.ReadFile(path)
	if err != nil || string(content) != "a\nb\nc\n" {
		t.Errorf("the file has %q (%v)", content, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode() != fs.FileMode(0o600) {
		t.Errorf("the mode of the file is %v (%v)", info.Mode(), err)
	}
}

// TestFailedExport leaves an earlier file as it was, and nothing beside it.
func TestFailedExport(t *testing.T) {
	path := writtenFile(t, "an earlier export")
	broken := errors.New("broken")
	var said strings.Builder
	command := exportCommand{out: io.Discard, progress: &said, call: func(_ context.Context, call exportCall) (exportPart, error) {
		if call.After == "" {
			return exportPart{Lines: []exportedLine{{"1", "a"}}, Next: "here", Examined: 7}, nil
		}
		return exportPart{}, broken
	}}
	if err := command.run(t.Context(), path); !errors.Is(err, broken) {
		t.Errorf("the export ended with %v", err)
	}
	wantTexts(t, said.String(), "  7 of about 7 items read in 0s, 1 lines", "broken; trying again")
	content, err := os.ReadFile(path)
	if err != nil || string(content) != "an earlier export" {
		t.Errorf("the file has %q (%v)", content, err)
	}
	if err := writeLines(filepath.Join(t.TempDir(), "missing", "file"), nil); err == nil {
		t.Error("a file was written to a directory that does not exist")
	}
	if files, err := os.ReadDir(filepath.Dir(path)); err != nil || len(files) != 1 {
		t.Errorf("the directory has %v (%v)", files, err)
	}
}
