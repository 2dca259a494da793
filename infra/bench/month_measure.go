package main

import (
	"context"
	"fmt"
	"math"
	"time"

	"admit/infra/bench/report"
	"admit/shared/access"
	"admit/shared/dynamo/dynamotest"
)

// requestCharges measures a request of a function, cold and warm. operation names its units
// in the table of costs.
func (b *bench) requestCharges(ctx context.Context, function, operation string) (both [2]charge, err error) {
	units, err := costOf(operation)
	if err != nil {
		return both, err
	}
	c := charge{requests: 1, invocations: 1, read: units.read, write: units.write}
	if c.accessLogs, err = accessLogOctets(); err != nil {
		return both, err
	}
	cold, warm := c, c
	if err := b.withFirstRequests(ctx, memory, func(measure firstMeasurement) error {
		var billed report.Sample
		for range b.choose(9, 3) {
			one, err := measure(ctx, function)
			if err != nil {
				return err
			}
			billed = append(billed, math.Ceil(report.Milliseconds(one.start+one.first)))
		}
		cold.seconds = billed.Median() / 1000
		return nil
	}); err != nil {
		return both, err
	}
	if warm.seconds, warm.functionLogs, err = b.warmRequest(ctx, function); err != nil {
		return both, err
	}
	cold.functionLogs = warm.functionLogs
	b.progress("month: %s is measured", function)
	return [2]charge{cold, warm}, nil
}

// costOf returns what an operation costs in the table of costs.
func costOf(operation string) (cost, error) {
	costs, err := readCosts()
	for _, c := range costs {
		if c.operation == operation {
			return c, nil
		}
	}
	if err == nil {
		err = fmt.Errorf("%s has no operation %q", costsFile, operation)
	}
	return cost{}, err
}

// warmRequest repeats the usual event of a function, and returns the billed seconds and the
// octets of logs of one invocation.
func (b *bench) warmRequest(ctx context.Context, function string) (seconds, logOctets float64, err error) {
	d, err := b.deploy(ctx, false)
	if err != nil {
		return 0, 0, err
	}
	defer d.stop()
	d.memory = memory
	h, err := d.newAdmitFixture(ctx, listedMembers, 0)
	if err != nil {
		return 0, 0, err
	}
	if err := d.start(ctx, 1, function); err != nil {
		return 0, 0, err
	}
	e := &events{admitFixture: h}
	event, err := e.event(ctx, function)
	if err != nil {
		return 0, 0, err
	}
	f := d.functions[function]
	for turn := range 2 { // the first one warms up
		f.Usage.Take()
		f.Log.Take()
		for range b.choose(400, 60) / (2 - turn) {
			if err := d.invoke(ctx, function, event); err != nil {
				return 0, 0, d.explain(err)
			}
		}
	}
	invocations, milliseconds := f.Usage.Take()
	return float64(milliseconds) / 1000 / float64(invocations), float64(len(f.Log.Take())) / float64(invocations), nil
}

// stored measures the octets of items that stay for a person who has joined, and for an
// invitation of a person who was removed.
func (b *bench) stored(ctx context.Context) (perPerson, perInvitation float64, err error) {
	d, err := b.deploy(ctx, false)
	if err != nil {
		return 0, 0, err
	}
	defer d.stop()
	octets := func() float64 {
		size, sizeErr := dynamotest.TableSize(ctx, d.cloud.Client, d.table)
		if err == nil {
			err = sizeErr
		}
		return float64(size)
	}
	h, err := d.newAdmitFixture(ctx, 1, 0)
	if err != nil {
		return 0, 0, err
	}
	const people = 20
	empty := octets()
	var joined []access.Caller
	for n := range people {
		person, err := d.world.Member(ctx, h.admin, access.Scope{Organisation: h.organisation.ID}, name("stored", n), "audit-viewer")
		if err != nil {
			return 0, 0, err
		}
		joined = append(joined, person)
	}
	with := octets()
	for _, person := range joined {
		if _, err := (access.Remove{Store: d.world.Store, Now: time.Now}).Do(ctx, h.admin.ID(), access.Scope{Organisation: h.organisation.ID}, person.ID()); err != nil {
			return 0, 0, err
		}
	}
	return (with - empty) / people, (octets() - empty) / people, err
}
