package report_test

import (
	"encoding/xml"
	"errors"
	"io"
	"math"
	"slices"
	"strings"
	"testing"

	"admit/infra/bench/report"
)

func TestQuantile(t *testing.T) {
	for _, c := range []struct {
		sample report.Sample
		share  float64
		want   float64
	}{
		{report.Sample{3}, 0.5, 3},
		{report.Sample{4, 1, 3, 2}, 0.5, 2.5},
		{report.Sample{5, 1, 3}, 0.5, 3},
		{report.Sample{1, 2, 3, 4, 5}, 0.25, 2},
		{report.Sample{1, 2, 3, 4, 5}, 0.99, 4.96},
		{report.Sample{1, 2}, 1, 2},
	} {
		if got := c.sample.Quantile(c.share); math.Abs(got-c.want) > 1e-9 {
			t.Errorf("quantile %g of %v is %g, want %g", c.share, c.sample, got, c.want)
		}
	}
	if unsorted := (report.Sample{2, 1}); unsorted.Median() != 1.5 || unsorted[0] != 2 {
		t.Error("Median sorts the sample of its caller")
	}
}

func TestValuesThatWereNotMeasuredAreNamed(t *testing.T) {
	if got := (report.Sample{}).Spread(2); got != report.Unknown {
		t.Errorf("an empty sample is %q", got)
	}
	if got := report.Judged(math.NaN(), 1, 1); got != report.Unknown {
		t.Errorf("NaN is %q", got)
	}
	if got := (report.Sample{1, 2, 3}).Spread(1); got != "2.0 (1.5–2.5)" {
		t.Errorf("the spread is %q", got)
	}
	if at, above := report.Judged(2, 2, 0), report.Judged(2.1, 2, 1); at != "2 ✓" || above != "2.1 ✗" {
		t.Errorf("judged %q and %q", at, above)
	}
}

func TestShapeHasNoNumbers(t *testing.T) {
	document := func(value string) string {
		return report.Document{Title: "Benchmarks", Text: []string{"on " + value}, Sections: []report.Section{{
			Title: "Cold start", Charts: []string{"cold.svg Cold starts"}, Missing: []string{value},
			Tables: []report.Table{{Caption: "All", Columns: []string{"function", "ms"}, Rows: [][]string{{"invite", value}}}},
		}}}.Markdown()
	}
	got := report.Shape(document("1"))
	want := []string{"# Benchmarks", "## Cold start", "**All**", "| function | ms |", "![Cold starts](cold.svg)"}
	if !slices.Equal(got, want) || !slices.Equal(report.Shape(document("2")), want) {
		t.Errorf("the shape is %q, want %q", got, want)
	}
}

func TestChartsAreWellFormed(t *testing.T) {
	for name, chart := range map[string]string{
		"bars":  report.BarChart("A & B", "ms", []report.Bar{{"<a>", 1, 2}, {"b", 3, 0}}),
		"lines": report.LineChart("A", "units", []string{"100", "300,000"}, []report.Line{{"a", []float64{0, 1200}}, {"b", []float64{math.NaN(), 0.5}}}),
	} {
		for decoder := xml.NewDecoder(strings.NewReader(chart)); ; {
			if _, err := decoder.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v\n%s", name, err, chart)
			}
		}
		if strings.Contains(chart, "NaN") || !strings.Contains(chart, "prefers-color-scheme: dark") {
			t.Errorf("%s:\n%s", name, chart)
		}
	}
}
