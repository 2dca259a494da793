package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"time"
)

// compile compiles the tests of each package with targets once, as `go test -fuzz` does: with
// the counters by which an input is seen to reach new code.
func compile(ctx context.Context, targets []*target, work string) error {
	compiled := map[string]string{}
	for _, t := range targets {
		if compiled[t.dir] == "" {
			binary, err := filepath.Abs(filepath.Join(work, strings.ReplaceAll(filepath.ToSlash(t.dir), "/", "-")+".test"))
			if err != nil {
				return err
			}
			command := exec.CommandContext(ctx, "go", "test", "-c", "-fuzz", "Fuzz", "-vet=off", "-o", binary, "./"+t.dir) //nolint:gosec // a directory of the module
			command.Stdout, command.Stderr = os.Stderr, os.Stderr
			if err := command.Run(); err != nil {
				return fmt.Errorf("compile the targets of %s: %w", t.dir, err)
			}
			compiled[t.dir] = binary
		}
		t.binary = compiled[t.dir]
		t.cache = strings.TrimSuffix(t.binary, ".test") + ".inputs"
	}
	return nil
}

// progressEvery is the time between two lines that tell how far the run is.
const progressEvery = time.Minute

// fuzz runs all targets at once, and returns an error for each that failed.
func fuzz(ctx context.Context, targets []*target, each time.Duration) []error {
	outcomes := make([]error, len(targets))
	var all sync.WaitGroup
	for n, t := range targets {
		all.Go(func() { outcomes[n] = t.run(ctx, each) })
	}
	done := make(chan struct{})
	go func() {
		all.Wait()
		close(done)
	}()
	start := time.Now()
	for running := true; running; {
		select {
		case <-done:
			running = false
		case <-time.After(progressEvery):
			total := int64(0)
			for _, t := range targets {
				total += t.executions.Load()
			}
			fmt.Printf("%s: %d executions\n", time.Since(start).Round(time.Second), total)
		}
	}
	var failed []error
	for _, err := range outcomes {
		if err != nil {
			failed = append(failed, err)
		}
	}
	return failed
}

// minimizeFor is how long an input that reached new code is made smaller. Meanwhile the only
// worker of a target tries nothing else, and Go's default is a minute.
const minimizeFor = 200 * time.Millisecond

// memoryOf is the soft limit for the memory of a worker.
const memoryOf = "GOMEMLIMIT=192MiB"

// run runs a target, and counts its executions.
func (t *target) run(ctx context.Context, each time.Duration) error {
	command := exec.CommandContext(ctx, t.binary, "-test.run=^$", "-test.fuzz=^"+t.name+"$", "-test.fuzztime="+each.String(), //nolint:gosec // compiled by compile
		"-test.parallel=1", "-test.fuzzminimizetime="+minimizeFor.String(), "-test.fuzzcachedir="+t.cache)
	command.Dir = t.dir
	command.Env = append(os.Environ(), memoryOf)
	command.Cancel = func() error { return command.Process.Signal(os.Interrupt) }
	command.WaitDelay = 10 * time.Second
	out, err := command.StdoutPipe()
	if err != nil {
		return err
	}
	command.Stderr = command.Stdout
	if err := command.Start(); err != nil {
		return err
	}
	text := t.follow(out)
	err = command.Wait()
	if err == nil || endedLate(text) {
		return nil
	}
	return fmt.Errorf("%s failed (%w):\n%s\n%s", t, err, end(text), t.again(text))
}

var executed = regexp.MustCompile(`^fuzz: elapsed: \S+, (?:gathering|minimi|execs: (\d+))`)

// longestLine is how many bytes of a line are read. A failing input is printed in one line.
const longestLine = 16 << 20

// follow counts the executions that the target reports, and returns its other lines. It reads
// out to its end: a target that prints what nobody reads would wait forever.
func (t *target) follow(out io.Reader) string {
	var text []string
	lines := bufio.NewScanner(out)
	lines.Buffer(nil, longestLine)
	for lines.Scan() {
		found := executed.FindStringSubmatch(lines.Text())
		if found == nil {
			text = append(text, lines.Text())
			continue
		}
		if n, err := strconv.ParseInt(found[1], 10, 64); err == nil {
			t.executions.Store(n)
		}
	}
	if err := lines.Err(); err != nil {
		text = append(text, "the rest of the output is not shown: "+err.Error())
		_, _ = io.Copy(io.Discard, out) // Wait returns the error of the target
	}
	return strings.Join(text, "\n")
}

// end returns the last lines of a text.
func end(text string) string {
	const last = 60
	lines := strings.Split(text, "\n")
	return strings.Join(lines[max(0, len(lines)-last):], "\n")
}

// endedLate reports whether a target failed only because its worker answered after the end
// of the time. Go's fuzzing then says that the deadline was exceeded, and names no input.
func endedLate(text string) bool {
	return strings.Contains(text, "context deadline exceeded") && !strings.Contains(text, "Failing input written") && !strings.Contains(text, seedFailed)
}

// seedFailed is what Go's fuzzing prints before the message of an input of testdata/fuzz or f.Add
// that fails.
const seedFailed = "failure while testing seed corpus entry: "

var written = regexp.MustCompile(`Failing input written to (testdata/fuzz/\S+/(\S+))`)

// again returns how to try the failing input again.
func (t *target) again(text string) string {
	found := written.FindStringSubmatch(text)
	if found == nil {
		return "No input was written: the target fails with its seeds, or its process ended."
	}
	return fmt.Sprintf("The input is in %s/%s: commit it with the correction. Again: go test -run '^%s$/%s' ./%s", t.dir, found[1], t.name, found[2], t.dir)
}
