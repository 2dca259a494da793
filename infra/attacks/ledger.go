package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
)

// testEvent is a line of go test -json.
type testEvent struct {
	Action, Package, Test, Output string
}

// runTests runs a command that begins with go test, shows what go test would show, and writes
// to the ledger the package and the name of every test that passed.
func runTests(ledger string, command []string, out io.Writer) error {
	if len(command) < 2 || command[0] != "go" || command[1] != "test" {
		return errors.New("the command to run must begin with go test")
	}
	program := exec.Command("go", append([]string{"test", "-json"}, command[2:]...)...)
	program.Stderr = os.Stderr
	events, err := program.StdoutPipe()
	if err != nil {
		return err
	}
	if err := program.Start(); err != nil {
		return err
	}
	passed, readErr := follow(events, out)
	if err := errors.Join(readErr, program.Wait()); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(ledger), 0o755); err != nil {
		return err
	}
	slices.Sort(passed)
	return os.WriteFile(ledger, []byte(strings.Join(passed, "\n")+"\n"), 0o600)
}

// follow prints the output of packages and of failed tests, and returns the tests that
// passed. The output of other tests is dropped, as go test does.
func follow(events io.Reader, out io.Writer) (passed []string, err error) {
	said := map[string]*strings.Builder{} // of each test that runs
	lines := bufio.NewReader(events)
	for {
		line, err := lines.ReadBytes('\n')
		if errors.Is(err, io.EOF) && len(line) == 0 {
			return passed, nil
		} else if err != nil && !errors.Is(err, io.EOF) {
			return passed, err
		}
		var e testEvent
		if json.Unmarshal(line, &e) != nil {
			fmt.Fprintf(out, "%s", line) // a message of go itself
			continue
		}
		name := e.Package + " " + e.Test
		switch {
		case e.Action == "output" || e.Action == "build-output":
			if e.Test == "" {
				printPackageLine(out, e.Output)
				continue
			}
			if said[name] == nil {
				said[name] = &strings.Builder{}
			}
			said[name].WriteString(e.Output)
		case e.Test == "":
		case e.Action == "pass":
			passed = append(passed, name)
			delete(said, name)
		case e.Action == "fail" && said[name] != nil:
			fmt.Fprint(out, said[name])
			delete(said, name)
		case e.Action == "skip":
			delete(said, name)
		}
	}
}

// printPackageLine prints a line about a whole package, but not the one that only says that
// it passed in detail.
func printPackageLine(out io.Writer, line string) {
	if line != "PASS\n" && !strings.HasPrefix(line, "testing: warning: no tests to run") {
		fmt.Fprint(out, line)
	}
}
