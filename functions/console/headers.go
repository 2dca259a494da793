package main

import (
	"net/url"
	"strings"
)

// filePolicy is that of everything that is no page.
const filePolicy = "default-src 'none'; frame-ancestors 'none'"

// A file's name changes with its content, so that a copy is good for ever. The
// page has one name, and must be asked for every time.
const (
	forEver  = "public, max-age=31536000, immutable"
	askFirst = "no-cache"
)

func fileHeaders(kind string) map[string]string {
	return map[string]string{"Content-Type": kind, "Cache-Control": forEver, "Content-Security-Policy": filePolicy}
}

// pageHeaders are those of the page. It acts with the rights of whoever signed
// in, so that it may run nothing but its own files, talk to nobody but the API
// it came from and the sign-in, and stand in no frame.
func pageHeaders(signInURL string) map[string]string {
	return map[string]string{
		"Content-Type":            "text/html; charset=utf-8",
		"Cache-Control":           askFirst,
		"Content-Security-Policy": policy(signInURL),
		"Permissions-Policy":      "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
		"X-Frame-Options":         "DENY",
		"X-Robots-Tag":            "noindex, nofollow",
	}
}

func policy(signInURL string) string {
	return strings.Join([]string{
		"default-src 'none'",
		"script-src 'self'",
		"style-src 'self'",
		"font-src 'self'",
		"img-src 'self' data:", // the style sheets' own pictures
		"connect-src 'self'" + origin(signInURL),
		"base-uri 'none'",
		"form-action 'none'", // forms are sent by the script, or not at all
		"frame-ancestors 'none'",
		"require-trusted-types-for 'script'", // no text can become markup, even by a mistake of ours
	}, "; ")
}

// origin is where codes are exchanged for tokens, with a space before it.
func origin(signInURL string) string {
	u, err := url.Parse(signInURL)
	if err != nil || u.Host == "" {
		return ""
	}
	return " " + u.Scheme + "://" + u.Host
}
