package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"
)

// The payload and the response of the operator function.
type (
	migrateCall struct {
		Action string `json:"action"`
		Rate   int    `json:"rate,omitempty"`
		Again  bool   `json:"again,omitempty"`
	}
	migrateAnswer struct {
		Migration *migrationProgress `json:"migration"`
	}
	migrationProgress struct {
		Examined, Total, Written, Deleted int64
		Done                              bool
	}
)

// migrate brings the table into the form of this version, on this machine or with -aws
// on AWS. Without -aws it never uses the shell's credentials.
func migrate(ctx context.Context, flags *flag.FlagSet, args []string) error {
	onAWS := flags.Bool("aws", false, "migrate the table on AWS, with the shell's credentials, instead of the one on this machine")
	rate := flags.Int("rate", 0, "how many `items` to write in a second (default 200)")
	again := flags.Bool("again", false, "begin from the start, also if the table has been migrated")
	if err := flags.Parse(args); err != nil {
		return err
	}
	settings, function, err := operatorFunction(ctx, *onAWS, true)
	if err != nil {
		return err
	}
	command := migrationCommand{out: os.Stdout, pause: time.Second, call: func(ctx context.Context, call migrateCall) (migrationProgress, error) {
		answer, err := invokeOperator[migrateAnswer](ctx, settings, function, call)
		if err == nil && answer.Migration == nil {
			err = errors.New("the operator function returned no progress")
		}
		if err != nil {
			return migrationProgress{}, err
		}
		return *answer.Migration, nil
	}}
	return command.run(ctx, migrateCall{Action: "migrate", Rate: *rate, Again: *again})
}

// maxFailedCalls is how many calls may fail one after another.
const maxFailedCalls = 5

// migrationCommand calls the operator function until the table is migrated. Each call
// migrates for some seconds.
type migrationCommand struct {
	call  func(ctx context.Context, call migrateCall) (migrationProgress, error)
	out   io.Writer
	pause time.Duration // after the first failed call; twice as long after each further one
}

func (c migrationCommand) run(ctx context.Context, call migrateCall) error {
	const resumes = "run the same command again: it goes on where it stopped"
	started, calls, failed, pause := time.Now(), 0, 0, c.pause
	var first migrationProgress
	for {
		progress, err := c.call(ctx, call)
		switch {
		case ctx.Err() != nil:
			fmt.Fprintf(c.out, "interrupted; %s\n", resumes)
			return errInterrupted
		case err == nil:
			failed, pause, call.Again = 0, c.pause, false
		case isRefusal(err):
			return err
		default:
			if failed++; failed == maxFailedCalls {
				return advise(err, "%s", resumes)
			}
			fmt.Fprintf(c.out, "  %v; trying again\n", err)
			wait(ctx, pause)
			pause *= 2
			continue
		}
		if calls++; calls == 1 {
			first, started = progress, time.Now()
		}
		if progress.Done {
			c.finish(progress, calls == 1)
			return nil
		}
		fmt.Fprintf(c.out, "  %s\n", progress.line(first, time.Since(started)))
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

// line describes the progress since the first call. The total is an estimate, which
// DynamoDB updates about every six hours.
func (p migrationProgress) line(first migrationProgress, took time.Duration) string {
	text := fmt.Sprintf("%d items examined, %d written, %d deleted", p.Examined, p.Written, p.Deleted)
	if p.Total > p.Examined {
		text = fmt.Sprintf("%d of about %d items examined (%d%%), %d written, %d deleted", p.Examined, p.Total, 100*p.Examined/p.Total, p.Written, p.Deleted)
	}
	rate := float64(p.Examined-first.Examined) / took.Seconds()
	if p.Examined <= first.Examined || took <= 0 {
		return text
	}
	text += fmt.Sprintf("; %.0f items a second", rate)
	if p.Total > p.Examined {
		left := time.Duration(float64(p.Total-p.Examined) / rate * float64(time.Second))
		text += fmt.Sprintf(", about %s left", left.Round(time.Second))
	}
	return text
}

func (c migrationCommand) finish(p migrationProgress, atOnce bool) {
	fmt.Fprintf(c.out, "The table is migrated: %d items examined, %d written, %d deleted, in all runs.\n", p.Examined, p.Written, p.Deleted)
	if atOnce {
		fmt.Fprintln(c.out, "AGAIN=1 examines it from the start.")
	}
}
