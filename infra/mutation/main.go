// Command mutation tests the tests: it changes the code in one place, a mutant, and
// expects that a test fails. It compiles all mutants of a package at once into its test
// binaries, behind a switch, and runs for each mutant only the tests that reach it. So a
// mutant takes as long as its tests, and no compilation.
//
//	go run ./infra/mutation [-only shared/access] [-sample 6m] [-seed N] [-list]
//
// A mutant that no test kills, a survivor, fails the run unless survivors.txt explains it.
package main

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/signal"
	"syscall"
	"time"

	"admit/shared/evidence"
)

// options are what the command line asks for.
type options struct {
	only    string        // the beginning of the path of files, or every file
	sample  time.Duration // how long the mutants run, or 0 for all mutants
	seed    uint64        // of the order of the mutants
	list    bool          // only list the mutants
	workers int
	work    string // where the binaries and the changed files are
}

func main() {
	var o options
	flag.StringVar(&o.only, "only", "", "test the mutants of a package or a file, such as shared/access/policy.go")
	flag.DurationVar(&o.sample, "sample", 0, "stop after this time; without it, all mutants run")
	flag.Uint64Var(&o.seed, "seed", rand.Uint64(), "the order in which the mutants run") //nolint:gosec // it protects no secret
	flag.BoolVar(&o.list, "list", false, "only list the mutants")
	flag.IntVar(&o.workers, "workers", 4, "how many mutants run at once")
	flag.StringVar(&o.work, "work", ".build/mutants", "the directory of the binaries and the changed files")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, o)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "mutation:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, o options) error {
	explained, err := readExplanations("infra/mutation/survivors.txt")
	if err != nil {
		return err
	}
	mutated, err := prepare(ctx, o)
	if err != nil || o.list {
		return err
	}
	defer mutated.close()
	fmt.Printf("%d mutants, seed %d\n", len(mutated.mutants), o.seed)
	results := mutated.test(ctx, o, explained)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	whole := o.only == "" && o.sample == 0
	if err := results.report(os.Stdout, explained, whole); err != nil {
		return err
	}
	return evidence.Append(results.figure(len(mutated.mutants)))
}
