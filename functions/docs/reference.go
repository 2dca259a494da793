package main

import (
	"fmt"
	"io/fs"
	"path"

	"admit/shared/api/static"
)

// reference is the API reference.
type reference struct {
	document static.File
	page     static.File            // shows the document
	files    map[string]static.File // of the page, and the schemas of events; by name below /docs/
}

// buildDir is the directory of the files beside the binary. The names are those of the
// document and the page in it.
const buildDir, documentName, pageName = "web", "openapi.json", "reference.html"

// needed are the files of the page: its own and those of Swagger UI.
var needed = []string{documentName, pageName, "reference.js", "swagger-ui-bundle.js", "swagger-ui-bundle.js.LICENSE.txt", "swagger-ui.css"}

// contentTypes are the media types of the files, by file extension. A JSON file that is
// not the document is a schema.
var contentTypes = map[string]string{
	".css": "text/css; charset=utf-8", ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8",
	".json": "application/schema+json", ".txt": "text/plain; charset=utf-8",
}

// pagePolicy is as strict as Swagger UI allows: no inline script or style, no
// other origin, no frame around the page. The pictures are in the style sheet.
// The scripts load the document and send what a reader tries out.
var pagePolicy = static.Policy{Scripts: static.Self, Styles: static.Self, Images: "data:"}

// cacheControl lets clients use a copy for 300 seconds. After that they revalidate
// it and usually get 304.
const cacheControl = "public, max-age=300"

// readReference reads which files there are in the output of the build.
func readReference(dir fs.FS) (reference, error) {
	web, err := fs.Sub(dir, buildDir)
	if err != nil {
		return reference{}, err
	}
	files, err := static.Directory(web, headersOf)
	if err != nil {
		return reference{}, err
	}
	for _, name := range needed {
		if _, found := files[name]; !found {
			return reference{}, fmt.Errorf("the reference is incomplete: there is no %s", name)
		}
	}
	r := reference{document: files[documentName], page: files[pageName], files: files}
	delete(files, documentName)
	delete(files, pageName)
	return r, nil
}

// headersOf returns the headers of a file.
func headersOf(name string) (map[string]string, error) {
	kind, policy := contentTypes[path.Ext(name)], static.FilePolicy
	switch name {
	case documentName:
		kind = "application/json"
	case pageName:
		policy = pagePolicy.String()
	}
	if kind == "" {
		return nil, fmt.Errorf("the reference has the file %s, which cannot be served", name)
	}
	return map[string]string{"Content-Type": kind, "Cache-Control": cacheControl, "Content-Security-Policy": policy}, nil
}
