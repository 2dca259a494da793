package static

import (
	"crypto/sha256"
	"encoding/base64"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// FilePolicy is the Content-Security-Policy of a file that is not a page. It allows
// nothing.
const FilePolicy = "default-src 'none'; frame-ancestors 'none'"

// Self is the source that stands for the page's own origin.
const Self = "'self'"

// Policy says what a page may load and which origins its scripts may connect to. A
// field is a list of sources in the notation of Content-Security-Policy. An empty
// one allows nothing. Scripts may always connect to the origin of the page. A page
// cannot submit an HTML form, and cannot be shown in a frame.
type Policy struct {
	Scripts, Styles, Fonts, Images string

	SignIn  []string // URLs of the sign-in; scripts may connect to their origins, too
	Further []string // additional directives
}

// String returns the value of the header Content-Security-Policy.
func (p Policy) String() string {
	directives := []string{"default-src 'none'"}
	for _, d := range [][2]string{
		{"script-src", p.Scripts}, {"style-src", p.Styles}, {"font-src", p.Fonts}, {"img-src", p.Images},
		{"connect-src", connections(p.SignIn)},
	} {
		if d[1] != "" {
			directives = append(directives, d[0]+" "+d[1])
		}
	}
	directives = append(directives, "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'")
	return strings.Join(append(directives, p.Further...), "; ")
}

// Inline returns the source that allows one inline script or style.
func Inline(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// connections returns the page's own origin and the origins of URLs, each once. A URL
// without an origin is left out.
func connections(addresses []string) string {
	origins := []string{Self}
	for _, address := range addresses {
		u, err := url.Parse(address)
		if err != nil || u.Host == "" {
			continue
		}
		if origin := u.Scheme + "://" + u.Host; !slices.Contains(origins, origin) {
			origins = append(origins, origin)
		}
	}
	return strings.Join(origins, " ")
}

// PageHeaders returns the headers of an interactive page, including those of every
// file. The page may not use the sensors of the device, may not be shown in a frame,
// and is not listed by search engines. The page's own headers take precedence.
func PageHeaders(p Policy, own map[string]string) map[string]string {
	headers := map[string]string{
		"Content-Type":            "text/html; charset=utf-8",
		"Content-Security-Policy": p.String(),
		"Permissions-Policy":      "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
		"X-Frame-Options":         "DENY",
		"X-Robots-Tag":            "noindex, nofollow",
	}
	maps.Copy(headers, own)
	return with(headers)
}
