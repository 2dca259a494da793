package main

import (
	"context"
	"strings"

	"admit/shared/access"
	"admit/shared/api"
)

// assets is where the build puts files under names that change with their
// content. Nothing else is there: no screen has such an address.
const assets = "assets/"

func handlers(s site) api.Handlers {
	return api.Handlers{
		"GET /console": func(_ context.Context, r api.Request) (api.Response, error) {
			return s.start.Answer(r), nil
		},
		// The name is looked up and never taken for a path. What is no file is a
		// screen, which the page itself finds by its address.
		"GET /console/{proxy+}": func(_ context.Context, r api.Request) (api.Response, error) {
			name := r.Event.PathParameters["proxy"]
			if file, there := s.files[name]; there {
				return file.Answer(r), nil
			}
			if strings.HasPrefix(name, assets) {
				return api.Response{}, access.Refuse(access.NotFound, "There is no such file.")
			}
			return s.start.Answer(r), nil
		},
	}
}
