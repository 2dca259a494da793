package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// judged is how many lines have an outcome.
func (r *importRun) judged() int { return r.created + r.exist + r.refused }

// line describes the progress.
func (r *importRun) line() string {
	took, judged := time.Since(r.started), r.judged()
	text := fmt.Sprintf("%d of %d lines (%d%%) in %s: %s", judged, r.total, 100*judged/r.total, took.Round(time.Second), r.counts())
	if judged > 0 && judged < r.total {
		left := time.Duration(float64(took) / float64(judged) * float64(r.total-judged))
		text += fmt.Sprintf("; about %s left", left.Round(time.Second))
	}
	return text
}

func (r *importRun) counts() string {
	created := "created"
	if r.dry {
		created = "would be created"
	}
	return fmt.Sprintf("%d %s, %d there already, %d refused", r.created, created, r.exist, r.refused)
}

// finish prints the summary. A refused line is an error.
func (r *importRun) finish() error {
	what := "Imported"
	if r.dry {
		what = "A dry run, nothing was written"
	}
	fmt.Fprintf(r.out, "%s: %s, in %s.\n", what, r.counts(), time.Since(r.started).Round(time.Second))
	for _, text := range slices.Sorted(maps.Keys(r.notes)) {
		fmt.Fprintf(r.out, "%d lines (the first is line %d): %s\n", r.notes[text].lines, r.notes[text].first, printable(text))
	}
	r.warnOfNoAdministrator()
	if r.refused > 0 {
		return advise(fmt.Errorf("%d of %d lines were refused", r.refused, r.total),
			"correct the lines and run the command again: what is there already stays as it is")
	}
	return nil
}

// mostNamed is how many organisations a warning names.
const mostNamed = 10

// warnOfNoAdministrator names the new organisations at the top that nobody in the file
// administers.
func (r *importRun) warnOfNoAdministrator() {
	ids := r.accepted.withoutAdministrator()
	if len(ids) == 0 {
		return
	}
	named := strings.Join(ids[:min(len(ids), mostNamed)], ", ")
	if len(ids) > mostNamed {
		named += ", ..."
	}
	fmt.Fprintf(r.out, "%d new organisations have no administrator: %s. Import one, or invite one with the operator's call invite-administrator.\n",
		len(ids), printable(named))
}
