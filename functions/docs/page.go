package main

import (
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"path"

	"admit/shared/api/static"
	"admit/shared/events"
)

// The page's own two files, and the files of Swagger UI with their content types.
// The page loads all of them from this function.
var (
	//go:embed page/reference.html
	pageHTML []byte
	//go:embed page/reference.js
	pageScript []byte

	swaggerUI = map[string]string{
		"swagger-ui-bundle.js":             "text/javascript; charset=utf-8",
		"swagger-ui-bundle.js.LICENSE.txt": "text/plain; charset=utf-8",
		"swagger-ui.css":                   "text/css; charset=utf-8",
	}
)

// pagePolicy is as strict as Swagger UI allows: no inline script or style, no
// other origin, no frame around the page. The pictures are in the style sheet.
// The scripts load the document and send what a reader tries out.
var pagePolicy = static.Policy{Scripts: static.Self, Styles: static.Self, Images: "data:"}.String()

// cacheControl lets clients use a copy for 300 seconds. After that they revalidate
// it and usually get 304.
const cacheControl = "public, max-age=300"

// page has the files of the API reference.
type page struct {
	start static.File
	files map[string]static.File // by name below /docs/
}

// newFile returns a file with its headers, and its gzip form.
func newFile(content []byte, kind, policy string) static.File {
	return static.New(content, map[string]string{
		"Content-Type": kind, "Cache-Control": cacheControl, "Content-Security-Policy": policy,
	}).Gzipped()
}

// readPage reads the files of Swagger UI from a directory.
func readPage(dir fs.FS) (page, error) {
	p := page{
		start: newFile(pageHTML, "text/html; charset=utf-8", pagePolicy),
		files: map[string]static.File{"reference.js": newFile(pageScript, "text/javascript; charset=utf-8", static.FilePolicy)},
	}
	for name, kind := range swaggerUI {
		content, err := fs.ReadFile(dir, name)
		if err != nil {
			return page{}, fmt.Errorf("the page is incomplete: %w", err)
		}
		p.files[name] = newFile(content, kind, static.FilePolicy)
	}
	return p, p.addSchemas()
}

// addSchemas adds the JSON Schemas of events.
func (p page) addSchemas() error {
	names, err := fs.Glob(events.Schemas, "schemas/*.json")
	for _, name := range names {
		content, readErr := events.Schemas.ReadFile(name)
		p.files[path.Base(name)] = newFile(content, "application/schema+json", static.FilePolicy)
		err = errors.Join(err, readErr)
	}
	return err
}
