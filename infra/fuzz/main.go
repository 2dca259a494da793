// Command fuzz runs every fuzz target of the module, all at once and each with one worker:
//
//	nice -n 19 go run ./infra/fuzz [-time 10m] [-only shared/api]
//
// It finds the targets by itself, prints how many inputs have been tried, and records the
// sum. An input that fails is left in testdata/fuzz of its package, where every later
// `go test` tries it again.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"admit/shared/evidence"
)

func main() {
	each := flag.Duration("time", 10*time.Minute, "how long each target runs")
	only := flag.String("only", "", "the beginning of the directories whose targets run")
	work := flag.String("work", ".build/fuzz", "the directory of the binaries and of the inputs that found something new")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, *each, *only, *work)
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "fuzz:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, each time.Duration, only, work string) error {
	targets, err := find(".", only)
	if err != nil {
		return err
	}
	if len(targets) == 0 {
		return fmt.Errorf("there is no fuzz target in %q", only)
	}
	if err := compile(ctx, targets, work); err != nil {
		return err
	}
	fmt.Printf("%d targets run for %s each\n", len(targets), each)
	failed := fuzz(ctx, targets, each)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	total := int64(0)
	for _, t := range targets {
		fmt.Printf("%12d  %s\n", t.executions.Load(), t)
		total += t.executions.Load()
		if t.executions.Load() == 0 {
			failed = append(failed, fmt.Errorf("%s has tried nothing", t))
		}
	}
	for _, err := range failed {
		fmt.Fprintln(os.Stderr, err)
	}
	figure := evidence.Figure{What: "fuzz executions", Tried: fmt.Sprintf("%d in %d targets, %s each", total, len(targets), each), Wrong: len(failed)}
	fmt.Printf("%s: %s, %d wrong\n", figure.What, figure.Tried, figure.Wrong)
	if err := evidence.Append(figure); err != nil {
		return err
	}
	if len(failed) > 0 {
		return fmt.Errorf("%d of %d targets failed", len(failed), len(targets))
	}
	return nil
}
