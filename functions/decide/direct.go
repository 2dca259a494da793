package main

import (
	"context"
	"encoding/json"

	"admit/shared/api"
)

// serve returns the handler of the function's events. An event without a route key is
// not from API Gateway: it is the body of a request, from somebody whose AWS
// credentials allow them to invoke the function.
func serve(h api.Handlers) func(context.Context, json.RawMessage) (any, error) {
	return func(ctx context.Context, event json.RawMessage) (any, error) {
		var fields struct {
			RouteKey   json.RawMessage `json:"routeKey"`
			Permission json.RawMessage `json:"permission"`
		}
		_ = json.Unmarshal(event, &fields) // what is not an object has no fields, and is refused below
		switch {
		case fields.RouteKey != nil:
			return h.Serve(ctx, event)
		case fields.Permission != nil:
			return h.ServeDirect(ctx, "POST /decisions/scopes", event)
		}
		return h.ServeDirect(ctx, "POST /decisions", event)
	}
}
