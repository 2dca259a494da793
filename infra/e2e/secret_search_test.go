package e2e

import (
	"cmp"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs"
	logtypes "github.com/aws/aws-sdk-go-v2/service/cloudwatchlogs/types"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
)

// began is the time of the first test.
var began = time.Now()

// TestNothingKeepsASecret runs after all other tests. It searches everything that all tests have caused: the whole
// table, the stream, the logs of all functions and of API Gateway, the event bus and the dead
// letters, all answers with their headers, and all emails. None may have the token of a
// link (but the email that is about it), a password, a token of the sign-in, or a secret of
// the deployment, in any form. The logs may not name an email address either. A
// deployment has no traces, unless the setting tracing is on, and functions add nothing to one.
func TestNothingKeepsASecret(t *testing.T) {
	canary := plantCanary(t)
	places := everything(t, canary)
	secrets := haystack{}
	secrets.addSecret("canary", canary)
	for secret, kind := range watched.secrets {
		secrets.addSecret(kind, secret)
	}
	for _, secret := range deploymentSecrets(t) {
		secrets.addSecret("secret of the deployment", secret)
	}
	links := linkTokens(t)
	for token := range links {
		secrets.addSecret("link token", token)
	}
	for _, place := range slices.Sorted(maps.Keys(places)) {
		found := map[string]int{}
		for _, n := range secrets.find(places[place]) {
			found[n.kind+" ("+n.form+")"]++
		}
		if found["canary (plain)"] == 0 {
			t.Errorf("%s: the canary is not found, so the search proves nothing", place)
		}
		maps.DeleteFunc(found, func(what string, _ int) bool { return strings.HasPrefix(what, "canary") })
		if len(found) > 0 {
			t.Errorf("%s: found %v", place, found)
		}
	}
	searchAddresses(t, places["logs"])
	fmt.Printf("e2e: searched %s for %d secrets of the tests and %d link tokens\n", sizes(places), len(watched.secrets), len(links))
}

func sizes(places map[string]string) string {
	var all []string
	for _, place := range slices.Sorted(maps.Keys(places)) {
		all = append(all, fmt.Sprintf("%s (%d kB)", place, len(places[place])>>10))
	}
	return strings.Join(all, ", ")
}

// plantCanary creates an organisation whose name comes into every place but the logs, and writes
// the name to a log. What the search does not find there it would not find of a secret.
func plantCanary(t *testing.T) string {
	t.Helper()
	canary := rand.Text() + rand.Text()
	made := invokeOperator[createdOrganisation](t, map[string]any{
		"action": "create-organisation", "name": canary, "locale": "en", "admin": map[string]string{"email": address("canary")},
	})
	i := made.Invitation
	postAction(t, i, "preview", "", mails.waitFor(t, i).token(i)).want(t, http.StatusOK)
	groups := got(cloud.logs.DescribeLogGroups(t.Context(), &cloudwatchlogs.DescribeLogGroupsInput{})).orFail(t).LogGroups
	group, stream := groups[0].LogGroupName, aws.String(unique("canary"))
	got(cloud.logs.CreateLogStream(t.Context(), &cloudwatchlogs.CreateLogStreamInput{LogGroupName: group, LogStreamName: stream})).orFail(t)
	got(cloud.logs.PutLogEvents(t.Context(), &cloudwatchlogs.PutLogEventsInput{LogGroupName: group, LogStreamName: stream, LogEvents: []logtypes.InputLogEvent{
		{Message: aws.String(`{"msg":"` + canary + `"}`), Timestamp: aws.Int64(time.Now().UnixMilli())},
	}})).orFail(t)
	if deployment.DeadLetterQueue != "" {
		got(cloud.queue.SendMessage(t.Context(), &sqs.SendMessageInput{QueueUrl: &deployment.DeadLetterQueue, MessageBody: aws.String(`{"canary":"` + canary + `"}`)})).orFail(t)
	}
	return canary
}

// everything returns all texts, by place.
func everything(t *testing.T, canary string) map[string]string {
	t.Helper()
	eventually(t, "the canary's event is on the bus", func() bool {
		bus.events(t, "")
		return strings.Contains(strings.Join(watched.received["bus"], "\n"), canary)
	})
	places := map[string]string{
		"table": tableDump(t, ""), "stream": streamDump(t), "logs": logDump(t, began), "emails": withoutOwnLinks(t), "dead letters": deadLetters(t, canary),
	}
	for place, texts := range watched.received {
		places[place] = strings.Join(texts, "\n")
	}
	return places
}

// deadLetters returns the messages in the dead-letter queues, and removes the canary.
func deadLetters(t *testing.T, canary string) string {
	t.Helper()
	var dump strings.Builder
	for _, queue := range got(cloud.queue.ListQueues(t.Context(), &sqs.ListQueuesInput{})).orFail(t).QueueUrls {
		if queue == deployment.EventsQueue {
			continue // the copy of the bus
		}
		for range 20 { // a queue returns at most ten messages at a time
			received := got(cloud.queue.ReceiveMessage(t.Context(), &sqs.ReceiveMessageInput{
				QueueUrl: &queue, MaxNumberOfMessages: 10, VisibilityTimeout: 30,
			})).orFail(t).Messages
			for _, m := range received {
				dump.WriteString(aws.ToString(m.Body) + "\n")
				if strings.Contains(aws.ToString(m.Body), canary) {
					got(cloud.queue.DeleteMessage(t.Context(), &sqs.DeleteMessageInput{QueueUrl: &queue, ReceiptHandle: m.ReceiptHandle})).orFail(t)
				}
			}
			if len(received) == 0 {
				break
			}
		}
	}
	return dump.String()
}

// deploymentSecrets returns the settings of the functions that are secret: that of the cursors. An
// emulator that does not resolve it gives each function the same public text, which is
// searched for, too.
func deploymentSecrets(t *testing.T) []string {
	t.Helper()
	var all []string
	pages := lambda.NewListFunctionsPaginator(cloud.lambda, &lambda.ListFunctionsInput{})
	for pages.HasMorePages() {
		for _, function := range got(pages.NextPage(t.Context())).orFail(t).Functions {
			if function.Environment == nil {
				continue
			}
			for name, value := range function.Environment.Variables {
				if strings.Contains(name, "SECRET") && strings.HasPrefix(name, "ADMIT_") && !slices.Contains(all, value) {
					all = append(all, value)
				}
			}
		}
	}
	if len(all) == 0 {
		t.Error("no function has a secret: the names have changed")
	}
	return all
}

// ownLink matches the link of an email. Its groups are the invitation's id and the token.
var ownLink = regexp.MustCompile(`/invitations/([A-Za-z0-9_-]+)#([A-Za-z0-9_-]+)`)

// linkTokens returns the tokens in all emails, with the ids of their invitations.
func linkTokens(t *testing.T) map[string]string {
	t.Helper()
	tokens := map[string]string{}
	for _, m := range mails.matching(t, func(mail) bool { return true }) {
		for _, found := range ownLink.FindAllStringSubmatch(m.text, -1) {
			tokens[found[2]] = found[1]
		}
	}
	if len(tokens) == 0 {
		t.Error("no email has a link, so the search for tokens proves nothing")
	}
	return tokens
}

// withoutOwnLinks returns all emails without the one link that each may have. It fails the test for
// an email with links to several invitations, or to more than one recipient.
func withoutOwnLinks(t *testing.T) string {
	t.Helper()
	var dump strings.Builder
	for _, m := range mails.matching(t, func(mail) bool { return true }) {
		links := map[string]bool{}
		for _, found := range ownLink.FindAllString(m.text+m.html, -1) {
			links[found] = true
		}
		if len(links) > 1 || len(m.to) != 1 || len(m.cc)+len(m.bcc) > 0 {
			t.Errorf("an email to %v, cc %v, bcc %v, has %d links", m.to, m.cc, m.bcc, len(links))
		}
		envelope := got(json.Marshal([]any{m.from, m.to, m.cc, m.bcc})).orFail(t)
		dump.WriteString(string(envelope) + "\n" + m.subject + "\n" + ownLink.ReplaceAllString(m.text+"\n"+m.html, "(link)") + "\n")
	}
	return cmp.Or(dump.String(), "no email")
}
