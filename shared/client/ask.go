package client

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"slices"
	"strconv"
	"time"
)

const (
	maxAnswer  = 6 << 20                // bytes; the most that AWS Lambda returns
	retryPause = 100 * time.Millisecond // unless Retry-After is longer
)

// ask sends one request, and sends it once more after a failure that may pass. The
// request changes nothing, so it can be repeated.
func (c *Client) ask(ctx context.Context, user User, checks []Check) ([]Decision, error) {
	type named struct {
		ID      string `json:"id,omitempty"`
		Issuer  string `json:"issuer,omitempty"`
		Subject string `json:"subject,omitempty"`
	}
	question := struct {
		User   *named  `json:"user,omitempty"` // left out: the bearer of the token
		Checks []Check `json:"checks"`
	}{Checks: checks}
	if user.token == "" {
		question.User = &named{user.id, user.issuer, user.subject}
	}
	body, err := json.Marshal(question)
	if err != nil {
		return nil, failed(ErrRefused, "the question cannot be written as JSON", err)
	}
	send := c.post
	if c.config.Invoke != nil {
		send = c.invoke
	}
	answer, failure := send(ctx, user, body)
	if failure != nil && failure.retry && pause(ctx, failure.RetryAfter) {
		answer, failure = send(ctx, user, body)
	}
	if failure == nil {
		var decisions []Decision
		if decisions, failure = decode(answer, len(checks)); failure == nil {
			return decisions, nil
		}
	}
	return nil, failure
}

// invoke does not ask for a retry: the AWS SDK has its own.
func (c *Client) invoke(ctx context.Context, _ User, body []byte) ([]byte, *Error) {
	answer, err := c.config.Invoke(ctx, body)
	if err != nil {
		return nil, failed(ErrUnavailable, "the function was not invoked", err)
	}
	return answer, nil
}

func (c *Client) post(ctx context.Context, user User, body []byte) ([]byte, *Error) {
	token := user.token
	if token == "" {
		var err error
		if token, err = c.config.Token(ctx); err != nil || token == "" {
			return nil, failed(ErrUnavailable, "there is no token to ask with", err)
		}
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.config.URL+"/decisions", bytes.NewReader(body))
	if err != nil {
		return nil, failed(ErrRefused, "the request cannot be made", err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	request.Header.Set("Content-Type", "application/json")
	response, err := c.http.Do(request)
	if err != nil {
		return nil, failed(ErrUnavailable, "Admit was not reached", err).again(0)
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	mediaType, _, _ := mime.ParseMediaType(response.Header.Get("Content-Type"))
	switch {
	case response.StatusCode != http.StatusOK:
		return nil, failureOf(response, answer)
	case err != nil:
		return nil, failed(ErrUnavailable, "the answer was cut off", err).again(0)
	case len(answer) > maxAnswer:
		return nil, failed(ErrUnavailable, "the answer is too large", nil)
	case mediaType != "application/json":
		return nil, failed(ErrUnavailable, fmt.Sprintf("the answer is %q, not JSON", mediaType), nil)
	}
	return answer, nil
}

// failureOf returns the error for a status that is not 200.
func failureOf(response *http.Response, body []byte) *Error {
	var document problem
	_ = json.Unmarshal(body, &document) // API Gateway's own answers have no details
	failure := document.failure(response.StatusCode)
	if slices.Contains([]int{429, 502, 503, 504}, response.StatusCode) {
		after := response.Header.Get("Retry-After")
		if seconds, err := strconv.ParseUint(after, 10, 16); err == nil || after == "" {
			return failure.again(time.Duration(seconds) * time.Second)
		}
	}
	return failure
}

// pause waits before a retry. It returns false if the deadline leaves no time for one.
func pause(ctx context.Context, wait time.Duration) bool {
	wait = max(wait, retryPause)
	if deadline, ok := ctx.Deadline(); ok && time.Until(deadline) <= wait {
		return false
	}
	select {
	case <-time.After(wait):
		return true
	case <-ctx.Done():
		return false
	}
}
