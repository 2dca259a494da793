package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"admit/infra/bench/cloud"
	"admit/infra/bench/lambda"
	"admit/infra/bench/report"
	"admit/shared/setting"
)

// memory is the memory of every function in MB; see the constant of the stack.
const memory = 256

var first = figure{
	name: "first", title: "First request after a start",
	text: []string{
		"Each function connects as on AWS, over TLS, to stand-ins on loopback in front of DynamoDB Local. *Connections* are those made before it asks for work, " +
			"and all of them after two requests; *handshakes* are those that were completed. *Processor before work* is the share of the processor time of start and first " +
			"request that is spent before the function asks for work, where Lambda gives it a whole processor. Goal: one connection for each service that it " +
			"needs, made before it asks for work. The static functions docs and console make none.",
		fmt.Sprintf("At %d MB Lambda gives a function %d/%d of a processor as soon as it has asked for work; the second table repeats that with a cgroup.", memory, memory, lambda.WholeProcessor),
	},
	tables: []report.Table{
		{Caption: "With a whole processor", Columns: []string{"function", "connections before work", "after", "handshakes", "first request ms", "second ms", "processor before work"}},
		{Caption: fmt.Sprintf("With the share of %d MB", memory), Columns: []string{"function", "start ms", "first request ms", "second ms"}},
	},
	run: measureFirst,
}

// firstRequest is what one start with two requests gave.
type firstRequest struct {
	start, first, second           time.Duration
	before, connections, handshake int64
	processorBefore                float64 // share
}

func measureFirst(ctx context.Context, b *bench) (rows, error) {
	var r rows
	if err := b.firstTable(ctx, 0, func(function string, all []firstRequest) {
		r.add(0, function, count(all, func(f firstRequest) int64 { return f.before }), count(all, func(f firstRequest) int64 { return f.connections }),
			count(all, func(f firstRequest) int64 { return f.handshake }), times(all, func(f firstRequest) time.Duration { return f.first }).Spread(1),
			times(all, func(f firstRequest) time.Duration { return f.second }).Spread(1),
			fmt.Sprintf("%.0f %%", 100*sampled(all, func(f firstRequest) float64 { return f.processorBefore }).Median()))
	}); err != nil {
		return r, err
	}
	if err := lambda.CanShare(); err != nil {
		r.miss("first requests with the share of %d MB: %v.", memory, err)
		return r, nil
	}
	return r, b.firstTable(ctx, memory, func(function string, all []firstRequest) {
		r.add(1, function, times(all, func(f firstRequest) time.Duration { return f.start }).Spread(1), times(all, func(f firstRequest) time.Duration { return f.first }).Spread(1),
			times(all, func(f firstRequest) time.Duration { return f.second }).Spread(1))
	})
}

// firstTable measures every function and passes on what each gave.
func (b *bench) firstTable(ctx context.Context, memory int, each func(function string, all []firstRequest)) error {
	functions, err := b.functions()
	if err != nil {
		return err
	}
	return b.withFirstRequests(ctx, memory, func(measure firstMeasurement) error {
		measured := map[string][]firstRequest{}
		for range b.choose(15, 2) {
			for _, function := range functions {
				one, err := measure(ctx, function)
				if err != nil {
					return err
				}
				measured[function] = append(measured[function], one)
			}
		}
		for _, function := range functions {
			each(function, measured[function])
		}
		return nil
	})
}

// firstMeasurement starts the function of a request and gives it two events.
type firstMeasurement func(ctx context.Context, request string) (firstRequest, error)

// withFirstRequests calls do with a measurement on a deployment of its own.
func (b *bench) withFirstRequests(ctx context.Context, memory int, do func(firstMeasurement) error) error {
	d, err := b.deploy(ctx, true)
	if err != nil {
		return err
	}
	defer d.stop()
	d.memory = memory
	directory, err := os.MkdirTemp("", "admit-bench-")
	if err != nil {
		return err
	}
	defer func() { _ = os.RemoveAll(directory) }()
	endpoints, err := d.cloud.OpenEndpoints(setting.Region.Example, directory)
	if err != nil {
		return err
	}
	defer endpoints.Shut()
	h, err := d.newAdmitFixture(ctx, listedMembers, 0)
	if err != nil {
		return err
	}
	following, stop := context.WithCancel(ctx)
	defer stop()
	e, err := newEvents(following, h)
	if err != nil {
		return err
	}
	return do(func(ctx context.Context, function string) (firstRequest, error) {
		return e.startOnce(ctx, endpoints, function)
	})
}

// startOnce starts the function of a request and gives it two events.
func (e *events) startOnce(ctx context.Context, endpoints *cloud.Endpoints, request string) (firstRequest, error) {
	function := functionOf(request)
	var two [2][]byte
	for n := range two {
		var err error
		if two[n], err = e.event(ctx, request); err != nil {
			return firstRequest{}, fmt.Errorf("event for %s: %w", request, err)
		}
	}
	c, err := e.config(function)
	if err != nil {
		return firstRequest{}, err
	}
	c = with(with(c, endpoints.Environment()), map[string]string{setting.EndpointURL.Variable: ""})
	connections, handshakes := endpoints.Connections.Load(), endpoints.HandshakesCompleted.Load()
	f, took, err := lambda.Cold(ctx, c)
	if err != nil {
		return firstRequest{}, err
	}
	defer f.Stop()
	one := firstRequest{start: took.Wall, before: endpoints.Connections.Load() - connections}
	if one.first, err = timed(ctx, f, function, two[0]); err != nil {
		return one, err
	}
	processor, err := f.Processor()
	if err != nil {
		return one, err
	}
	one.processorBefore = took.Processor.Seconds() / processor.Seconds()
	one.second, err = timed(ctx, f, function, two[1])
	one.connections, one.handshake = endpoints.Connections.Load()-connections, endpoints.HandshakesCompleted.Load()-handshakes
	return one, err
}

// timed gives an event to a function and returns how long the answer took.
func timed(ctx context.Context, f *lambda.Function, function string, event []byte) (time.Duration, error) {
	began := time.Now()
	answer, err := f.Invoke(ctx, event)
	took := time.Since(began)
	if err != nil {
		return took, fmt.Errorf("%s: %w", function, err)
	}
	if err := succeeded(function, answer); err != nil {
		return took, fmt.Errorf("%w; it logged %s", err, lastLine(f.Log.Take()))
	}
	return took, nil
}

// lastLine returns the last line of a log.
func lastLine(log string) string {
	log = strings.TrimSpace(log)
	return log[strings.LastIndex(log, "\n")+1:]
}

func sampled[T any](all []T, of func(T) float64) report.Sample {
	var s report.Sample
	for _, one := range all {
		s = append(s, of(one))
	}
	return s
}

func times[T any](all []T, of func(T) time.Duration) report.Sample {
	return sampled(all, func(one T) float64 { return report.Milliseconds(of(one)) })
}

// count returns a number that was the same each time, or its least and greatest value.
func count[T any](all []T, of func(T) int64) string {
	var list []int64
	for _, one := range all {
		list = append(list, of(one))
	}
	least, most := slices.Min(list), slices.Max(list)
	if least == most {
		return fmt.Sprint(least)
	}
	return fmt.Sprintf("%d–%d", least, most)
}
