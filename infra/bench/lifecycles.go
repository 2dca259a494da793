package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"admit/infra/bench/report"
)

// lifecycleGoal is how many times less processor time Admit's own processes must use than
// those of the peer.
const lifecycleGoal = 3

var lifecycles = figure{
	name: "lifecycles", title: "Lifecycles a second, beside a peer",
	text: []string{
		"A lifecycle is four requests over HTTP on loopback: invite somebody who has registered, accept, list 50 members, remove. " +
			"Admit's built functions run as on Lambda, one request at a time in each process, above DynamoDB Local; the gateway, which checks tokens on AWS, " +
			"and the hand-over of the link are not part of its processes. " +
			"The peer is better-auth 1.7.25 with its organization plugin on Node.js and PostgreSQL 15, with rate limits and the hashing of passwords off; it checks its " +
			"sessions itself. The two take turns. *With mail* adds the mail, its report and the events: deliver, delivery-status and publish, " +
			"on a table with a stream, whose changes take DynamoDB Local several times as long.",
		fmt.Sprintf("Goal: for the same four requests, at least %d times less processor time in Admit's own processes.", lifecycleGoal),
	},
	tables: []report.Table{
		{Caption: "Lifecycles", Columns: []string{"system", "clients", "a second", "own processor seconds for 1,000", "peer / Admit", "goal", "database's processor seconds for 1,000", "resident MB"}},
		{Caption: "Milliseconds of a request, p50 / p99", Columns: []string{"system", "clients", "invite", "accept", "list", "remove"}},
	},
	run: measureLifecycles,
}

// clientCounts are how many clients there are at once.
var clientCounts = []int{1, 8}

func measureLifecycles(ctx context.Context, b *bench) (rows, error) {
	const most = 8
	d, err := b.deploy(ctx, false)
	if err != nil {
		return rows{}, err
	}
	defer d.stop()
	h, err := d.newAdmitFixture(ctx, listedMembers, most)
	if err != nil {
		return rows{}, err
	}
	if err := d.start(ctx, most, apiFunctions...); err != nil {
		return rows{}, err
	}
	contenders := []contender{h.admit(false)}
	var r rows
	c, err := newPeerFixture(ctx, listedMembers, most)
	if err != nil {
		r.miss("the peer, because it did not start: %v.", err)
	} else {
		defer c.Stop()
		contenders = append(contenders, c.contender())
	}
	measured, err := b.takeTurns(ctx, contenders)
	if err != nil {
		return r, d.explain(err)
	}
	for _, clients := range clientCounts {
		lifecycleRows(&r, contenders, clients, measured[clients])
	}
	d.stopFunctions()
	return r, b.measureWithMail(ctx, most, &r)
}

// takeTurns lets contenders run lifecycles in turns, with each number of clients.
func (b *bench) takeTurns(ctx context.Context, contenders []contender) (map[int][]*load, error) {
	turns, lasts := b.choose(5, 2), time.Duration(b.choose(6, 2))*time.Second
	measured := map[int][]*load{}
	for _, clients := range clientCounts {
		for _, c := range contenders {
			if err := newLoad().turn(ctx, c, clients, lasts/2); err != nil { // warms up
				return nil, fmt.Errorf("%s: %w", c.name, err)
			}
			measured[clients] = append(measured[clients], newLoad())
		}
		for range turns {
			for n, c := range contenders {
				if err := measured[clients][n].turn(ctx, c, clients, lasts); err != nil {
					return nil, fmt.Errorf("%s: %w", c.name, err)
				}
			}
		}
		b.progress("lifecycles: %d clients done", clients)
	}
	return measured, nil
}

func lifecycleRows(r *rows, contenders []contender, clients int, measured []*load) {
	for n, c := range contenders {
		ratio, goal := "", ""
		if n == 0 && len(measured) > 1 {
			goal = fmt.Sprintf("≥ %d", lifecycleGoal)
			value := measured[1].system.Median() / measured[0].system.Median()
			ratio = report.Number(value, 1) + mark(value >= lifecycleGoal)
		}
		addLoad(r, c, clients, measured[n], ratio, goal)
	}
}

func mark(met bool) string {
	if met {
		return " ✓"
	}
	return " ✗"
}

func addLoad(r *rows, c contender, clients int, l *load, ratio, goal string) {
	r.add(0, c.name, fmt.Sprint(clients), l.perSecond.Spread(1), l.system.Spread(2), ratio, goal, l.database.Spread(2), fmt.Sprintf("%.0f", float64(c.memory())/1e6))
	row := []string{c.name, fmt.Sprint(clients)}
	for _, operation := range []string{"invite", "accept", "list", "remove"} {
		t := l.timings.byOperation[operation]
		row = append(row, fmt.Sprintf("%.1f / %.1f", t.Median(), t.Quantile(0.99)))
	}
	r.add(1, row...)
}

// measureWithMail measures Admit again, with everything behind the stream.
func (b *bench) measureWithMail(ctx context.Context, most int, r *rows) error {
	d, err := b.deploy(ctx, true)
	if err != nil {
		return err
	}
	defer d.stop()
	h, err := d.newAdmitFixture(ctx, listedMembers, most)
	if err != nil {
		return err
	}
	if err := errors.Join(d.start(ctx, most, apiFunctions...), d.start(ctx, 1, mailFunctions...)); err != nil {
		return err
	}
	following, stop := context.WithCancel(ctx)
	defer stop()
	m, err := h.openEventSources(following, 5*time.Millisecond)
	if err != nil {
		return err
	}
	c := h.admit(true)
	c.name = "Admit with mail"
	measured, err := b.takeTurns(ctx, []contender{c})
	if err != nil {
		return h.explain(err)
	}
	for _, clients := range clientCounts {
		lifecycleRows(r, []contender{c}, clients, measured[clients])
	}
	return h.explain(m.failure())
}
