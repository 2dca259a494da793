package main

import (
	"path"
	"strings"
	"testing"
)

const root = "../.."

// TestTheDocumentSaysHowManyAttacks compares the number in the document with its rows, so that
// no row is lost unnoticed.
func TestTheDocumentSaysHowManyAttacks(t *testing.T) {
	attacks, err := readDocument(root)
	if err != nil {
		t.Fatal(err)
	}
	said, err := saidNumber(root)
	if err != nil || said != len(attacks) {
		t.Errorf("the document says %d attacks (%v) and has %d", said, err, len(attacks))
	}
	if _, err := numberIn("# Attacks\n\nWhat was tried.\n"); err == nil {
		t.Error("no error for a document without the number of attacks")
	}
}

// A test that is renamed or removed takes the claim with it. Whether the tests were run is
// checked after them, by `attacks ran`.
func TestAttacksNameTests(t *testing.T) {
	attacks, err := readDocument(root)
	if err != nil {
		t.Fatal(err)
	}
	known, seen := newSources(root), map[string]bool{}
	for _, a := range attacks {
		switch exists, err := known.exists(a.directory(), path.Base(a.file), a.test); {
		case err != nil:
			t.Fatal(err)
		case !exists:
			t.Errorf("%s: %s has no test %s", a.what, a.file, a.test)
		case a.what == "" || a.answer == "":
			t.Errorf("%s: a row without attack or answer", a.test)
		case seen[a.what]:
			t.Errorf("%s: the attack is there twice", a.what)
		}
		seen[a.what] = true
	}
	t.Logf("%d attacks by %d tests", len(attacks), distinct(attacks))
}

// Without its test, its file or its subtest an attack does not exist.
func TestMissingTestsAreFound(t *testing.T) {
	known := newSources(root)
	for test, want := range map[string]bool{
		"TestSubtests":                      true,
		"TestSubtests/one_literal":          true,
		"TestSubtests/joined_of_two_others": true,
		"TestSubtests/from_another":         true,
		"TestSubtests/never":                false,
		"TestSubtests/one_literal_more":     false,
		"TestWithoutSubtests":               true,
		"TestWithoutSubtests/one_literal":   false,
		"TestRenamed":                       false,
	} {
		if exists, err := known.exists("infra/attacks", "names_test.go", test); err != nil || exists != want {
			t.Errorf("%s: exists %t, %v, want %t", test, exists, err, want)
		}
	}
	if exists, _ := known.exists("infra/attacks", "attacks_test.go", "TestSubtests"); exists {
		t.Error("a test is found in another file than its own")
	}
}

func TestRowsWithoutTestAreRefused(t *testing.T) {
	const row = "| A guess | 404 | [`TestGuess/one`](../shared/access/token_test.go) |\n"
	if attacks, err := parseDocument("# Attacks\n\n| attack | what Admit does | test |\n|---|---|---|\n" + row); err != nil || len(attacks) != 1 {
		t.Errorf("%v, %v", attacks, err)
	} else if a := attacks[0]; a.what != "A guess" || a.answer != "404" || a.run() != "admit/shared/access TestGuess/one" {
		t.Errorf("%+v", a)
	}
	for _, bad := range []string{"| A guess | 404 | TestGuess |", strings.Replace(row, "_test.go", ".go", 1), "| A guess | [`TestGuess`](../a_test.go) |"} {
		if attacks, err := parseDocument(bad); err == nil {
			t.Errorf("%s is read as %+v", bad, attacks)
		}
	}
}
