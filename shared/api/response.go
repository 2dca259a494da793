package api

import (
	"context"
	"encoding/base64"
	"errors"
	"net/http"

	"github.com/go-json-experiment/json"

	"admit/shared/access"
)

// Response is the response of a function to API Gateway (payload format 2.0).
type Response struct {
	StatusCode      int               `json:"statusCode"`
	Headers         map[string]string `json:"headers"`
	Body            string            `json:"body"`
	IsBase64Encoded bool              `json:"isBase64Encoded,omitempty"`
	notReplayable   bool              // see NotReplayable
}

// OK returns a response with status 200 and a JSON body.
func OK(body any) Response { return write(http.StatusOK, "application/json", body) }

// Accepted returns a response with status 202 and a JSON body. The request is not
// yet completed: an email is still to be sent, or somebody has to answer.
func Accepted(body any) Response { return write(http.StatusAccepted, "application/json", body) }

// WithETag returns the response with a version as its entity tag. It adds no header
// if the version is empty.
func (r Response) WithETag(version string) Response {
	if version != "" {
		r.Headers["ETag"] = `"` + version + `"`
	}
	return r
}

// InLanguage returns the response marked as written in a language, which the
// Accept-Language header of the request has decided.
func (r Response) InLanguage(language string) Response {
	r.Headers["Content-Language"], r.Headers["Vary"] = language, "Accept-Language"
	return r
}

// NotReplayable returns the response marked as not to be replayed for an idempotency
// key, because another attempt may have a better result.
func (r Response) NotReplayable() Response {
	r.notReplayable = true
	return r
}

// Created returns a response with status 201, a JSON body, and the location of what
// was created unless that is empty.
func Created(location string, body any) Response {
	response := write(http.StatusCreated, "application/json", body)
	if location != "" {
		response.Headers["Location"] = location
	}
	return response
}

// NoContent returns a response with status 204.
func NoContent() Response {
	return Response{StatusCode: http.StatusNoContent, Headers: headers("")}
}

// Bytes returns a response with a body that may be binary. It has only the given
// headers.
func Bytes(status int, body []byte, headers map[string]string) Response {
	return Response{StatusCode: status, Headers: headers, Body: base64.StdEncoding.EncodeToString(body), IsBase64Encoded: true}
}

// withoutBody returns the response to a HEAD request. It does not rely on API
// Gateway to drop the body.
func (r Response) withoutBody() Response {
	r.Body, r.IsBase64Encoded = "", false
	return r
}

// write returns a response with a body as JSON.
func write(status int, contentType string, body any) Response {
	text, err := json.Marshal(body, json.Deterministic(true))
	if err != nil {
		return unwritable()
	}
	return Response{StatusCode: status, Headers: headers(contentType), Body: string(text)}
}

// unwritable returns the response in place of one that cannot be written as JSON.
func unwritable() Response {
	return Response{StatusCode: http.StatusInternalServerError, Headers: headers("")}
}

// headers returns the headers of every JSON response: it is not cached, its type is
// not guessed, and it is not shown in a frame.
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

// refusalOf returns what a client may learn about an error.
func refusalOf(err error) *access.Error {
	if refusal, ok := errors.AsType[*access.Error](err); ok {
		return refusal
	}
	if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
		return &access.Error{Kind: access.Unavailable, Detail: "The request could not be completed in time. Try again."}
	}
	return internal()
}

// internal returns the refusal for an unexpected error.
func internal() *access.Error {
	return &access.Error{Kind: access.Internal, Detail: "The request failed. It is logged under its instance."}
}
