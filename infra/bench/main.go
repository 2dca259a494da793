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
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"admit/infra/bench/cloud"
	"admit/infra/bench/report"
)

func main() {
	b := &bench{}
	flag.StringVar(&b.built, "built", ".build/functions", "the `directory` of the built functions")
	flag.StringVar(&b.programs, "programs", ".build/bench", "the `directory` of the built programs of infra/bench")
	flag.StringVar(&b.documents, "documents", "docs", "the `directory` to write the results to, after a whole run")
	flag.BoolVar(&b.quick, "quick", false, "fewer repetitions and no large sizes: less than three minutes")
	flag.BoolVar(&b.always, "write", false, "write the documents after any run with all figures, a quick one too")
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
	charts                     map[string]string // by file
	cloud                      *cloud.Cloud      // nil before a figure needs it
}

// choose returns the number for a whole run or for a quick one.
func (b *bench) choose(whole, quick int) int {
	if b.quick {
		return quick
	}
	return whole
}

// progress tells the developer what is being measured.
func (b *bench) progress(format string, arguments ...any) {
	fmt.Fprintf(os.Stderr, time.Now().Format("15:04:05 ")+format+"\n", arguments...)
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
	b.charts = map[string]string{}
	defer func() {
		if b.cloud != nil {
			b.cloud.Stop()
		}
	}()
	document := heading(b.quick, machine(), time.Now())
	for _, f := range list {
		began := time.Now()
		b.progress("%s ...", f.name)
		rows, err := f.run(ctx, b)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			b.progress("%s: %v", f.name, err)
		}
		document.Sections = append(document.Sections, f.section(rows, err))
		b.progress("%s: %s", f.name, time.Since(began).Round(time.Second))
	}
	return b.write(document, len(list) == len(figures) && (!b.quick || b.always))
}

// write prints the document. After a whole run it also writes the files.
func (b *bench) write(document report.Document, whole bool) error {
	text := document.Markdown()
	fmt.Print(text)
	directory := filepath.Join(b.programs, "results")
	if whole {
		directory = b.documents
	}
	if err := os.MkdirAll(directory, 0o750); err != nil {
		return err
	}
	b.charts["benchmarks.md"] = text
	for name, content := range b.charts {
		if err := os.WriteFile(filepath.Join(directory, name), []byte(content), 0o600); err != nil {
			return err
		}
	}
	b.progress("written to %s", directory)
	return nil
}
