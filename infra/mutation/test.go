package main

import (
	"context"
	"fmt"
	"maps"
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
	checks := all.reaching[m.number]
	one := outcome{mutant: m, reached: len(checks) > 0}
	for count := atFirst; len(checks) > 0 && !one.killed; count *= 2 {
		now := min(count, len(checks))
		one.killed = fails(ctx, checks[:now], m.number)
		checks = checks[now:]
	}
	return one
}

// fails reports whether one of the tests fails with the mutant.
func fails(ctx context.Context, checks []*check, number int) bool {
	byPattern := map[*binary]map[string][]string{} // the subtests by their tests
	limit := 10 * time.Second
	for _, c := range checks {
		parent, sub, _ := strings.Cut(c.name, "/")
		if byPattern[c.binary] == nil {
			byPattern[c.binary] = map[string][]string{}
		}
		byPattern[c.binary][parent] = append(byPattern[c.binary][parent], sub)
		limit += 5 * c.took
	}
	for b, tests := range byPattern {
		var whole []string
		for _, parent := range slices.Sorted(maps.Keys(tests)) {
			if tests[parent][0] == "" {
				whole = append(whole, parent)
				continue
			}
			if _, err := b.run(ctx, pattern(parent)+"/"+anyOf(tests[parent]), limit, mutantOn(number)); err != nil {
				return true
			}
		}
		if len(whole) == 0 {
			continue
		}
		if _, err := b.run(ctx, anyOf(whole), limit, mutantOn(number)); err != nil {
			return true
		}
	}
	return false
}

func mutantOn(number int) []string { return []string{"ADMIT_MUTANT=" + strconv.Itoa(number)} }

// anyOf matches each of some names.
func anyOf(names []string) string {
	quoted := make([]string, len(names))
	for n, name := range names {
		quoted[n] = strings.TrimSuffix(strings.TrimPrefix(pattern(name), "^"), "$")
	}
	return "^(" + strings.Join(quoted, "|") + ")$"
}
