package mail

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	netmail "net/mail"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
	"github.com/aws/aws-sdk-go-v2/service/sesv2/types"

	"admit/shared/access"
	"admit/shared/delivery"
)

// SES sends mails through Amazon SES, API version 2.
type SES struct {
	Client           *sesv2.Client
	Sender           string           // an address that SES has verified, alone or as in Admit <admit@example.com>
	ConfigurationSet string           // publishes what becomes of the mails; empty for none
	ReplyTo          string           // an address, or ReplyToInviter, or ReplyToNobody
	DefaultLocale    string           // BCP 47, for mails that ask for no language there is
	Now              func() time.Time // time.Now when nil
}

var _ delivery.Mailer = SES{}

// Message tags of every mail. SES repeats them in its events, so that a delivery event is
// assigned to the right attempt of the right invitation.
const (
	InvitationTag = "invitation" // the invitation's id
	AttemptTag    = "round"      // the attempt, as a decimal number; "round" is an earlier word for attempt
)

// Send implements [delivery.Mailer]. SES has no idempotency token: after an error
// that leaves open whether the mail went out, sending again may send twice.
func (s SES) Send(ctx context.Context, m delivery.Mail) (messageID string, err error) {
	now := time.Now
	if s.Now != nil {
		now = s.Now
	}
	message, err := Render(m, now(), s.DefaultLocale)
	if err != nil {
		return "", fmt.Errorf("%w: %w", delivery.ErrNotSent, err)
	}
	out, err := s.Client.SendEmail(ctx, s.request(m, message))
	if err != nil {
		return "", judged(ctx, m, judge(err, s.Sender))
	}
	return aws.ToString(out.MessageId), nil
}

// judged logs a permanent error of a mail that fails at once, because package
// delivery keeps only its reason. The caller, which tries again, logs every other error.
func judged(ctx context.Context, m delivery.Mail, err error) error {
	if permanent, ok := errors.AsType[*delivery.PermanentError](err); ok && permanent.RetryFor == 0 {
		slog.ErrorContext(ctx, "mail refused", "invitationId", m.Invitation, "reason", permanent.Reason, "answer", permanent.Response)
	}
	return err
}

// Values of SES.ReplyTo that are no address.
const (
	ReplyToInviter = "inviter" // the address of whoever invites, which the invitee then sees
	ReplyToNobody  = "none"    // answers go to the sender
)

func (s SES) request(m delivery.Mail, message Message) *sesv2.SendEmailInput {
	request := &sesv2.SendEmailInput{
		FromEmailAddress: aws.String(encodeName(s.Sender)),
		ReplyToAddresses: s.replyTo(m),
		Destination:      &types.Destination{ToAddresses: []string{m.To.ASCII()}},
		EmailTags:        []types.MessageTag{tag(InvitationTag, string(m.Invitation)), tag(AttemptTag, strconv.Itoa(m.Attempt))},
		Content: &types.EmailContent{Simple: &types.Message{
			Subject: inUTF8(message.Subject),
			Body:    &types.Body{Text: inUTF8(message.Text), Html: inUTF8(message.HTML)},
			Headers: headers(),
		}},
		ConfigurationOverrides: untracked(),
	}
	if s.ConfigurationSet != "" {
		request.ConfigurationSetName = aws.String(s.ConfigurationSet)
	}
	return request
}

// headers keep out-of-office answers from being sent (RFC 3834, and Exchange's own
// header), and Gmail from putting a mail into one thread with an earlier one, where
// a reader would find the dead link.
func headers() []types.MessageHeader {
	return []types.MessageHeader{
		{Name: aws.String("Auto-Submitted"), Value: aws.String("auto-generated")},
		{Name: aws.String("X-Auto-Response-Suppress"), Value: aws.String("All")},
		{Name: aws.String("X-Entity-Ref-ID"), Value: aws.String(access.NewID())},
	}
}

// untracked keeps SES from rewriting the links of a mail, whatever the account or
// the configuration set asks for: a link carries a token, and opens in one step.
// The links in the HTML part say the same (ses:no-track).
func untracked() *types.ConfigurationOverrides {
	return &types.ConfigurationOverrides{Tracking: &types.TrackingConfigurationOverrides{
		ClickTrackingEnabled: types.FeatureStatusDisabled, OpenTrackingEnabled: types.FeatureStatusDisabled,
	}}
}

// replyTo is where answers to a mail go; nil is the sender.
func (s SES) replyTo(m delivery.Mail) []string {
	switch s.ReplyTo {
	case "", ReplyToNobody:
		return nil
	case ReplyToInviter:
		if m.ReplyTo == "" {
			return nil
		}
		return []string{m.ReplyTo}
	}
	return []string{encodeName(s.ReplyTo)}
}

func tag(name, value string) types.MessageTag {
	return types.MessageTag{Name: aws.String(name), Value: aws.String(value)}
}

func inUTF8(text string) *types.Content {
	return &types.Content{Charset: aws.String("UTF-8"), Data: aws.String(text)}
}

// encodeName writes the name before a sender's address the way that SES wants
// it (RFC 2047) when it is not ASCII. Any other sender is left as configured.
func encodeName(sender string) string {
	for _, c := range sender {
		if c > 127 {
			if parsed, err := netmail.ParseAddress(sender); err == nil {
				return parsed.String()
			}
		}
	}
	return sender
}
