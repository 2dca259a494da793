package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"syscall"
	"time"

	"admit/infra/bench/lambda"
	"admit/infra/bench/profile"
	"admit/infra/bench/report"
)

// The most that Admit's own work for a warm request may take.
const ownMicroseconds, ownAllocations = 100, 150

var own = figure{
	name: "own", title: "Own work for a warm request",
	lasts: lasts{90 * time.Second, 20 * time.Second},
	text: []string{
		"Processor time and allocations of the real functions for a request that is repeated with recorded answers of DynamoDB. The samples of a profile are divided " +
			"by the innermost call that belongs to Admit, the AWS SDK or the client of the Runtime API. *Own* is Admit with what it calls, such as JSON, " +
			"the coding of items, cryptography and memory. *Rest* is the Go runtime's own goroutines, such as garbage collection and the network. " +
			fmt.Sprintf("Goal for own work: %d µs and %d allocations.", ownMicroseconds, ownAllocations),
	},
	tables: []report.Table{
		{Caption: "Processor, µs for a request", Columns: []string{"request", "own", "SDK", "Runtime API client", "rest", "in all"}},
		{Caption: "Allocations for a request", Columns: []string{"request", "own", "SDK", "Runtime API client", "rest", "in all"}},
	},
	run: measureOwn,
}

// warmRequest is a request that is repeated, with its function and its event.
type warmRequest struct {
	name, function string
	event          func(*events, context.Context) ([]byte, error)
}

// warmRequests are the requests that are measured.
var warmRequests = []warmRequest{
	{"invite", "invite", (*events).invite},
	{"accept", "accept", (*events).accept},
	{"list 50 permissions", "list-permissions", (*events).list},
	{"list 50 invitations", "list-permissions", (*events).listInvitations},
	{"decide", "decide", (*events).decide},
	{"remove", "remove-access", (*events).remove},
}

// waitingInvitations are how many invitations are open in the organisation.
const waitingInvitations = 60

func measureOwn(ctx context.Context, b *bench) (rows, error) {
	d, err := b.deploy(ctx, false)
	if err != nil {
		return rows{}, err
	}
	defer d.stop()
	h, err := d.newAdmitFixture(ctx, listedMembers+1, 0)
	if err != nil {
		return rows{}, err
	}
	directory, err := filepath.Abs(filepath.Join(b.programs, "profiled")) // a second run finds the programs there
	if err != nil {
		return rows{}, err
	}
	e := &events{admitFixture: h}
	for range waitingInvitations {
		e.made++
		if _, err := d.world.Invite(ctx, h.admin, e.whole(), e.nobody(), "audit-viewer"); err != nil {
			return rows{}, err
		}
	}
	var r rows
	for _, w := range warmRequests {
		if err := e.ownWork(ctx, &r, w, directory); err != nil {
			r.miss("%s: %v.", w.name, err)
		}
	}
	return r, ctx.Err()
}

// ownWork adds the rows of one request.
func (e *events) ownWork(ctx context.Context, r *rows, w warmRequest, directory string) error {
	program, err := profile.Build(ctx, w.function, directory)
	if err == nil {
		err = writeBrand(directory)
	}
	if err != nil {
		return err
	}
	e.made++
	event, err := w.event(e, ctx)
	if err != nil {
		return err
	}
	defer e.cloud.Pass()
	if err := e.record(ctx, w.function, event); err != nil {
		return err
	}
	c, err := e.config(w.function)
	if err != nil {
		return err
	}
	c.Program = program
	processor, took, err := profiled(ctx, with(c, map[string]string{"BENCH_PROFILE_KIND": "processor"}), event, e.bench.choose(4000, 600), 1)
	if err != nil {
		return err
	}
	allocations, _, err := profiled(ctx, with(c, map[string]string{"BENCH_PROFILE_KIND": "allocations"}), event, e.bench.choose(500, 25), 0)
	if err != nil {
		return err
	}
	micros := func(part float64) float64 { return part / processor.All() * float64(took.Nanoseconds()) / 1e3 }
	r.add(0, w.name, report.Judged(micros(processor.Own), ownMicroseconds, 0), report.Number(micros(processor.SDK), 0), report.Number(micros(processor.Lambda), 0),
		report.Number(micros(processor.Rest), 0), report.Number(micros(processor.All()), 0))
	r.add(1, w.name, report.Judged(allocations.Own, ownAllocations, 0), report.Number(allocations.SDK, 0), report.Number(allocations.Lambda, 0),
		report.Number(allocations.Rest, 0), report.Number(allocations.All(), 0))
	return nil
}

// record gives an event to a function, and makes the stand-ins repeat their answers from
// then on.
func (e *events) record(ctx context.Context, function string, event []byte) error {
	recorded := e.cloud.Record()
	if err := e.start(ctx, 1, function); err != nil {
		return err
	}
	defer e.stopFunctions()
	_, err := timed(ctx, e.functions[function], function, event)
	recorded.Repeat()
	return err
}

// maxFailed is the part of the repetitions that may fail: one in so many. On a busy
// machine a connection sometimes breaks.
const maxFailed = 500

// profiled repeats an event and returns the parts of the profile and the processor time
// for one of the repetitions.
func profiled(ctx context.Context, c lambda.Config, event []byte, repetitions, value int) (profile.Parts, time.Duration, error) {
	file := filepath.Join(filepath.Dir(c.Program), "profile")
	f, err := lambda.Start(ctx, with(c, map[string]string{"BENCH_PROFILE": file}), 1)
	if err != nil {
		return profile.Parts{}, 0, err
	}
	defer f.Stop()
	repeat := func(n int) error { return repeatEvent(ctx, f, filepath.Base(c.Program), event, n) }
	if err := errors.Join(repeat(repetitions/5), written(f, file+".1")); err != nil {
		return profile.Parts{}, 0, err
	}
	before, err := f.Processor()
	if err == nil {
		err = repeat(repetitions)
	}
	if err != nil {
		return profile.Parts{}, 0, err
	}
	after, err := f.Processor()
	if err := errors.Join(err, written(f, file+".2")); err != nil {
		return profile.Parts{}, 0, err
	}
	earlier := file + ".1"
	if c.Environment["BENCH_PROFILE_KIND"] == "processor" {
		earlier = "" // a profile of the processor begins at the signal
	}
	parts, err := profile.Read(ctx, earlier, file+".2", value)
	for _, part := range []*float64{&parts.Own, &parts.SDK, &parts.Lambda, &parts.Rest} {
		*part /= float64(repetitions)
	}
	return parts, (after - before) / time.Duration(repetitions), errors.Join(err, os.Remove(file+".1"), os.Remove(file+".2"))
}

// repeatEvent gives an event to a function n times.
func repeatEvent(ctx context.Context, f *lambda.Function, function string, event []byte, n int) error {
	failed := 0
	for range n {
		if _, err := timed(ctx, f, function, event); err != nil {
			if failed++; failed > 1+n/maxFailed {
				return err
			}
			fmt.Fprintln(os.Stderr, "failed, and left out:", err)
		}
	}
	return nil
}

// written makes a function write a profile, and waits for the file.
func written(f *lambda.Function, file string) error {
	if err := f.Signal(syscall.SIGUSR1); err != nil {
		return err
	}
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if _, err := os.Stat(file); err == nil {
			return nil
		}
	}
	return errors.New("the function wrote no profile")
}
