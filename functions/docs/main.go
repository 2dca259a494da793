// Command docs serves the API's OpenAPI document and a page that shows it. The page
// uses Swagger UI, whose files the build puts next to the function's binary.
package main

import (
	"admit/shared/api/openapi"
	"admit/shared/boot"
	"admit/shared/boot/asset"
)

func main() {
	boot.Open()
	document := boot.Must(openapi.JSON())
	// Reads and compresses the files at start, when Lambda gives the function full
	// CPU speed.
	boot.Start(handlers(document, boot.Must(readPage(asset.Open()))).Serve)
}
