// Package profile builds a function so that it can be profiled, and says which part of
// its work is Admit's own.
package profile

import (
	"bufio"
	"context"
	_ "embed" // the file that is added to a function
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

//go:embed inside.go.txt
var inside []byte

// Build builds a function with the added file, into a directory, and returns the program.
func Build(ctx context.Context, function, directory string) (string, error) {
	root, err := os.Getwd()
	if err != nil {
		return "", err
	}
	if err := os.MkdirAll(directory, 0o750); err != nil {
		return "", err
	}
	added := filepath.Join(directory, "inside.go.txt")
	if err := os.WriteFile(added, inside, 0o600); err != nil {
		return "", err
	}
	overlay, err := json.Marshal(map[string]any{"Replace": map[string]string{filepath.Join(root, "functions", function, "inside_bench.go"): added}})
	if err != nil {
		return "", err
	}
	list, program := filepath.Join(directory, function+".json"), filepath.Join(directory, function)
	if err := os.WriteFile(list, overlay, 0o600); err != nil {
		return "", err
	}
	build := exec.CommandContext(ctx, "go", "build", "-overlay", list, "-tags", "lambda.norpc", "-trimpath", "-buildvcs=false", "-ldflags", "-s -w", "-o", program, "./functions/"+function)
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build %s: %w\n%s", function, err, out)
	}
	return program, nil
}

// Parts are the values of a profile, by the code that they are of.
type Parts struct {
	Own    float64 // Admit, and what it calls
	SDK    float64 // the AWS SDK, and what it calls
	Lambda float64 // the client of the Runtime API, and what it calls
	Rest   float64 // the Go runtime in goroutines of its own, such as garbage collection
}

// All returns the sum of the parts.
func (p Parts) All() float64 { return p.Own + p.SDK + p.Lambda + p.Rest }

// Read returns the parts of a profile, less those of an earlier one unless before is
// empty. value is the index of a value of its samples.
func Read(ctx context.Context, before, profile string, value int) (Parts, error) {
	arguments := []string{"tool", "pprof", "-raw", "-symbolize=none"}
	if before != "" {
		arguments = append(arguments, "-base", before)
	}
	out, err := exec.CommandContext(ctx, "go", append(arguments, profile)...).Output()
	if err != nil {
		if exit, ok := errors.AsType[*exec.ExitError](err); ok {
			err = fmt.Errorf("%w: %s", err, exit.Stderr)
		}
		return Parts{}, fmt.Errorf("go tool pprof: %w", err)
	}
	return parse(strings.NewReader(string(out)), value)
}

// sample is a line of the samples in raw text: values, and locations from the innermost.
var sample = regexp.MustCompile(`^((?:\s+-?\d+)+): ((?:\d+ ?)+)$`)

// location is the first line of a location in raw text. Lines of inlined calls follow.
var location = regexp.MustCompile(`^\s+(\d+): 0x[0-9a-f]+ (?:M=\d+ )?(.*)$`)

// parse reads the raw text of a profile.
func parse(text io.Reader, value int) (Parts, error) {
	type weighted struct {
		weight    float64
		locations []string
	}
	var samples []weighted
	owners, section, current := map[string]owner{}, "", ""
	lines := bufio.NewScanner(text)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		line := lines.Text()
		switch {
		case line == "Samples:", line == "Locations", line == "Mappings":
			section = line
		case section == "Samples:":
			if found := sample.FindStringSubmatch(line); found != nil {
				values := strings.Fields(found[1])
				if value >= len(values) {
					return Parts{}, fmt.Errorf("a sample has %d values", len(values))
				}
				weight, err := strconv.ParseFloat(values[value], 64)
				if err != nil {
					return Parts{}, err
				}
				samples = append(samples, weighted{weight, strings.Fields(found[2])})
			}
		case section == "Locations":
			if found := location.FindStringSubmatch(line); found != nil {
				current, line = found[1], found[2]
			}
			if owners[current] == nobody {
				owners[current] = ownerOf(strings.TrimSpace(line))
			}
		}
	}
	var p Parts
	for _, s := range samples {
		p.add(s.weight, s.locations, owners)
	}
	return p, lines.Err()
}

// owner says whose code a call is.
type owner int

const (
	nobody owner = iota // a library that everybody calls
	admit
	sdk
	runtimeClient
	profiler // the writing of the profile; it belongs to no request
)

// ownerOf returns the owner of a function.
func ownerOf(function string) owner {
	switch {
	case strings.HasPrefix(function, "main.writeProfiles"):
		return profiler
	case strings.HasPrefix(function, "admit/"), strings.HasPrefix(function, "main."):
		return admit
	case strings.HasPrefix(function, "github.com/aws/aws-lambda-go"):
		return runtimeClient
	case strings.HasPrefix(function, "github.com/aws/"):
		return sdk
	}
	return nobody
}

// add adds a sample to the part of the innermost call that has an owner.
func (p *Parts) add(weight float64, locations []string, owners map[string]owner) {
	for _, l := range locations {
		switch owners[l] {
		case admit:
			p.Own += weight
			return
		case sdk:
			p.SDK += weight
			return
		case runtimeClient:
			p.Lambda += weight
			return
		case profiler:
			return
		}
	}
	p.Rest += weight
}
