package main

import (
	"bufio"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"admit/shared/dynamo/dynamotest"
)

//go:embed switch.go.txt
var switchText string

// mutated is the code with all mutants, as test binaries.
type mutated struct {
	mutants  []mutant
	reaching map[int][]*check // the tests that reach each mutant, fastest first
	database string           // the endpoint of DynamoDB Local, if it is needed
	close    func()
}

// prepare finds the mutants, and unless they are only listed, compiles the test binaries
// and finds out which test reaches which mutant.
func prepare(ctx context.Context, o options) (*mutated, error) {
	all := &mutated{reaching: map[int][]*check{}, close: func() {}}
	for _, s := range subjects {
		if s.named && !strings.HasPrefix(o.only, s.dir) {
			continue
		}
		if !strings.HasPrefix(s.dir+"/", o.only) && !strings.HasPrefix(o.only, s.dir+"/") {
			continue
		}
		if err := all.prepare(ctx, s, o); err != nil {
			all.close()
			return nil, err
		}
	}
	all.mutants = slices.DeleteFunc(all.mutants, func(m mutant) bool { return !strings.HasPrefix(m.file, o.only) })
	if len(all.mutants) == 0 {
		return nil, fmt.Errorf("there is nothing to mutate in %q", o.only)
	}
	return all, nil
}

func (all *mutated) prepare(ctx context.Context, s subject, o options) error {
	code, err := load(ctx, s.dir)
	if err != nil {
		return err
	}
	overlay, mutants, err := code.overlay(len(all.mutants), filepath.Join(o.work, s.dir))
	if err != nil {
		return err
	}
	all.mutants = append(all.mutants, mutants...)
	if o.list {
		for _, m := range mutants {
			fmt.Println(m)
		}
		return nil
	}
	if s.database && all.database == "" {
		server, err := dynamotest.Start("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx1g")
		if err != nil {
			return err
		}
		all.database, all.close = server.Endpoint, func() { _ = server.Process.Kill() }
	}
	for _, tests := range s.tests {
		b, err := compile(ctx, s, tests, overlay, filepath.Join(o.work, s.dir), all.database)
		if err != nil {
			return err
		}
		if err := b.reach(ctx, all.reaching, o.workers); err != nil {
			return err
		}
		fmt.Printf("%s: %d mutants; the tests of %s are ready\n", s.dir, len(mutants), tests)
	}
	return nil
}

// overlay writes the changed files of a package, and the file with the switch, to a
// directory. It returns the file that names them for the compiler.
func (s *source) overlay(first int, work string) (string, []mutant, error) {
	if err := os.MkdirAll(work, 0o700); err != nil {
		return "", nil, err
	}
	var found []mutant
	replaced := map[string]string{}
	write := func(path, text string) error {
		from, err := filepath.Abs(path)
		if err != nil {
			return err
		}
		to, err := filepath.Abs(filepath.Join(work, filepath.Base(path)))
		if err != nil {
			return err
		}
		replaced[from] = to
		return os.WriteFile(to, []byte(text), 0o600)
	}
	for _, path := range slices.Sorted(maps.Keys(s.files)) {
		mutants, text := s.mutate(path, first+len(found))
		found = append(found, mutants...)
		if err := write(path, string(text)); err != nil {
			return "", nil, err
		}
	}
	text := strings.NewReplacer("PACKAGE", s.name, "COUNT", strconv.Itoa(len(found)+1), "FIRST", strconv.Itoa(first)).Replace(switchText)
	if err := write(filepath.Join(s.dir, "mutation_switch.go"), text); err != nil {
		return "", nil, err
	}
	content, err := json.Marshal(map[string]any{"Replace": replaced})
	if err != nil {
		return "", nil, err
	}
	overlay := filepath.Join(work, "overlay.json")
	return overlay, found, os.WriteFile(overlay, content, 0o600)
}

// compile returns the test binary of a package, with the mutants.
func compile(ctx context.Context, s subject, tests, overlay, work, database string) (*binary, error) {
	path, err := filepath.Abs(filepath.Join(work, strings.ReplaceAll(tests, "/", "-")+".test"))
	if err != nil {
		return nil, err
	}
	command := exec.CommandContext(ctx, "go", "test", "-c", "-vet=off", "-overlay", overlay, "-o", path, "./"+tests) //nolint:gosec // of the table
	command.Stdout, command.Stderr = os.Stderr, os.Stderr
	if err := command.Run(); err != nil {
		return nil, fmt.Errorf("compile the tests of %s with the mutants of %s: %w", tests, s.dir, err)
	}
	b := &binary{path: path, dir: tests, short: !s.database, enough: s.enough}
	if s.database {
		b.environment = []string{dynamotest.Variable + "=" + database}
	}
	if tests == s.dir {
		b.arguments = s.arguments
	}
	if s.failures != "" {
		b.failures = regexp.MustCompile(s.failures)
	}
	if s.skipped != "" {
		b.skipped = regexp.MustCompile(s.skipped)
	}
	return b, nil
}

// numbers reads the numbers of the mutants that a test has reached.
func numbers(path string) ([]int, error) {
	file, err := os.Open(path) //nolint:gosec // a temporary file of ours
	if os.IsNotExist(err) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var read []int
	for lines := bufio.NewScanner(file); lines.Scan(); {
		n, err := strconv.Atoi(lines.Text())
		if err != nil {
			return nil, err
		}
		read = append(read, n)
	}
	return read, nil
}
