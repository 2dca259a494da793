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

// mail is an email that the emulator caught instead of sending it.
type mail struct {
	ID      string
	At      time.Time
	From    string
	To, CC  []string
	Subject string
	Text    string
	HTML    string
	Raw     string // the whole message, if the emulator stores it
}

// inbox prints the address of the inbox page and the caught emails, newest first.
func inbox(ctx context.Context, flags *flag.FlagSet, args []string) error {
	if err := flags.Parse(args); err != nil {
		return err
	}
	o, err := localOutputs("")
	if err != nil {
		return err
	}
	mails, err := caughtMails(ctx, o.Endpoint)
	if err != nil {
		return advise(err, "make up")
	}
	// This goes to stderr, because scripts take the first address in the output as
	// the link of an email.
	if page, err := findInbox(ctx, home, o.Endpoint); err == nil {
		fmt.Fprintf(os.Stderr, "in a browser: %s\n\n", page)
	} else {
		fmt.Fprintf(os.Stderr, "not in a browser: %v\n\n", err)
	}
	if len(mails) == 0 {
		fmt.Println("no emails yet")
	}
	for _, m := range mails {
		fmt.Printf("%s  to %s\n          %s\n          %s\n", m.At.Local().Format(time.TimeOnly), m.Recipients(), printable(m.Subject), m.Link())
	}
	return nil
}

var linkPattern = regexp.MustCompile(`https?://[^\s<>"]+/invitations/[A-Za-z0-9_-]+#[A-Za-z0-9_-]+`)

// Link returns the invitation link in the email.
func (m mail) Link() string { return linkPattern.FindString(m.Text) }

// Recipients returns the addresses in To on one line.
func (m mail) Recipients() string { return printable(strings.Join(m.To, ", ")) }

// printable replaces control characters, so that text from a form cannot control
// the terminal.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return unicode.ReplacementChar
	}, text)
}
