// Command docs serves the API's OpenAPI document and a page that shows it. The page
// uses Swagger UI. The build writes all files beside the function's binary, compressed
// too: see infra/docs.
package main

import (
	"admit/shared/api/static"
	"admit/shared/boot"
)

func main() {
	env, _ := boot.Open()
	boot.Start(env, handlers(boot.Must(readReference(boot.Must(static.Beside())))).Serve)
}
