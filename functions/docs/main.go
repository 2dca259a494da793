// Command docs serves the API's OpenAPI document and a page that shows it. The page
// uses Swagger UI, whose files the build puts next to the function's binary.
package main

import (
	"admit/shared/api/openapi"
	"admit/shared/api/static"
	"admit/shared/boot"
)

func main() {
	env, _ := boot.Open()
	document := boot.Must(openapi.JSON())
	// The files are read and compressed now, because Lambda gives a function more
	// processor time while it initialises.
	boot.Start(env, handlers(document, boot.Must(readPage(boot.Must(static.Beside())))).Serve)
}
