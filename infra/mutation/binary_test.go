package main

import (
	"slices"
	"testing"
	"time"
)

// TestPatterns matches tests, subtests and subtests of these, each depth by itself.
func TestPatterns(t *testing.T) {
	got := patterns([]string{"TestA", "TestB", "TestStore/calls/one", "TestStore/members/two", "TestStore/calls/three", "TestStore/names", "TestOther/(x)"})
	want := []string{"^(TestA|TestB)$", `^(TestOther)$/^(\(x\))$`, "^(TestStore)$/^(names)$", "^(TestStore)$/^(calls|members)$/^(one|three|two)$"}
	if !slices.Equal(got, want) {
		t.Errorf("the patterns are %q", got)
	}
}

// TestLong splits a test whose subtests take long in parallel.
func TestLong(t *testing.T) {
	out := "--- PASS: TestA (0.00s)\n    --- PASS: TestA/x (0.50s)\n        --- PASS: TestA/x/y (2.00s)\n    --- PASS: TestA/z (1.00s)\n--- PASS: TestB (0.90s)\n"
	got := long(result.FindAllStringSubmatch(out, -1))
	if len(got) != 3 || !got["TestA"] || !got["TestA/x"] || !got["TestA/x/y"] {
		t.Errorf("long are %v", got)
	}
}

// TestFastest keeps the tests of a time, and those that make calls fail.
func TestFastest(t *testing.T) {
	checks := []*check{{name: "a", took: 1}, {name: "b", took: 2}, {name: "c", took: 3, fails: true}, {name: "d", took: 4}}
	for enough, want := range map[time.Duration]int{0: 4, 1: 2, 3: 3, 7: 4} {
		if got := fastest(slices.Clone(checks), enough); len(got) != want {
			t.Errorf("in %d there are %d tests, want %d", enough, len(got), want)
		}
	}
}
