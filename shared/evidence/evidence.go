// Package evidence collects the figures of tests that look for lost or doubled effects, so
// that a long run ends with one table.
package evidence

import (
	"encoding/json"
	"errors"
	"os"
	"testing"
)

// File is the environment variable that names the file to which Record appends. Without it
// a figure is only logged.
const File = "ADMIT_EVIDENCE"

// Figure is a row of the table.
type Figure struct {
	What  string // what was tried, such as "boundaries"
	Tried string // how much of it, such as "412 of 412, each in 6 ways"
	Wrong int    // how many results were lost, doubled or otherwise wrong
}

// Record appends a figure to the file, and logs it. A figure with wrong
// results fails the test. The figure of a test that has failed already has a wrong result at
// least.
func Record(tb testing.TB, f Figure) {
	tb.Helper()
	if tb.Failed() {
		f.Wrong = max(1, f.Wrong)
	}
	tb.Logf("%s: %s, %d wrong", f.What, f.Tried, f.Wrong)
	if f.Wrong > 0 {
		tb.Errorf("%s: %d of the results are wrong", f.What, f.Wrong)
	}
	if err := Append(f); err != nil {
		tb.Fatal(err)
	}
}

// Append appends a figure to the file, as a line of JSON. Programs that are no tests call
// it. Without the file it does nothing.
func Append(f Figure) error {
	name := os.Getenv(File)
	if name == "" {
		return nil
	}
	line, err := json.Marshal(f)
	if err != nil {
		return err
	}
	file, err := os.OpenFile(name, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600) //nolint:gosec // the Makefile names it
	if err != nil {
		return err
	}
	_, err = file.Write(append(line, '\n'))
	return errors.Join(err, file.Close())
}
