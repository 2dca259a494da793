package e2e

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
	"github.com/aws/aws-sdk-go-v2/service/dynamodbstreams"
	streamtypes "github.com/aws/aws-sdk-go-v2/service/dynamodbstreams/types"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// redriven is the operator function's response to redrive.
type redriven struct {
	Redrive struct {
		Messages []redrivenMessage `json:"messages"`
		Left     int               `json:"left"`
		Done     bool              `json:"done"`
	} `json:"redrive"`
}

type redrivenMessage struct {
	ID           string `json:"id"`
	AgeSeconds   int    `json:"ageSeconds"`
	InvitationID string `json:"invitationId"`
	Reason       string `json:"reason"`
	Does         string `json:"does"`
	Outcome      string `json:"outcome"`
	Error        string `json:"error"`
}

// redriveQueue redrives a queue until it is done and returns what became of its messages.
func redriveQueue(t *testing.T, queue string, dry bool) []redrivenMessage {
	t.Helper()
	var all []redrivenMessage
	for before := time.Now().UTC().Add(time.Second); ; {
		answer := invokeOperator[redriven](t, map[string]any{"action": "redrive", "queue": queue, "before": before, "dryRun": dry}).Redrive
		all = append(all, answer.Messages...)
		if answer.Done || dry {
			return all
		}
	}
}

// about returns the message about an invitation, or with a reason.
func about(messages []redrivenMessage, text string) redrivenMessage {
	at := slices.IndexFunc(messages, func(m redrivenMessage) bool { return m.InvitationID == text || strings.Contains(m.Reason, text) })
	if at < 0 {
		return redrivenMessage{}
	}
	return messages[at]
}

// queueNamed returns the URL of a dead-letter queue of the stack.
func queueNamed(t *testing.T, name string) string {
	t.Helper()
	for _, url := range got(cloud.queue.ListQueues(t.Context(), &sqs.ListQueuesInput{})).orFail(t).QueueUrls {
		if strings.Contains(url, "Admit-"+name) {
			return url
		}
	}
	t.Fatalf("there is no queue named %s", name)
	return ""
}

func park(t *testing.T, queue, message string) {
	t.Helper()
	got(cloud.queue.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: aws.String(queueNamed(t, queue)), MessageBody: &message})).orFail(t)
}

// TestRedriveOfAMail refuses a mail, mends the cause and redrives the dead letter. It does not run
// in parallel, because it puts the whole account into the SES sandbox. It does not run on AWS.
func TestRedriveOfAMail(t *testing.T) {
	if deployment.Endpoint == "" {
		t.Skip("SKIPPED on AWS: the test would put the account into the SES sandbox")
	}
	org := newOrganisation(t)
	setSandbox(t, true)
	t.Cleanup(func() { setSandbox(t, false) })
	refused := org.invite(t, address("redriven"), "billing-viewer")
	waitForDelivery(t, org, refused, "failed")
	setSandbox(t, false)

	for range 2 { // a preview changes nothing
		if seen := about(redriveQueue(t, "mails", true), refused.ID); seen.Does != "resend the invitation" || seen.Outcome != "" || !strings.Contains(seen.Reason, "sandbox") {
			t.Fatalf("the preview is %+v", seen)
		}
	}
	if done := about(redriveQueue(t, "mails", false), refused.ID); done.Outcome != "done" || done.Error != "" {
		t.Fatalf("the message is %+v", done)
	}
	token := mails.waitFor(t, refused).token(refused)
	now := waitForDelivery(t, org, refused, "sent")
	if now.InvitedBy.UserID != org.admin.id {
		t.Errorf("the inviter is %+v", now.InvitedBy)
	}
	tryAction(t, refused, "preview", org.admin.token, token).want(t, http.StatusOK)
	if left := about(redriveQueue(t, "mails", false), refused.ID); left != (redrivenMessage{}) {
		t.Errorf("the queue still has %+v", left)
	}
}

// TestRedriveOfWhatLambdaParked redrives an invocation, and a change of the table that a function
// could not process. It does not run in parallel with tests that look into the queues.
func TestRedriveOfWhatLambdaParked(t *testing.T) {
	if deployment.Endpoint == "" {
		t.Skip("SKIPPED on AWS: redriving would take up real dead letters")
	}
	org := newOrganisation(t)
	i := org.waitUntilSent(t, org.invite(t, address("parked"), "billing-viewer"))
	shard, number := changeOf(t, i.ID)
	position := func(number string) string {
		return `{"requestContext": {"condition": "RetryAttemptsExhausted"}, "DDBStreamBatchInfo": {"shardId": "` + shard + `", "startSequenceNumber": "` + number +
			`", "endSequenceNumber": "` + number + `", "batchSize": 1, "streamArn": "` + streamARN(t) + `"}}`
	}
	park(t, "DeadLetters", `{"requestContext": {"condition": "EventAgeExceeded"}, "requestPayload": {"postponed": {"invitationId": "`+i.ID+`", "attempt": 1, "try": 1}}}`)
	park(t, "DeadLetters", position(number))
	park(t, "UnpublishedRecords", position(number))
	park(t, "UnreadReports", envelope("aws.ses", "Email Delivered", delivered(time.Now()).detail(t, i, "1")))
	park(t, "UnreadReports", "no message")
	for queue, want := range map[string]map[string]string{
		"mails":           {i.ID: "done", "RetryAttemptsExhausted": "done"},
		"events":          {"RetryAttemptsExhausted": "done"},
		"delivery-events": {"EventBridge": "done"},
	} {
		preview := redriveQueue(t, queue, true)
		messages := redriveQueue(t, queue, false)
		for text, outcome := range want {
			if m := about(preview, text); m == (redrivenMessage{}) || m.Outcome != "" {
				t.Errorf("%s: the preview of the message about %s is %+v", queue, text, m)
			}
			if m := about(messages, text); m.Outcome != outcome {
				t.Errorf("%s: the message about %s is %+v", queue, text, m)
			}
		}
		if kept := slices.ContainsFunc(messages, func(m redrivenMessage) bool { return m.Outcome == "kept" }); kept != (queue == "delivery-events") {
			t.Errorf("%s: %+v", queue, messages)
		}
	}
	waitForDelivery(t, org, i, "delivered")
	if n := len(mails.tokens(t, i)); n != 1 {
		t.Errorf("%d mails, want the first one alone", n)
	}
}

// TestRedriveOfAnEvent publishes an event of the table again.
func TestRedriveOfAnEvent(t *testing.T) {
	if deployment.Endpoint == "" {
		t.Skip("SKIPPED on AWS: redriving would take up real dead letters")
	}
	org := newOrganisation(t)
	events := queryItems(t, "ORG#"+org.id+"#RECORDS")
	if len(events) == 0 {
		t.Fatal("the organisation has no events")
	}
	key := keyOf(events[0])
	text := func(name string) string { return key[name].(*types.AttributeValueMemberS).Value }
	park(t, "UnpublishedRecords", `{"sequenceNumber": "1", "keys": {"pk": {"S": "`+text("pk")+`"}, "sk": {"S": "`+text("sk")+`"}}, "reason": "for a test", "at": "2036-02-28T12:00:00Z"}`)
	park(t, "UnpublishedRecords", `{"sequenceNumber": "1", "keys": {"pk": {"S": "`+text("pk")+`"}, "sk": {"S": "none"}}, "reason": "of nothing", "at": "2036-02-28T12:00:00Z"}`)
	messages := redriveQueue(t, "events", false)
	if m := about(messages, "for a test"); m.Outcome != "done" || m.Does != "publish the event" {
		t.Errorf("the message is %+v", m)
	}
	if m := about(messages, "of nothing"); m.Outcome != "kept" || !strings.Contains(m.Error, "not in the table") {
		t.Errorf("the message is %+v", m)
	}
}

func streamARN(t *testing.T) string {
	t.Helper()
	described := got(cloud.table.DescribeTable(t.Context(), &dynamodb.DescribeTableInput{TableName: &deployment.TableName})).orFail(t)
	return *described.Table.LatestStreamArn
}

// changeOf returns the place in the table's stream of the first change of an invitation.
func changeOf(t *testing.T, invitation string) (shard, number string) {
	t.Helper()
	arn := streamARN(t)
	for _, s := range got(cloud.stream.DescribeStream(t.Context(), &dynamodbstreams.DescribeStreamInput{StreamArn: &arn})).orFail(t).StreamDescription.Shards {
		next := got(cloud.stream.GetShardIterator(t.Context(), &dynamodbstreams.GetShardIteratorInput{
			StreamArn: &arn, ShardId: s.ShardId, ShardIteratorType: streamtypes.ShardIteratorTypeTrimHorizon,
		})).orFail(t).ShardIterator
		for next != nil {
			page := got(cloud.stream.GetRecords(t.Context(), &dynamodbstreams.GetRecordsInput{ShardIterator: next})).orFail(t)
			for _, r := range page.Records {
				if pk, is := r.Dynamodb.Keys["pk"].(*streamtypes.AttributeValueMemberS); is && pk.Value == "INVITATION#"+invitation {
					return *s.ShardId, *r.Dynamodb.SequenceNumber
				}
			}
			if next = page.NextShardIterator; len(page.Records) == 0 {
				break
			}
		}
	}
	t.Fatalf("the stream has no change of the invitation %s", invitation)
	return "", ""
}
