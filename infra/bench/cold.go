package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"admit/infra/bench/lambda"
	"admit/infra/bench/report"
)

// bareProgram and usualProgram are the programs that cold starts are measured beside.
const bareProgram, usualProgram = "bare", "usual"

// coldGoals are the most that a cold start may take, as a multiple of bare.
var coldGoals = map[string]float64{"accept": 2, "deliver": 2, "docs": 2, "console": 2}

const otherColdGoal = 1.5

const coldChart = "benchmarks-cold.svg"

var cold = figure{
	name: "cold", title: "Cold start",
	lasts: lasts{45 * time.Second, 9 * time.Second},
	text: []string{
		"From the start of a function's process to its first request for an event, and the processor time until then, without a connection to AWS. " +
			"*bare* only calls `lambda.Start`; *usual* loads the SDK's default configuration and opens a DynamoDB client. All programs are started in turns, in another order each time, with the variables for Go's runtime that the stack sets. " +
			"Goal: 1.5 times bare, and 2 times for functions that send mail or serve pages.",
	},
	tables: []report.Table{{Columns: []string{"program", "ms", "× bare", "goal", "processor ms", "× bare"}}},
	charts: []string{coldChart + " Cold start of each function as a multiple of a function that does nothing"},
	run:    measureCold,
}

// functions returns the names of the built functions.
func (b *bench) functions() ([]string, error) {
	entries, err := os.ReadDir(b.built)
	if err != nil || len(entries) == 0 {
		return nil, fmt.Errorf("no functions in %s: run `make build` (%w)", b.built, err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names, nil
}

// program returns the path of a built program.
func (b *bench) program(name string) (string, error) {
	path := filepath.Join(b.built, name, "bootstrap")
	if name == bareProgram || name == usualProgram {
		path = filepath.Join(b.programs, name)
	}
	return filepath.Abs(path)
}

func measureCold(ctx context.Context, b *bench) (rows, error) {
	functions, err := b.functions()
	if err != nil {
		return rows{}, err
	}
	programs := append([]string{bareProgram, usualProgram}, functions...)
	wall, processor := map[string]report.Sample{}, map[string]report.Sample{}
	for range b.choose(200, 40) {
		// What runs before a program may slow it down.
		for _, n := range rand.Perm(len(programs)) { //nolint:gosec // the order protects no secret
			name := programs[n]
			took, err := b.coldStart(ctx, name)
			if err != nil {
				return rows{}, err
			}
			wall[name] = append(wall[name], report.Milliseconds(took.Wall))
			processor[name] = append(processor[name], report.Milliseconds(took.Processor))
		}
	}
	return b.coldRows(programs, wall, processor), nil
}

// coldStart starts a program once. The endpoint is set, as on an emulator, so that the
// program does not connect ahead.
func (b *bench) coldStart(ctx context.Context, name string) (lambda.ColdStart, error) {
	path, err := b.program(name)
	if err != nil {
		return lambda.ColdStart{}, err
	}
	f, took, err := lambda.Cold(ctx, lambda.Config{Program: path, Environment: map[string]string{"AWS_ENDPOINT_URL": "http://127.0.0.1:9"}})
	if err != nil {
		return took, err
	}
	f.Stop()
	return took, nil
}

func (b *bench) coldRows(programs []string, wall, processor map[string]report.Sample) rows {
	var r rows
	var bars []report.Bar
	for _, name := range programs {
		ratio, goal := wall[name].Median()/wall[bareProgram].Median(), otherColdGoal
		if higher, ok := coldGoals[name]; ok {
			goal = higher
		}
		judged, goalText := report.Judged(ratio, goal, 2), report.Number(goal, 1)
		if name == bareProgram || name == usualProgram {
			judged, goal, goalText = report.Number(ratio, 2), 0, ""
		}
		r.add(0, name, wall[name].Spread(2), judged, goalText, processor[name].Spread(2),
			report.Number(processor[name].Median()/processor[bareProgram].Median(), 2))
		bars = append(bars, report.Bar{Name: name, Value: ratio, Goal: goal})
	}
	b.charts[coldChart] = report.BarChart("Cold start", "multiple of bare, wall clock", bars)
	return r
}
