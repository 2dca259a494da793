package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// withoutTarget has the directories with a parser or a handler of events that need no fuzz
// target, with the reason.
var withoutTarget = map[string]string{
	"functions/docs":   "the name of a file is a key of a map, and the rest of a request is fuzzed in shared/api",
	"shared/storetest": "a package for tests",
}

// parserName matches the names of functions that read what comes from outside.
var parserName = regexp.MustCompile(`^([pP]arse|[dD]ecode|Unmarshal)`)

// TestEveryParserHasAFuzzTarget checks that there is a fuzz target in the directory of every
// function, and of every other package with a function that parses.
func TestEveryParserHasAFuzzTarget(t *testing.T) {
	root := filepath.Join("..", "..")
	targets, err := find(root, "")
	if err != nil {
		t.Fatal(err)
	}
	fuzzed := map[string]bool{}
	for _, target := range targets {
		fuzzed[filepath.ToSlash(target.dir)] = true
	}
	needed := map[string]string{"infra/brand": "parse"}
	for _, pattern := range []string{"functions/*/*.go", "shared/*/*.go", "shared/*/*/*.go"} {
		files, err := filepath.Glob(filepath.Join(root, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			dir, _ := filepath.Rel(root, filepath.Dir(file))
			if parser := parserIn(t, file); parser != "" {
				needed[filepath.ToSlash(dir)] = parser
			}
		}
	}
	for dir, parser := range needed {
		if !fuzzed[dir] && withoutTarget[dir] == "" {
			t.Errorf("%s has %s and no fuzz target: write one, or name the reason in withoutTarget", dir, parser)
		}
	}
	for dir, reason := range withoutTarget {
		if fuzzed[dir] || needed[dir] == "" {
			t.Errorf("%s needs no exception (%s): remove it", dir, reason)
		}
	}
}

// parserIn returns the name of a function that parses, or the main function of a Lambda
// function. It is empty if the file has neither.
func parserIn(t *testing.T, path string) string {
	t.Helper()
	if strings.HasSuffix(path, "_test.go") {
		return ""
	}
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	for _, declaration := range file.Decls {
		function, is := declaration.(*ast.FuncDecl)
		if is && (parserName.MatchString(function.Name.Name) || function.Name.Name == "main") {
			return function.Name.Name
		}
	}
	return ""
}

// TestFind finds the targets of a directory, and leaves out other functions and files.
func TestFind(t *testing.T) {
	root := t.TempDir()
	for name, text := range map[string]string{
		"a/a_test.go": "package a\nfunc FuzzOne() {}\nfunc TestTwo() {}\ntype x int\nfunc (x) FuzzThree() {}", "a/a.go": "package a\nfunc FuzzNot() {}",
		"b/c/c_test.go": "package c\nfunc FuzzFour() {}", "b/testdata/x_test.go": "package x\nfunc FuzzFive() {}", ".hidden/h_test.go": "no Go",
	} {
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for only, want := range map[string][]string{"": {"./a FuzzOne", "./b/c FuzzFour"}, "b": {"./b/c FuzzFour"}} {
		targets, err := find(root, only)
		var names []string
		for _, target := range targets {
			names = append(names, target.String())
		}
		if err != nil || !slices.Equal(names, want) {
			t.Errorf("%q: %q (%v), want %q", only, names, err, want)
		}
	}
}
