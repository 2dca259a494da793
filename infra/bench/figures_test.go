package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"admit/infra/bench/report"
)

// TestDocumentsHaveTheStructureOfTheGenerator checks that the pages in docs were written by
// this version of the figures. Their numbers are of the machine that wrote them.
func TestDocumentsHaveTheStructureOfTheGenerator(t *testing.T) {
	all := documents(figures, false, "a machine", time.Now())
	for _, f := range figures {
		document := all[f.file()]
		document.Sections = append(document.Sections, f.section(rows{}, nil))
	}
	for file, document := range all {
		written, err := os.ReadFile("../../docs/" + file)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := report.Shape(string(written)), report.Shape(document.Markdown()); !slices.Equal(got, want) {
			t.Errorf("docs/%s has the structure\n%s\nand the figures have\n%s\nrun `make bench`", file, strings.Join(got, "\n"), strings.Join(want, "\n"))
		}
	}
	for _, f := range figures {
		for _, chart := range f.charts {
			file, _, _ := strings.Cut(chart, " ")
			if _, err := os.Stat(filepath.Join("../../docs", file)); err != nil {
				t.Errorf("the chart of %s: %v", f.name, err)
			}
		}
	}
}

func TestADocumentIsWholeWithAllItsFigures(t *testing.T) {
	if !isWhole("costs.md", []figure{month}) || !isWhole(benchmarks, figures) {
		t.Error("a document with all its figures is not whole")
	}
	if isWhole(benchmarks, []figure{month, dollars}) || isWhole("costs.md", []figure{dollars}) {
		t.Error("a document that lacks a figure is whole")
	}
}

func TestEveryFigureHasANameAndTables(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range figures {
		if f.name == "" || f.title == "" || len(f.text) == 0 || len(f.tables) == 0 || f.run == nil || seen[f.name] {
			t.Errorf("the figure %q is incomplete, or is there twice", f.name)
		}
		seen[f.name] = true
	}
}

func TestAFailedFigureIsNotMeasured(t *testing.T) {
	section := waits.section(rows{}, os.ErrNotExist)
	if len(section.Missing) != 1 || !strings.Contains(section.Missing[0], "not exist") {
		t.Errorf("missing: %q", section.Missing)
	}
}
