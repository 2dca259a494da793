package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"admit/shared/evidence"
)

func TestFollowKeepsWhatPassed(t *testing.T) {
	events := strings.Join([]string{
		`{"Action":"output","Package":"admit/a","Test":"TestOne","Output":"quiet\n"}`,
		`{"Action":"pass","Package":"admit/a","Test":"TestOne/sub"}`,
		`{"Action":"pass","Package":"admit/a","Test":"TestOne"}`,
		`{"Action":"skip","Package":"admit/a","Test":"TestSkipped"}`,
		`{"Action":"output","Package":"admit/a","Test":"TestTwo","Output":"loud\n"}`,
		`{"Action":"fail","Package":"admit/a","Test":"TestTwo"}`,
		`not JSON`,
		`{"Action":"output","Package":"admit/a","Output":"FAIL admit/a\n"}`,
		`{"Action":"fail","Package":"admit/a"}`,
		`{"Action":"output","Package":"admit/b","Output":"a report\n"}`,
		`{"Action":"output","Package":"admit/b","Output":"ok  \tadmit/b\n"}`,
		`{"Action":"pass","Package":"admit/b"}`,
	}, "\n")
	var out strings.Builder
	passed, err := follow(strings.NewReader(events), &out, false)
	if err != nil || !slices.Equal(passed, []string{"admit/a TestOne/sub", "admit/a TestOne"}) {
		t.Errorf("passed are %q, %v", passed, err)
	}
	if shown := out.String(); shown != "loud\nnot JSON\nFAIL admit/a\nok  \tadmit/b\n" {
		t.Errorf("shown is %q", shown)
	}
}

// A test that did not run, was skipped or failed is missing.
func TestRanNeedsEveryTest(t *testing.T) {
	here := t.TempDir()
	t.Setenv(evidence.File, filepath.Join(here, "evidence"))
	write := func(name, content string) string {
		t.Helper()
		name = filepath.Join(here, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	write(document, "| A guess | 404 | [`TestGuess/one`](../a/a_test.go) |\n| A flood | 429 | [`TestFlood`](../b/b_test.go) |\n")
	units, others := write("units", "admit/a TestGuess/one\n"), write("others", "admit/b TestFlood\n")
	if err := checkRan(here, []string{units, others}); err != nil {
		t.Error(err)
	}
	if err := checkRan(here, []string{units}); err == nil || !strings.Contains(err.Error(), "A flood: admit/b TestFlood") || strings.Contains(err.Error(), "guess") {
		t.Errorf("without the test: %v", err)
	}
	recorded, err := os.ReadFile(filepath.Join(here, "evidence"))
	if want := `"Tried":"2 of 2, by 2 tests","Wrong":0}` + "\n"; err != nil || !strings.Contains(string(recorded), want) {
		t.Errorf("recorded is %s, %v", recorded, err)
	}
}
