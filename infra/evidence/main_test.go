package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRun(t *testing.T) {
	name := filepath.Join(t.TempDir(), "evidence")
	lines := `{"What":"histories","Tried":"10,000","Wrong":0}` + "\n" + `{"What":"attacks","Tried":"150","Wrong":1}` + "\n"
	if err := os.WriteFile(name, []byte(lines), 0o600); err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	if err := run(name, []string{"attacks", "histories"}, &out); err != nil {
		t.Fatal(err)
	}
	const want = "what       tried   wrong\nhistories  10,000  0\nattacks    150     1\n"
	if out.String() != want {
		t.Errorf("printed\n%s\nwant\n%s", out.String(), want)
	}
	out.Reset()
	err := run(name, []string{"attacks", "load held", "mutants"}, &out)
	if err == nil || !strings.Contains(err.Error(), "load held; mutants") || strings.Contains(err.Error(), "attacks") {
		t.Errorf("without two rows: %v", err)
	}
	if out.String() != want {
		t.Errorf("without two rows it printed\n%s\nwant\n%s", out.String(), want)
	}
}

func TestRunRefusesWhatIsNoFigure(t *testing.T) {
	name := filepath.Join(t.TempDir(), "evidence")
	if err := os.WriteFile(name, []byte("no JSON\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := run(name, nil, &strings.Builder{}); err == nil {
		t.Error("no error for a line that is no figure")
	}
}
