package main

import (
	"context"
	"strings"

	"admit/shared/access"
	"admit/shared/api"
)

// assets is the path prefix of all files whose names contain a hash of their
// content. No screen has a path with this prefix.
const assets = "assets/"

// handlers returns the handlers of the function's routes.
func handlers(s site) api.Handlers {
	return api.Handlers{
		"GET /console": func(_ context.Context, r api.Request) (api.Response, error) {
			return s.page().Answer(r)
		},
		// The name is a key of a map and never a path in a file system. A name
		// that is not a file is a screen. The page shows the screen of its URL.
		"GET /console/{proxy+}": func(_ context.Context, r api.Request) (api.Response, error) {
			name := r.Event.PathParameters["proxy"]
			if file, found := s.files[name]; found {
				return file.Answer(r)
			}
			if strings.HasPrefix(name, assets) {
				return api.Response{}, access.Refuse(access.NotFound, "There is no such file.")
			}
			return s.page().Answer(r)
		},
	}
}
