package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"time"
)

// dev is up, and then a window on what happens: what the functions log and the
// mails they send. An interrupt closes the window; the emulator stays, since it
// holds the developer's data.
func dev(ctx context.Context, flags *flag.FlagSet, args []string) error {
	port := flags.Int("port", 0, "the emulator's `port` (default: 4566, or the running one's)")
	if err := flags.Parse(args); err != nil {
		return err
	}
	started := time.Now()
	o, err := bringUp(ctx, home, *port)
	if err != nil {
		return err
	}
	describe(os.Stdout, o)
	fmt.Print("\nFollowing logs and mails; Ctrl-C ends this and leaves the emulator running.\n\n")
	if err := follow(ctx, o, started); !errors.Is(err, errInterrupted) {
		return err
	}
	fmt.Println("\nThe emulator still runs. make dev follows it again, make down stops it.")
	return nil
}

// follow prints what is new once a second until it is interrupted.
func follow(ctx context.Context, o outputs, since time.Time) error {
	reader, err := newLogReader(ctx, o.Endpoint, since)
	if err != nil {
		return err
	}
	seen := map[string]bool{}
	for {
		lines, err := reader.next(ctx)
		if ctx.Err() != nil {
			return errInterrupted
		}
		if err != nil {
			return advise(err, "if the emulator ended, its log says why: %s", home.emulatorLog())
		}
		for _, line := range lines {
			if text := line.readable(); text != "" {
				tell(line.at, line.source, text)
			}
		}
		mails, err := caughtMails(ctx, o.Endpoint)
		if ctx.Err() != nil {
			return errInterrupted
		}
		if err != nil {
			return err
		}
		for i := range mails { // oldest first, as everything here
			m := mails[len(mails)-1-i]
			if !seen[m.id] && m.at.After(since) {
				seen[m.id] = true
				tell(m.at, "mail", fmt.Sprintf("to %s: %s\n                           %s", m.recipients(), printable(m.subject), m.link()))
			}
		}
		select {
		case <-ctx.Done():
			return errInterrupted
		case <-time.After(time.Second):
		}
	}
}

func tell(at time.Time, source, text string) {
	fmt.Printf("%s  %-16s %s\n", at.Local().Format(time.TimeOnly), source, text)
}
