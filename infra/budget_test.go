package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

const budgetGolden = "testdata/budget.golden"

// buildFlags are the flags with which make build builds the functions.
var buildFlags = []string{"-tags", "lambda.norpc", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w"}

// budgetBuilt is where the functions are built. They stay there, so that Go builds only
// what has changed.
const budgetBuilt = "../.build/budget"

// weight is what a function brings to its cold start.
type weight struct {
	archive  float64 // size of the compressed binary, in MB
	packages int     // linked packages, with those of the standard library
}

// TestBudgetOfFunctions compares each function with its budget. The archive may be 3 %
// larger, because Go's own releases change it. The files beside the binaries of docs and
// console do not count: a cold start does not read them.
func TestBudgetOfFunctions(t *testing.T) {
	if testing.Short() {
		t.Skip("builds all functions: run make test")
	}
	weights := weigh(t, directoriesOfFunctions(t))
	if *update {
		if err := os.WriteFile(budgetGolden, []byte(describeWeights(weights)), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("\n%s", describeWeights(weights))
	budgets := readBudgets(t)
	for name, w := range weights {
		budget, found := budgets[name]
		delete(budgets, name)
		if !found || w.archive > budget.archive*1.03 || w.packages > budget.packages {
			t.Errorf("%s has %.2f MB and %d packages, its budget is %.2f MB and %d; see what it links with go list -deps, "+
				"and if that is intended, run: go test ./infra -run Budget -update", name, w.archive, w.packages, budget.archive, budget.packages)
		}
		if found && (w.archive < budget.archive*0.9 || w.packages < budget.packages*9/10) {
			t.Errorf("%s has %.2f MB and %d packages, a tenth less than its budget: run go test ./infra -run Budget -update", name, w.archive, w.packages)
		}
	}
	for name := range budgets {
		t.Errorf("%s has a budget and is no function", name)
	}
}

func TestBudgetIsOfWhatIsDeployed(t *testing.T) {
	makefile, err := os.ReadFile("../Makefile")
	if err != nil {
		t.Fatal(err)
	}
	flags := strings.Join(buildFlags[:len(buildFlags)-1], " ") + ` "` + buildFlags[len(buildFlags)-1] + `"`
	if !strings.Contains(string(makefile), "\nBUILD := "+flags+"\n") {
		t.Errorf("make build does not use the flags %s", flags)
	}
}

// weigh builds the functions and returns the weight of each. The platform is fixed,
// because sizes depend on it.
func weigh(t *testing.T, names []string) map[string]weight {
	t.Helper()
	runGo(t, slices.Concat([]string{"build"}, buildFlags, []string{"-o", budgetBuilt + "/", "../functions/..."})...)
	packages := packagesOf(t)
	weights, sizes := map[string]weight{}, make([]float64, len(names))
	var group sync.WaitGroup
	for n, name := range names {
		group.Go(func() { sizes[n] = archiveSize(t, filepath.Join(budgetBuilt, name)) })
	}
	group.Wait()
	for n, name := range names {
		weights[name] = weight{sizes[n], packages[name]}
	}
	return weights
}

// packagesOf returns the number of packages that each function links.
func packagesOf(t *testing.T) map[string]int {
	t.Helper()
	packages := map[string]int{}
	decoder := json.NewDecoder(strings.NewReader(runGo(t, "list", "-tags", "lambda.norpc", "-json=ImportPath,Deps", "../functions/...")))
	for {
		var p struct {
			ImportPath string
			Deps       []string
		}
		if err := decoder.Decode(&p); errors.Is(err, io.EOF) {
			return packages
		} else if err != nil {
			t.Fatal(err)
		}
		packages[filepath.Base(p.ImportPath)] = len(p.Deps)
	}
}

// runGo runs the go command for Linux on x86-64, and returns its output.
func runGo(t *testing.T, arguments ...string) string {
	t.Helper()
	command := exec.CommandContext(t.Context(), "go", arguments...)
	command.Env = append(os.Environ(), "GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0")
	command.Stderr = os.Stderr
	output, err := command.Output()
	if err != nil {
		t.Fatal(err)
	}
	return string(output)
}

// archiveSize returns the size of a binary in an archive, in MB. The program gzip
// compresses as a zip archive does, and the race detector does not slow it down.
func archiveSize(t *testing.T, binary string) float64 {
	packed, err := exec.CommandContext(t.Context(), "gzip", "-c", binary).Output()
	if err != nil {
		t.Errorf("gzip %s: %v", binary, err)
	}
	return float64(len(packed)) / 1e6
}

func describeWeights(weights map[string]weight) string {
	var lines []string
	for name, w := range weights {
		lines = append(lines, fmt.Sprintf("%-17s %5.2f MB %4d packages\n", name, w.archive, w.packages))
	}
	slices.Sort(lines)
	return strings.Join(lines, "")
}

func readBudgets(t *testing.T) map[string]weight {
	t.Helper()
	text, err := os.ReadFile(budgetGolden)
	if err != nil {
		t.Fatal(err)
	}
	budgets := map[string]weight{}
	for line := range strings.Lines(string(text)) {
		var name string
		var w weight
		if _, err := fmt.Sscanf(line, "%s %f MB %d packages", &name, &w.archive, &w.packages); err != nil {
			t.Fatalf("%s: %q: %v", budgetGolden, line, err)
		}
		budgets[name] = w
	}
	return budgets
}
