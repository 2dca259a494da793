package main

import (
	"bytes"
	"context"
	"encoding/json"

	"admit/shared/api"
	"admit/shared/boot"
)

// gatewayPrefix is how API Gateway begins its events. An event that begins so has a route
// key, and does not have to be decoded twice.
var gatewayPrefix = []byte(`{"version":"2.0","routeKey":`)

// serve returns the handler of the function's events. An event without a route key is
// not from API Gateway: it is the body of a request, from somebody whose AWS
// credentials allow them to invoke the function.
func serve(h api.Handlers) func(context.Context, json.RawMessage) (any, error) {
	return func(ctx context.Context, event json.RawMessage) (any, error) {
		if bytes.HasPrefix(event, gatewayPrefix) {
			return h.Serve(ctx, event)
		}
		var fields struct {
			RouteKey   json.RawMessage `json:"routeKey"`
			Permission json.RawMessage `json:"permission"`
		}
		_ = json.Unmarshal(event, &fields) // what is not an object has no fields, and is refused below
		switch {
		case fields.RouteKey != nil:
			return h.Serve(ctx, event)
		case fields.Permission != nil:
			return h.ServeDirect(ctx, "POST /decisions/scopes", boot.RequestID(ctx), event)
		}
		return h.ServeDirect(ctx, "POST /decisions", boot.RequestID(ctx), event)
	}
}
