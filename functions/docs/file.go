package main

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"maps"
	"net/http"
	"strconv"
	"strings"

	"admit/shared/api"
)

// file is what is served as it is, in two forms: plain, and compressed for the
// clients that take it so.
type file struct {
	plain, compressed []byte
	headers           map[string]string // of the plain form
	tag               string            // of the content
}

// fresh is how long a copy is good unasked. After that a client asks whether it
// still is, and usually gets 304.
const fresh = "public, max-age=300"

func newFile(content []byte, kind, policy string) file {
	sum := sha256.Sum256(content)
	return file{
		plain: content, compressed: compress(content),
		tag: base64.RawURLEncoding.EncodeToString(sum[:15]),
		headers: map[string]string{
			"Content-Type":                 kind,
			"Cache-Control":                fresh,
			"Content-Security-Policy":      policy,
			"Cross-Origin-Opener-Policy":   "same-origin",
			"Cross-Origin-Resource-Policy": "same-origin",
			"Referrer-Policy":              "no-referrer",
			"Strict-Transport-Security":    "max-age=31536000",
			"Vary":                         "Accept-Encoding",
			"X-Content-Type-Options":       "nosniff",
		},
	}
}

func compress(content []byte) []byte {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = w.Write(content) // into memory: never fails
	_ = w.Close()
	return packed.Bytes()
}

// answer is the file in the form that the client takes, or word that it has it
// already. A form has a tag of its own (RFC 9110, section 8.8.3.3).
func (f file) answer(r api.Request) api.Response {
	headers, body, tag := maps.Clone(f.headers), f.plain, f.tag
	if takesGzip(r.Event.Headers["accept-encoding"]) {
		headers["Content-Encoding"], body, tag = "gzip", f.compressed, tag+"-gzip"
	}
	headers["ETag"] = `"` + tag + `"`
	if has(r.Event.Headers["if-none-match"], headers["ETag"]) {
		delete(headers, "Content-Type")
		delete(headers, "Content-Encoding")
		return api.Response{StatusCode: http.StatusNotModified, Headers: headers}
	}
	return api.Octets(http.StatusOK, body, headers)
}

// takesGzip reads Accept-Encoding (RFC 9110, section 12.5.3) as far as gzip goes.
func takesGzip(accepted string) bool {
	weights := map[string]bool{}
	for coding := range strings.SplitSeq(accepted, ",") {
		name, weight, weighted := strings.Cut(coding, ";")
		q, err := strconv.ParseFloat(strings.TrimPrefix(strings.TrimSpace(weight), "q="), 64)
		weights[strings.ToLower(strings.TrimSpace(name))] = !weighted || (err == nil && q > 0)
	}
	if takes, named := weights["gzip"]; named {
		return takes
	}
	return weights["*"]
}

// has tells whether If-None-Match names the tag.
func has(given, tag string) bool {
	for one := range strings.SplitSeq(given, ",") {
		if one = strings.TrimSpace(one); one == "*" || strings.TrimPrefix(one, "W/") == tag {
			return true
		}
	}
	return false
}
