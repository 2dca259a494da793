package main

import (
	"bufio"
	"os"
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
	text := x.follow(bufio.NewScanner(strings.NewReader(printed)))
	if x.executions.Load() != 2500 || strings.Contains(text, "execs") || !strings.Contains(text, "--- FAIL") {
		t.Errorf("%d executions, and %q", x.executions.Load(), text)
	}
	if again := x.again(text); !strings.Contains(again, "shared/api/testdata/fuzz/FuzzX/0a1b") || !strings.Contains(again, "go test -run '^FuzzX$/0a1b' ./shared/api") {
		t.Errorf("%q", again)
	}
	if again := x.again("panic: x"); !strings.Contains(again, "No input was written") {
		t.Errorf("%q", again)
	}
	if endedLate(text) || !endedLate("--- FAIL: FuzzX\n    context deadline exceeded") || endedLate("context deadline exceeded\nFailing input written to x") {
		t.Error("a late end is not told from a failure")
	}
}

// TestRun runs programs in place of a target: one that ends, and one that fails.
func TestRun(t *testing.T) {
	for script, wrong := range map[string]bool{"echo 'fuzz: elapsed: 3s, execs: 7 (2/sec)'": false, "echo boom; exit 1": true, "echo context deadline exceeded; exit 1": false} {
		x := &target{dir: t.TempDir(), name: "FuzzX", binary: filepath.Join(t.TempDir(), "x.test"), cache: t.TempDir()}
		if err := os.WriteFile(x.binary, []byte("#!/bin/sh\n"+script+"\n"), 0o700); err != nil {
			t.Fatal(err)
		}
		failed := fuzz(t.Context(), []*target{x}, time.Second)
		if (len(failed) > 0) != wrong || wrong && !strings.Contains(failed[0].Error(), "boom") {
			t.Errorf("%s: %v", script, failed)
		}
	}
}
