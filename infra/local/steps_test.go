package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

// A failed step prints the end of its log, and its error has its name and its advice.
func TestFailedStep(t *testing.T) {
	var screen strings.Builder
	s := steps{&screen, t.TempDir()}
	err := s.do("deploy the stack", "look again", func(log io.Writer) error {
		for i := range 100 {
			fmt.Fprintln(log, "line", i)
		}
		return errors.New("rolled back")
	})
	if err == nil || err.Error() != "deploy the stack: rolled back" {
		t.Errorf("%v", err)
	}
	if advised, ok := errors.AsType[*advisedError](err); !ok || advised.advice != "look again" {
		t.Errorf("no advice in %v", err)
	}
	if shown := screen.String(); !strings.Contains(shown, "| line 99") || strings.Contains(shown, "line 50") {
		t.Errorf("shown:\n%s", shown)
	}
}

func TestOwnAdviceWins(t *testing.T) {
	s := steps{io.Discard, t.TempDir()}
	err := s.do("start", "general", func(io.Writer) error { return advise(errors.New("port taken"), "take %d", 4567) })
	if advised, ok := errors.AsType[*advisedError](err); !ok || advised.advice != "take 4567" {
		t.Errorf("%v", err)
	}
}

func TestAllMissingPrerequisitesAreReported(t *testing.T) {
	err := checkPrerequisites(context.Background(), io.Discard, []prerequisite{
		{"A", []string{"admit-no-such-program"}, "", "install A"},
		{"the shell", []string{"sh", "-c", "echo yes"}, "yes", "never said"},
		{"B", []string{"sh", "-c", "echo no"}, "yes", "install B"},
	})
	advised, ok := errors.AsType[*advisedError](err)
	if !ok || err.Error() != "missing: A, B" || !strings.Contains(advised.advice, "install A") || !strings.Contains(advised.advice, "install B") || strings.Contains(advised.advice, "never") {
		t.Errorf("%v", err)
	}
}
