package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

// maxFailedCalls is how many calls may fail one after another.
const maxFailedCalls = 5

// persistence says how a command repeats calls of the operator function that fail.
type persistence struct {
	out     io.Writer
	pause   time.Duration // after the first failed call; twice as long after each further one
	resumes string        // what to do after an interruption
}

// persist makes a call until it succeeds. It gives up when it was refused, has failed too
// often, or was interrupted.
func persist[T any](ctx context.Context, p persistence, call func() (T, error)) (T, error) {
	pause := p.pause
	for failed := 1; ; failed++ {
		answer, err := call()
		switch {
		case ctx.Err() != nil:
			fmt.Fprintf(p.out, "interrupted; %s\n", p.resumes)
			return answer, errInterrupted
		case err == nil, isRefusal(err):
			return answer, err
		case failed == maxFailedCalls:
			return answer, advise(err, "%s", p.resumes)
		}
		fmt.Fprintf(p.out, "  %v; trying again\n", err)
		wait(ctx, pause)
		pause *= 2
	}
}

// isRefusal reports whether the same call would be refused again.
func isRefusal(err error) bool {
	problem, is := errors.AsType[*problemError](err)
	return is && problem.Status < http.StatusInternalServerError
}

// wait waits until the time is over or ctx ends.
func wait(ctx context.Context, d time.Duration) {
	select {
	case <-ctx.Done():
	case <-time.After(d):
	}
}
