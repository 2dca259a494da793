package mail_test

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"

	"admit/shared/access"
	"admit/shared/brand"
	"admit/shared/delivery"
	"admit/shared/mail"
)

// newSES returns a sender whose real SES client talks to a handler.
func newSES(t *testing.T, handler http.HandlerFunc) mail.SES {
	t.Helper()
	server := httptest.NewServer(handler)
	t.Cleanup(server.Close)
	return mail.SES{
		Client: sesv2.New(sesv2.Options{
			Region: "eu-west-1", BaseEndpoint: aws.String(server.URL), RetryMaxAttempts: 1,
			Credentials: aws.CredentialsProviderFunc(func(context.Context) (aws.Credentials, error) {
				return aws.Credentials{AccessKeyID: "test", SecretAccessKey: "test"}, nil
			}),
		}),
		Sender: "Admit <admit@example.com>", ConfigurationSet: "admit", DefaultLocale: "nb",
		Now: func() time.Time { return sent },
	}
}

// sendEmail is the JSON body of SES's SendEmail. It is declared here and not taken
// from the SDK, so that the test sees what is really sent.
type sendEmail struct {
	FromEmailAddress     string
	ConfigurationSetName string
	Destination          map[string][]string
	EmailTags            []messageTag
	ReplyToAddresses     []string

	ConfigurationOverrides struct {
		Tracking struct{ ClickTrackingEnabled, OpenTrackingEnabled string }
	}
	Content struct {
		Raw, Template json.RawMessage
		Simple        struct {
			Subject content
			Body    struct{ Text, Html content }
			Headers []header
		}
	}
}

type header struct{ Name, Value string }

type messageTag struct{ Name, Value string }

type content struct{ Data, Charset string }

func TestRequestToSES(t *testing.T) {
	var path string
	var body []byte
	ses := newSES(t, func(w http.ResponseWriter, r *http.Request) {
		path = r.Method + " " + r.URL.Path
		body, _ = io.ReadAll(r.Body)
		_, _ = io.WriteString(w, `{"MessageId": "0102018c-1"}`)
	})
	m := sample(t)
	m.To = address(t, "Ada.Lovelace+x@Blåbær.example")
	m.Locale = "zh"
	m.Attempt = 12

	id, err := ses.Send(t.Context(), m)
	if err != nil || id != "0102018c-1" {
		t.Fatalf("Send = %q, %v", id, err)
	}
	if path != "POST /v2/email/outbound-emails" {
		t.Errorf("request to %s", path)
	}
	var got sendEmail
	if err := json.Unmarshal(body, &got); err != nil {
		t.Fatal(err)
	}
	if to := got.Destination["ToAddresses"]; len(got.Destination) != 1 || len(to) != 1 || to[0] != "Ada.Lovelace+x@xn--blbr-roah.example" {
		t.Errorf("destination %v, want one To and nothing else", got.Destination)
	}
	if got.FromEmailAddress != "Admit <admit@example.com>" || got.ConfigurationSetName != "admit" || got.ReplyToAddresses != nil {
		t.Errorf("from %q, configuration set %q, reply to %q", got.FromEmailAddress, got.ConfigurationSetName, got.ReplyToAddresses)
	}
	if want := []messageTag{{mail.InvitationTag, "inv_01JDK8Z5"}, {mail.AttemptTag, "12"}}; !slices.Equal(got.EmailTags, want) {
		t.Errorf("tags %v, want %v", got.EmailTags, want)
	}
	checkContent(t, got, m)
}

func checkContent(t *testing.T, got sendEmail, m delivery.Mail) {
	t.Helper()
	want, err := mail.Render(m, brand.Brand{}, sent, "nb")
	if err != nil {
		t.Fatal(err)
	}
	simple := got.Content.Simple
	if simple.Subject != (content{want.Subject, "UTF-8"}) || simple.Body.Text != (content{want.Text, "UTF-8"}) || simple.Body.Html != (content{want.HTML, "UTF-8"}) {
		t.Errorf("the content is not what was rendered, in UTF-8: %+v", simple)
	}
	if got.Content.Raw != nil || got.Content.Template != nil {
		t.Error("the email has more than one kind of content")
	}
	if tracking := got.ConfigurationOverrides.Tracking; tracking.ClickTrackingEnabled != "DISABLED" || tracking.OpenTrackingEnabled != "DISABLED" {
		t.Errorf("tracking %+v, want it disabled", tracking)
	}
}

func TestNoConfigurationSet(t *testing.T) {
	var body []byte
	ses := newSES(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ = io.ReadAll(r.Body)
		_, _ = io.WriteString(w, `{"MessageId": "1"}`)
	})
	ses.ConfigurationSet = ""
	if _, err := ses.Send(t.Context(), sample(t)); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(body), "ConfigurationSetName") {
		t.Errorf("an empty configuration set is sent: %s", body)
	}
}

func TestInvalidLinkIsNotSent(t *testing.T) {
	ses := newSES(t, func(http.ResponseWriter, *http.Request) { t.Error("sent") })
	m := sample(t)
	m.Link = "javascript:" + secret
	_, err := ses.Send(t.Context(), m)
	checkFailure(t, err, false)
}

func address(t *testing.T, typed string) access.Address {
	t.Helper()
	a, err := access.ParseAddress(typed)
	if err != nil {
		t.Fatal(err)
	}
	return a
}
