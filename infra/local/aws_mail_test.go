package main

import (
	"encoding/json"
	"errors"
	"flag"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/credentials"
	"github.com/aws/aws-sdk-go-v2/service/sesv2"
)

// fakeSES is SES's API for the account and its identities.
type fakeSES struct {
	account    map[string]any
	identities map[string]bool // by name; true if verified
}

// healthyAccount returns the settings of an account that may send.
func healthyAccount() map[string]any {
	return map[string]any{"ProductionAccessEnabled": true, "SendingEnabled": true, "EnforcementStatus": "HEALTHY",
		"SendQuota": map[string]any{"Max24HourSend": 50000, "MaxSendRate": 14, "SentLast24Hours": 3}}
}

func (f fakeSES) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Content-Type", "application/json")
	name, _ := url.PathUnescape(strings.TrimPrefix(r.URL.EscapedPath(), "/v2/email/identities/"))
	verified, known := f.identities[name]
	switch {
	case r.URL.Path == "/v2/email/account" && f.account != nil:
		_ = json.NewEncoder(w).Encode(f.account)
	case r.URL.Path == "/v2/email/account":
		refuseSES(w, http.StatusForbidden, "AccessDeniedException")
	case known:
		_ = json.NewEncoder(w).Encode(map[string]any{"VerifiedForSendingStatus": verified})
	default:
		refuseSES(w, http.StatusNotFound, "NotFoundException")
	}
}

func refuseSES(w http.ResponseWriter, status int, code string) {
	w.Header().Set("X-Amzn-ErrorType", code)
	w.WriteHeader(status)
	_, _ = io.WriteString(w, `{"message": "no"}`)
}

// checkMail reports every obstacle to sending, with advice, and says how to skip the
// check.
func TestCheckMail(t *testing.T) {
	with := func(changes map[string]any) map[string]any {
		account := healthyAccount()
		for key, value := range changes {
			account[key] = value
		}
		return account
	}
	verified := map[string]bool{"example.com": true, "a@example.com": false, "new.example": false}
	for _, c := range []struct {
		name     string
		account  map[string]any
		identity string
		says     []string // nil if there is no obstacle
	}{
		{"healthy", healthyAccount(), "example.com", nil},
		{"a stack without the output SenderIdentity", healthyAccount(), "", nil},
		{"sandbox", with(map[string]any{"ProductionAccessEnabled": false}), "example.com", []string{"sandbox", "region=eu-north-1#/account"}},
		{"paused", with(map[string]any{"SendingEnabled": false}), "example.com", []string{"put-account-sending-attributes"}},
		{"suspended", with(map[string]any{"SendingEnabled": false, "EnforcementStatus": "SHUTDOWN"}), "example.com", []string{"suspended", "Support Center"}},
		{"quota used up: the mail waits", with(map[string]any{"SendQuota": map[string]any{"Max24HourSend": 200, "SentLast24Hours": 200}}), "example.com", nil},
		{"unlimited quota", with(map[string]any{"SendQuota": map[string]any{"Max24HourSend": -1, "SentLast24Hours": 200}}), "example.com", nil},
		{"domain not verified", healthyAccount(), "new.example", []string{"new.example is not verified", "SenderDnsRecord1"}},
		{"address not verified", healthyAccount(), "a@example.com", []string{"a@example.com is not verified", "open the link"}},
		{"no such identity", healthyAccount(), "other.example", []string{"no identity other.example", "senderIdentityName"}},
		{"several obstacles", with(map[string]any{"ProductionAccessEnabled": false}), "new.example", []string{"sandbox", "new.example"}},
		{"no permission to read the account", nil, "example.com", []string{"cannot read"}},
	} {
		server := httptest.NewServer(fakeSES{c.account, verified})
		client := sesv2.New(sesv2.Options{Region: "eu-north-1", BaseEndpoint: aws.String(server.URL),
			Credentials: credentials.NewStaticCredentialsProvider(localKey, localSecret, "")})
		err := checkMail(t.Context(), client, c.identity)
		server.Close()
		if len(c.says) == 0 {
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		advised, is := errors.AsType[*advisedError](err)
		if !is {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		for _, text := range append(c.says, "FORCE=1") {
			if !strings.Contains(advised.Error()+advised.advice, text) {
				t.Errorf("%s: %q is not in: %v\n%s", c.name, text, advised, advised.advice)
			}
		}
	}
}

// The whole command, with one endpoint for all of AWS. In the sandbox it creates
// nothing unless forced.
func TestOrganisationOnAWS(t *testing.T) {
	t.Chdir("../..")
	for _, c := range []struct {
		name      string
		arguments []string
		stack     string
		sandbox   bool
		created   bool
	}{
		{"healthy", nil, "Admit", false, true},
		{"sandbox", nil, "Admit", true, false},
		{"sandbox, forced", []string{"-force"}, "Admit", true, true},
		{"another deployment", []string{"-deployment", "staging"}, "Admit-staging", false, true},
		{"only another deployment", nil, "Admit-staging", false, false},
		{"no such deployment", []string{"-deployment", "staging"}, "Admit", false, false},
	} {
		stacks := &fakeCloudFormation{stack: &fakeStack{name: c.stack, status: "CREATE_COMPLETE",
			outputs: map[string]string{"OperatorFunctionName": "Admit-Operator", "SenderIdentity": "example.com"}}}
		account := healthyAccount()
		account["ProductionAccessEnabled"] = !c.sandbox
		ses := fakeSES{account, map[string]bool{"example.com": true}}
		var invoked []string
		stacks.start(t, func(w http.ResponseWriter, r *http.Request) bool {
			switch {
			case strings.HasPrefix(r.URL.Path, "/v2/email/"):
				ses.ServeHTTP(w, r)
			case strings.HasPrefix(r.URL.Path, "/2015-03-31/functions/"):
				body, _ := io.ReadAll(r.Body)
				invoked = append(invoked, r.URL.Path+" "+string(body))
				_, _ = io.WriteString(w, `{"organisation": {"id": "o", "name": "Acme"}, "invitation": {"id": "i"}}`)
			default:
				return false
			}
			return true
		})
		flags := flag.NewFlagSet("organisation", flag.ContinueOnError)
		err := organisation(t.Context(), flags, slices.Concat([]string{"-aws", "-name", "Acme", "-admin", "ada@example.com"}, c.arguments))
		if created := len(invoked) == 1 && strings.Contains(invoked[0], "/Admit-Operator/") && strings.Contains(invoked[0], "ada@example.com"); created != c.created {
			t.Errorf("%s: created %v with %v (%v)", c.name, created, invoked, err)
		}
		if (err == nil) != c.created {
			t.Errorf("%s: %v", c.name, err)
		}
	}
}
