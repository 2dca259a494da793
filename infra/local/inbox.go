package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"regexp"
	"strings"
	"time"
	"unicode"
)

// mail is one that the emulator caught instead of sending.
type mail struct {
	ID      string
	At      time.Time
	From    string
	To, CC  []string
	Subject string
	Text    string
	HTML    string
	Raw     string // the whole message, where the emulator keeps it
}

// inbox says where the mails caught are to be read in a browser, and prints them,
// newest first.
func inbox(ctx context.Context, flags *flag.FlagSet, args []string) error {
	if err := flags.Parse(args); err != nil {
		return err
	}
	o, err := localOutputs()
	if err != nil {
		return err
	}
	mails, err := caughtMails(ctx, o.Endpoint)
	if err != nil {
		return advise(err, "make up")
	}
	// Beside the output: a script takes the first address in that for a mail's.
	if page, err := findInbox(ctx, home, o.Endpoint); err == nil {
		fmt.Fprintf(os.Stderr, "in a browser: %s\n\n", page)
	} else {
		fmt.Fprintf(os.Stderr, "not in a browser: %v\n\n", err)
	}
	if len(mails) == 0 {
		fmt.Println("no mail yet")
	}
	for _, m := range mails {
		fmt.Printf("%s  to %s\n          %s\n          %s\n", m.At.Local().Format(time.TimeOnly), m.Recipients(), printable(m.Subject), m.Link())
	}
	return nil
}

var linkPattern = regexp.MustCompile(`https?://[^\s<>"]+/invitations/[A-Za-z0-9_-]+#[A-Za-z0-9_-]+`)

// Link is the one in the mail that leads to an invitation.
func (m mail) Link() string { return linkPattern.FindString(m.Text) }

// Recipients are those in To, on one line.
func (m mail) Recipients() string { return printable(strings.Join(m.To, ", ")) }

// printable keeps what somebody typed into a form from steering a terminal.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return unicode.ReplacementChar
	}, text)
}
