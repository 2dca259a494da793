package access

import (
	"context"
	"encoding/base64"
	"errors"
	"slices"
	"strings"
	"time"
	"unicode"
)

// Told is what the mail's provider tells of one mail.
type Told struct {
	Invitation InvitationID
	Round      int            // which of the invitation's mails
	Status     DeliveryStatus // Delayed, Delivered, Failed, Bounced or Complained
	At         time.Time      // when it happened, by the provider's clock
	Detail     string         // the provider's own words
	Permanent  bool           // of a bounce: the address takes no mails at all
}

// Track notes on an invitation what the provider tells of its mail.
//
// Reports come late, more than once and in any order, and one may come before
// the sending itself has been written down. So what is known best stands
// (see deliveryRank), and the rest is not written: whatever the order, the end is
// the same. What is told of an earlier attempt does not change the delivery of the
// current one. But a complaint or a permanent bounce suppresses the address,
// whichever mail it is about (see [Suppression]).
type Track struct {
	Store Store
	Now   Clock
}

// reports is what goes on record of a report.
var reports = map[DeliveryStatus]RecordType{
	Delayed: InvitationDelayed, Delivered: InvitationDelivered, Failed: InvitationFailed,
	Bounced: InvitationBounced, Complained: InvitationComplained,
}

// Do notes the report if it is news. Events about an unknown invitation or
// attempt, or with an unknown status, are ignored.
func (c Track) Do(ctx context.Context, told Told) error {
	if _, known := reports[told.Status]; !known || !validID(string(told.Invitation)) {
		return nil
	}
	told.At = told.At.UTC().Truncate(time.Second)
	return decide(ctx, func() error {
		invitation, err := c.Store.Invitation(ctx, told.Invitation)
		if errors.Is(err, ErrNone) || (err == nil && (told.Round < 1 || told.Round > invitation.Round)) {
			return nil
		}
		if err != nil {
			return err
		}
		return c.note(ctx, invitation, told)
	})
}

// note writes a report about a mail of the invitation, if it is news: about the
// current attempt, or else for the suppression of the address.
func (c Track) note(ctx context.Context, i Invitation, told Told) error {
	report := i.report(told, c.Now())
	current := told.Round == i.Round && report.Delivery.rank() > i.Delivery.rank()
	if told.suppresses() == "" {
		if !current {
			return nil
		}
		return c.Store.ReportDelivery(ctx, report)
	}
	before, err := c.Store.Suppression(ctx, i.Scope.Organisation, i.Email)
	if err != nil {
		return err
	}
	change := i.suppress(before, told)
	switch {
	case current:
		report.Suppress = change
		return c.Store.ReportDelivery(ctx, report)
	case before == Suppression{} || told.At.After(before.At):
		return c.Store.Suppress(ctx, SuppressionEvent{SuppressionChange: *change, Record: report.Record})
	}
	return nil
}

// report is the write of a report, without a suppression.
func (i Invitation) report(told Told, now time.Time) Report {
	record := i.record(reports[told.Status], now, System)
	record.Detail = Redact(told.Detail)
	if told.Round < i.Round {
		record.Detail = Redact("About an earlier mail: " + told.Detail)
	}
	return Report{
		Before: i, Record: record,
		Delivery: Delivery{Status: told.Status, Tentative: told.Status == Bounced && !told.Permanent,
			At: told.At, Detail: record.Detail, Message: i.Delivery.Message},
	}
}

// maxRedacted is the length of what is kept of the provider's words, in
// characters.
const maxRedacted = 300

// Redact returns what may be shown or logged of the provider's words, which are
// mostly those of a mail server that anybody may run: one line, short, and
// nothing that hides or turns text. A server may name the address to which it
// passed the mail on, or quote the link that it disliked: both stay out.
func Redact(text string) string {
	words := strings.FieldsFunc(strings.ToValidUTF8(text, " "), func(c rune) bool { return unicode.IsSpace(c) || hidesText(c) })
	for n, word := range words {
		switch {
		case strings.Contains(word, "@"):
			words[n] = "(address)"
		case mayHoldSecret(word):
			words[n] = "(link)"
		}
	}
	line := []rune(strings.Join(words, " "))
	return string(line[:min(len(line), maxRedacted)])
}

// mayHoldSecret tells whether something in the word is as long as the secret of
// a link and written in its letters.
func mayHoldSecret(word string) bool {
	length := base64.RawURLEncoding.EncodedLen(32)
	runs := strings.FieldsFunc(word, func(c rune) bool { return !validID(string(c)) })
	return slices.ContainsFunc(runs, func(run string) bool { return len(run) >= length })
}
