package page

import (
	"crypto/sha256"
	"encoding/base64"
	"net/url"
	"strings"
)

// headersOf are those of the document. It holds a secret in its address and
// takes a password, so that it may load nothing, talk to nobody but the API it
// came from and the sign-in, stand in no frame, and be kept by no cache.
func headersOf(style, script string, e edition) map[string]string {
	return map[string]string{
		"Content-Type":                 "text/html; charset=utf-8",
		"Cache-Control":                "no-store",
		"Content-Security-Policy":      policy(style, script, e.SignInURL),
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

func policy(style, script, signInURL string) string {
	return strings.Join([]string{
		"default-src 'none'",
		"script-src " + hash(script),
		"style-src " + hash(style),
		"img-src data:", // the empty icon, which keeps browsers from asking for /favicon.ico
		"connect-src 'self'" + origin(signInURL),
		"base-uri 'none'",
		"form-action 'none'", // the form is sent by the script, or not at all
		"frame-ancestors 'none'",
		"require-trusted-types-for 'script'", // no text can become markup, even by a mistake of ours
		"trusted-types 'none'",
	}, "; ")
}

func hash(inline string) string {
	sum := sha256.Sum256([]byte(inline))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// origin is where codes are exchanged for tokens, with a space before it;
// empty when no sign-in is configured.
func origin(signInURL string) string {
	u, err := url.Parse(signInURL)
	if err != nil || u.Host == "" {
		return ""
	}
	return " " + u.Scheme + "://" + u.Host
}
