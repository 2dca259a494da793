package e2e

import (
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/eventbridge"
	bridgetypes "github.com/aws/aws-sdk-go-v2/service/eventbridge/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
)

// The events of SES, in the format of its documentation.

// deliveryEvent is an event of SES.
type deliveryEvent struct {
	kind      string // its eventType
	part      map[string]any
	recipient string // empty: the invitee
}

// detailTypes maps the event types of SES to EventBridge's detail types.
var detailTypes = map[string]string{
	"Delivery": "Email Delivered", "DeliveryDelay": "Email Delivery Delayed", "Bounce": "Email Bounced",
	"Complaint": "Email Complaint Received", "Reject": "Email Rejected",
}

func stamp(at time.Time) string { return at.UTC().Format("2006-01-02T15:04:05.000Z") }

func delivered(at time.Time) deliveryEvent {
	return deliveryEvent{kind: "Delivery", part: map[string]any{"timestamp": stamp(at), "processingTimeMillis": 546, "smtpResponse": "250 2.6.0 Message received", "reportingMTA": "mta.example.com"}}
}

func delayed(at time.Time) deliveryEvent {
	return deliveryEvent{kind: "DeliveryDelay", part: map[string]any{"timestamp": stamp(at), "delayType": "MailboxFull", "expirationTime": stamp(at.Add(12 * time.Hour)),
		"delayedRecipients": []any{map[string]any{"emailAddress": "RECIPIENT", "status": "4.2.2", "diagnosticCode": "smtp; 452 4.2.2 mailbox is full"}}}}
}

// bounced returns a bounce of the type Permanent, Transient or Undetermined.
func bounced(at time.Time, kind, diagnostic string) deliveryEvent {
	return deliveryEvent{kind: "Bounce", part: map[string]any{"timestamp": stamp(at), "feedbackId": "0100", "bounceType": kind, "bounceSubType": "General", "reportingMTA": "dns; mta.example.com",
		"bouncedRecipients": []any{map[string]any{"emailAddress": "RECIPIENT", "action": "failed", "status": "5.1.1", "diagnosticCode": diagnostic}}}}
}

func complained(at time.Time) deliveryEvent {
	return deliveryEvent{kind: "Complaint", part: map[string]any{"timestamp": stamp(at), "feedbackId": "0101", "complaintFeedbackType": "abuse", "complaintSubType": nil, "userAgent": "AnyCompany Feedback Loop",
		"arrivalDate": stamp(at), "complainedRecipients": []any{map[string]any{"emailAddress": "RECIPIENT"}}}}
}

func rejected() deliveryEvent {
	return deliveryEvent{kind: "Reject", part: map[string]any{"reason": "Bad content"}}
}

// detail returns the detail of the event, about one attempt to mail an invitation.
func (r deliveryEvent) detail(t *testing.T, i invitation, attempt string) string {
	t.Helper()
	part := strings.ToLower(r.kind[:1]) + r.kind[1:]
	to := r.recipient
	if to == "" {
		to = i.Email
	}
	detail := asJSON(t, map[string]any{"eventType": r.kind, part: r.part, "mail": map[string]any{
		"timestamp": stamp(time.Now()), "source": "Admit <invitations@mail.example>", "sendingAccountId": "111122223333", "messageId": "0100-mail",
		"destination": []string{"RECIPIENT"}, "headersTruncated": false, "headers": []any{map[string]string{"name": "To", "value": "RECIPIENT"}},
		"commonHeaders": map[string]any{"to": []string{"RECIPIENT"}, "subject": "An invitation"},
		"tags": map[string][]string{
			"ses:operation": {"SendEmail"}, "ses:configuration-set": {deployment.ConfigurationSet}, "ses:source-ip": {"192.0.2.10"},
			"ses:from-domain": {"mail.example"}, "invitation": {i.ID}, "round": {attempt},
		},
	}})
	return strings.ReplaceAll(detail, "RECIPIENT", to)
}

// putDeliveryEvent puts the event on the account's bus. Only SES may use its own source, so the event
// has the additional source that a development stack accepts.
func putDeliveryEvent(t *testing.T, r deliveryEvent, i invitation, attempt string) {
	t.Helper()
	out := got(cloud.events.PutEvents(t.Context(), &eventbridge.PutEventsInput{Entries: []bridgetypes.PutEventsRequestEntry{{
		Source: aws.String("admit.ses"), DetailType: aws.String(detailTypes[r.kind]), Detail: aws.String(r.detail(t, i, attempt)),
	}}})).orFail(t)
	if out.FailedEntryCount != 0 {
		t.Fatalf("the bus refused the event: %v", out.Entries)
	}
}

// invokeDeliveryStatus invokes the function directly and returns when it is done. Tests use it for
// events that must change nothing, for which they could not wait.
func invokeDeliveryStatus(t *testing.T, r deliveryEvent, i invitation, attempt string) {
	t.Helper()
	invokeDeliveryStatusWith(t, r.kind, r.detail(t, i, attempt))
}

func invokeDeliveryStatusWith(t *testing.T, kind, detail string) {
	t.Helper()
	invoke(t, "DeliveryStatusFunction", envelope("aws.ses", detailTypes[kind], detail))
}

// envelope returns an event in EventBridge's format.
func envelope(source, detailType, detail string) string {
	return `{"version": "0", "id": "6a7e8feb-b491-4cf7-a9f1-bf3703467718", "account": "111122223333", "region": "eu-west-1", "resources": [],` +
		`"time": "` + time.Now().UTC().Format(time.RFC3339) + `", "source": "` + source + `", "detail-type": "` + detailType + `", "detail": ` + detail + `}`
}

// invoke invokes a function as its trigger does, and ends the test if the function fails.
func invoke(t *testing.T, function, payload string) []byte {
	t.Helper()
	answered := got(cloud.lambda.Invoke(t.Context(), &lambda.InvokeInput{FunctionName: aws.String(functionNamed(t, function)), Payload: []byte(payload)})).orFail(t)
	if answered.FunctionError != nil {
		t.Fatalf("%s: %s %s, with the payload\n%s", function, *answered.FunctionError, answered.Payload, payload)
	}
	return answered.Payload
}

// functionNamed returns the physical name of a function.
func functionNamed(t *testing.T, name string) string {
	t.Helper()
	pages := lambda.NewListFunctionsPaginator(cloud.lambda, &lambda.ListFunctionsInput{})
	for pages.HasMorePages() {
		for _, f := range got(pages.NextPage(t.Context())).orFail(t).Functions {
			if strings.Contains(*f.FunctionName, "-"+name) {
				return *f.FunctionName
			}
		}
	}
	t.Fatalf("there is no function named %s", name)
	return ""
}
