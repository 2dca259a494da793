package api

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"

	"github.com/go-json-experiment/json"

	"admit/shared/access"
)

// Response is an answer, as API Gateway takes it from a function.
type Response struct {
	StatusCode      int               `json:"statusCode"`
	Headers         map[string]string `json:"headers"`
	Body            string            `json:"body"`
	IsBase64Encoded bool              `json:"isBase64Encoded,omitempty"`
	notReplayable   bool
}

// OK answers 200 with a body.
func OK(body any) Response { return write(http.StatusOK, "application/json", body) }

// Accepted answers 202 with a body: what it tells of is still under way.
func Accepted(body any) Response { return write(http.StatusAccepted, "application/json", body) }

// WithETag is the answer with the version of what it shows, as an entity tag.
func (r Response) WithETag(version string) Response {
	if version != "" {
		r.Headers["ETag"] = `"` + version + `"`
	}
	return r
}

// NotReplayable is an answer that another try may better, and that is therefore not
// repeated for an idempotency key.
func (r Response) NotReplayable() Response {
	r.notReplayable = true
	return r
}

// Created answers 201 with a body, and where what was created is.
func Created(location string, body any) Response {
	response := write(http.StatusCreated, "application/json", body)
	if location != "" {
		response.Headers["Location"] = location
	}
	return response
}

// NoContent answers 204.
func NoContent() Response {
	return Response{StatusCode: http.StatusNoContent, Headers: headers("")}
}

// Bytes answers with a body that need not be text, and brings its own headers.
func Bytes(status int, body []byte, headers map[string]string) Response {
	return Response{StatusCode: status, Headers: headers, Body: base64.StdEncoding.EncodeToString(body), IsBase64Encoded: true}
}

// withoutBody is the answer to HEAD. API Gateway need not be counted on to drop
// the body.
func (r Response) withoutBody() Response {
	r.Body, r.IsBase64Encoded = "", false
	return r
}

func write(status int, contentType string, body any) Response {
	text, err := json.Marshal(body, json.Deterministic(true))
	if err != nil {
		return Response{StatusCode: http.StatusInternalServerError, Headers: headers("")}
	}
	return Response{StatusCode: status, Headers: headers(contentType), Body: string(text)}
}

// headers are those of every answer of the API: nothing is cached, guessed or
// framed.
func headers(contentType string) map[string]string {
	h := map[string]string{
		"Cache-Control":             "no-store",
		"Content-Security-Policy":   "default-src 'none'; frame-ancestors 'none'",
		"Referrer-Policy":           "no-referrer",
		"Strict-Transport-Security": "max-age=31536000",
		"X-Content-Type-Options":    "nosniff",
	}
	if contentType != "" {
		h["Content-Type"] = contentType
	}
	return h
}

// refusalOf is what may be told of an error.
func refusalOf(err error) *access.Error {
	if refusal, ok := errors.AsType[*access.Error](err); ok {
		return refusal
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return &access.Error{Kind: access.Unavailable, Detail: "This took too long. Try again."}
	}
	return internal()
}

func internal() *access.Error {
	return &access.Error{Kind: access.Internal, Detail: "The request could not be answered. It has been logged under its instance."}
}
