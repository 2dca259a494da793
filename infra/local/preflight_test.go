package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
)

// fakeAccount is an account with a stack: what the checks read in it.
type fakeAccount struct {
	ses           fakeSES
	set           string // "": there is none; or paused
	concurrency   int
	signInMails   string
	subscriptions []string // ARNs; PendingConfirmation
	lines         string   // of an export
	next          string
	refused       bool // every call is
}

func healthyFake() fakeAccount {
	return fakeAccount{ses: fakeSES{healthyAccount(), map[string]bool{"example.com": true}}, set: "set", concurrency: 1000,
		signInMails: "DEVELOPER", subscriptions: []string{"arn:aws:sns:eu-north-1:1:t:1"}, lines: `{"key":"k","line":"{}"}`}
}

func (f fakeAccount) serve(w http.ResponseWriter, r *http.Request) bool {
	body, _ := io.ReadAll(r.Body)
	target := r.Header.Get("X-Amz-Target")
	switch {
	case strings.Contains(string(body), "Action=DescribeStacks"):
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		return false
	case f.refused:
		w.Header().Set("X-Amzn-ErrorType", "AccessDeniedException")
		w.WriteHeader(http.StatusForbidden)
		_, _ = io.WriteString(w, `{"message": "no"}`)
	case strings.HasPrefix(r.URL.Path, "/v2/email/configuration-sets/") && f.set == "":
		refuseSES(w, http.StatusNotFound, "NotFoundException")
	case strings.HasPrefix(r.URL.Path, "/v2/email/configuration-sets/"):
		_ = json.NewEncoder(w).Encode(map[string]any{"SendingOptions": map[string]any{"SendingEnabled": f.set != "paused"}})
	case strings.HasPrefix(r.URL.Path, "/v2/email/"):
		f.ses.ServeHTTP(w, r)
	case strings.HasSuffix(r.URL.Path, "/account-settings"), strings.HasSuffix(r.URL.Path, "/account-settings/"):
		_ = json.NewEncoder(w).Encode(map[string]any{"AccountLimit": map[string]any{"UnreservedConcurrentExecutions": f.concurrency}})
	case strings.HasSuffix(target, "DescribeUserPool"):
		_ = json.NewEncoder(w).Encode(map[string]any{"UserPool": map[string]any{"EmailConfiguration": map[string]any{"EmailSendingAccount": f.signInMails}}})
	case strings.Contains(string(body), "Action=ListSubscriptionsByTopic"):
		var members strings.Builder
		for _, arn := range f.subscriptions {
			fmt.Fprintf(&members, "<member><SubscriptionArn>%s</SubscriptionArn><Endpoint>ops@example.com</Endpoint></member>", arn)
		}
		fmt.Fprintf(w, "<ListSubscriptionsByTopicResponse><ListSubscriptionsByTopicResult><Subscriptions>%s</Subscriptions></ListSubscriptionsByTopicResult></ListSubscriptionsByTopicResponse>", &members)
	case strings.HasPrefix(r.URL.Path, "/2015-03-31/functions/"):
		fmt.Fprintf(w, `{"export": {"lines": [%s], "next": %q}}`, f.lines, f.next)
	default:
		return false
	}
	return true
}

// Each check says ok, missing or cannot tell, and what to do.
func TestPreflight(t *testing.T) {
	t.Chdir("../..")
	page := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/console" {
			http.NotFound(w, r)
		}
	}))
	t.Cleanup(page.Close)
	sandbox := healthyAccount()
	sandbox["ProductionAccessEnabled"] = false
	for _, c := range []struct {
		name    string
		change  func(f *fakeAccount)
		outputs map[string]string
		says    []string
		lacks   int
	}{
		{"healthy", func(*fakeAccount) {}, nil, []string{"Nothing is missing.", "50000 mails in 24 hours, of which 3 are used; 14 a second", "1000 functions"}, 0},
		{"sandbox", func(f *fakeAccount) { f.ses.account = sandbox }, nil, []string{"missing      SES production", "#/account"}, 1},
		{"sender not verified", func(f *fakeAccount) { f.ses.identities["example.com"] = false }, nil, []string{"missing      sender", "a._domainkey CNAME a.dkim"}, 1},
		{"no configuration set", func(f *fakeAccount) { f.set = "" }, nil, []string{"missing      configuration set"}, 1},
		{"a paused configuration set", func(f *fakeAccount) { f.set = "paused" }, nil, []string{"put-configuration-set-sending-options"}, 1},
		{"a new account", func(f *fakeAccount) { f.concurrency = 10 }, nil, []string{"10 functions may run at once", "Service"}, 1},
		{"mails of Cognito", func(f *fakeAccount) { f.signInMails = "COGNITO_DEFAULT" }, nil, []string{"at most 50 a day", "signInMails=ses"}, 1},
		{"another identity provider", func(*fakeAccount) {}, map[string]string{"UserPoolId": ""}, []string{"your identity provider"}, 0},
		{"no alarm mail", func(f *fakeAccount) { f.subscriptions = nil }, nil, []string{"alarmEmail="}, 1},
		{"an alarm mail that waits", func(f *fakeAccount) { f.subscriptions = []string{"PendingConfirmation"} }, nil, []string{"ops@example.com has not confirmed"}, 1},
		{"a console that does not answer", func(*fakeAccount) {}, map[string]string{"ConsoleUrl": page.URL + "/elsewhere", "DomainTarget": "d-1.example"}, []string{"404 Not Found", "d-1.example"}, 1},
		{"no organisation", func(f *fakeAccount) { f.lines = "" }, nil, []string{"missing      organisation", "make organisation"}, 1},
		{"a large table", func(f *fakeAccount) { f.lines, f.next = "", "more" }, nil, []string{"cannot tell  organisation", "as far as can be told"}, 0},
		{"a stack of before", func(*fakeAccount) {}, map[string]string{"AlarmTopicArn": ""}, []string{"cannot tell  alarms"}, 0},
		{"no permission", func(f *fakeAccount) { f.refused = true }, nil, []string{"cannot tell  SES account", "cannot tell  Lambda concurrency", "ok           address"}, 0},
	} {
		account := healthyFake()
		c.change(&account)
		outputs := map[string]string{"OperatorFunctionName": "Admit-Operator", "SenderIdentity": "example.com", "SenderDnsRecord1": "a._domainkey CNAME a.dkim",
			"ConfigurationSetName": "set", "UserPoolId": "pool", "AlarmTopicArn": "arn:topic", "ConsoleUrl": page.URL + "/console"}
		for name, value := range c.outputs {
			outputs[name] = value
		}
		stacks := &fakeCloudFormation{stack: &fakeStack{status: "CREATE_COMPLETE", outputs: outputs}}
		stacks.start(t, account.serve)
		settings, err := callersConfig(t.Context(), "")
		if err != nil {
			t.Fatal(err)
		}
		settings.RetryMaxAttempts = 1
		var said strings.Builder
		lacks, err := checkDeployment(t.Context(), &said, settings, "Admit")
		if err != nil || lacks != c.lacks {
			t.Errorf("%s: %d are missing, want %d (%v)\n%s", c.name, lacks, c.lacks, err, &said)
		}
		for _, text := range c.says {
			if !strings.Contains(said.String(), text) {
				t.Errorf("%s: %q is not in:\n%s", c.name, text, &said)
			}
		}
	}
}

// A verified domain whose mails SES does not sign is missing something, and sends.
func TestPreflightOfDKIM(t *testing.T) {
	for _, c := range []struct {
		identity, dkim string
		want           state
		says           string
	}{
		{"example.com", `{"Status": "PENDING", "SigningEnabled": true}`, missing, "record"},
		{"example.com", `{"Status": "SUCCESS", "SigningEnabled": false}`, missing, "--signing-enabled"},
		{"example.com", `{"Status": "SUCCESS", "SigningEnabled": true}`, okay, "verified"},
		{"a@example.com", `{"Status": "PENDING", "SigningEnabled": true}`, okay, "verified"},
	} {
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			_, _ = io.WriteString(w, `{"VerifiedForSendingStatus": true, "DkimAttributes": `+c.dkim+`}`)
		}))
		client := sesv2.New(sesv2.Options{Region: "eu-north-1", BaseEndpoint: aws.String(server.URL),
			Credentials: credentials.NewStaticCredentialsProvider(localKey, localSecret, "")})
		found := checkIdentity(t.Context(), client, c.identity, []string{"record"})[0]
		server.Close()
		if found.state != c.want || !strings.Contains(found.says, c.says) || found.sends != (c.want == missing) {
			t.Errorf("%s with %s is %+v", c.identity, c.dkim, found)
		}
	}
}
