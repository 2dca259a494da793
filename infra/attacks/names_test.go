package main

import "testing"

// The tests that [TestMissingTestsAreFound] looks for.

func TestSubtests(t *testing.T) {
	for _, name := range []string{"one literal", "joined" + " " + "of two others", another()} {
		t.Run(name, func(*testing.T) {})
	}
}

func another() string { return "from another" }

func TestWithoutSubtests(*testing.T) { _ = "one literal" }
