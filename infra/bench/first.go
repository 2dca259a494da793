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
	lasts: lasts{100 * time.Second, 20 * time.Second},
	text: []string{
		"Each function connects as on AWS, over TLS, to stand-ins on loopback in front of DynamoDB Local. *Connections* are those made before it asks for work, " +
			"and all of them after two requests; *handshakes* are those that were completed. Processor time *before work* is spent where Lambda gives the function a whole processor. " +
			"The *share* is that of the processor time of a start: the time before work, and what the first request takes more than the second. Goal: one connection for each service that it " +
			"needs, made before it asks for work, and at least 90 % of the processor time of a start before that. The static functions docs and console make none.",
		fmt.Sprintf("At %d MB Lambda gives a function %d/%d of a processor as soon as it has asked for work; the second table repeats that with a cgroup.", memory, memory, lambda.WholeProcessor),
	},
	tables: []report.Table{
		{Caption: "With a whole processor", Columns: []string{"function", "connections before work", "after", "handshakes", "first request ms", "second ms", "processor ms before work", "of the first request", "of the second", "share before work"}},
		{Caption: fmt.Sprintf("With the share of %d MB", memory), Columns: []string{"function", "start ms", "first request ms", "second ms"}},
	},
	run: measureFirst,
}

// firstRequest is what one start with two requests gave.
type firstRequest struct {
	start, first, second           time.Duration
	before, connections, handshake int64
	processor                      [3]time.Duration // until it asks for work, for the first and for the second request
}

// shareBefore returns the share of the processor time of a start that is spent before the
// function asks for work.
func shareBefore(all []firstRequest) float64 {
	median := func(n int) float64 {
		return times(all, func(f firstRequest) time.Duration { return f.processor[n] }).Median()
	}
	return median(0) / (median(0) + max(0, median(1)-median(2)))
}

// shareGoal is the least share of the processor time of a start that must be spent before
// the function asks for work.
const shareGoal = 0.9

func measureFirst(ctx context.Context, b *bench) (rows, error) {
	var r rows
	if err := b.firstTable(ctx, 0, &r, func(function string, all []firstRequest) {
		row := []string{function}
		for _, of := range []func(firstRequest) int64{
			func(f firstRequest) int64 { return f.before }, func(f firstRequest) int64 { return f.connections }, func(f firstRequest) int64 { return f.handshake },
		} {
			row = append(row, count(all, of))
		}
		row = append(row, times(all, func(f firstRequest) time.Duration { return f.first }).Spread(1), times(all, func(f firstRequest) time.Duration { return f.second }).Spread(1))
		for n := range 3 {
			row = append(row, times(all, func(f firstRequest) time.Duration { return f.processor[n] }).Spread(1))
		}
		share := shareBefore(all)
		r.add(0, append(row, fmt.Sprintf("%.0f %%", 100*share)+mark(share >= shareGoal))...)
	}); err != nil {
		return r, err
	}
	if err := lambda.CanShare(); err != nil {
		r.miss("first requests with the share of %d MB: %v.", memory, err)
		return r, nil
	}
	return r, b.firstTable(ctx, memory, &r, func(function string, all []firstRequest) {
		r.add(1, function, times(all, func(f firstRequest) time.Duration { return f.start }).Spread(1), times(all, func(f firstRequest) time.Duration { return f.first }).Spread(1),
			times(all, func(f firstRequest) time.Duration { return f.second }).Spread(1))
	})
}

// moreRequests are measured apart from the most usual request of each function, because
// they read in another way.
var moreRequests = []string{"accept accept", "list-permissions invitations"}

// firstTable measures every request and passes on what each gave. It leaves out a request
// that fails.
func (b *bench) firstTable(ctx context.Context, memory int, r *rows, each func(request string, all []firstRequest)) error {
	requests, err := b.functions()
	if err != nil {
		return err
	}
	requests = append(requests, moreRequests...)
	slices.Sort(requests)
	return b.withFirstRequests(ctx, memory, func(measure firstMeasurement) error {
		measured := map[string][]firstRequest{}
		for range b.choose(15, 3) {
			for n, request := range requests {
				one, err := measure(ctx, request)
				if err != nil {
					r.miss("%s: %v.", request, err)
					requests = slices.Delete(slices.Clone(requests), n, n+1)
					break
				}
				measured[request] = append(measured[request], one)
			}
		}
		for _, request := range requests {
			each(request, measured[request])
		}
		return ctx.Err()
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
	e := newEvents(following, h)
	return do(func(ctx context.Context, request string) (firstRequest, error) {
		return e.startOnce(ctx, endpoints, request)
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
	spent := took.Processor
	one := firstRequest{start: took.Wall, before: endpoints.Connections.Load() - connections, processor: [3]time.Duration{spent}}
	for n, to := range []*time.Duration{&one.first, &one.second} {
		if *to, err = timed(ctx, f, function, two[n]); err != nil {
			return one, err
		}
		processor, err := f.Processor()
		if err != nil {
			return one, err
		}
		one.processor[n+1], spent = processor-spent, processor
	}
	one.connections, one.handshake = endpoints.Connections.Load()-connections, endpoints.HandshakesCompleted.Load()-handshakes
	return one, nil
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
