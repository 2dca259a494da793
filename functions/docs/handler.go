package main

import (
	"context"

	"admit/shared/access"
	"admit/shared/api"
	"admit/shared/api/static"
)

// handlers returns the handlers of the function's routes.
func handlers(document []byte, p page) api.Handlers {
	reference := newFile(document, "application/json", static.FilePolicy)
	return api.Handlers{
		"GET /openapi.json": func(_ context.Context, r api.Request) (api.Response, error) {
			return reference.Answer(r), nil
		},
		"GET /docs": func(_ context.Context, r api.Request) (api.Response, error) {
			return p.start.Answer(r), nil
		},
		// The name is a key of the map and never used as a file path.
		"GET /docs/{proxy+}": func(_ context.Context, r api.Request) (api.Response, error) {
			file, found := p.files[r.Event.PathParameters["proxy"]]
			if !found {
				return api.Response{}, access.Refuse(access.NotFound, "There is no such file.")
			}
			return file.Answer(r), nil
		},
	}
}
