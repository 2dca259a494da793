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
	retainCall struct {
		Action string `json:"action"`
		After  string `json:"after,omitempty"`
	}
	retainedPart struct {
		Next                     string
		Examined, Changed, Total int64
	}
)

// retain gives events and closed invitations that were written under another retention the
// present one.
func retain(ctx context.Context, flags *flag.FlagSet, args []string) error {
	deployment := deploymentFlag(flags)
	onAWS := flags.Bool("aws", false, "in the stack on AWS, with the shell's credentials, instead of the one on this machine")
	if err := flags.Parse(args); err != nil {
		return err
	}
	settings, function, err := operatorFunction(ctx, *deployment, *onAWS, true)
	if err != nil {
		return err
	}
	return retainCommand{out: os.Stdout, pause: time.Second, call: func(ctx context.Context, call retainCall) (retainedPart, error) {
		return askOperator[retainedPart](ctx, settings, function, "retention", call)
	}}.run(ctx)
}

// retainCommand calls the operator function until the whole table is examined.
type retainCommand struct {
	call  func(ctx context.Context, call retainCall) (retainedPart, error)
	out   io.Writer
	pause time.Duration // see persistence
}

func (c retainCommand) run(ctx context.Context) error {
	persistent := persistence{out: c.out, pause: c.pause, resumes: "run the same command again: what has the retention is not written again"}
	examined, changed, call := int64(0), int64(0), retainCall{Action: "retain"}
	for {
		part, err := persist(ctx, persistent, func() (retainedPart, error) { return c.call(ctx, call) })
		if err != nil {
			return err
		}
		examined, changed = examined+part.Examined, changed+part.Changed
		if call.After = part.Next; call.After == "" {
			fmt.Fprintf(c.out, "Events and closed invitations have the present retention: %d items examined, %d changed.\n", examined, changed)
			return nil
		}
		fmt.Fprintf(c.out, "  %d of about %d items examined, %d changed\n", examined, max(part.Total, examined), changed)
	}
}
