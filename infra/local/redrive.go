package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"time"
)

// The payload and the response of the operator function.
type (
	redriveCall struct {
		Action string    `json:"action"`
		Queue  string    `json:"queue"`
		Before time.Time `json:"before"`
		DryRun bool      `json:"dryRun,omitempty"`
	}
	redriveProgress struct {
		Messages []deadLetter `json:"messages"`
		Left     int          `json:"left"`
		Done     bool         `json:"done"`
	}
	deadLetter struct {
		ID           string `json:"id"`
		AgeSeconds   int    `json:"ageSeconds"`
		InvitationID string `json:"invitationId"`
		Reason       string `json:"reason"`
		Does         string `json:"does"`
		Outcome      string `json:"outcome"` // done or kept
		Error        string `json:"error"`
	}
)

// redrive shows what is in a dead-letter queue and redrives it, on this machine or with -aws on
// AWS. Without -aws it never uses the shell's credentials.
func redrive(ctx context.Context, flags *flag.FlagSet, args []string) error {
	deployment := deploymentFlag(flags)
	onAWS := flags.Bool("aws", false, "redrive a queue on AWS, with the shell's credentials, instead of one on this machine")
	queue := flags.String("queue", "", "the `queue`: mails, events or delivery-events")
	dry := flags.Bool("dry", false, "only show what is in the queue")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *queue == "" {
		return advise(errors.New("the queue is missing"), "make redrive QUEUE=mails|events|delivery-events [DRY=1] [AWS=1]")
	}
	settings, function, err := operatorFunction(ctx, *deployment, *onAWS, true)
	if err != nil {
		return err
	}
	command := redriveCommand{out: os.Stdout, pause: time.Second, call: func(ctx context.Context, call redriveCall) (redriveProgress, error) {
		return askOperator[redriveProgress](ctx, settings, function, "redrive", call)
	}}
	return command.run(ctx, redriveCall{Action: "redrive", Queue: *queue, Before: time.Now().UTC(), DryRun: *dry})
}

// redriveCommand calls the operator function until the queue has no messages that were there when
// it began, or only those that failed again.
type redriveCommand struct {
	call  func(ctx context.Context, call redriveCall) (redriveProgress, error)
	out   io.Writer
	pause time.Duration // see persistence
}

func (c redriveCommand) run(ctx context.Context, call redriveCall) error {
	persistent := persistence{out: c.out, pause: c.pause, resumes: "run the same command again: what was done is not done again"}
	preview := call
	preview.DryRun = true
	seen, err := persist(ctx, persistent, func() (redriveProgress, error) { return c.call(ctx, preview) })
	if err != nil {
		return err
	}
	c.show(call.Queue, seen)
	if call.DryRun || len(seen.Messages) == 0 {
		return nil
	}
	done, kept := 0, map[string]bool{}
	for {
		answer, err := persist(ctx, persistent, func() (redriveProgress, error) { return c.call(ctx, call) })
		if err != nil {
			return err
		}
		isNew := false
		for _, m := range answer.Messages {
			if m.Outcome == "done" {
				done, isNew = done+1, true
				delete(kept, m.ID)
			} else if !kept[m.ID] {
				kept[m.ID], isNew = true, true
				fmt.Fprintf(c.out, "  kept: %s: %s\n", cmp.Or(m.InvitationID, m.ID), printable(m.Error))
			}
		}
		fmt.Fprintf(c.out, "  %d done, %d kept, about %d left\n", done, len(kept), answer.Left)
		if answer.Done || !isNew {
			return c.finish(done, len(kept))
		}
	}
}

// show says what is in the queue: how many messages for each reason, and the first ten.
func (c redriveCommand) show(queue string, p redriveProgress) {
	if len(p.Messages) == 0 {
		fmt.Fprintf(c.out, "The queue %s has no messages that can be received now (about %d in all).\n", queue, p.Left)
		return
	}
	fmt.Fprintf(c.out, "%d of about %d messages of the queue %s:\n", len(p.Messages), max(p.Left, len(p.Messages)), queue)
	groups := map[string]int{}
	for _, m := range p.Messages {
		groups[fmt.Sprintf("%s -> %s", printable(m.Reason), printable(cmp.Or(m.Does, m.Error)))]++
	}
	for _, group := range slices.Sorted(maps.Keys(groups)) {
		fmt.Fprintf(c.out, "  %5d  %s\n", groups[group], group)
	}
	for n, m := range p.Messages {
		if n == 10 {
			fmt.Fprintf(c.out, "  ... and %d more\n", len(p.Messages)-n)
			break
		}
		fmt.Fprintf(c.out, "  %s  %s old  %s\n", cmp.Or(m.InvitationID, m.ID), time.Duration(m.AgeSeconds)*time.Second, printable(cmp.Or(m.Does, m.Error)))
	}
}

func (c redriveCommand) finish(done, kept int) error {
	fmt.Fprintf(c.out, "%d messages were redriven.\n", done)
	if kept == 0 {
		return nil
	}
	return advise(fmt.Errorf("%d messages are kept in the queue", kept), "mend what is named above, wait two minutes, then run the same command again")
}
