// Command attacks checks that docs/attacks.md tells the truth: that every test that it names
// exists, and that it was run and passed.
//
//	attacks test LEDGER go test ./...   runs tests like go test, and writes to LEDGER which of them passed
//	attacks ran LEDGER...               fails unless the ledgers have every test of the document
//	attacks pattern DIRECTORY           prints the arguments of go test that run the tests of the document
//	                                    in a directory, such as infra/e2e; with "units" those that need nothing but Go
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"admit/shared/evidence"
)

func main() {
	if err := run(context.Background(), os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "attacks:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	switch {
	case len(args) > 2 && args[0] == "test":
		return runTests(ctx, args[1], args[2:], os.Stdout)
	case len(args) > 1 && args[0] == "ran":
		return checkRan(".", args[1:])
	case len(args) == 2 && args[0] == "pattern":
		return printPattern(".", args[1])
	}
	return errors.New("usage: attacks test LEDGER COMMAND... | attacks ran LEDGER... | attacks pattern DIRECTORY|units")
}

// checkRan fails unless every test of the document is in one of the ledgers. It records how
// many attacks were made.
func checkRan(root string, ledgers []string) error {
	attacks, err := readDocument(root)
	if err != nil {
		return err
	}
	passed := map[string]bool{}
	for _, name := range ledgers {
		content, err := os.ReadFile(name)
		if err != nil {
			return fmt.Errorf("%w: run the tests first", err)
		}
		for line := range strings.Lines(string(content)) {
			passed[strings.TrimSpace(line)] = true
		}
	}
	var missing []string
	for _, a := range attacks {
		if !passed[a.run()] {
			missing = append(missing, fmt.Sprintf("%s: %s did not run, or did not pass", a.what, a.run()))
		}
	}
	figure := evidence.Figure{
		What: "attacks", Tried: fmt.Sprintf("%d of %d, by %d tests", len(attacks)-len(missing), len(attacks), distinct(attacks)), Wrong: len(missing),
	}
	fmt.Printf("attacks: %s\n", figure.Tried)
	if err := evidence.Append(figure); err != nil {
		return err
	}
	if len(missing) > 0 {
		return errors.New(strings.Join(missing, "\n"))
	}
	return nil
}

// distinct returns the number of different tests and subtests that make the attacks.
func distinct(attacks []attack) int {
	tests := map[string]bool{}
	for _, a := range attacks {
		tests[a.run()] = true
	}
	return len(tests)
}

// printPattern prints the arguments of go test for the tests of the document in a directory, or
// for those that need neither a deployment nor DynamoDB Local.
func printPattern(root, which string) error {
	attacks, err := readDocument(root)
	if err != nil {
		return err
	}
	var names, packages []string
	for _, a := range attacks {
		unit := !strings.HasPrefix(a.directory(), "infra/e2e") && a.directory() != "shared/dynamo"
		if a.directory() != which && (which != "units" || !unit) {
			continue
		}
		name, _, _ := strings.Cut(a.test, "/")
		names, packages = append(names, name), append(packages, "./"+a.directory())
	}
	if len(names) == 0 {
		return fmt.Errorf("no attack has a test in %s", which)
	}
	slices.Sort(names)
	slices.Sort(packages)
	fmt.Printf("-run ^(%s)$ %s\n", strings.Join(slices.Compact(names), "|"), strings.Join(slices.Compact(packages), " "))
	return nil
}
