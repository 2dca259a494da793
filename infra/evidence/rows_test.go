package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"admit/shared/awstest"
)

// notInALongRun has the figures that make test-long does not record, with the reason.
var notInALongRun = map[string]string{
	"alarms": "make test has it",
	"texts that name a deleted person, searched in the table": "make test-long runs it with the whole store, of which it records nothing",
}

// TestRowsAreThoseOfTheSource compares the rows with the figures that the source records, and
// with the functions that have faults of their own.
func TestRowsAreThoseOfTheSource(t *testing.T) {
	recorded := recordedIn(t, awstest.Root(t))
	for function, actions := range awstest.AllBoundaries(t) {
		if slices.ContainsFunc(actions, func(action string) bool { return !strings.HasPrefix(action, "dynamodb:") }) {
			recorded = append(recorded, "boundaries of "+function+" beside the table")
		}
	}
	for _, what := range recorded {
		if !slices.Contains(rows, what) && notInALongRun[what] == "" {
			t.Errorf("%q is recorded: add it to the rows of a long run, or to notInALongRun", what)
		}
	}
	for _, row := range rows {
		if !slices.Contains(recorded, row) {
			t.Errorf("no figure %q is recorded", row)
		}
	}
}

// recordedIn returns the figures in the source below a directory whose names are literals.
func recordedIn(t *testing.T, root string) (recorded []string) {
	t.Helper()
	for _, part := range []string{"functions", "infra", "shared"} {
		err := filepath.WalkDir(filepath.Join(root, part), func(path string, entry fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case entry.Name() == "node_modules" || path == filepath.Join(root, "infra/evidence"):
				return filepath.SkipDir
			case !strings.HasSuffix(path, ".go"):
				return nil
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			ast.Inspect(file, func(n ast.Node) bool {
				if what := figure(n); what != "" {
					recorded = append(recorded, what)
				}
				return true
			})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return recorded
}

// figure returns the name of an evidence.Figure, if it is a literal.
func figure(n ast.Node) (what string) {
	made, is := n.(*ast.CompositeLit)
	if !is {
		return ""
	}
	if of, is := made.Type.(*ast.SelectorExpr); !is || of.Sel.Name != "Figure" {
		return ""
	}
	for _, element := range made.Elts {
		pair, is := element.(*ast.KeyValueExpr)
		if !is {
			continue
		}
		name, named := pair.Key.(*ast.Ident)
		value, literal := pair.Value.(*ast.BasicLit)
		if named && literal && name.Name == "What" {
			what, _ = strconv.Unquote(value.Value) // the parser has read it
		}
	}
	return what
}
