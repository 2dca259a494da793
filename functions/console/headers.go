package main

import (
	"net/url"
	"strings"
)

// filePolicy is the content security policy of all files but the page.
const filePolicy = "default-src 'none'; frame-ancestors 'none'"

// The name of a file changes with its content, so a file is cached without
// revalidation. The name of the page never changes, so the page is revalidated on
// every request.
const (
	immutable  = "public, max-age=31536000, immutable"
	revalidate = "no-cache"
)

func fileHeaders(contentType string) map[string]string {
	return map[string]string{"Content-Type": contentType, "Cache-Control": immutable, "Content-Security-Policy": filePolicy}
}

// pageHeaders returns the headers of the page. The page acts with the permissions
// of the signed-in user. It may therefore run only its own scripts, connect only
// to its own origin and to the sign-in, and not be framed.
func pageHeaders(signInURL string) map[string]string {
	return map[string]string{
		"Content-Type":            "text/html; charset=utf-8",
		"Cache-Control":           revalidate,
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
		"img-src 'self' data:", // images in the style sheets
		"connect-src 'self'" + origin(signInURL),
		"base-uri 'none'",
		"form-action 'none'", // forms are submitted by scripts only
		"frame-ancestors 'none'",
		"require-trusted-types-for 'script'", // prevents injection of markup from strings
	}, "; ")
}

// origin returns the origin of the sign-in after a space. The page exchanges codes
// for tokens there.
func origin(signInURL string) string {
	u, err := url.Parse(signInURL)
	if err != nil || u.Host == "" {
		return ""
	}
	return " " + u.Scheme + "://" + u.Host
}
