package main

import (
	"fmt"
	"path"

	"admit/shared/api/static"
	"admit/shared/setting"
)

// The values of Cache-Control. The name of a file changes with its content, so a
// browser never needs a newer copy. The page always has the same name, so a browser
// checks each time whether its copy is current.
const (
	immutable  = "public, max-age=31536000, immutable"
	revalidate = "no-cache"
)

// contentTypes are the media types that the site may have, by file extension.
var contentTypes = map[string]string{
	".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml",
	".txt": "text/plain; charset=utf-8", ".woff2": "font/woff2",
}

// fileHeaders returns the headers of a file. It returns none for the page.
func fileHeaders(name string) (map[string]string, error) {
	kind, known := contentTypes[path.Ext(name)]
	if !known && name != pageName {
		return nil, fmt.Errorf("the build of the console has the file %s, which cannot be served", name)
	}
	return map[string]string{"Content-Type": kind, "Cache-Control": immutable, "Content-Security-Policy": static.FilePolicy}, nil
}

// pageHeaders returns the headers of the page. The page acts with the rights of
// whoever signed in. So it may run only its own files and the style with the colours of the brand, and connect only to the
// origin that it came from and to the sign-in.
func pageHeaders(signIn setting.SignIn, style string) map[string]string {
	return static.PageHeaders(static.Policy{
		Scripts: static.Self,
		Styles:  static.Self + " " + static.Inline(style),
		Fonts:   static.Self,
		Images:  static.Self + " data:", // the pictures inside the style sheets, and the logo
		SignIn:  []string{signIn.Token, signIn.Revoke},
		Further: []string{"require-trusted-types-for 'script'"}, // text cannot become markup, even through a bug in a script
	}, map[string]string{"Cache-Control": revalidate})
}
