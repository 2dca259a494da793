// Package day2 runs the steps of docs/operations.md on an emulator, with the commands that the
// document gives: the first deployment, an upgrade and its rollback under traffic, a restore, and
// leaving. It knows Admit only from outside.
package day2

import (
	"context"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cognitoidentityprovider"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/lambda"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"

	"admit/shared/evidence"
)

// Variable is the environment variable without which the test does not run.
const Variable = "ADMIT_DAY2"

// The deployment is in production, as on AWS.
const name, stack = "day2", "Admit-day2"

// day is the deployment, and what has happened in it.
type day struct {
	endpoint string // of the emulator
	stacks   *cloudformation.Client
	tables   *dynamodb.Client
	lambda   *lambda.Client
	users    *cognitoidentityprovider.Client
	mails    *sesv2.Client
	outputs  map[string]string
	context  string   // settings that every further deployment has
	steps    []string // that were run
}

// TestDay2 runs the steps one after the other, on one deployment. Each works after the first alone, so
// -run 'TestDay2/(first|restore)' runs one of them.
func TestDay2(t *testing.T) {
	if os.Getenv(Variable) == "" {
		t.Skipf("NOT RUN: it deploys six times, which takes minutes; run make day2")
	}
	endpoint := os.Getenv("AWS_ENDPOINT_URL")
	if endpoint == "" {
		t.Fatal("AWS_ENDPOINT_URL is not set: run make day2")
	}
	c, err := config.LoadDefaultConfig(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	d := &day{endpoint: endpoint, stacks: cloudformation.NewFromConfig(c), tables: dynamodb.NewFromConfig(c), lambda: lambda.NewFromConfig(c),
		users: cognitoidentityprovider.NewFromConfig(c), mails: sesv2.NewFromConfig(c)}
	for _, step := range []struct {
		name string
		run  func(*day, *testing.T)
	}{
		{"first deployment", (*day).firstDeployment},
		{"upgrade and rollback under traffic", (*day).upgrade},
		{"lost user pool", (*day).losePool},
		{"restore and switch over", (*day).restore},
		{"leave", (*day).leave},
	} {
		if !t.Run(step.name, func(t *testing.T) {
			step.run(d, t)
			d.steps = append(d.steps, step.name)
		}) {
			t.FailNow()
		}
	}
	evidence.Record(t, evidence.Figure{What: "steps of day 2", Tried: strings.Join(d.steps, ", ")})
}

// settings are those of every deployment. The sender's domain is one that the account has verified already: the emulator makes no DNS records.
const settings = "-c sender=invitations@example.com -c senderIdentity=existing -c alarmEmail=ops@example.com"

// deploy deploys with further settings, and reads the outputs of the stack. It does what make
// deploy does, but leaves out of the template what the emulator does not know.
func (d *day) deploy(t *testing.T, more string, arguments ...string) string {
	t.Helper()
	d.run(t, append([]string{"synth", "DEPLOYMENT=" + name, "ARCH=" + runtime.GOARCH, "CONTEXT=" + settings + d.context + " " + more}, arguments...)...)
	forEmulator(t, "../../cdk.out/"+stack+".template.json")
	command := exec.CommandContext(t.Context(), ".local/node/node_modules/.bin/cdk", "deploy", "--app", "cdk.out", "--require-approval=never", "--no-notices", "--ci", "--progress=events")
	command.Dir = "../.."
	deployed, err := command.CombinedOutput()
	said := string(deployed)
	if err != nil {
		t.Fatalf("cdk deploy: %v\n%s", err, said)
	}
	described, err := d.stacks.DescribeStacks(t.Context(), &cloudformation.DescribeStacksInput{StackName: aws.String(stack)})
	if err != nil || len(described.Stacks) != 1 {
		t.Fatalf("the stack: %v, %d found", err, len(described.Stacks))
	}
	d.outputs = map[string]string{}
	for _, o := range described.Stacks[0].Outputs {
		d.outputs[aws.ToString(o.OutputKey)] = aws.ToString(o.OutputValue)
	}
	return said
}

// run runs a target of make, and returns what it printed.
func (d *day) run(t *testing.T, arguments ...string) string {
	t.Helper()
	said, err := d.attempt(t.Context(), arguments...)
	if err != nil {
		t.Fatalf("make %s: %v\n%s", strings.Join(arguments, " "), err, said)
	}
	return said
}

// attempt is like run, but may fail.
func (d *day) attempt(ctx context.Context, arguments ...string) (string, error) {
	command := exec.CommandContext(ctx, "make", append([]string{"--no-print-directory"}, arguments...)...)
	command.Dir = "../.."
	said, err := command.CombinedOutput()
	return string(said), err
}

// eventually waits until something is true.
func eventually(t *testing.T, what string, is func() bool) {
	t.Helper()
	for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(300 * time.Millisecond) {
		if is() {
			return
		}
	}
	t.Fatalf("within a minute it did not come true: %s", what)
}
