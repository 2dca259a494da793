package page

import "admit/shared/api/static"

// documentHeaders returns the headers of the document. Its address contains a token
// and its form takes a password. So it may load nothing, connect only to the API that
// it came from and to the sign-in, and not be cached.
func documentHeaders(style, script string, e edition) map[string]string {
	return static.PageHeaders(static.Policy{
		Scripts: static.Inline(script),
		Styles:  static.Inline(style),
		Images:  "data:", // the empty icon, which keeps browsers from asking for /favicon.ico
		SignIn:  []string{e.SignIn.Token},
		Further: []string{
			"require-trusted-types-for 'script'", // text cannot become markup, even through a bug in the script
			"trusted-types 'none'",
		},
	}, map[string]string{
		"Cache-Control":    "no-store",
		"Content-Language": e.language,
		"Vary":             "Accept-Encoding, Accept-Language",
	})
}
