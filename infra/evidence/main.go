// Command evidence prints the figures that tests have recorded as one table, and fails if one of
// those of a long run is missing:
//
//	go run ./infra/evidence FILE
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"text/tabwriter"

	"admit/shared/evidence"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: evidence FILE")
		os.Exit(2)
	}
	if err := run(os.Args[1], rows, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "evidence:", err)
		os.Exit(1)
	}
}

// run prints the figures of a file. It returns an error that names the wanted ones that are
// missing.
func run(name string, wanted []string, out io.Writer) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "what\ttried\twrong")
	missing := slices.Clone(wanted)
	lines := bufio.NewScanner(file)
	for lines.Scan() {
		var f evidence.Figure
		if err := json.Unmarshal(lines.Bytes(), &f); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		fmt.Fprintf(table, "%s\t%s\t%d\n", f.What, f.Tried, f.Wrong)
		missing = slices.DeleteFunc(missing, func(what string) bool { return what == f.What })
	}
	if err := errors.Join(lines.Err(), table.Flush()); err != nil {
		return err
	}
	if len(missing) > 0 {
		return fmt.Errorf("the table has no row for %s: a test did not run, or has another name", strings.Join(missing, "; "))
	}
	return nil
}
