package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strings"
	"time"

	"admit/infra/bench/report"
)

// figure is one thing that is measured.
type figure struct {
	name     string // on the command line
	title    string
	text     []string       // what is measured, and the goal
	document string         // the file in docs; empty: benchmarks.md
	tables   []report.Table // without rows
	charts   []string       // files of charts with what they show
	lasts    lasts
	run      func(ctx context.Context, b *bench) (rows, error)
}

// lasts is about how long a figure takes on a quiet machine with two cores.
type lasts struct{ whole, quick time.Duration }

// estimate returns about how long figures take.
func (b *bench) estimate(list ...figure) (all time.Duration) {
	for _, f := range list {
		if b.quick {
			all += f.lasts.quick
		} else {
			all += f.lasts.whole
		}
	}
	return all
}

// limit returns when a figure is given up. Then it was not measured, and the others go on.
func (b *bench) limit(f figure) time.Duration {
	const times, least = 4, 5 * time.Minute
	return max(least, times*b.estimate(f))
}

// rows are the rows of each table of a figure, and what could not be measured.
type rows struct {
	tables  [][][]string
	missing []string
}

// add adds a row to a table of the figure.
func (r *rows) add(table int, cells ...string) {
	for len(r.tables) <= table {
		r.tables = append(r.tables, nil)
	}
	r.tables[table] = append(r.tables[table], cells)
}

// miss notes that something was not measured.
func (r *rows) miss(format string, arguments ...any) {
	r.missing = append(r.missing, fmt.Sprintf(format, arguments...))
}

// figures has all figures, in the order of the document.
var figures = []figure{cold, first, own, waits, dollars, growth, lifecycles, mails, archives, month}

// section returns the part of the document about the figure.
func (f figure) section(measured rows, err error) report.Section {
	s := report.Section{Title: f.title, Text: f.text, Charts: f.charts, Missing: measured.missing}
	if err != nil {
		text := strings.Join(strings.Fields(err.Error()), " ")
		s.Missing = append(s.Missing, text[:min(len(text), 300)])
	}
	for n, t := range f.tables {
		if n < len(measured.tables) {
			t.Rows = measured.tables[n]
		}
		s.Tables = append(s.Tables, t)
	}
	return s
}

// benchmarks is the document of every figure that names no other.
const benchmarks = "benchmarks.md"

// file returns the document of the figure.
func (f figure) file() string { return cmp.Or(f.document, benchmarks) }

// headings are the titles and first paragraphs of the documents.
var headings = map[string]report.Document{
	benchmarks: {Title: "Benchmarks", Text: []string{
		"`make bench` writes this page and its charts in one run on one machine. Ratios compare what was measured in the same run. " +
			"A value is a median; the quartiles are in parentheses. ✓ and ✗ say whether a goal is met. AWS is replaced by stand-ins on " +
			"loopback, so times contain no network and no latency of AWS, unless a section says otherwise.",
	}},
	month.document: {Title: "What Admit costs a month", Text: []string{
		"`make bench ONLY=month` writes this page. It was not compared with a bill of AWS. For other numbers, multiply what is charged by use.",
	}},
}

// documents returns the documents of figures without their sections, by file.
func documents(list []figure, quick bool, machine string, at time.Time) map[string]*report.Document {
	run := "a whole run"
	if quick {
		run = "a quick run, which repeats less and leaves out large sizes,"
	}
	all := map[string]*report.Document{}
	for _, f := range list {
		d := headings[f.file()]
		d.Text = append(slices.Clone(d.Text), "Measured in "+run+" on "+at.UTC().Format("2 January 2006")+" on "+machine+".")
		all[f.file()] = &d
	}
	return all
}

// machine describes this machine and the versions of what runs on it.
func machine() string {
	processor := runtime.GOARCH
	if text, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(text)) {
			if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
				processor = strings.TrimSpace(value)
				break
			}
		}
	}
	list := []string{fmt.Sprintf("%d cores (%s), %s", runtime.NumCPU(), processor, runtime.GOOS), "Go " + strings.TrimPrefix(runtime.Version(), "go")}
	for _, program := range [][]string{{"node", "--version"}, {"java", "--version"}} {
		if out, err := exec.Command(program[0], program[1:]...).Output(); err == nil { //nolint:noctx // it prints its version
			first, _, _ := strings.Cut(string(out), "\n")
			list = append(list, strings.ReplaceAll(strings.TrimSpace(first), "v", "Node.js "))
		}
	}
	return strings.Join(list, ", ")
}
