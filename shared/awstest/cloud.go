package awstest

import (
	"net/http"
	"strings"
	"sync"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"

	"admit/shared/boot"
	"admit/shared/setting"
)

// Cloud has the services. It counts what took effect, however the call was answered.
type Cloud struct {
	Plan   *Plan
	Config aws.Config // of the clients of a function, as boot makes it

	// RefuseMails makes SES reject each email for its recipient.
	RefuseMails bool

	mu        sync.Mutex
	mails     []Mail
	letters   []string   // the bodies of the messages in SQS
	queue     []*message // that the queue has, beside the letters of this test
	invoked   []string   // the payloads of invocations
	events    []string   // the details of the events on the bus
	schedules map[string]schedule
	users     map[string]*poolUser // by user name and by subject
}

// New returns a cloud without mails, messages, events, schedules or users. Its network ends
// with the test.
func New(t *testing.T) *Cloud {
	t.Helper()
	c := &Cloud{schedules: map[string]schedule{}, users: map[string]*poolUser{}}
	c.Plan = &Plan{services: c}
	variables := map[string]string{setting.Region.Variable: "eu-north-1", setting.AccessKeyID.Variable: "key",
		setting.SecretAccessKey.Variable: "secret", setting.SessionToken.Variable: "session"}
	env := &setting.Environment{Lookup: func(name string) string { return variables[name] }}
	c.Config = newNetwork(t, c.Plan).config(t, boot.Config(env))
	if len(env.Problems) > 0 {
		t.Fatalf("settings of the clients: %+v", env.Problems)
	}
	return c
}

// ServeHTTP passes each call to the service that it is for.
func (c *Cloud) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	c.mu.Lock()
	defer c.mu.Unlock()
	call := NameOf(r)
	switch {
	case call == "ses:SendEmail":
		c.sendEmail(w, r)
	case call == "sqs:SendMessage":
		c.sendMessage(w, r)
	case strings.HasPrefix(call, "sqs:"):
		c.answerForQueue(w, r, call)
	case call == "lambda:InvokeFunction":
		c.invokeFunction(w, r)
	case call == "events:PutEvents":
		c.putEvents(w, r)
	case call == "scheduler:CreateSchedule":
		c.createSchedule(w, r)
	case strings.HasPrefix(call, "cognito-idp:"):
		c.answerForUser(w, r, call)
	default:
		refuse(w, http.StatusBadRequest, "UnknownOperationException")
	}
}

// Letters returns the bodies of the messages in SQS.
func (c *Cloud) Letters() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]string{}, c.letters...)
}

// Events returns the details of the events on the bus, in their order.
func (c *Cloud) Events() []string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return append([]string{}, c.events...)
}
