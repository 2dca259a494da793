package page

import (
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"strings"
)

// documentHeaders returns the response headers of the document. The document's
// address contains a token, and its form takes a password. It therefore loads
// nothing, connects only to its own API and the sign-in, cannot be framed, and is
// not cached.
func documentHeaders(style, script string, e edition) map[string]string {
	return map[string]string{
		"Content-Type":                 "text/html; charset=utf-8",
		"Cache-Control":                "no-store",
		"Content-Security-Policy":      contentSecurityPolicy(style, script, e.SignInURL),
		"Content-Language":             e.language,
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Permissions-Policy":           "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
		"Referrer-Policy":              "no-referrer",
		"Strict-Transport-Security":    "max-age=31536000",
		"Vary":                         "Accept-Encoding, Accept-Language",
		"X-Content-Type-Options":       "nosniff",
		"X-Frame-Options":              "DENY",
		"X-Robots-Tag":                 "noindex, nofollow",
	}
}

func contentSecurityPolicy(style, script, signInURL string) string {
	return strings.Join([]string{
		"default-src 'none'",
		"script-src " + hash(script),
		"style-src " + hash(style),
		"img-src data:", // the empty icon, which keeps browsers from asking for /favicon.ico
		"connect-src 'self'" + origin(signInURL),
		"base-uri 'none'",
		"form-action 'none'", // only the script sends the form
		"frame-ancestors 'none'",
		"require-trusted-types-for 'script'", // text cannot become markup, even through a bug in the script
		"trusted-types 'none'",
	}, "; ")
}

func hash(inline string) string {
	sum := sha256.Sum256([]byte(inline))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// origin returns the origin of the sign-in, where the page exchanges codes for
// tokens, with a leading space. It returns an empty string if no sign-in is
// configured.
func origin(signInURL string) string {
	u, err := url.Parse(signInURL)
	if err != nil || u.Host == "" {
		return ""
	}
	return " " + u.Scheme + "://" + u.Host
}
