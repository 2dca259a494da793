package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// TestFollow reads what a target prints, and says how a failing input is tried again.
func TestFollow(t *testing.T) {
	printed := `fuzz: elapsed: 0s, gathering baseline coverage: 0/3 completed
fuzz: elapsed: 3s, execs: 1200 (400/sec), new interesting: 1 (total: 4)
fuzz: elapsed: 6s, execs: 2500 (433/sec), new interesting: 1 (total: 4)
--- FAIL: FuzzX (6.00s)
    Failing input written to testdata/fuzz/FuzzX/0a1b
`
	x := &target{dir: "shared/api", name: "FuzzX"}
	text := x.follow(strings.NewReader(printed))
	if x.executions.Load() != 2500 || strings.Contains(text, "execs") || !strings.Contains(text, "--- FAIL") {
		t.Errorf("%d executions, and %q", x.executions.Load(), text)
	}
	if again := x.again(text); !strings.Contains(again, "shared/api/testdata/fuzz/FuzzX/0a1b") || !strings.Contains(again, "go test -run '^FuzzX$/0a1b' ./shared/api") {
		t.Errorf("%q", again)
	}
	if again := x.again("panic: x"); !strings.Contains(again, "No input was written") {
		t.Errorf("%q", again)
	}
	if endedLate(text) || !endedLate("--- FAIL: FuzzX\n    context deadline exceeded") || endedLate("context deadline exceeded\nFailing input written to x") ||
		endedLate("failure while testing seed corpus entry: FuzzX/seed#0\n--- FAIL: FuzzX\n    context deadline exceeded") {
		t.Error("a late end is not told from a failure")
	}
}

// TestRun runs programs in place of a target: one that ends, and one that fails.
func TestRun(t *testing.T) {
	for script, wrong := range map[string]string{
		"echo 'fuzz: elapsed: 3s, execs: 7 (2/sec)'": "", "echo boom; exit 1": "boom", "echo context deadline exceeded; exit 1": "",
		"head -c 20000000 /dev/zero | tr '\\0' x; exit 1": "token too long", // a line that is not read to its end
	} {
		x := &target{dir: t.TempDir(), name: "FuzzX", binary: filepath.Join(t.TempDir(), "x.test"), cache: t.TempDir()}
		if err := os.WriteFile(x.binary, []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
		failed := fuzz(t.Context(), []*target{x}, time.Second)
		if (len(failed) > 0) != (wrong != "") || wrong != "" && !strings.Contains(failed[0].Error(), wrong) {
			t.Errorf("%s: %v", script, failed)
		}
	}
}

// TestRunOfAFailingSeed runs a target of Go whose seed fails with the text of a late end.
func TestRunOfAFailingSeed(t *testing.T) {
	dir := t.TempDir()
	for name, content := range map[string]string{"go.mod": "module seed\n\ngo 1.26\n", "seed_test.go": `package seed

import "testing"

func FuzzX(f *testing.F) {
	f.Add(1)
	f.Fuzz(func(t *testing.T, n int) { t.Fatal("context deadline exceeded") })
}
`} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	x := &target{dir: dir, name: "FuzzX", binary: filepath.Join(dir, "x.test"), cache: t.TempDir()}
	command := exec.CommandContext(t.Context(), "go", "test", "-c", "-fuzz", "Fuzz", "-o", x.binary, ".")
	command.Dir = dir
	if out, err := command.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	if err := x.run(t.Context(), time.Minute); err == nil {
		t.Error("a target whose seed fails is held for one that ended late")
	}
}
