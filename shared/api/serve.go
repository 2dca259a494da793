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

// Handler answers one route. An error is answered by the problem that it is.
type Handler func(ctx context.Context, r Request) (Response, error)

// Handlers is the routes that a function answers, by [Route.Key].
type Handlers map[string]Handler

// Serve answers every request, whatever happens: with what the route's handler
// says, or with a problem. It writes one log record a request.
func (h Handlers) Serve(ctx context.Context, raw json.RawMessage) (Response, error) {
	began := time.Now()
	ctx, cancel := withTimeToAnswer(ctx)
	defer cancel()
	var event Event
	var caller access.Caller
	response, err := h.answer(ctx, raw, &event, &caller)
	if err != nil {
		response = problemOf(err, event.RequestContext.RequestID)
	}
	logRequest(ctx, event, caller, response.StatusCode, err, time.Since(began))
	if event.isHead() {
		return response.withoutBody(), nil
	}
	return response, nil
}

// timeToAnswer is what is left for an answer when the work takes too long: at the
// deadline that Lambda gives, the function is killed and the caller gets none.
const timeToAnswer = 500 * time.Millisecond

func withTimeToAnswer(ctx context.Context) (context.Context, context.CancelFunc) {
	deadline, limited := ctx.Deadline()
	if !limited {
		return ctx, func() {}
	}
	return context.WithDeadline(ctx, deadline.Add(-timeToAnswer))
}

func (h Handlers) answer(ctx context.Context, raw json.RawMessage, event *Event, who *access.Caller) (response Response, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("panic: %v\n%s", cause, debug.Stack())
		}
	}()
	if err := json.Unmarshal(raw, event); err != nil {
		return Response{}, access.Refuse(access.Invalid, "This is not a request of an HTTP API.")
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

// logRequest writes what happened, in one record: ids and outcomes, never a body, a
// token or an address. A path that was changed on its way may hold the token of
// an invitation's link, so only what has the form of an id is written.
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

// causes is an error with what is behind it, for operators.
func causes(err error) string {
	refusal := refusalOf(err)
	if refusal.Cause != nil {
		return refusal.Error() + ": " + refusal.Cause.Error()
	}
	return err.Error()
}
