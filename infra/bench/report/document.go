// Package report has the arithmetic and the appearance of the benchmarks' results:
// samples, tables in Markdown and charts in SVG.
package report

import (
	"fmt"
	"strings"
)

// Table is a table of a section.
type Table struct {
	Caption string
	Columns []string // the first is the name of a row; the others are aligned to the right
	Rows    [][]string
}

// Section is the part of the document about one figure.
type Section struct {
	Title   string
	Text    []string // paragraphs before the tables
	Tables  []Table
	Charts  []string // files of charts, relative to the document, with what they show after a space
	Missing []string // what could not be measured, and why
}

// Document is the whole result of a run.
type Document struct {
	Title    string
	Text     []string
	Sections []Section
}

// Markdown returns the document as Markdown.
func (d Document) Markdown() string {
	var out strings.Builder
	fmt.Fprintf(&out, "# %s\n", d.Title)
	paragraphs(&out, d.Text)
	for _, s := range d.Sections {
		fmt.Fprintf(&out, "\n## %s\n", s.Title)
		paragraphs(&out, s.Text)
		for _, t := range s.Tables {
			t.write(&out)
		}
		for _, chart := range s.Charts {
			file, shows, _ := strings.Cut(chart, " ")
			fmt.Fprintf(&out, "\n![%s](%s)\n", shows, file)
		}
		for _, missing := range s.Missing {
			fmt.Fprintf(&out, "\nNot measured: %s\n", missing)
		}
	}
	return out.String()
}

func paragraphs(out *strings.Builder, list []string) {
	for _, text := range list {
		out.WriteString("\n" + wrap(text) + "\n")
	}
}

// wrap breaks a paragraph into lines of at most 120 characters, as the other documents.
func wrap(text string) string {
	const width = 120
	var lines []string
	line := ""
	for word := range strings.FieldsSeq(text) {
		if line != "" && len(line)+1+len(word) > width {
			lines, line = append(lines, line), ""
		}
		line = strings.TrimPrefix(line+" "+word, " ")
	}
	return strings.Join(append(lines, line), "\n")
}

func (t Table) write(out *strings.Builder) {
	if t.Caption != "" {
		fmt.Fprintf(out, "\n**%s**\n", t.Caption)
	}
	fmt.Fprintf(out, "\n| %s |\n|---|%s\n", strings.Join(t.Columns, " | "), strings.Repeat("---:|", len(t.Columns)-1))
	for _, row := range t.Rows {
		fmt.Fprintf(out, "| %s |\n", strings.Join(row, " | "))
	}
}

// Shape returns the lines of a document that do not depend on what was measured: its
// headings, the captions and columns of its tables, and its charts.
func Shape(markdown string) []string {
	var shape []string
	previous := ""
	for line := range strings.Lines(markdown) {
		line = strings.TrimSpace(line)
		switch {
		case strings.HasPrefix(line, "#"), strings.HasPrefix(line, "**"), strings.HasPrefix(line, "!["):
			shape = append(shape, line)
		case strings.HasPrefix(line, "|---"):
			shape = append(shape, previous)
		}
		previous = line
	}
	return shape
}
