package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"time"
)

// dev runs up and then prints the functions' logs, the emails and the published events.
// An interrupt ends only the printing. The emulator, which holds the developer's data,
// and the inbox keep running.
func dev(ctx context.Context, flags *flag.FlagSet, args []string) error {
	deployment := deploymentFlag(flags)
	port := flags.Int("port", 0, "the emulator's `port` (default: the running emulator's, or 4566)")
	if err := flags.Parse(args); err != nil {
		return err
	}
	started := time.Now()
	w := home.of(*deployment)
	o, err := bringUp(ctx, w, *port, "create", false)
	if err != nil {
		return err
	}
	printSummary(os.Stdout, w, o)
	fmt.Print("\nFollowing logs, mails and events. Ctrl-C stops following; the emulator keeps running.\n\n")
	if err := follow(ctx, w, o, started); !errors.Is(err, errInterrupted) {
		return err
	}
	fmt.Println("\nThe emulator is still running. make dev follows it again, make down stops it.")
	return nil
}

// entry is one log line, mail or event.
type entry struct {
	at           time.Time
	source, text string
}

// follow prints new entries once a second until it is interrupted.
func follow(ctx context.Context, w workspace, o outputs, since time.Time) error {
	logs, err := functionLogs(ctx, w, o, since)
	if err != nil {
		return err
	}
	sources := []func(context.Context) ([]entry, error){logs, newMails(o, since), newEvents(o)}
	for {
		for _, next := range sources {
			all, err := next(ctx)
			if ctx.Err() != nil {
				return errInterrupted
			}
			if err != nil {
				return advise(err, "if the emulator has ended, its log may say why: %s", home.emulatorLog())
			}
			for _, n := range all {
				fmt.Printf("%s  %-16s %s\n", n.at.Local().Format(time.TimeOnly), n.source, n.text)
			}
		}
		select {
		case <-ctx.Done():
			return errInterrupted
		case <-time.After(time.Second):
		}
	}
}

// functionLogs returns a function that returns the new log lines of the functions.
func functionLogs(ctx context.Context, w workspace, o outputs, since time.Time) (func(context.Context) ([]entry, error), error) {
	reader, err := newLogReader(ctx, o.Endpoint, stackOf(w.deployment), since)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) ([]entry, error) {
		lines, err := reader.next(ctx)
		var all []entry
		for _, line := range lines {
			if text := line.readable(); text != "" {
				all = append(all, entry{line.at, line.source, text})
			}
		}
		return all, err
	}, nil
}

// newMails returns a function that returns the new emails, oldest first.
func newMails(o outputs, since time.Time) func(context.Context) ([]entry, error) {
	seen := map[string]bool{}
	return func(ctx context.Context) ([]entry, error) {
		mails, err := caughtMails(ctx, o.Endpoint)
		var all []entry
		for _, m := range slices.Backward(mails) {
			if !seen[m.ID] && m.At.After(since) {
				seen[m.ID] = true
				all = append(all, entry{m.At, "mail", fmt.Sprintf("to %s: %s\n                           %s", m.Recipients(), printable(m.Subject), m.Link())})
			}
		}
		return all, err
	}
}
