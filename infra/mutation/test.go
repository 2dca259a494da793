package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
)

// outcome is what became of a mutant.
type outcome struct {
	mutant
	killed  bool
	reached bool
}

// results has the outcomes of the mutants that have run.
type results struct {
	mutex    sync.Mutex
	outcomes []outcome
	seed     uint64
	took     time.Duration
}

// test runs the mutants in the order of the seed, until all have run or the time of the
// sample is over.
func (all *mutated) test(ctx context.Context, o options, explained explanations) *results {
	r := &results{seed: o.seed}
	order := rand.New(rand.NewPCG(o.seed, 0)).Perm(len(all.mutants)) //nolint:gosec // a seed repeats it
	start := time.Now()
	inParallel(o.workers, len(order), func(n int) {
		if ctx.Err() != nil || o.sample > 0 && time.Since(start) > o.sample {
			return
		}
		r.add(all.try(ctx, all.mutants[order[n]]), explained)
	})
	r.took = time.Since(start)
	return r
}

// add notes an outcome, and prints a survivor at once and the progress now and then.
func (r *results) add(one outcome, explained explanations) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	r.outcomes = append(r.outcomes, one)
	if !one.killed && !explained.has(one.mutant) {
		how := "survived"
		if !one.reached {
			how = "is not reached by a test"
		}
		fmt.Printf("%s: %s\n", one.mutant, how)
	}
	if len(r.outcomes)%100 == 0 {
		fmt.Printf("%d mutants have run\n", len(r.outcomes))
	}
}

// atFirst is how many of the fastest tests run first, and then twice as many each time:
// most mutants do not survive the first.
const atFirst = 8

// try runs the tests that reach a mutant until one fails. A test that hangs has found the
// mutant, too.
func (all *mutated) try(ctx context.Context, m mutant) outcome {
	one := outcome{mutant: m, reached: len(all.reaching[m.number]) > 0}
	checks, count := all.inOrder(m)
	for ; len(checks) > 0 && !one.killed; count *= 2 {
		now := min(count, len(checks))
		one.killed = fails(ctx, checks[:now], m.number)
		checks = checks[now:]
	}
	return one
}

// inOrder returns the tests that reach a mutant in the order in which they run, and how many run
// first.
func (all *mutated) inOrder(m mutant) (checks []*check, first int) {
	checks, first = all.reaching[m.number], atFirst
	if !strings.HasSuffix(m.change, "-> return nil") {
		return checks, first
	}
	failing := slices.DeleteFunc(slices.Clone(checks), func(c *check) bool { return !c.fails })
	others := slices.DeleteFunc(slices.Clone(checks), func(c *check) bool { return c.fails })
	return slices.Concat(failing, others), max(first, len(failing))
}

// fails reports whether one of the tests fails with the mutant.
func fails(ctx context.Context, checks []*check, number int) bool {
	byBinary := map[*binary][]string{} // the names of the tests
	limit := 10 * time.Second
	for _, c := range checks {
		byBinary[c.binary] = append(byBinary[c.binary], c.name)
		limit += 5 * c.took
	}
	for b, names := range byBinary {
		if b.enough > 0 { // tests of one process share what took most of the time
			limit = min(limit, 10*time.Second+2*b.enough)
		}
		for _, pattern := range patterns(names) {
			if _, err := b.run(ctx, pattern, limit, mutantOn(number)); err != nil {
				return true
			}
		}
	}
	return false
}

func mutantOn(number int) []string { return []string{"ADMIT_MUTANT=" + strconv.Itoa(number)} }
