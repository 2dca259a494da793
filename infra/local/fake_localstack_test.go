package main

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
)

// localStack imitates LocalStack's responses. They were recorded from version 2026.3.0;
// those of the paid plans follow its documentation.
type localStack struct {
	*httptest.Server
	free    bool     // no paid plan
	issuer  string   // prefix of its tokens' issuers
	origins []string // the origins in EXTRA_CORS_ALLOWED_ORIGINS
	mails   []string
	stack   string            // the response to DescribeStackResources
	logs    map[string]string // log group name -> events
	pools   map[string]bool
	calls   []string
}

func newLocalStack(t *testing.T) *localStack {
	t.Helper()
	l := &localStack{issuer: "http://localhost:4566/", pools: map[string]bool{}}
	l.Server = httptest.NewServer(l)
	t.Cleanup(l.Close)
	return l
}

func (l *localStack) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("X-Localstack", "true")
	if origin := r.Header.Get("Origin"); origin != "" {
		if !slices.Contains(l.origins, "*") {
			w.WriteHeader(http.StatusForbidden)
			return
		}
		w.Header().Set("Access-Control-Allow-Origin", origin)
	}
	switch {
	case r.URL.Path == "/_localstack/health":
		fmt.Fprint(w, `{"services": {"s3": "available"}, "edition": "pro", "version": "2026.3.0"}`)
	case r.URL.Path == "/_localstack/info":
		fmt.Fprint(w, `{"version": "2026.3.0", "edition": "pro", "is_license_activated": true, "server_time_utc": "2026-11-29T10:29:57", "uptime": 12}`)
	case r.URL.Path == "/_aws/ses" && len(l.mails) > 0:
		fmt.Fprintf(w, `{"messages": [%s]}`, strings.Join(l.mails, ", "))
	case r.URL.Path == "/_aws/cognito-idp/oauth2/token":
		refuse(w, http.StatusBadRequest, "InvalidRequest", "")
	case r.URL.Path == "/" && r.Method == http.MethodPost:
		l.service(w, r)
	default: // LocalStack treats any other path as an S3 bucket
		w.Header().Set("Content-Type", "application/xml")
		w.WriteHeader(http.StatusNotFound)
		fmt.Fprint(w, `<?xml version='1.0' encoding='utf-8'?><Error><Code>NoSuchBucket</Code><Message>The specified bucket does not exist</Message></Error>`)
	}
}

// service handles a call to an AWS service.
func (l *localStack) service(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	_, operation, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	if operation == "" {
		w.Header().Set("Content-Type", "text/xml")
		fmt.Fprintf(w, `<DescribeStackResourcesResponse xmlns="http://cloudformation.amazonaws.com/doc/2010-05-15/"><DescribeStackResourcesResult><StackResources>%s</StackResources></DescribeStackResourcesResult></DescribeStackResourcesResponse>`, l.stack)
		return
	}
	l.calls = append(l.calls, operation)
	var input struct {
		UserPoolId, ClientId, LogGroupName string // AWS's field names
	}
	_ = json.Unmarshal(body, &input)
	w.Header().Set("Content-Type", "application/x-amz-json-1.1")
	if operation != "FilterLogEvents" {
		l.cognito(w, operation, input.UserPoolId, input.ClientId)
		return
	}
	events, there := l.logs[input.LogGroupName]
	if !there {
		refuse(w, http.StatusBadRequest, "ResourceNotFoundException", "The specified log group does not exist.")
		return
	}
	fmt.Fprintf(w, `{"events": [%s], "searchedLogStreams": [{"logStreamName": "s", "searchedCompletely": true}]}`, events)
}

// cognito handles a call about a user pool. A client has the same id as its pool.
func (l *localStack) cognito(w http.ResponseWriter, operation, pool, client string) {
	const made = "us-east-1_fd924693e9b04f549f989283123a29c2"
	switch {
	case l.free:
		refuse(w, http.StatusNotImplemented, "InternalFailure", "The API for service cognito-idp is either not included in your current license plan or has not yet been emulated by LocalStack.")
	case operation == "CreateUserPool":
		l.pools[made] = true
		fmt.Fprintf(w, `{"UserPool": {"Id": %q, "Name": "p"}}`, made)
	case !l.pools[pool] && !l.pools[client]:
		refuse(w, http.StatusBadRequest, "ResourceNotFoundException", "User pool does not exist.")
	case operation == "CreateUserPoolClient":
		fmt.Fprintf(w, `{"UserPoolClient": {"UserPoolId": %q, "ClientId": %q}}`, pool, pool)
	case operation == "InitiateAuth":
		fmt.Fprintf(w, `{"ChallengeParameters": {}, "AuthenticationResult": {"AccessToken": %q, "ExpiresIn": 3600, "TokenType": "Bearer"}}`, tokenOf(l.issuer+client))
	case operation == "DeleteUserPool":
		delete(l.pools, pool)
	default:
		fmt.Fprint(w, `{}`)
	}
}

func refuse(w http.ResponseWriter, status int, kind, message string) {
	w.Header().Set("X-Amzn-Errortype", kind)
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"__type": kind, "message": message})
}

// tokenOf returns an access token of an issuer, with a made-up signature.
func tokenOf(issuer string) string {
	segment := func(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }
	return segment(`{"alg":"RS256"}`) + "." + segment(fmt.Sprintf(`{"iss":%q,"sub":"s","token_use":"access"}`, issuer)) + ".c2ln"
}
