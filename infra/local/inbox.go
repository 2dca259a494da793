package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
)

// mail is one that the emulator caught instead of sending.
type mail struct {
	id      string
	at      time.Time
	to      []string
	subject string
	text    string
}

// inbox prints the mails caught, newest first.
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
	if len(mails) == 0 {
		fmt.Println("no mail yet")
	}
	for _, m := range mails {
		fmt.Printf("%s  to %s\n          %s\n          %s\n", m.at.Local().Format(time.TimeOnly), m.recipients(), printable(m.subject), m.link())
	}
	return nil
}

var linkPattern = regexp.MustCompile(`https?://[^\s<>"]+/invitations/[A-Za-z0-9_-]+#[A-Za-z0-9_-]+`)

// link is the one in the mail that leads to an invitation.
func (m mail) link() string { return linkPattern.FindString(m.text) }

func (m mail) recipients() string { return printable(strings.Join(m.to, ", ")) }

// printable keeps what somebody typed into a form from steering a terminal.
func printable(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return unicode.ReplacementChar
	}, text)
}

// caughtMails reads them, newest first, from where MiniStack has them or else
// from where LocalStack has them.
func caughtMails(ctx context.Context, endpoint string) ([]mail, error) {
	mails, err := ministackMails(ctx, endpoint)
	if notFound(err) {
		mails, err = localstackMails(ctx, endpoint)
	}
	slices.SortStableFunc(mails, func(a, b mail) int { return b.at.Compare(a.at) })
	return mails, err
}

func notFound(err error) bool {
	refusal, ok := errors.AsType[*problem](err)
	return ok && refusal.Status == http.StatusNotFound
}

func ministackMails(ctx context.Context, endpoint string) ([]mail, error) {
	var box struct {
		Messages map[string][]struct {
			MessageID string `json:"MessageId"`
			To        []string
			Subject   string
			BodyText  string
			Timestamp float64
		} `json:"messages"` // by account
	}
	if err := call(ctx, http.MethodGet, endpoint+"/_ministack/ses/messages", "", nil, &box); err != nil {
		return nil, err
	}
	var mails []mail
	for _, messages := range box.Messages {
		for _, m := range messages {
			at := time.UnixMilli(int64(m.Timestamp * 1000))
			mails = append(mails, mail{m.MessageID, at, m.To, m.Subject, m.BodyText})
		}
	}
	return mails, nil
}

func localstackMails(ctx context.Context, endpoint string) ([]mail, error) {
	var box struct {
		Messages []struct {
			ID          string `json:"Id"`
			Timestamp   time.Time
			Destination struct{ ToAddresses []string }
			Subject     string
			Body        struct {
				Text string `json:"text_part"`
			}
			RawData string
		} `json:"messages"`
	}
	if err := call(ctx, http.MethodGet, endpoint+"/_aws/ses", "", nil, &box); err != nil {
		return nil, err
	}
	var mails []mail
	for _, m := range box.Messages {
		mails = append(mails, mail{m.ID, m.Timestamp, m.Destination.ToAddresses, m.Subject, cmp.Or(m.Body.Text, m.RawData)})
	}
	return mails, nil
}
