// Command bench measures cold starts: for each function, the time from the start of its
// process to its first request for an event, and the processor time until its end. It
// starts the real binaries in turns with a function that does nothing, so that a ratio
// compares what ran on the same machine in the same minute. No connection to AWS is
// made: the endpoint is set, as on an emulator.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"admit/shared/setting"
)

// bare is the function that does nothing.
const bare = "bare"

func main() {
	built := flag.String("built", ".build/functions", "the `directory` of the built functions")
	nothing := flag.String("bare", ".build/bench/bare", "the built `program` infra/bench/bare")
	rounds := flag.Int("rounds", 60, "how many times each function is started")
	flag.Parse()
	if err := run(*built, *nothing, *rounds, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// start is what one cold start took.
type start struct{ wall, processor time.Duration }

func run(built, nothing string, rounds int, functions []string) error {
	runtime := newRuntime()
	defer runtime.Close()
	functions = append([]string{bare}, functions...)
	starts := map[string][]start{}
	for range rounds {
		for _, function := range functions {
			binary := filepath.Join(built, function, "bootstrap")
			if function == bare {
				binary = nothing
			}
			took, err := runtime.start(binary)
			if err != nil {
				return fmt.Errorf("%s: %w", function, err)
			}
			starts[function] = append(starts[function], took)
		}
	}
	report(functions, starts)
	return nil
}

// lambdaRuntime is a Runtime API of AWS Lambda that has no events. A function that
// requests one ends.
type lambdaRuntime struct {
	*httptest.Server
	requested chan time.Time
}

func newRuntime() lambdaRuntime {
	requested := make(chan time.Time, 1)
	return lambdaRuntime{httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		select {
		case requested <- time.Now():
		default:
		}
		w.WriteHeader(http.StatusInternalServerError)
	})), requested}
}

// start starts a function with the example of each setting.
func (r lambdaRuntime) start(binary string) (start, error) {
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
	defer cancel()
	command := exec.CommandContext(ctx, binary)
	command.Env = []string{"AWS_LAMBDA_RUNTIME_API=" + strings.TrimPrefix(r.URL, "http://")}
	for _, s := range setting.All() {
		command.Env = append(command.Env, s.Variable+"="+s.Example)
	}
	began := time.Now()
	if err := command.Start(); err != nil {
		return start{}, err
	}
	select {
	case at := <-r.requested:
		_ = command.Wait() // it ends because it got no event
		state := command.ProcessState
		return start{at.Sub(began), state.UserTime() + state.SystemTime()}, nil
	case <-ctx.Done():
		return start{}, errors.New("it requested no event within 10 seconds")
	}
}

// report writes the medians of each function, and their ratios to those of bare.
func report(functions []string, starts map[string][]start) {
	median := func(function string, of func(start) time.Duration) float64 {
		var all []time.Duration
		for _, s := range starts[function] {
			all = append(all, of(s))
		}
		slices.Sort(all)
		return float64(all[len(all)/2].Microseconds()) / 1000
	}
	wall, processor := func(s start) time.Duration { return s.wall }, func(s start) time.Duration { return s.processor }
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(table, "cold start, median\tms\tx bare\tprocessor ms\tx bare\t")
	for _, function := range functions {
		w, p := median(function, wall), median(function, processor)
		fmt.Fprintf(table, "%s\t%.2f\t%.2f\t%.2f\t%.2f\t\n", function, w, w/median(bare, wall), p, p/median(bare, processor))
	}
	_ = table.Flush()
}
