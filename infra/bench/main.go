// Command bench measures what Admit costs: cold starts, own work, units, dollars,
// growth, throughput beside a peer, mails and archives. It runs the built functions
// against stand-ins for AWS on loopback, so every ratio compares what ran on the same
// machine in the same minutes. It writes docs/benchmarks.md and its charts.
//
// A figure is one file of this package and one entry of the list in figures.go.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"admit/infra/bench/cloud"
	"admit/infra/bench/peer"
	"admit/infra/bench/report"
)

func main() {
	b := &bench{}
	flag.StringVar(&b.built, "built", ".build/functions", "the `directory` of the built functions")
	flag.StringVar(&b.programs, "programs", ".build/bench", "the `directory` of the built programs of infra/bench")
	flag.StringVar(&b.documents, "documents", "docs", "the `directory` to write the results to, after a whole run")
	flag.BoolVar(&b.quick, "quick", false, "fewer repetitions and no large sizes: less than three minutes")
	flag.BoolVar(&b.always, "write", false, "write a document after any run with all its figures, a quick one too")
	only := flag.String("only", "", "the `figures` to measure, with commas between them; without it all")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := b.run(ctx, selected(*only))
	stop()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// bench is one run.
type bench struct {
	built, programs, documents string
	quick, always              bool
	began                      time.Time
	charts                     map[string]string // by file
	cloud                      *cloud.Cloud      // nil before a figure needs it
	charged                    *[2]measuredCharge
}

// choose returns the number for a whole run or for a quick one.
func (b *bench) choose(whole, quick int) int {
	if b.quick {
		return quick
	}
	return whole
}

// progress tells the developer what is being measured, and how long the run has taken.
func (b *bench) progress(format string, arguments ...any) {
	fmt.Fprintf(os.Stderr, "%s  %s\n", clock(time.Since(b.began)), fmt.Sprintf(format, arguments...))
}

// clock formats a duration as minutes and seconds.
func clock(d time.Duration) string {
	seconds := int(d.Round(time.Second).Seconds())
	return fmt.Sprintf("%d:%02d", seconds/60, seconds%60)
}

// selected returns the figures with some names, or all of them.
func selected(only string) []figure {
	if only == "" {
		return figures
	}
	names := strings.Split(only, ",")
	return slices.DeleteFunc(slices.Clone(figures), func(f figure) bool { return !slices.Contains(names, f.name) })
}

// run measures figures one after the other. A figure that fails is reported as not
// measured, and the others go on.
func (b *bench) run(ctx context.Context, list []figure) error {
	if len(list) == 0 {
		return errors.New("there is no such figure")
	}
	if err := b.brandFunctions(); err != nil {
		return err
	}
	b.charts, b.began = map[string]string{}, time.Now()
	if slices.ContainsFunc(list, func(f figure) bool { return f.name == lifecycles.name }) {
		b.installPeer(ctx)
	}
	defer b.stopCloud()
	b.progress("%d figures, about %s on a quiet machine with two cores", len(list), clock(b.estimate(list...)))
	written := documents(list, b.quick, machine(), time.Now())
	for _, f := range list {
		rows, err := b.measure(ctx, f)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		document := written[f.file()]
		document.Sections = append(document.Sections, f.section(rows, err))
	}
	for file, document := range written {
		if err := b.write(file, document, isWhole(file, list) && (!b.quick || b.always)); err != nil {
			return err
		}
	}
	return nil
}

// isWhole reports whether a list has all figures of a document.
func isWhole(file string, list []figure) bool {
	for _, f := range figures {
		if f.file() == file && !slices.ContainsFunc(list, func(other figure) bool { return other.name == f.name }) {
			return false
		}
	}
	return true
}

// installPeer installs the peer before the measurements, because that takes as long as the
// network does. Without it, lifecycles are measured without the peer.
func (b *bench) installPeer(ctx context.Context) {
	if err := peer.Install(ctx, peerDirectory); err != nil {
		b.progress("the peer is not installed: %v", err)
	} else {
		b.progress("the peer is installed")
	}
	b.began = time.Now()
}

// measure measures a figure. After a failure the next figure gets new stand-ins, because
// these may be the reason.
func (b *bench) measure(ctx context.Context, f figure) (rows, error) {
	began := time.Now()
	b.progress("%s: about %s", f.name, clock(b.estimate(f)))
	limited, cancel := context.WithTimeoutCause(ctx, b.limit(f), fmt.Errorf("given up after %s", b.limit(f)))
	defer cancel()
	measured, err := f.run(limited, b)
	if limited.Err() != nil {
		err = context.Cause(limited)
	}
	if err != nil {
		b.stopCloud()
	}
	for _, text := range f.section(measured, err).Missing {
		b.progress("%s: not measured: %s", f.name, text)
	}
	b.progress("%s: took %s", f.name, clock(time.Since(began)))
	return measured, err
}

// stopCloud stops the stand-ins if they run.
func (b *bench) stopCloud() {
	if b.cloud != nil {
		b.cloud.Stop()
		b.cloud = nil
	}
}

// write prints a document. When all its figures were measured, it also writes the file, and
// the charts with it.
func (b *bench) write(name string, document *report.Document, whole bool) error {
	text := document.Markdown()
	fmt.Print(text)
	directory := filepath.Join(b.programs, "results")
	if whole {
		directory = b.documents
	}
	if err := os.MkdirAll(directory, 0o750); err != nil {
		return err
	}
	files := map[string]string{name: text}
	if name == benchmarks {
		maps.Copy(files, b.charts)
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(directory, name), []byte(content), 0o600); err != nil {
			return err
		}
	}
	b.progress("%s is written to %s", name, directory)
	return nil
}
