package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// advisedError is an error with advice for the developer.
type advisedError struct {
	err    error
	advice string
}

func (e *advisedError) Error() string { return e.err.Error() }
func (e *advisedError) Unwrap() error { return e.err }

// errInterrupted means that the user pressed Ctrl-C. It is not a failure.
var errInterrupted = errors.New("interrupted")

func advise(err error, format string, args ...any) error {
	return &advisedError{err, fmt.Sprintf(format, args...)}
}

// steps runs steps one after another and prints how long each took. The output of a
// step goes to its own file in logs. It is printed only when the step fails.
type steps struct {
	out  io.Writer
	logs string
}

// do runs a step. The advice is added to an error that has no advice of its own.
func (s steps) do(name, advice string, work func(log io.Writer) error) error {
	if err := os.MkdirAll(s.logs, 0o755); err != nil {
		return err
	}
	path := filepath.Join(s.logs, strings.ReplaceAll(name, " ", "-")+".log")
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	defer file.Close()

	fmt.Fprintf(s.out, "  %-34s", name)
	started := time.Now()
	err = work(file)
	took := time.Since(started).Seconds()
	if err == nil {
		fmt.Fprintf(s.out, "%6.1f s\n", took)
		return nil
	}
	if errors.Is(err, errInterrupted) {
		fmt.Fprintln(s.out, "interrupted")
		return err
	}
	fmt.Fprintf(s.out, "FAILED after %.1f s\n", took)
	if last := tail(path, 25); last != "" {
		fmt.Fprintf(s.out, "\n%s\nFull log: %s\n", last, path)
	}
	err = fmt.Errorf("%s: %w", name, err)
	var advised *advisedError
	if advice == "" || errors.As(err, &advised) {
		return err
	}
	return advise(err, "%s", advice)
}

// tail returns the last lines of a file, indented.
func tail(path string, lines int) string {
	content, err := os.ReadFile(path)
	if err != nil || len(bytes.TrimSpace(content)) == 0 {
		return ""
	}
	all := strings.Split(strings.TrimSpace(string(content)), "\n")
	if len(all) > lines {
		all = all[len(all)-lines:]
	}
	return "    | " + strings.Join(all, "\n    | ")
}

// execute runs a program and writes its output to log. An interrupt sends SIGTERM and
// allows ten seconds to end.
func execute(ctx context.Context, log io.Writer, dir string, environment []string, name string, args ...string) error {
	program := exec.CommandContext(ctx, name, args...)
	program.Dir, program.Env = dir, environment
	program.Stdout, program.Stderr = log, log
	program.Cancel = func() error { return program.Process.Signal(syscall.SIGTERM) }
	program.WaitDelay = 10 * time.Second
	if err := program.Run(); err != nil {
		if ctx.Err() != nil {
			return errInterrupted
		}
		return fmt.Errorf("%s: %w", filepath.Base(name), err)
	}
	return nil
}
