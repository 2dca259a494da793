package main

import (
	"bufio"
	"context"
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
func runTests(ctx context.Context, ledger string, command []string, out io.Writer) error {
	if len(command) < 2 || command[0] != "go" || command[1] != "test" {
		return errors.New("the command to run must begin with go test")
	}
	if err := os.Remove(ledger); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err // the ledger of an earlier run would hide that this one failed
	}
	program := exec.CommandContext(ctx, "go", append([]string{"test", "-json"}, command[2:]...)...)
	program.Stderr = os.Stderr
	events, err := program.StdoutPipe()
	if err != nil {
		return err
	}
	if err := program.Start(); err != nil {
		return err
	}
	passed, readErr := follow(events, out, slices.Contains(command, "-v"))
	if err := errors.Join(readErr, program.Wait()); err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(ledger), 0o755); err != nil {
		return err
	}
	slices.Sort(passed)
	return os.WriteFile(ledger, []byte(strings.Join(passed, "\n")+"\n"), 0o600)
}

// follow prints what go test prints without -json, and returns the tests that passed: the
// output of tests that fail, and of a package that fails; or with -v all output.
func follow(events io.Reader, out io.Writer, verbose bool) (passed []string, err error) {
	said := map[string]*strings.Builder{} // by package and test; of a package under its name and a space
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
		if said[name] == nil {
			said[name] = &strings.Builder{}
		}
		switch e.Action {
		case "output":
			if verbose {
				fmt.Fprint(out, e.Output)
				continue
			}
			_, _ = said[name].WriteString(e.Output) // it never fails
		case "build-output":
			fmt.Fprint(out, e.Output)
		case "pass":
			if e.Test != "" {
				passed = append(passed, name)
			}
			printEnd(out, e, said[name].String())
			delete(said, name)
		case "skip", "fail":
			printEnd(out, e, said[name].String())
			delete(said, name)
		}
	}
}

// printEnd prints the output of a test or a package that has ended.
func printEnd(out io.Writer, e testEvent, said string) {
	if e.Action == "fail" {
		fmt.Fprint(out, said)
		return
	}
	for line := range strings.Lines(said) {
		if e.Test == "" && (strings.HasPrefix(line, "ok ") || strings.HasPrefix(line, "?  ")) {
			fmt.Fprint(out, line)
		}
	}
}
