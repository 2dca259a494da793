package load

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"
	"time"
)

// result is what a run has found.
type result struct {
	steps     []step
	capacity  float64 // requests a second at most
	target    float64 // requests a second that the second part asked for
	lasts     time.Duration
	figures   *figures
	surprises *surprises // of the whole run
	unjudged  int        // people about whom a client never got an answer that it expects
	conflicts int
	disturbed map[string]int
	found     Findings
}

// perSecond is how many requests a second had a clear answer in the second part.
func (r result) perSecond() float64 {
	tries, failed, _ := r.figures.totals()
	return float64(tries-failed) / r.lasts.Seconds()
}

// print writes everything in one table.
func (r result) print(out io.Writer) {
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	defer func() { _ = table.Flush() }() // it goes to a terminal
	tries, failed, _ := r.figures.totals()
	row := func(name, format string, arguments ...any) {
		fmt.Fprintf(table, "%s\t%s\n", name, fmt.Sprintf(format, arguments...))
	}
	row("requests a second at most", "%.0f", r.capacity)
	row("requests a second held", "%.1f of %.1f asked for, for %s", r.perSecond(), r.target, r.lasts)
	row("requests", "%d, %d of them without a clear answer and repeated", tries, failed)
	for _, kind := range slices.Sorted(maps.Keys(r.figures.failures)) {
		row("  without a clear answer: "+kind, "%d", r.figures.failures[kind])
	}
	row("requests of all parts that never had a clear answer", "%d", r.surprises.gaveUp)
	row("answers of all parts that nobody expected", "%d", sum(r.surprises.refusals))
	for _, kind := range slices.Sorted(maps.Keys(r.surprises.refusals)) {
		row("  "+kind, "%d", r.surprises.refusals[kind])
	}
	row("processes killed", "%d, %d in the middle of a request (%s)", sum(r.figures.kills), r.figures.interrupts, list(r.figures.kills))
	row("calls to AWS disturbed", "%d", sum(r.disturbed))
	for _, kind := range slices.Sorted(maps.Keys(r.disturbed)) {
		row("  "+kind, "%d", r.disturbed[kind])
	}
	row("writes that met a transaction", "%d", r.conflicts)
	row("emails repeated after an unknown outcome", "%d", r.found.RepeatedMails)
	row("events repeated with the same id", "%d", r.found.RepeatedEvents)
	row("people who are not judged", "%d", r.unjudged)
	row("lost", "%d", len(r.found.Lost))
	row("doubled", "%d", len(r.found.Doubled))
	r.printOperations(table)
	r.printMemory(table)
}

func (r result) printOperations(out io.Writer) {
	fmt.Fprintln(out, "\noperation\trequests\trepeated\tp50 ms\tp90 ms\tp99 ms\tlongest until the clear answer, s")
	for _, name := range slices.Sorted(maps.Keys(r.figures.operations)) {
		o := r.figures.operations[name]
		fmt.Fprintf(out, "%s\t%d\t%d\t%.0f\t%.0f\t%.0f\t%.1f\n", name, o.tries, o.repeats,
			o.tried.Quantile(0.5), o.tried.Quantile(0.9), o.tried.Quantile(0.99), o.whole.Quantile(1)/1000)
	}
}

func (r result) printMemory(out io.Writer) {
	fmt.Fprintln(out, "\nresident MB of a process\tfirst third\tlast third")
	for _, name := range slices.Sorted(maps.Keys(r.figures.memory)) {
		first, last := growth(r.figures.memory[name])
		fmt.Fprintf(out, "%s\t%.1f\t%.1f\n", name, first, last)
	}
}

// growing returns the functions whose memory is not flat.
func (r result) growing() (names []string) {
	for _, name := range slices.Sorted(maps.Keys(r.figures.memory)) {
		if first, last := growth(r.figures.memory[name]); last > first*mostGrowth+slack {
			names = append(names, name)
		}
	}
	return names
}

// A function may have a fifth and 5 MB more in the last third: one with few requests warms up slowly, and the garbage
// collector gives memory back late.
const (
	mostGrowth = 1.2
	slack      = 5.0
)

func sum(counts map[string]int) (all int) {
	for _, n := range counts {
		all += n
	}
	return all
}

func list(counts map[string]int) string {
	var texts []string
	for _, name := range slices.Sorted(maps.Keys(counts)) {
		texts = append(texts, fmt.Sprintf("%s %d", name, counts[name]))
	}
	return strings.Join(texts, ", ")
}
