package main

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"admit/infra/bench/lambda"
	"admit/infra/bench/report"
)

// dollarsGoal is the most that a million lifecycles may cost.
const dollarsGoal = 40

var dollars = figure{
	name: "dollars", title: "Dollars for a million lifecycles",
	lasts: lasts{150 * time.Second, 35 * time.Second},
	text: []string{
		"A lifecycle here: an invitation, its mail and the report of it, somebody new who opens the page and registers, a list of 50 permissions, a removal. *Busy*: all functions " +
			"are warm, and the stream is read every second, in batches. *Sparse*: each invocation is a cold start. Units, invocations, " +
			fmt.Sprintf("milliseconds at the processor share of %d MB and octets of logs are measured on the stand-ins; a start is billed. ", memory) +
			"What Lambda logs about an invocation is the length of AWS's documented records. A trace is counted for each invocation when sparse, and for 5 % of them when busy. " +
			"Prices are those of us-east-1, without free tiers. Alarms, the dashboard, stored data and the one secret in Secrets Manager are charged by the month and left out.",
		fmt.Sprintf("Goal: $%d, beside the mails of SES.", dollarsGoal),
	},
	tables: []report.Table{
		{Caption: "Parts, $ for a million lifecycles", Columns: []string{"part", "busy", "sparse"}},
		{Caption: "Apart from that", Columns: []string{"part", "$ for a million"}},
		{Caption: "Each function, for one lifecycle", Columns: []string{"function", "invocations, busy", "ms, busy", "log octets, busy", "invocations, sparse", "ms, sparse", "log octets, sparse"}},
		{Caption: "DynamoDB units of one lifecycle", Columns: []string{"operation", "read units", "write units", "$ for a million"}},
		{Caption: "Prices", Columns: []string{"for a", "$", "compared", "source"}},
	},
	run: measureDollars,
}

// use is what one function is charged for in one lifecycle.
type use struct{ invocations, milliseconds, logOctets float64 }

func measureDollars(ctx context.Context, b *bench) (rows, error) {
	var r rows
	for _, p := range prices {
		r.add(4, p.per, fmt.Sprintf("%g", p.dollars), p.checked, p.source)
	}
	r.add(1, "Mails of SES", report.Number(mailSent.dollars, 2))
	r.add(1, "Identity provider, if each is an active user of Cognito Lite", report.Number(activeUserLite.dollars, 2))
	r.add(1, "Identity provider, if each is an active user of Cognito Essentials", report.Number(activeUser.dollars, 2))
	if err := lambda.CanShare(); err != nil {
		return r, fmt.Errorf("milliseconds with the share of %d MB: %w", memory, err)
	}
	charges, err := b.lifecycleCharges(ctx)
	if err != nil {
		return r, err
	}
	for _, u := range charges[0].units {
		r.add(3, u.operation, fmt.Sprintf("%g", u.read), fmt.Sprintf("%g", u.write), report.Number(u.dollars(), 2))
	}
	dollarRows(&r, charges)
	return r, nil
}

// measuredCharge is what a lifecycle is charged for, and what that was measured from.
type measuredCharge struct {
	charge
	units []cost
	uses  map[string]use // by function
}

// lifecycleCharges measures what a lifecycle is charged for, first with warm and then with
// cold functions. It measures once in a run.
func (b *bench) lifecycleCharges(ctx context.Context) ([2]measuredCharge, error) {
	if b.charged != nil {
		return *b.charged, nil
	}
	var both [2]measuredCharge
	if err := lambda.CanShare(); err != nil {
		return both, fmt.Errorf("milliseconds with the share of %d MB: %w", memory, err)
	}
	units, err := b.lifecycleUnits(ctx)
	if err != nil {
		return both, err
	}
	busy, busyEvents, err := b.uses(ctx, 4, time.Second)
	if err != nil {
		return both, err
	}
	sparse, sparseEvents, err := b.uses(ctx, 1, 5*time.Millisecond)
	if err != nil {
		return both, err
	}
	if err := b.makeCold(ctx, sparse); err != nil {
		return both, err
	}
	both = [2]measuredCharge{{units: units, uses: busy}, {units: units, uses: sparse}}
	for n, events := range []float64{busyEvents, sparseEvents} {
		if both[n].charge, err = chargeOf(units, both[n].uses, events, n == 1); err != nil {
			return both, err
		}
	}
	b.charged = &both
	return both, nil
}

// dollarRows adds the parts of the price and what they are made of.
func dollarRows(r *rows, charges [2]measuredCharge) {
	both := [2][]part{charges[0].parts(), charges[1].parts()}
	for n, p := range both[0] {
		r.add(0, p.name, report.Number(p.dollars, 2), report.Number(both[1][n].dollars, 2))
	}
	r.add(0, "**In all**", report.Judged(total(both[0]), dollarsGoal, 2), report.Judged(total(both[1]), dollarsGoal, 2))
	for _, function := range slices.Sorted(maps.Keys(charges[0].uses)) {
		row := []string{function}
		for _, c := range charges {
			u := c.uses[function]
			row = append(row, report.Number(u.invocations, 2), report.Number(u.milliseconds, 0), report.Number(u.logOctets, 0))
		}
		r.add(2, row...)
	}
}

// chargeOf returns what a lifecycle is charged for.
func chargeOf(units []cost, uses map[string]use, events float64, sparse bool) (charge, error) {
	c := charge{requests: newcomerRequests, events: events}
	for _, u := range units {
		c.read, c.write = c.read+u.read, c.write+u.write
	}
	for _, u := range uses {
		c.invocations, c.seconds, c.functionLogs = c.invocations+u.invocations, c.seconds+u.milliseconds/1000, c.functionLogs+u.logOctets
	}
	// The schedule of the reminder invokes deliver once more, which reads one item and ends.
	if u := uses["deliver"]; u.invocations > 0 {
		c.schedules, c.read, c.invocations, c.seconds = 1, c.read+1, c.invocations+1, c.seconds+u.milliseconds/u.invocations/1000
	}
	system, err1 := systemLogOctets()
	access, err2 := accessLogOctets()
	tracing, err3 := traced()
	c.systemLogs, c.accessLogs = system*c.invocations, access*c.requests
	if tracing {
		const busyShare = 0.05 // X-Ray's usual sampling: one a second, and then 5 %
		if c.traces = c.invocations; !sparse {
			c.traces *= busyShare
		}
	}
	return c, errors.Join(err1, err2, err3)
}

// uses runs lifecycles with warm functions and returns what each function is charged for,
// and how many events there are, both for one lifecycle.
func (b *bench) uses(ctx context.Context, clients int, pause time.Duration) (map[string]use, float64, error) {
	d, err := b.deploy(ctx, true)
	if err != nil {
		return nil, 0, err
	}
	defer d.stop()
	d.memory = memory
	h, err := d.newAdmitFixture(ctx, listedMembers, 0)
	if err != nil {
		return nil, 0, err
	}
	if err := errors.Join(d.start(ctx, clients, apiFunctions...), d.start(ctx, 1, mailFunctions...)); err != nil {
		return nil, 0, err
	}
	following, stop := context.WithCancel(ctx)
	defer stop()
	m := d.openEventSources(following, pause)
	return m.usesOf(ctx, &newcomers{admitFixture: h}, clients, pause)
}

// usesOf runs lifecycles of newcomers on a deployment whose functions run.
func (m *eventSources) usesOf(ctx context.Context, g *newcomers, clients int, pause time.Duration) (map[string]use, float64, error) {
	d := m.deployment
	lasts := time.Duration(d.bench.choose(20, 4)) * time.Second
	if _, err := newLoad().lifecycles(ctx, g.contender(), clients, lasts/3); err != nil { // warms up
		return nil, 0, d.explain(err)
	}
	m.settle(pause)
	for _, f := range d.functions {
		f.Usage.Take()
		f.Log.Take()
	}
	before := d.cloud.Events.Load()
	done, err := newLoad().lifecycles(ctx, g.contender(), clients, lasts)
	if err != nil {
		return nil, 0, d.explain(err)
	}
	m.settle(pause)
	used := map[string]use{}
	for name, f := range d.functions {
		invocations, milliseconds := f.Usage.Take()
		used[name] = use{float64(invocations) / done, float64(milliseconds) / done, float64(len(f.Log.Take())) / done}
	}
	return used, float64(d.cloud.Events.Load()-before) / done, d.explain(m.failure())
}

// makeCold replaces the milliseconds of each function by those of cold starts with one
// request each. Start and request are billed.
func (b *bench) makeCold(ctx context.Context, uses map[string]use) error {
	return b.withFirstRequests(ctx, memory, func(measure firstMeasurement) error {
		for name, u := range uses {
			requests := []string{name}
			if name == "accept" {
				requests = []string{"accept page", "accept preview", "accept"}
			}
			mean := 0.0
			for _, request := range requests {
				var billed report.Sample
				for range b.choose(9, 3) {
					one, err := measure(ctx, request)
					if err != nil {
						return err
					}
					billed = append(billed, math.Ceil(report.Milliseconds(one.start+one.first)))
				}
				mean += billed.Median() / float64(len(requests))
			}
			u.milliseconds = mean * u.invocations
			uses[name] = u
		}
		return nil
	})
}

// functionOf returns the function of a request: the first word of its name.
func functionOf(request string) string {
	function, _, _ := strings.Cut(request, " ")
	return function
}
