package awstest

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"time"
)

// slow is how long a slow service takes: longer than every timeout of a client, and than API
// Gateway waits.
const slow = 29 * time.Second

// wait waits until a time has passed or the client has gone.
func wait(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

type readCloser struct{ io.Reader }

func (readCloser) Close() error { return nil }

// targets has the names of the services in IAM by the beginning of the header X-Amz-Target.
var targets = map[string]string{
	"DynamoDB_20120810":                 "dynamodb",
	"AWSCognitoIdentityProviderService": "cognito-idp",
	"AWSEvents":                         "events",
	"AmazonSQS":                         "sqs",
}

// NameOf returns the name of a call as IAM has it, such as ses:SendEmail.
func NameOf(r *http.Request) string {
	if target, operation, ok := strings.Cut(r.Header.Get("X-Amz-Target"), "."); ok {
		return targets[target] + ":" + operation
	}
	switch {
	case r.URL.Path == "/v2/email/outbound-emails":
		return "ses:SendEmail"
	case strings.HasPrefix(r.URL.Path, "/2015-03-31/functions/"):
		return "lambda:InvokeFunction"
	case strings.HasPrefix(r.URL.Path, "/schedules/"):
		return "scheduler:CreateSchedule"
	}
	return r.Method + " " + r.URL.Path
}

// problem is how a service says that a call failed: the code and the status of each error,
// from its API reference.
type problem struct {
	breaks, throttles, refuses string
	throttledStatus            int
}

// problems has the errors of each service. SES refuses when the quota of 24 hours is used up,
// EventBridge Scheduler when there are too many schedules, SQS and EventBridge when a key of
// KMS or a policy is missing, Cognito when its pool is misconfigured.
var problems = map[string]problem{
	"ses":         {"InternalServiceErrorException", "TooManyRequestsException", "LimitExceededException", http.StatusTooManyRequests},
	"sqs":         {"InternalError", "RequestThrottled", "KmsDisabled", http.StatusBadRequest},
	"events":      {"InternalException", "ThrottlingException", "AccessDeniedException", http.StatusBadRequest},
	"lambda":      {"ServiceException", "TooManyRequestsException", "KMSDisabledException", http.StatusTooManyRequests},
	"scheduler":   {"InternalServerException", "ThrottlingException", "ServiceQuotaExceededException", http.StatusTooManyRequests},
	"cognito-idp": {"InternalErrorException", "TooManyRequestsException", "ResourceNotFoundException", http.StatusBadRequest},
}

func problemOf(call string) problem {
	service, _, _ := strings.Cut(call, ":")
	return problems[service]
}

func (p problem) broken(w http.ResponseWriter) {
	refuse(w, http.StatusInternalServerError, p.breaks)
}
func (p problem) throttled(w http.ResponseWriter) { refuse(w, p.throttledStatus, p.throttles) }
func (p problem) refused(w http.ResponseWriter)   { refuse(w, http.StatusBadRequest, p.refuses) }

// refuse answers with an error.
func refuse(w http.ResponseWriter, status int, code string) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("X-Amzn-ErrorType", code)
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(map[string]string{"__type": code, "message": "injected"})
}

// failEntry answers a call of PutEvents whose first entry fails, as one does that the bus
// throttles. The others take effect.
func failEntry(w http.ResponseWriter, r *http.Request, services http.Handler) {
	var request struct{ Entries []json.RawMessage }
	if decode(w, r, &request) != nil {
		return
	}
	rest, err := json.Marshal(map[string]any{"Entries": request.Entries[1:]})
	if err != nil {
		panic(err)
	}
	again := r.Clone(r.Context())
	again.Body = readCloser{bytes.NewReader(rest)}
	answer := httptest.NewRecorder()
	if len(request.Entries) > 1 {
		services.ServeHTTP(answer, again)
	}
	var taken struct{ Entries []map[string]string }
	_ = json.Unmarshal(answer.Body.Bytes(), &taken) // empty: there was one entry
	entries := append([]map[string]string{{"ErrorCode": "ThrottlingException", "ErrorMessage": "injected"}}, taken.Entries...)
	write(w, map[string]any{"FailedEntryCount": 1, "Entries": entries})
}

// decode decodes the body of a call, and answers 400 if it cannot.
func decode(w http.ResponseWriter, r *http.Request, out any) error {
	err := json.NewDecoder(r.Body).Decode(out)
	if err != nil {
		refuse(w, http.StatusBadRequest, "SerializationException")
	}
	return err
}

// write answers a call with a body in JSON.
func write(w http.ResponseWriter, body any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(body) // into memory
}
