package api

import (
	"context"
	stdjson "encoding/json"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"admit/shared/access"
)

// Handler answers one route. If it returns an error, the response is the problem for
// that error.
type Handler func(ctx context.Context, r Request) (Response, error)

// Handlers has the handlers of a function by [Route.Key].
type Handlers map[string]Handler

// Serve handles an event of API Gateway. It returns the response of the route's
// handler, or a problem, also after a panic. Its error is always nil. It writes one
// log record for each request.
func (h Handlers) Serve(ctx context.Context, raw stdjson.RawMessage) (Response, error) {
	start := time.Now()
	ctx, cancel := withTimeToAnswer(ctx)
	defer cancel()
	var r Request
	response, err := h.answer(ctx, raw, &r)
	if err != nil {
		response = problemOf(err, r.Event.RequestContext.RequestID)
	}
	logRequest(ctx, r, response.StatusCode, err, time.Since(start))
	if r.Event.isHead() {
		return response.withoutBody(), nil
	}
	return response, nil
}

// ServeDirect answers an invocation without API Gateway, by somebody whose AWS
// credentials allow it. The body is that of a request to the route with this key, and
// requestID is that of the invocation. The answer is the body of the response, or a
// problem in the field problem. Only an internal error is returned as an error.
func (h Handlers) ServeDirect(ctx context.Context, key, requestID string, body stdjson.RawMessage) (any, error) {
	start := time.Now()
	ctx, cancel := withTimeToAnswer(ctx)
	defer cancel()
	r := Request{Program: true}
	r.Event.RequestContext.RequestID = requestID
	r.Event.RouteKey, r.Event.Body, r.Event.Headers = key, string(body), map[string]string{"content-type": "application/json"}
	response, err := h.answerDirect(ctx, &r)
	if err != nil {
		response = problemOf(err, requestID)
	}
	logRequest(ctx, r, response.StatusCode, err, time.Since(start))
	switch {
	case err == nil:
		return stdjson.RawMessage(response.Body), nil
	case refusalOf(err).Kind == access.Internal:
		return nil, refusalOf(err) // without the cause, which is in the log
	}
	return ProblemOf(err, requestID), nil
}

// answerDirect returns the response of the handler to a direct invocation.
func (h Handlers) answerDirect(ctx context.Context, r *Request) (response Response, err error) {
	defer recoverTo(&err)
	handler, err := h.route(r)
	if err != nil {
		return Response{}, err
	}
	return handler(ctx, *r)
}

// timeToAnswer is kept free at the end of an invocation to write a response. At the
// deadline Lambda ends the function, and the client would get none.
const timeToAnswer = 500 * time.Millisecond

// withTimeToAnswer returns a context whose deadline is earlier by timeToAnswer.
func withTimeToAnswer(ctx context.Context) (context.Context, context.CancelFunc) {
	deadline, hasDeadline := ctx.Deadline()
	if !hasDeadline {
		return ctx, func() {}
	}
	return context.WithDeadline(ctx, deadline.Add(-timeToAnswer))
}

// answer returns the response of the handler. It sets the fields of the request as
// early as it knows them, so that they are logged whatever happens afterwards. It
// identifies the caller before it reads the query.
func (h Handlers) answer(ctx context.Context, raw stdjson.RawMessage, r *Request) (response Response, err error) {
	defer recoverTo(&err)
	if err := json.Unmarshal(raw, &r.Event, jsontext.AllowDuplicateNames(true), jsontext.AllowInvalidUTF8(true)); err != nil {
		return Response{}, access.Refuse(access.Invalid, "The event is not an HTTP API request.")
	}
	handler, err := h.route(r)
	if err != nil {
		return Response{}, err
	}
	if !r.Route.Open() {
		if r.Caller, r.Program, err = caller(r.Event.RequestContext.Authorizer.JWT.Claims, r.Route); err != nil {
			return Response{}, err
		}
	}
	if r.Query, err = r.Route.Query.read(r.Event.RawQueryString); err != nil {
		return Response{}, err
	}
	return handler(ctx, *r)
}

// route sets the route of a request, and returns its handler.
func (h Handlers) route(r *Request) (Handler, error) {
	route, known := routeOf(r.Event.RouteKey)
	handler, answered := h[route.Key()]
	if !known || !answered {
		return nil, access.Refuse(access.NotFound, "There is no such route.")
	}
	r.Route = route
	return handler, nil
}

// recoverTo makes an error of a panic. It is deferred.
func recoverTo(err *error) {
	if cause := recover(); cause != nil {
		*err = fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
	}
}

// logRequest writes one log record with the ids and the outcome of a request. It
// never logs a body, a token or an email address. The path of a damaged link may
// contain the link's token, so only path parameters with the form of an id are
// logged.
//
// Nothing is logged about a request that succeeded and names nobody and nothing, such
// as that of a page: the gateway's access log has its route, status and latency.
func logRequest(ctx context.Context, r Request, status int, err error, took time.Duration) {
	level, e := slog.LevelInfo, r.Event
	attributes := []slog.Attr{
		slog.String("requestId", e.RequestContext.RequestID),
		slog.String("route", e.RouteKey),
		slog.Int("status", status),
		slog.Float64("ms", float64(took.Microseconds())/1000),
	}
	known := len(attributes) // to the access log
	for _, name := range []string{"organisationId", "invitationId", "userId"} {
		if id := e.PathParameters[name]; access.IsGeneratedID(id) {
			attributes = append(attributes, slog.String(name, id))
		}
	}
	if r.Caller.Subject != "" {
		attributes = append(attributes, slog.String("caller", string(r.CallerID())))
	}
	if r.Program {
		attributes = append(attributes, slog.Bool("program", true))
	}
	if err != nil {
		attributes = append(attributes, slog.String("problem", string(refusalOf(err).Kind)))
	}
	if status >= 500 {
		level = slog.LevelError
		attributes = append(attributes, slog.String("error", causes(err)))
	}
	if len(attributes) > known {
		slog.LogAttrs(ctx, level, "request", attributes...)
	}
}

// causes returns the text of an error with its cause, for operators.
func causes(err error) string {
	refusal := refusalOf(err)
	if refusal.Cause != nil {
		return refusal.Error() + ": " + refusal.Cause.Error()
	}
	return err.Error()
}
