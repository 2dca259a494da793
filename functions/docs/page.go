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

// The page's own two files, and those of Swagger UI that it needs. It takes them
// from here and talks to nobody but this API.
var (
	//go:embed page/reference.html
	start []byte
	//go:embed page/reference.js
	script []byte

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

// fresh is how long a copy is good unasked. After that a client asks whether it
// still is, and usually gets 304.
const fresh = "public, max-age=300"

// page is what a reader's browser asks for.
type page struct {
	start static.File
	files map[string]static.File // by name below /docs/
}

func newFile(content []byte, kind, policy string) static.File {
	return static.New(content, map[string]string{
		"Content-Type": kind, "Cache-Control": fresh, "Content-Security-Policy": policy,
	}).Gzipped()
}

func readPage(beside fs.FS) (page, error) {
	p := page{
		start: newFile(start, "text/html; charset=utf-8", pagePolicy),
		files: map[string]static.File{"reference.js": newFile(script, "text/javascript; charset=utf-8", static.FilePolicy)},
	}
	for name, kind := range swaggerUI {
		content, err := fs.ReadFile(beside, name)
		if err != nil {
			return page{}, fmt.Errorf("the page is not complete: %w", err)
		}
		p.files[name] = newFile(content, kind, static.FilePolicy)
	}
	return p, p.addSchemas()
}

// addSchemas publishes what customers check events against.
func (p page) addSchemas() error {
	names, err := fs.Glob(events.Schemas, "schemas/*.json")
	for _, name := range names {
		content, unread := events.Schemas.ReadFile(name)
		p.files[path.Base(name)] = newFile(content, "application/schema+json", static.FilePolicy)
		err = errors.Join(err, unread)
	}
	return err
}
