package main

import (
	"context"
	"fmt"
	"math"
	"strings"
	"time"

	"admit/infra/bench/report"
	"admit/infra/bench/world"
	"admit/shared/access"
	"admit/shared/dynamo/dynamotest"
)

const growthChart = "benchmarks-growth.svg"

var growth = figure{
	name: "growth", title: "Growth",
	lasts: lasts{360 * time.Second, 12 * time.Second},
	text: []string{
		"Read and write units and calls of DynamoDB Local for one request, at three numbers of members. A page has 50 rows. Of all members 50 hold another role, " +
			"at one of the accounts, so the filters by role and account match few of many. The second table says what else the organisation has. " +
			"Goal: what a request costs does not grow with what it does not show: at most 1.2 times.",
	},
	tables: []report.Table{{Caption: "Read units + write units (calls)", Columns: []string{"request", "smallest", "middle", "largest", "largest / smallest"}},
		{Caption: "Sizes", Columns: []string{"", "members", "closed invitations", "organisations below", "accounts", "items filled", "seconds to fill"}}},
	charts: []string{growthChart + " Read units of lists by the number of members"},
	run:    measureGrowth,
}

// size is how much an organisation has.
type size struct{ members, closed, below, accounts int }

// sizes returns what is measured. A quick run has no largest size.
func (b *bench) sizes() []size {
	if b.quick {
		return []size{{100, 100, 60, 60}, {10_000, 1_000, 100, 100}}
	}
	return []size{{100, 100, 60, 60}, {10_000, 10_000, 100, 100}, {300_000, 100_000, 1_000, 500}}
}

func measureGrowth(ctx context.Context, b *bench) (rows, error) {
	d, err := b.deploy(ctx, false)
	if err != nil {
		return rows{}, err
	}
	defer d.stop()
	var r rows
	measured := map[string][]dynamotest.Cost{}
	var order []string
	for n, s := range b.sizes() {
		g, err := d.grow(ctx, n, s)
		if err != nil {
			return r, err
		}
		r.add(1, []string{"smallest", "middle", "largest"}[n], fmt.Sprint(s.members), fmt.Sprint(s.closed), fmt.Sprint(s.below), fmt.Sprint(s.accounts),
			fmt.Sprint(g.items), fmt.Sprintf("%.0f", g.took.Seconds()))
		order = nil
		for _, q := range g.requests() {
			cost, err := g.measure(ctx, q)
			if err != nil {
				r.miss("%s with %d members: %v.", q.name, s.members, err)
				cost.Read = math.NaN()
			}
			measured[q.name], order = append(measured[q.name], cost), append(order, q.name)
		}
	}
	if b.quick {
		r.miss("the largest size, in a quick run.")
	}
	b.growthRows(&r, order, measured)
	return r, nil
}

func (b *bench) growthRows(r *rows, order []string, measured map[string][]dynamotest.Cost) {
	var lines []report.Line
	for _, name := range order {
		row, line := []string{name}, report.Line{Name: name}
		for n := range 3 {
			if n >= len(measured[name]) || math.IsNaN(measured[name][n].Read) {
				row = append(row, report.Unknown)
				continue
			}
			row = append(row, shown(measured[name][n]))
		}
		for _, c := range measured[name] {
			line.Values = append(line.Values, c.Read)
		}
		last := measured[name][len(measured[name])-1]
		ratio := (last.Read + last.Write) / (measured[name][0].Read + measured[name][0].Write)
		r.add(0, append(row, report.Judged(ratio, growthTolerance, 1))...)
		if strings.HasPrefix(name, "permissions") || strings.HasPrefix(name, "GET") {
			lines = append(lines, line)
		}
	}
	var points []string
	for _, s := range b.sizes() {
		points = append(points, fmt.Sprintf("%d", s.members))
	}
	b.charts[growthChart] = report.LineChart("Growth", "read units of one request, by the number of members", points, lines)
}

// growthTolerance is the most that a cost may grow: items differ a little in size.
const growthTolerance = 1.2

// shown formats a cost. Capacity units of Query are halves.
func shown(c dynamotest.Cost) string {
	text := fmt.Sprintf("%g", c.Read)
	if c.Write > 0 {
		text += fmt.Sprintf(" + %g", c.Write)
	}
	return fmt.Sprintf("%s (%d)", text, len(c.Calls))
}

// grown is an organisation of some size.
type grown struct {
	*deployment
	world         *world.World // its calls are measured
	meter         *dynamotest.Meter
	organisation  access.Organisation
	admin, deputy access.Caller // deputy administers one account
	account       access.Account
	size          size
	items         int64
	took          time.Duration
	made          int
}

// grow fills an organisation of its own.
func (d *deployment) grow(ctx context.Context, n int, s size) (*grown, error) {
	began := time.Now()
	store, meter := d.metered()
	g := &grown{deployment: d, meter: meter, size: s}
	g.world = &world.World{Store: store, Identities: d.world.Identities, Roles: d.world.Roles}
	var err error
	if g.organisation, g.admin, err = d.world.Organisation(ctx, fmt.Sprintf("partner-%d", n), true); err != nil {
		return nil, err
	}
	m := &world.Many{Filler: world.NewFiller(d.world.Store), Organisation: g.organisation, Total: s.members, Now: time.Now().UTC()}
	if err := m.OpenAccounts(ctx, s.accounts); err != nil {
		return nil, err
	}
	g.account = m.Accounts[0]
	if g.deputy, err = d.world.Member(ctx, g.admin, access.Scope{Organisation: g.organisation.ID, Account: g.account.ID}, fmt.Sprintf("deputy-%d", n), access.AccountAdmin); err != nil {
		return nil, err
	}
	if err := m.Below(ctx, s.below); err != nil {
		return nil, err
	}
	if err := m.ClosedInvitations(ctx, 0, s.closed); err != nil {
		return nil, err
	}
	const step = 50_000
	for first := 0; first < s.members; first += step {
		if err := m.Members(ctx, first, min(first+step, s.members)); err != nil {
			return nil, err
		}
		d.bench.progress("growth: %d of %d members", min(first+step, s.members), s.members)
	}
	g.items, g.took = m.Written.Load(), time.Since(began)
	return g, nil
}

// measure returns the cost of one request.
func (g *grown) measure(ctx context.Context, q growthRequest) (dynamotest.Cost, error) {
	do, err := q.prepare(ctx)
	if err != nil {
		return dynamotest.Cost{}, err
	}
	g.meter.Take()
	err = do()
	return g.meter.Take(), err
}
