// Command docs answers with the API's OpenAPI document, and with a page to read
// it in: Swagger UI, whose files the build puts beside this function's binary.
package main

import (
	"admit/shared/api/openapi"
	"admit/shared/boot"
	"admit/shared/boot/asset"
)

func main() {
	boot.Open()
	document := boot.Must(openapi.JSON())
	// Read and compressed here, where a function that starts runs at full speed.
	boot.Start(handlers(document, boot.Must(readPage(asset.Open()))).Serve)
}
