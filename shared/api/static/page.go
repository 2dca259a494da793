package static

import (
	"crypto/sha256"
	"encoding/base64"
	"maps"
	"net/url"
	"strings"
)

// FilePolicy is the Content-Security-Policy of a file that is not a page: it may
// load nothing.
const FilePolicy = "default-src 'none'; frame-ancestors 'none'"

// Self allows a page to load what comes from its own origin.
const Self = "'self'"

// Policy says what a page may load and whom its scripts may talk to. A field is
// a list of sources as Content-Security-Policy writes them. An empty one allows
// nothing. A script may always talk to the origin of its page. No form is sent
// but by a script, and no page is shown in a frame.
type Policy struct {
	Scripts, Styles, Fonts, Images string

	SignInURL string   // URL of the hosted sign-in, to whose origin scripts may also talk; empty for none
	Further   []string // further directives
}

// String returns the policy as the value of the header.
func (p Policy) String() string {
	directives := []string{"default-src 'none'"}
	for _, d := range [][2]string{
		{"script-src", p.Scripts}, {"style-src", p.Styles}, {"font-src", p.Fonts}, {"img-src", p.Images},
		{"connect-src", Self + origin(p.SignInURL)},
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

// origin returns the origin of a URL with a space before it. It returns "" if
// the URL has none.
func origin(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return ""
	}
	return " " + u.Scheme + "://" + u.Host
}

// PageHeaders returns the headers of a page on which people act: it uses none of
// the device's sensors, stands in no frame and is in no search engine. Those of
// every file are among them. The page's own headers take precedence.
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
