package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"time"
)

// caughtMails returns the emails that the emulator caught, newest first. It asks
// MiniStack's page and then LocalStack's. Both list emails in the order of
// sending. The stable sort keeps that order for emails of the same second, because
// LocalStack's times have no fractions.
func caughtMails(ctx context.Context, endpoint string) ([]mail, error) {
	mails, err := ministackMails(ctx, endpoint)
	if notFound(err) {
		mails, err = localstackMails(ctx, endpoint)
	}
	slices.SortStableFunc(mails, func(a, b mail) int { return a.At.Compare(b.At) })
	slices.Reverse(mails)
	return mails, err
}

func notFound(err error) bool {
	refusal, ok := errors.AsType[*problemError](err)
	return ok && refusal.Status == http.StatusNotFound
}

func ministackMails(ctx context.Context, endpoint string) ([]mail, error) {
	var inbox struct {
		Messages map[string][]struct {
			MessageID string `json:"MessageId"`
			Source    string
			To, CC    []string
			Subject   string
			BodyText  string
			BodyHTML  string `json:"BodyHtml"`
			Timestamp float64
		} `json:"messages"` // by account
	}
	if err := call(ctx, http.MethodGet, endpoint+"/_ministack/ses/messages", "", nil, &inbox); err != nil {
		return nil, err
	}
	var mails []mail
	for _, messages := range inbox.Messages {
		for _, m := range messages {
			mails = append(mails, mail{
				ID: m.MessageID, At: time.UnixMilli(int64(m.Timestamp * 1000)), From: m.Source, To: m.To, CC: m.CC,
				Subject: m.Subject, Text: m.BodyText, HTML: m.BodyHTML,
			})
		}
	}
	return mails, nil
}

func localstackMails(ctx context.Context, endpoint string) ([]mail, error) {
	var inbox struct {
		Messages []struct {
			ID          string `json:"Id"`
			Timestamp   sentAt
			Source      string
			Destination struct{ ToAddresses, CcAddresses []string }
			Subject     string
			Body        struct {
				Text string `json:"text_part"`
				HTML string `json:"html_part"`
			}
			RawData string
		} `json:"messages"`
	}
	err := call(ctx, http.MethodGet, endpoint+"/_aws/ses", "", nil, &inbox)
	if notFound(err) { // LocalStack has this page only after the first call to SES
		if is, err := isLocalStack(ctx, endpoint); is || err != nil {
			return nil, err
		}
	}
	if err != nil {
		return nil, err
	}
	var mails []mail
	for _, m := range inbox.Messages {
		mails = append(mails, mail{
			ID: m.ID, At: m.Timestamp.Time, From: m.Source, To: m.Destination.ToAddresses, CC: m.Destination.CcAddresses,
			Subject: m.Subject, Text: cmp.Or(m.Body.Text, m.RawData), HTML: m.Body.HTML, Raw: m.RawData,
		})
	}
	return mails, nil
}

// sentAt is a time in LocalStack's format: RFC 3339, or the same without a zone,
// which means UTC.
type sentAt struct{ time.Time }

// UnmarshalJSON implements [json.Unmarshaler].
func (s *sentAt) UnmarshalJSON(encoded []byte) (err error) {
	var text string
	if err := json.Unmarshal(encoded, &text); err != nil {
		return err
	}
	if s.Time, err = time.Parse(time.RFC3339, text); err != nil {
		s.Time, err = time.Parse("2006-01-02T15:04:05", text)
	}
	return err
}
