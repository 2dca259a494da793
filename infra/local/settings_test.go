package main

import (
	"os"
	"strings"
	"testing"
)

func TestTheDocumentedSettingsAreUpToDate(t *testing.T) {
	var want strings.Builder
	if err := writeSettings(&want); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../../docs/settings.md")
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want.String() {
		t.Error("docs/settings.md is out of date: run make settings")
	}
}
