package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// Each claim of SECURITY.md about attackers names tests. A test that is renamed or removed
// takes the claim with it.
func TestSecurityClaimsNameTests(t *testing.T) {
	root := ".."
	document, err := os.ReadFile(filepath.Join(root, "SECURITY.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, claims, found := strings.Cut(string(document), "## Attackers, and what stops them")
	claims, _, ended := strings.Cut(claims, "\n## ")
	if !found || !ended {
		t.Fatal("SECURITY.md has no section about attackers")
	}
	link := regexp.MustCompile(`\[(Test\w+)\]\(([^)]+)\)`)
	for line := range strings.Lines(claims) {
		if !strings.HasPrefix(line, "- ") {
			continue
		}
		tests := link.FindAllStringSubmatch(line, -1)
		if len(tests) == 0 {
			t.Errorf("no test: %s", line)
		}
		for _, named := range tests {
			name, file := named[1], named[2]
			code, err := os.ReadFile(filepath.Join(root, file))
			if err != nil {
				t.Error(err)
			} else if !strings.Contains(string(code), "func "+name+"(t *testing.T)") {
				t.Errorf("%s has no test %s", file, name)
			}
		}
	}
}
