package main

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"slices"
	"time"
)

// caughtMails reads them, newest first, from where MiniStack has them or else
// from where LocalStack has them.
func caughtMails(ctx context.Context, endpoint string) ([]mail, error) {
	mails, err := ministackMails(ctx, endpoint)
	if notFound(err) {
		mails, err = localstackMails(ctx, endpoint)
	}
	slices.SortStableFunc(mails, func(a, b mail) int { return b.At.Compare(a.At) })
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
			Source    string
			To, CC    []string
			Subject   string
			BodyText  string
			BodyHTML  string `json:"BodyHtml"`
			Timestamp float64
		} `json:"messages"` // by account
	}
	if err := call(ctx, http.MethodGet, endpoint+"/_ministack/ses/messages", "", nil, &box); err != nil {
		return nil, err
	}
	var mails []mail
	for _, messages := range box.Messages {
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
	var box struct {
		Messages []struct {
			ID          string `json:"Id"`
			Timestamp   time.Time
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
	if err := call(ctx, http.MethodGet, endpoint+"/_aws/ses", "", nil, &box); err != nil {
		return nil, err
	}
	var mails []mail
	for _, m := range box.Messages {
		mails = append(mails, mail{
			ID: m.ID, At: m.Timestamp, From: m.Source, To: m.Destination.ToAddresses, CC: m.Destination.CcAddresses,
			Subject: m.Subject, Text: cmp.Or(m.Body.Text, m.RawData), HTML: m.Body.HTML, Raw: m.RawData,
		})
	}
	return mails, nil
}
