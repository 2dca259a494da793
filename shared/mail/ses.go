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
	"admit/shared/brand"
	"admit/shared/delivery"
)

// SES sends emails through Amazon SES, API version 2.
type SES struct {
	Client           *sesv2.Client
	Sender           string               // an address that is verified in SES, with or without a name: Admit <admit@example.com>
	ConfigurationSet string               // publishes delivery events; may be empty
	Brand            brand.Brand          // what emails show, and where replies go
	DefaultLocale    string               // BCP 47 tag, for emails whose own locale is not available
	Now              func() time.Time     // time.Now if nil
	Hashes           access.AddressHasher // name the recipients in logs
}

var (
	_ delivery.Mailer       = SES{}
	_ delivery.NoticeMailer = SES{}
)

// Message tags of the email of an invitation. A delivery event carries them, so that it can be
// assigned to the invitation and to one of its emails.
const (
	InvitationTag = "invitation" // the invitation's id
	AttemptTag    = "round"      // the number of the email, in decimal: 1 for the first, more after a resend
)

// Send implements [delivery.Mailer]. SES has no idempotency token. After an error
// that leaves open whether the email was sent, sending again may send it twice.
func (s SES) Send(ctx context.Context, m delivery.Mail) (messageID string, err error) {
	now := time.Now
	if s.Now != nil {
		now = s.Now
	}
	message, err := Render(m, s.Brand, now(), s.DefaultLocale)
	if err != nil {
		return "", fmt.Errorf("%w: %w", delivery.ErrNotSent, err)
	}
	return s.send(ctx, m.Invitation, m.To, s.request(m, message))
}

// SendNotice implements [delivery.NoticeMailer]. The email has no message tags: what becomes
// of it says nothing about the email of the invitation.
func (s SES) SendNotice(ctx context.Context, n delivery.Notice) error {
	message, err := RenderNotice(n, s.Brand, s.DefaultLocale)
	if err != nil {
		return fmt.Errorf("%w: %w", delivery.ErrNotSent, err)
	}
	_, err = s.send(ctx, n.Invitation, n.To, s.requestTo(n.To, message))
	return err
}

// send sends an email about an invitation. It logs that SES took the email, or that the email is
// given up immediately, because the domain stores only the reason of that. Every other
// error is logged by the code that tries again. A hash stands for the recipient.
func (s SES) send(ctx context.Context, about access.InvitationID, to access.Address, request *sesv2.SendEmailInput) (messageID string, err error) {
	log := slog.With("invitationId", about, "addressHash", s.Hashes.Hash(to))
	out, err := s.Client.SendEmail(ctx, request)
	if err != nil {
		err = classify(err, s.Sender)
		if permanent, ok := errors.AsType[*delivery.PermanentError](err); ok && permanent.RetryFor == 0 {
			log.ErrorContext(ctx, "mail refused", "reason", permanent.Reason, "answer", permanent.Response)
		}
		return "", err
	}
	log.InfoContext(ctx, "mail taken")
	return aws.ToString(out.MessageId), nil
}

// request returns the request that sends the email of an invitation.
func (s SES) request(m delivery.Mail, message Message) *sesv2.SendEmailInput {
	request := s.requestTo(m.To, message)
	request.ReplyToAddresses = s.replyTo(m)
	request.EmailTags = []types.MessageTag{tag(InvitationTag, string(m.Invitation)), tag(AttemptTag, strconv.Itoa(m.Attempt))}
	return request
}

// requestTo returns the request that sends an email to which replies go to the sender.
func (s SES) requestTo(to access.Address, message Message) *sesv2.SendEmailInput {
	request := &sesv2.SendEmailInput{
		FromEmailAddress: aws.String(encodeName(s.Sender)),
		Destination:      &types.Destination{ToAddresses: []string{to.ASCII()}},
		Content: &types.EmailContent{Simple: &types.Message{
			Subject: utf8Content(message.Subject),
			Body:    &types.Body{Text: utf8Content(message.Text), Html: utf8Content(message.HTML)},
			Headers: headers(),
		}},
		ConfigurationOverrides: trackingDisabled(),
	}
	if s.ConfigurationSet != "" {
		request.ConfigurationSetName = aws.String(s.ConfigurationSet)
	}
	return request
}

// headers returns headers that prevent automatic replies (RFC 3834, and Exchange's
// own header). X-Entity-Ref-ID keeps Gmail from grouping the email with an earlier
// one, whose link no longer works.
func headers() []types.MessageHeader {
	return []types.MessageHeader{
		{Name: aws.String("Auto-Submitted"), Value: aws.String("auto-generated")},
		{Name: aws.String("X-Auto-Response-Suppress"), Value: aws.String("All")},
		{Name: aws.String("X-Entity-Ref-ID"), Value: aws.String(access.NewID())},
	}
}

// trackingDisabled keeps SES from rewriting the links of an email, whatever the
// account or the configuration set says. A link contains a token, which no
// redirect should see. The links in the HTML part also have ses:no-track.
func trackingDisabled() *types.ConfigurationOverrides {
	return &types.ConfigurationOverrides{Tracking: &types.TrackingConfigurationOverrides{
		ClickTrackingEnabled: types.FeatureStatusDisabled, OpenTrackingEnabled: types.FeatureStatusDisabled,
	}}
}

// replyTo returns the Reply-To addresses of an email. With nil, replies go to the
// sender.
func (s SES) replyTo(m delivery.Mail) []string {
	switch s.Brand.ReplyTo {
	case "", brand.ReplyToNobody:
		return nil
	case brand.ReplyToInviter:
		if m.ReplyTo == "" {
			return nil
		}
		return []string{m.ReplyTo}
	}
	return []string{encodeName(s.Brand.ReplyTo)}
}

func tag(name, value string) types.MessageTag {
	return types.MessageTag{Name: aws.String(name), Value: aws.String(value)}
}

func utf8Content(text string) *types.Content {
	return &types.Content{Charset: aws.String("UTF-8"), Data: aws.String(text)}
}

// encodeName encodes the name before a sender's address as SES requires (RFC
// 2047), if it is not ASCII. Any other sender is returned unchanged.
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
