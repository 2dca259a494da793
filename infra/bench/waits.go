package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"

	"admit/infra/bench/report"
)

// costsFile has the calls of each operation. A test of the store keeps it up to date.
const costsFile = "shared/dynamo/testdata/usecase_costs.golden"

// waitGoals are the most that an operation may wait for DynamoDB.
var waitGoals = map[string]int{"invite": 2, "accept": 3, "register": 3, "list 50 permissions": 2, "edit access": 2, "remove access, revoking an invitation": 3}

var waits = figure{
	name: "waits", title: "Waits and units of each operation",
	text: []string{
		"How often an operation waits for DynamoDB (calls at the same time are one wait), and the capacity that it consumes. " +
			"These are the figures of `" + costsFile + "`, which a test of the store measures on DynamoDB Local. An operation under an idempotency key waits twice more. " +
			"Goals: invite 2, accept 3, register 3, list 2, edit 2, remove 3.",
	},
	tables: []report.Table{{Columns: []string{"operation", "waits", "goal", "round trips", "read units", "write units", "$ a million"}}},
	run: func(_ context.Context, _ *bench) (rows, error) {
		costs, err := readCosts()
		if err != nil {
			return rows{}, err
		}
		var r rows
		for _, c := range costs {
			waits, goal := fmt.Sprint(c.waits), ""
			if most, ok := waitGoals[c.operation]; ok {
				waits, goal = report.Judged(float64(c.waits), float64(most), 0), fmt.Sprint(most)
			}
			r.add(0, c.operation, waits, goal, fmt.Sprint(c.roundTrips), fmt.Sprint(c.read), fmt.Sprint(c.write), report.Number(c.dollars(), 2))
		}
		return r, nil
	},
}

// cost is what one operation costs.
type cost struct {
	operation         string
	roundTrips, waits int
	read, write       float64
}

// dollars returns the price of a million of the operation's units.
func (c cost) dollars() float64 { return c.read*readUnit.dollars + c.write*writeUnit.dollars }

// gap is what is between two columns of the file.
var gap = regexp.MustCompile(` {2,}`)

// readCosts reads the file with the costs.
func readCosts() ([]cost, error) {
	text, err := os.ReadFile(costsFile)
	if err != nil {
		return nil, err
	}
	return parseCosts(string(text))
}

func parseCosts(text string) ([]cost, error) {
	var all []cost
	for line := range strings.Lines(text) {
		columns := gap.Split(strings.TrimSpace(line), -1)
		if columns[0] == "operation" || len(columns) < 5 {
			continue
		}
		roundTrips, err1 := strconv.Atoi(columns[1])
		waits, err2 := strconv.Atoi(columns[2])
		read, err3 := strconv.ParseFloat(columns[3], 64)
		write, err4 := strconv.ParseFloat(columns[4], 64)
		if err := errors.Join(err1, err2, err3, err4); err != nil {
			return nil, fmt.Errorf("%s: %w", costsFile, err)
		}
		all = append(all, cost{columns[0], roundTrips, waits, read, write})
	}
	return all, nil
}
