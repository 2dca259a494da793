package main

import (
	"context"
	"flag"
	"fmt"
	"io"
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
	migrationProgress struct {
		Examined, Total, Written, Deleted int64
		Done                              bool
	}
)

// migrate brings the table into the form of this version, on this machine or with -aws
// on AWS. Without -aws it never uses the shell's credentials.
func migrate(ctx context.Context, flags *flag.FlagSet, args []string) error {
	deployment := deploymentFlag(flags)
	onAWS := flags.Bool("aws", false, "migrate the table on AWS, with the shell's credentials, instead of the one on this machine")
	rate := flags.Int("rate", 0, "how many `items` to write in a second (default 200)")
	again := flags.Bool("again", false, "begin from the start, also if the table has been migrated")
	if err := flags.Parse(args); err != nil {
		return err
	}
	settings, function, err := operatorFunction(ctx, *deployment, *onAWS, true)
	if err != nil {
		return err
	}
	command := migrationCommand{out: os.Stdout, pause: time.Second, call: func(ctx context.Context, call migrateCall) (migrationProgress, error) {
		return askOperator[migrationProgress](ctx, settings, function, "migration", call)
	}}
	return command.run(ctx, migrateCall{Action: "migrate", Rate: *rate, Again: *again})
}

// migrationCommand calls the operator function until the table is migrated. Each call
// migrates for some seconds.
type migrationCommand struct {
	call  func(ctx context.Context, call migrateCall) (migrationProgress, error)
	out   io.Writer
	pause time.Duration // see persistence
}

func (c migrationCommand) run(ctx context.Context, call migrateCall) error {
	persistent := persistence{out: c.out, pause: c.pause, resumes: "run the same command again: it goes on where it stopped"}
	var first migrationProgress
	var started time.Time
	for calls := 1; ; calls++ {
		progress, err := persist(ctx, persistent, func() (migrationProgress, error) { return c.call(ctx, call) })
		if err != nil {
			return err
		}
		if call.Again = false; calls == 1 {
			first, started = progress, time.Now()
		}
		if progress.Done {
			c.finish(progress, calls == 1)
			return nil
		}
		fmt.Fprintf(c.out, "  %s\n", progress.line(first, time.Since(started)))
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
