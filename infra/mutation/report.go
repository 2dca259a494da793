package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"admit/shared/evidence"
)

// goal is the share of the mutants that tests must kill, in percent, of those that are not
// explained. It is for the packages whose survivors are reviewed.
const goal = 97

// explanations has the reason why no test kills a mutant, by the name of the mutant.
type explanations map[string]string

// readExplanations reads the file of explained survivors: lines with the names of mutants,
// and below them lines that begin with spaces and say why no test kills these mutants.
func readExplanations(path string) (explanations, error) {
	text, err := os.ReadFile(path) //nolint:gosec // a file of the repository
	if err != nil {
		return nil, err
	}
	read := explanations{}
	var names []string // to which a reason belongs
	reasoned := true
	for n, line := range strings.Split(string(text), "\n") {
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
		case !strings.HasPrefix(line, " "):
			if reasoned {
				names, reasoned = nil, false
			}
			if _, twice := read[line]; twice {
				return nil, fmt.Errorf("%s:%d: %s is explained twice", path, n+1, line)
			}
			names = append(names, line)
			read[line] = ""
		default:
			reasoned = true
			for _, name := range names {
				read[name] = strings.TrimSpace(read[name] + " " + strings.TrimSpace(line))
			}
		}
	}
	for name, reason := range read {
		if reason == "" {
			return nil, fmt.Errorf("%s: %s has no reason", path, name)
		}
	}
	return read, nil
}

func (e explanations) has(m mutant) bool { return e[m.name()] != "" }

// counts returns how many mutants were killed, and the survivors that are explained and
// those that are not.
func (r *results) counts(explained explanations) (killed int, known, unknown []mutant) {
	for _, one := range r.outcomes {
		switch {
		case one.killed:
			killed++
		case explained.has(one.mutant):
			known = append(known, one.mutant)
		default:
			unknown = append(unknown, one.mutant)
		}
	}
	return killed, known, unknown
}

// report prints the outcome. It returns an error if a survivor is not explained where that
// is necessary, if too few mutants were killed, or if the whole run has found no mutant for
// an explanation.
func (r *results) report(out io.Writer, explained explanations, whole bool) error {
	killed, known, unknown := r.counts(explained)
	if len(r.outcomes) == 0 {
		return errors.New("no mutant has run")
	}
	fmt.Fprintf(out, "%d of %d mutants killed (%.1f %%), %d survivors explained, %d not, in %s; again with -seed %d\n",
		killed, len(r.outcomes), 100*float64(killed)/float64(len(r.outcomes)), len(known), len(unknown), r.took.Round(time.Second), r.seed)
	slices.SortFunc(unknown, func(a, b mutant) int { return cmp.Compare(a.number, b.number) })
	var problems []error
	for _, m := range unknown {
		if reviewed(m.file) {
			problems = append(problems, fmt.Errorf("%s survives: write a test that fails with it, or explain it in infra/mutation/survivors.txt", m))
			continue
		}
		fmt.Fprintf(out, "%s survives\n", m)
	}
	if killed, all := r.ofReviewed(explained); 100*killed < goal*all {
		problems = append(problems, fmt.Errorf("less than %d %% of the mutants were killed: %d of %d", goal, killed, all))
	}
	if whole {
		for name := range explained {
			if !onlyNamed(name) && !slices.ContainsFunc(known, func(m mutant) bool { return m.name() == name }) {
				problems = append(problems, fmt.Errorf("no mutant survives that is called %q: remove its explanation", name))
			}
		}
	}
	return errors.Join(problems...)
}

// ofReviewed returns how many mutants were killed in the reviewed packages, and of how many
// that are not explained.
func (r *results) ofReviewed(explained explanations) (killed, all int) {
	for _, one := range r.outcomes {
		if !reviewed(one.file) || !one.killed && explained.has(one.mutant) {
			continue
		}
		if all++; one.killed {
			killed++
		}
	}
	return killed, all
}

// figure returns the row of the table of evidence. A survivor that is not explained is
// wrong, and the run has failed before.
func (r *results) figure(all int) evidence.Figure {
	killed, _, _ := r.counts(nil)
	return evidence.Figure{What: "mutants", Tried: fmt.Sprintf("%d of %d killed, of %d (seed %d)", killed, len(r.outcomes), all, r.seed)}
}
