package api

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"runtime/debug"
	"time"

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
func (h Handlers) Serve(ctx context.Context, raw json.RawMessage) (Response, error) {
	start := time.Now()
	ctx, cancel := withTimeToAnswer(ctx)
	defer cancel()
	var event Event
	var caller access.Caller
	response, err := h.answer(ctx, raw, &event, &caller)
	if err != nil {
		response = problemOf(err, event.RequestContext.RequestID)
	}
	logRequest(ctx, event, caller, response.StatusCode, err, time.Since(start))
	if event.isHead() {
		return response.withoutBody(), nil
	}
	return response, nil
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

// answer returns the response of the handler. It sets event and who as early as it
// knows them, so that they are logged whatever happens afterwards. It identifies the
// caller before it reads the query.
func (h Handlers) answer(ctx context.Context, raw json.RawMessage, event *Event, who *access.Caller) (response Response, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
		}
	}()
	if err := json.Unmarshal(raw, event); err != nil {
		return Response{}, access.Refuse(access.Invalid, "The event is not an HTTP API request.")
	}
	route, known := routeOf(event.RouteKey)
	handler, answered := h[route.Key()]
	if !known || !answered {
		return Response{}, access.Refuse(access.NotFound, "There is no such route.")
	}
	if !route.Open {
		if *who, err = caller(event.RequestContext.Authorizer.JWT.Claims); err != nil {
			return Response{}, err
		}
	}
	query, err := route.Query.read(event.RawQueryString)
	if err != nil {
		return Response{}, err
	}
	return handler(ctx, Request{Event: *event, Route: route, Query: query, Caller: *who})
}

// logRequest writes one log record with the ids and the outcome of a request. It
// never logs a body, a token or an email address. The path of a damaged link may
// contain the link's token, so only path parameters with the form of an id are
// logged.
func logRequest(ctx context.Context, e Event, who access.Caller, status int, err error, took time.Duration) {
	level := slog.LevelInfo
	attributes := []slog.Attr{
		slog.String("requestId", e.RequestContext.RequestID),
		slog.String("route", e.RouteKey),
		slog.Int("status", status),
		slog.Float64("ms", float64(took.Microseconds())/1000),
	}
	for _, name := range []string{"organisationId", "invitationId", "userId"} {
		if id := e.PathParameters[name]; access.IsGeneratedID(id) {
			attributes = append(attributes, slog.String(name, id))
		}
	}
	if who.Subject != "" {
		attributes = append(attributes, slog.String("caller", string(who.ID())))
	}
	if err != nil {
		attributes = append(attributes, slog.String("problem", string(refusalOf(err).Kind)))
	}
	if status >= 500 {
		level = slog.LevelError
		attributes = append(attributes, slog.String("error", causes(err)))
	}
	slog.LogAttrs(ctx, level, "request", attributes...)
}

// causes returns the text of an error with its cause, for operators.
func causes(err error) string {
	refusal := refusalOf(err)
	if refusal.Cause != nil {
		return refusal.Error() + ": " + refusal.Cause.Error()
	}
	return err.Error()
}
