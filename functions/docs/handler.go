package main

import (
	"context"

	"admit/shared/access"
	"admit/shared/api"
)

// handlers returns the handlers of the function's routes.
func handlers(f reference) api.Handlers {
	return api.Handlers{
		"GET /openapi.json": func(_ context.Context, r api.Request) (api.Response, error) {
			return f.document.Answer(r)
		},
		"GET /docs": func(_ context.Context, r api.Request) (api.Response, error) {
			return f.page.Answer(r)
		},
		// The name is a key of the map and never used as a file path.
		"GET /docs/{proxy+}": func(_ context.Context, r api.Request) (api.Response, error) {
			file, found := f.files[r.Event.PathParameters["proxy"]]
			if !found {
				return api.Response{}, access.Refuse(access.NotFound, "There is no such file.")
			}
			return file.Answer(r)
		},
	}
}
