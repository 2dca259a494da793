package main

import (
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

const (
	document = "docs/attacks.md"
	module   = "admit"
)

// attack is a row of the document.
type attack struct {
	what, answer string
	test         string // the test, and the subtest after a slash
	file         string // from the root of the repository
}

func (a attack) directory() string { return path.Dir(a.file) }

// run is the name of the test as a ledger has it.
func (a attack) run() string { return module + "/" + a.directory() + " " + a.test }

// link is the last cell of a row: [`Test/subtest`](../file).
var link = regexp.MustCompile("^\\[`(Test[^`]*)`\\]\\(\\.\\./([^)]+_test\\.go)\\)$")

// readDocument returns the rows of the document.
func readDocument(root string) ([]attack, error) {
	content, err := os.ReadFile(filepath.Join(root, document))
	if err != nil {
		return nil, err
	}
	return parseDocument(string(content))
}

func parseDocument(text string) ([]attack, error) {
	var attacks []attack
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "|") || strings.HasPrefix(line, "|---") || strings.HasPrefix(line, "| attack ") {
			continue
		}
		cells := strings.Split(strings.ReplaceAll(strings.Trim(line, "|"), `\|`, "\x00"), "|")
		for n := range cells {
			cells[n] = strings.TrimSpace(strings.ReplaceAll(cells[n], "\x00", "|"))
		}
		last := link.FindStringSubmatch(cells[len(cells)-1])
		if len(cells) < 3 || last == nil {
			return nil, fmt.Errorf("%s: a row without attack, answer and test: %s", document, line)
		}
		attacks = append(attacks, attack{what: cells[0], answer: cells[len(cells)-2], test: last[1], file: last[2]})
	}
	return attacks, nil
}

// number is how the document says how many attacks it has.
var number = regexp.MustCompile(`: (\d+) attacks\.`)

// saidNumber returns the number of attacks that the document says it has.
func saidNumber(root string) (int, error) {
	content, err := os.ReadFile(filepath.Join(root, document))
	if err != nil {
		return 0, err
	}
	return numberIn(string(content))
}

func numberIn(text string) (int, error) {
	found := number.FindStringSubmatch(text)
	if found == nil {
		return 0, fmt.Errorf("%s does not say how many attacks it has", document)
	}
	return strconv.Atoi(found[1])
}
