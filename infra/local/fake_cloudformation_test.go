package main

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
)

const (
	stackARN    = "arn:aws:cloudformation:eu-north-1:111122223333:stack/Admit/1"
	noChangeSet = "ChangeSet [cdk-deploy-change-set] does not exist"

	// fakeKey is an access key that is used nowhere else. The CDK caches the account of
	// an access key in the user's home directory. With the emulator's key, this test
	// would break the next local deployment.
	fakeKey = "fake-cloudformation"
)

// fakeCloudFormation simulates one stack in CloudFormation, as far as the CDK's command
// line and deploy-aws use it, and the caller's identity in STS.
type fakeCloudFormation struct {
	mu            sync.Mutex
	stack         *fakeStack
	resources     [][3]string // type, name and status, for ListStackResources
	failCreations int         // the number of creations that will fail
	calls         []string    // the mutating actions, in order
}

type fakeStack struct {
	name                string // empty: Admit
	status, environment string
	protected           bool
	template            string
	pending             string // template of the change set
	outputs             map[string]string
}

// start serves the fake and makes it the endpoint of all AWS services. The others are
// tried first; each returns whether it handled the request.
func (f *fakeCloudFormation) start(t *testing.T, others ...func(http.ResponseWriter, *http.Request) bool) {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, answered := range others {
			if answered(w, r) {
				return
			}
		}
		f.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	for name, value := range map[string]string{
		"AWS_ENDPOINT_URL": server.URL, "AWS_ACCESS_KEY_ID": fakeKey, "AWS_SECRET_ACCESS_KEY": localSecret,
		"AWS_REGION": "eu-north-1", "AWS_CONFIG_FILE": "/dev/null", "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
		"AWS_EC2_METADATA_DISABLED": "true", "CDK_DISABLE_CLI_TELEMETRY": "true", "AWS_PROFILE": "", "AWS_SESSION_TOKEN": "",
	} {
		t.Setenv(name, value)
	}
}

// seen returns copies of the stack and the calls.
func (f *fakeCloudFormation) seen() (stack *fakeStack, calls []string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	now := *f.stack
	return &now, slices.Clone(f.calls)
}

func (f *fakeCloudFormation) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	f.mu.Lock()
	defer f.mu.Unlock()
	_ = r.ParseForm()
	action := r.Form.Get("Action")
	result, problem := f.answer(action, r.Form)
	w.Header().Set("Content-Type", "text/xml")
	if problem != "" {
		code := "ValidationError"
		if problem == noChangeSet {
			code = "ChangeSetNotFound"
		}
		w.WriteHeader(http.StatusBadRequest)
		_, _ = fmt.Fprintf(w, "<ErrorResponse><Error><Type>Sender</Type><Code>%s</Code><Message>%s</Message></Error></ErrorResponse>", code, problem)
		return
	}
	_, _ = fmt.Fprintf(w, "<%[1]sResponse><%[1]sResult>%[2]s</%[1]sResult><ResponseMetadata><RequestId>1</RequestId></ResponseMetadata></%[1]sResponse>", action, result)
}

func (f *fakeCloudFormation) answer(action string, form url.Values) (result, problem string) {
	name := form.Get("StackName")
	if action == "GetCallerIdentity" {
		return "<Account>111122223333</Account><UserId>1</UserId><Arn>arn:aws:iam::111122223333:user/ada</Arn>", ""
	}
	if action == "CreateChangeSet" && f.stack == nil {
		f.stack = &fakeStack{name: name, status: "REVIEW_IN_PROGRESS"}
	}
	if f.stack == nil || (name != cmp.Or(f.stack.name, "Admit") && name != stackARN) {
		return "", "Stack with id " + name + " does not exist"
	}
	if slices.Contains([]string{"UpdateTerminationProtection", "DeleteStack", "ExecuteChangeSet"}, action) {
		f.calls = append(f.calls, action)
	}
	switch action {
	case "DescribeStacks":
		return "<Stacks><member>" + f.stack.describe() + "</member></Stacks>", ""
	case "UpdateTerminationProtection":
		f.stack.protected = form.Get("EnableTerminationProtection") == "true"
	case "DeleteStack":
		if f.stack.protected {
			return "", "Stack [Admit] cannot be deleted while TerminationProtection is enabled"
		}
		f.stack = nil
	case "GetTemplate":
		return "<TemplateBody>" + escaped(f.stack.template) + "</TemplateBody>", ""
	case "ListStackResources":
		return f.listResources(), ""
	default:
		return f.change(action, form)
	}
	return "", ""
}

// change handles the actions on a change set.
func (f *fakeCloudFormation) change(action string, form url.Values) (result, problem string) {
	switch action {
	case "CreateChangeSet":
		if strings.HasPrefix(f.stack.status, "ROLLBACK_") {
			return "", "Stack:" + stackARN + " is in " + f.stack.status + " state and can not be updated."
		}
		f.stack.pending = form.Get("TemplateBody")
		for n := 1; form.Has(fmt.Sprintf("Tags.member.%d.Key", n)); n++ {
			if form.Get(fmt.Sprintf("Tags.member.%d.Key", n)) == "environment" {
				f.stack.environment = form.Get(fmt.Sprintf("Tags.member.%d.Value", n))
			}
		}
		return "<Id>change-1</Id><StackId>" + stackARN + "</StackId>", ""
	case "DeleteChangeSet":
		f.stack.pending = ""
	case "DescribeChangeSet":
		if f.stack.pending == "" {
			return "", noChangeSet
		}
		return "<ChangeSetId>change-1</ChangeSetId><ChangeSetName>cdk-deploy-change-set</ChangeSetName><StackId>" + stackARN + "</StackId>" +
			"<StackName>Admit</StackName><Status>CREATE_COMPLETE</Status><ExecutionStatus>AVAILABLE</ExecutionStatus>" +
			"<Changes><member><Type>Resource</Type><ResourceChange><Action>Add</Action></ResourceChange></member></Changes>", ""
	case "ExecuteChangeSet":
		f.stack.execute(&f.failCreations)
	}
	return "", ""
}

// execute creates or updates the stack. A failed creation is rolled back. The rollback
// fails if the table has deletion protection.
func (s *fakeStack) execute(failCreations *int) {
	creates := s.status == "REVIEW_IN_PROGRESS"
	switch s.template = s.pending; {
	case !creates:
		s.status = "UPDATE_COMPLETE"
	case *failCreations == 0:
		s.status = "CREATE_COMPLETE"
	default:
		*failCreations--
		s.status = "ROLLBACK_COMPLETE"
		if s.tableIsProtected() {
			s.status = "ROLLBACK_FAILED"
		}
	}
}

// tableIsProtected searches the template as YAML, which the CDK's command line sends.
func (s *fakeStack) tableIsProtected() bool {
	return strings.Contains(s.template, "DeletionProtectionEnabled: true")
}

func (s *fakeStack) describe() string {
	var outputs strings.Builder
	for key, value := range s.outputs {
		fmt.Fprintf(&outputs, "<member><OutputKey>%s</OutputKey><OutputValue>%s</OutputValue></member>", key, value)
	}
	return "<Outputs>" + outputs.String() + "</Outputs>" + fmt.Sprintf("<StackId>%s</StackId><StackName>Admit</StackName><CreationTime>2026-11-29T00:00:00Z</CreationTime><StackStatus>%s</StackStatus>"+
		"<EnableTerminationProtection>%t</EnableTerminationProtection><Tags><member><Key>environment</Key><Value>%s</Value></member></Tags>",
		stackARN, s.status, s.protected, s.environment)
}

func (f *fakeCloudFormation) listResources() string {
	var list strings.Builder
	for _, r := range f.resources {
		fmt.Fprintf(&list, "<member><ResourceType>%s</ResourceType><LogicalResourceId>R</LogicalResourceId><PhysicalResourceId>%s</PhysicalResourceId>"+
			"<ResourceStatus>%s</ResourceStatus></member>", r[0], r[1], r[2])
	}
	return "<StackResourceSummaries>" + list.String() + "</StackResourceSummaries>"
}

func escaped(text string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(text)) // never fails
	return b.String()
}
