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
	lasts: lasts{200 * time.Second, 40 * time.Second},
	text: []string{
		"A lifecycle is four requests over HTTP on loopback: invite somebody who has registered, accept, list 50 members, remove. " +
			"Admit's built functions run as on Lambda, one request at a time in each process, above DynamoDB Local; the gateway, which checks tokens on AWS, " +
			"and the hand-over of the link are not part of its processes. " +
			"The peer is better-auth 1.7.25 with its organization plugin on Node.js and PostgreSQL 15, with rate limits and the hashing of passwords off; it checks its " +
			"sessions itself. The two take turns. *With mail* adds the mail, its report and the events: deliver, delivery-status and publish, " +
			"behind a stand-in for the table's stream.",
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
	b.takeTurns(ctx, &r, contenders)
	d.stopFunctions()
	return r, b.measureWithMail(ctx, most, &r)
}

// takeTurns lets contenders run lifecycles in turns, with each number of clients, and adds
// their rows. A contender that fails is left out for that number of clients.
func (b *bench) takeTurns(ctx context.Context, r *rows, contenders []contender) {
	turns, lasts := b.choose(5, 2), time.Duration(b.choose(6000, 1500))*time.Millisecond
	for _, clients := range clientCounts {
		measured := make([]*load, len(contenders))
		turn := func(n int, l *load, lasts time.Duration) {
			if err := l.turn(ctx, contenders[n], clients, lasts); err != nil {
				r.miss("%s with %d clients: %v.", contenders[n].name, clients, contenders[n].explain(err))
				measured[n] = nil
			}
		}
		for n := range contenders {
			measured[n] = newLoad()
			turn(n, newLoad(), lasts/2) // warms up
		}
		for range turns {
			for n, l := range measured {
				if l != nil {
					turn(n, l, lasts)
				}
			}
		}
		lifecycleRows(r, contenders, clients, measured)
		b.progress("lifecycles: %d clients done", clients)
	}
}

// lifecycleRows adds the rows of contenders. The first is compared with the second.
func lifecycleRows(r *rows, contenders []contender, clients int, measured []*load) {
	for n, c := range contenders {
		if measured[n] == nil {
			continue
		}
		ratio, goal := "", ""
		if n == 0 && len(measured) > 1 && measured[1] != nil {
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
	m := h.openEventSources(following, 5*time.Millisecond)
	c := h.admit(true)
	c.name = "Admit with mail"
	b.takeTurns(ctx, r, []contender{c})
	return h.explain(m.failure())
}
