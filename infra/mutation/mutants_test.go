package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

const code = `package small

import "errors"

func Smallest(a, b int) (int, error) {
	if a == 0 && b < 1 || !ok() {
		return 0, errors.New("no")
	}
	switch {
	case a <= b:
		return a * 2 / 2, nil
	}
	return b, nil
}

func ok() bool { return true }
`

const codeTest = `package small

import "testing"

func TestSmallest(t *testing.T) {
	if got, err := Smallest(1, 2); got != 1 || err != nil {
		t.Error(got, err)
	}
	if _, err := Smallest(0, 0); err == nil {
		t.Error("no error")
	}
}
`

// module returns a directory with a module that has one package, and goes there.
func module(t *testing.T) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{"go.mod": "module small\n\ngo 1.26\n", "small/small.go": code, "small/small_test.go": codeTest} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(dir)
}

// TestMutantsOfAPackage finds the mutants of a package, and kills those that a test of it
// notices.
func TestMutantsOfAPackage(t *testing.T) {
	module(t)
	before := subjects
	t.Cleanup(func() { subjects = before })
	subjects = []subject{{dir: "small", tests: []string{"small"}}}
	o := options{seed: 1, workers: 1, work: filepath.Join(t.TempDir(), "work")}
	all, err := prepare(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	r := all.test(t.Context(), o, nil)
	survived := map[string]bool{}
	for _, one := range r.outcomes {
		survived[strings.TrimPrefix(one.name(), "small/small.go ")] = !one.killed
	}
	for name, want := range map[string]bool{
		"Smallest: a == 0 -> a != 0":                      false,
		"Smallest: b < 1 -> b >= 1":                       false,
		"Smallest: b < 1 -> b <= 1":                       true, // no test has 0 and 1
		"Smallest: a == 0 && b < 1 -> a == 0 || b < 1":    true,
		"Smallest: a <= b -> a < b":                       true,
		"Smallest: a <= b -> a > b":                       false,
		"Smallest: a * 2 -> a / 2":                        false,
		`Smallest: return errors.New("no") -> return nil`: false,
		"ok: true -> !true":                               false,
	} {
		if got, found := survived[name]; !found || got != want {
			t.Errorf("%s: found %t, survived %t, want %t; all: %v", name, found, got, want, survived)
		}
	}
	killed, _, unknown := r.counts(nil)
	if killed+len(unknown) != len(all.mutants) || len(all.mutants) < 12 {
		t.Errorf("%d killed and %d survivors of %d", killed, len(unknown), len(all.mutants))
	}
}

// TestUnchangedWithoutAMutant checks that the code with all mutants behaves as before.
func TestUnchangedWithoutAMutant(t *testing.T) {
	module(t)
	s, err := load(t.Context(), "small")
	if err != nil {
		t.Fatal(err)
	}
	overlay, mutants, err := s.overlay(7, filepath.Join(t.TempDir(), "work"))
	if err != nil || mutants[0].number != 7 {
		t.Fatalf("%v (%v)", mutants, err)
	}
	if out, err := exec.Command("go", "test", "-overlay", overlay, "./small").CombinedOutput(); err != nil {
		t.Errorf("%v: %s", err, out)
	}
}

// TestExplanations reads the file of survivors.
func TestExplanations(t *testing.T) {
	path := filepath.Join(t.TempDir(), "survivors.txt")
	read := func(text string) (explanations, error) {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return readExplanations(path)
	}
	got, err := read("# why\n\na.go f: x -> y\na.go f: y -> z\n  Because\n  it is.\na.go g: x -> y\n  Other.\n")
	if err != nil || len(got) != 3 || got["a.go f: x -> y"] != "Because it is." || got["a.go f: y -> z"] != "Because it is." || got["a.go g: x -> y"] != "Other." {
		t.Errorf("%v (%v)", got, err)
	}
	for _, wrong := range []string{"a.go f: x -> y\n", "a.go f: x -> y\n  One.\na.go f: x -> y\n  Two.\n"} {
		if got, err := read(wrong); err == nil {
			t.Errorf("%q is read as %v", wrong, got)
		}
	}
	if _, err := readExplanations("survivors.txt"); err != nil {
		t.Error(err)
	}
}

// TestReport checks when a run fails.
func TestReport(t *testing.T) {
	survivor := outcome{mutant: mutant{file: "a.go", in: "f", change: "x -> y"}, reached: true}
	explained := explanations{"a.go f: x -> y": "Because."}
	for name, c := range map[string]struct {
		outcomes  []outcome
		explained explanations
		whole     bool
		wrong     string
	}{
		"all killed":     {[]outcome{{killed: true}}, nil, true, ""},
		"a survivor":     {append(slices.Repeat([]outcome{{killed: true}}, 99), survivor), nil, false, "a.go:0 f: x -> y survives"},
		"explained":      {append(slices.Repeat([]outcome{{killed: true}}, 99), survivor), explained, true, ""},
		"too few":        {append(slices.Repeat([]outcome{{killed: true}}, 9), survivor), nil, false, "less than 97 % of the mutants were killed: 9 of 10"},
		"not reviewed":   {[]outcome{{mutant: mutant{file: "shared/dynamo/a.go"}}}, nil, false, ""},
		"an explanation": {[]outcome{{killed: true}}, explained, true, "remove its explanation"},
		"of another run": {[]outcome{{killed: true}}, explained, false, ""},
		"nothing":        {nil, nil, false, "no mutant has run"},
	} {
		var out strings.Builder
		err := (&results{outcomes: c.outcomes, took: time.Second}).report(&out, c.explained, c.whole)
		if (err == nil) != (c.wrong == "") || err != nil && !strings.Contains(err.Error(), c.wrong) {
			t.Errorf("%s: %v, want %q", name, err, c.wrong)
		}
	}
}
