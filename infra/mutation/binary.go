package main

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"

	"admit/shared/evidence"
)

// binary is a compiled test binary with mutants.
type binary struct {
	path        string
	dir         string // where it runs
	short       bool   // with -short
	skipped     *regexp.Regexp
	failures    *regexp.Regexp // matches the tests that make calls fail
	enough      time.Duration  // how long its tests try to kill one mutant, or 0
	environment []string
	arguments   []string
}

// check is a test, or a subtest of one that takes long, or a subtest of that.
type check struct {
	*binary
	name  string // with a slash before that of each subtest
	took  time.Duration
	fails bool // makes calls fail
}

// splitAbove is the duration of a test above which each of its subtests is a check.
const splitAbove = time.Second

// run runs tests, and returns what they print.
func (b *binary) run(ctx context.Context, pattern string, limit time.Duration, variables []string, arguments ...string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, limit)
	defer cancel()
	arguments = slices.Concat([]string{"-test.run", pattern, "-test.failfast", "-test.parallel", "16", "-test.timeout", limit.String()}, arguments, b.arguments)
	if b.short {
		arguments = append(arguments, "-test.short")
	}
	command := exec.CommandContext(ctx, b.path, arguments...) //nolint:gosec // compiled by us
	command.Dir = b.dir
	command.Env = slices.Concat(os.Environ(), []string{"GOMAXPROCS=1", evidence.File + "="}, b.environment, variables) // several run at once
	command.WaitDelay = time.Second
	out, err := command.CombinedOutput()
	return string(out), err
}

// reach runs each test alone without a mutant, and notes which mutants it reaches.
func (b *binary) reach(ctx context.Context, reaching map[int][]*check, workers int) error {
	checks, err := b.checks(ctx)
	if err != nil {
		return err
	}
	directory, err := os.MkdirTemp("", "mutation")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(directory) }()
	reached := make([][]int, len(checks))
	failed := make([]error, len(checks))
	inParallel(workers, len(checks), func(n int) {
		reached[n], failed[n] = b.reachedBy(ctx, checks[n], filepath.Join(directory, strconv.Itoa(n)))
	})
	for n, c := range checks {
		if failed[n] != nil {
			return failed[n]
		}
		for _, m := range reached[n] {
			reaching[m] = append(reaching[m], c)
		}
	}
	for m := range reaching {
		slices.SortStableFunc(reaching[m], func(a, b *check) int { return cmp.Compare(a.took, b.took) })
		reaching[m] = fastest(reaching[m], b.enough)
	}
	return nil
}

// fastest returns as many of some tests, fastest first, as take some time together, and those that
// make calls fail.
func fastest(checks []*check, enough time.Duration) []*check {
	took := time.Duration(0)
	return slices.DeleteFunc(checks, func(c *check) bool {
		if !c.fails {
			took += c.took
		}
		return enough > 0 && took > enough && !c.fails
	})
}

const limitOfOne = 5 * time.Minute

func (b *binary) reachedBy(ctx context.Context, c *check, file string) ([]int, error) {
	start := time.Now()
	out, err := b.run(ctx, pattern(c.name), limitOfOne, []string{"ADMIT_MUTANTS_REACHED=" + file})
	if err != nil {
		return nil, fmt.Errorf("%s of %s fails without a mutant: %w\n%s", c.name, b.dir, err, out)
	}
	c.took = time.Since(start)
	return numbers(file)
}

var result = regexp.MustCompile(`(?m)^( *)--- PASS: (\S+) \(([0-9.]+)s\)$`)

// deepest is down to which depth tests are split into their subtests.
const deepest = 2

// checks returns the tests of the binary, and the subtests in place of a test that takes
// longer than splitAbove.
func (b *binary) checks(ctx context.Context) ([]*check, error) {
	arguments := []string{"-test.v"}
	if b.skipped != nil {
		arguments = append(arguments, "-test.skip", b.skipped.String())
	}
	out, err := b.run(ctx, "^Test|^Fuzz", 2*limitOfOne, nil, arguments...)
	if err != nil {
		return nil, fmt.Errorf("the tests of %s fail without a mutant: %w\n%s", b.dir, err, out)
	}
	var checks []*check
	lines := result.FindAllStringSubmatch(out, -1)
	isLong := long(lines)
	split := []string{""} // at each depth the test that is split, with a slash: the results of its subtests follow it
	for _, line := range lines {
		depth, name := len(line[1])/4, line[2]
		split = split[:min(len(split), depth+1)]
		switch {
		case len(split) <= depth || !strings.HasPrefix(name, split[depth]):
		case depth < deepest && isLong[name] && strings.Contains(out, "    --- PASS: "+name+"/"):
			split = append(split, name+"/")
		default:
			checks = append(checks, &check{binary: b, name: name, fails: b.failures != nil && b.failures.MatchString(name)})
		}
	}
	return checks, nil
}

// long returns the tests that take longer than splitAbove, themselves or a subtest: the time of a
// test does not contain that of subtests that run in parallel.
func long(results [][]string) map[string]bool {
	names := map[string]bool{}
	for _, line := range results {
		if took, _ := strconv.ParseFloat(line[3], 64); time.Duration(took*float64(time.Second)) <= splitAbove {
			continue
		}
		for name := line[2]; name != "."; name = path.Dir(name) {
			names[name] = true
		}
	}
	return names
}

// pattern matches one test, or one subtest.
func pattern(name string) string { return patterns([]string{name})[0] }

// patterns returns patterns that match each of some tests: one for each test with subtests and
// each depth. A pattern may match other subtests, too, that have the name of one of these.
func patterns(names []string) []string {
	var list []string
	levels := map[string][]map[string]bool{} // by the test and the depth
	for _, name := range names {
		parts := strings.Split(name, "/")
		group := strconv.Itoa(len(parts))
		if len(parts) > 1 {
			group += parts[0]
		}
		if levels[group] == nil {
			levels[group] = make([]map[string]bool, len(parts))
		}
		for n, part := range parts {
			if levels[group][n] == nil {
				levels[group][n] = map[string]bool{}
			}
			levels[group][n][part] = true
		}
	}
	for _, group := range slices.Sorted(maps.Keys(levels)) {
		parts := make([]string, len(levels[group]))
		for n, level := range levels[group] {
			parts[n] = anyOf(slices.Sorted(maps.Keys(level)))
		}
		list = append(list, strings.Join(parts, "/"))
	}
	return list
}

// anyOf matches each of some names.
func anyOf(names []string) string {
	quoted := make([]string, len(names))
	for n, name := range names {
		quoted[n] = regexp.QuoteMeta(name)
	}
	return "^(" + strings.Join(quoted, "|") + ")$"
}

// inParallel calls do for each number below count.
func inParallel(workers, count int, do func(int)) {
	next := make(chan int)
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			for n := range next {
				do(n)
			}
		})
	}
	for n := range count {
		next <- n
	}
	close(next)
	all.Wait()
}
