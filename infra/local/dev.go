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

// dev is up, and then a window on what happens: what the functions log, the
// mails they send and the events they publish. An interrupt closes the window;
// the emulator stays, since it holds the developer's data, and so does the inbox.
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
	fmt.Print("\nFollowing logs, mails and events; Ctrl-C ends this and leaves the emulator running.\n\n")
	if err := follow(ctx, o, started); !errors.Is(err, errInterrupted) {
		return err
	}
	fmt.Println("\nThe emulator still runs. make dev follows it again, make down stops it.")
	return nil
}

// news is one thing that happened.
type news struct {
	at           time.Time
	source, text string
}

// follow prints what is new once a second until it is interrupted.
func follow(ctx context.Context, o outputs, since time.Time) error {
	logs, err := logNews(ctx, o, since)
	if err != nil {
		return err
	}
	sources := []func(context.Context) ([]news, error){logs, mailNews(o, since), eventNews(o)}
	for {
		for _, next := range sources {
			all, err := next(ctx)
			if ctx.Err() != nil {
				return errInterrupted
			}
			if err != nil {
				return advise(err, "if the emulator ended, its log says why: %s", home.emulatorLog())
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

// logNews is what the functions log.
func logNews(ctx context.Context, o outputs, since time.Time) (func(context.Context) ([]news, error), error) {
	reader, err := newLogReader(ctx, o.Endpoint, since)
	if err != nil {
		return nil, err
	}
	return func(ctx context.Context) ([]news, error) {
		lines, err := reader.next(ctx)
		var all []news
		for _, line := range lines {
			if text := line.readable(); text != "" {
				all = append(all, news{line.at, line.source, text})
			}
		}
		return all, err
	}, nil
}

// mailNews is the mails caught, oldest first, as everything here.
func mailNews(o outputs, since time.Time) func(context.Context) ([]news, error) {
	seen := map[string]bool{}
	return func(ctx context.Context) ([]news, error) {
		mails, err := caughtMails(ctx, o.Endpoint)
		var all []news
		for _, m := range slices.Backward(mails) {
			if !seen[m.ID] && m.At.After(since) {
				seen[m.ID] = true
				all = append(all, news{m.At, "mail", fmt.Sprintf("to %s: %s\n                           %s", m.Recipients(), printable(m.Subject), m.Link())})
			}
		}
		return all, err
	}
}
