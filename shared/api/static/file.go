// Package static serves files that do not change while a function runs: scripts,
// style sheets and pages. It chooses the compression that the client prefers, and
// answers 304 to a client that already has the file.
package static

import (
	"bytes"
	"cmp"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"maps"
	"net/http"
	"slices"
	"strings"

	"admit/shared/api"
)

// File is a file in one or more forms: uncompressed, and compressed for the clients
// that accept it.
type File struct {
	forms   []form // the smallest first
	headers map[string]string
	tag     string // entity tag of the content; empty if no client may store the file
}

// form is the content of a file in one content coding.
type form struct {
	coding string // the value of Content-Encoding; empty for uncompressed
	body   []byte
}

// New returns a file with its uncompressed form. It adds the headers that every file
// has. The given headers take precedence.
func New(content []byte, headers map[string]string) File {
	sum := sha256.Sum256(content)
	file := File{forms: []form{{"", content}}, headers: with(headers)}
	if headers["Cache-Control"] != "no-store" {
		file.tag = base64.RawURLEncoding.EncodeToString(sum[:15])
	}
	return file
}

// with returns the headers of every file and a file's own. Its own take precedence.
func with(own map[string]string) map[string]string {
	all := map[string]string{
		"Cross-Origin-Opener-Policy":   "same-origin",
		"Cross-Origin-Resource-Policy": "same-origin",
		"Referrer-Policy":              "no-referrer",
		"Strict-Transport-Security":    "max-age=31536000",
		"Vary":                         "Accept-Encoding",
		"X-Content-Type-Options":       "nosniff",
	}
	maps.Copy(all, own)
	return all
}

// WithForm returns the file with one more form, which has the same content in a content
// coding. It returns the file unchanged if that form is not smaller.
func (f File) WithForm(coding string, body []byte) File {
	if len(body) >= len(f.plain()) {
		return f
	}
	f.forms = append(slices.Clone(f.forms), form{coding, body})
	slices.SortStableFunc(f.forms, func(a, b form) int { return len(a.body) - len(b.body) })
	return f
}

// Gzipped returns the file with a form that it compresses with gzip.
func (f File) Gzipped() File {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = w.Write(f.plain()) // a write to memory does not fail
	_ = w.Close()
	return f.WithForm("gzip", packed.Bytes())
}

// plain returns the uncompressed content, which is the largest form.
func (f File) plain() []byte { return f.forms[len(f.forms)-1].body }

// Answer returns the response with the form that the client prefers, or 304 if the
// client already has that form. Each form has its own entity tag (RFC 9110, section
// 8.8.3.3).
func (f File) Answer(r api.Request) api.Response {
	best := f.best(r.Event.Headers["accept-encoding"])
	headers, tag := maps.Clone(f.headers), f.tag
	if best.coding != "" {
		headers["Content-Encoding"] = best.coding
		tag += "-" + best.coding
	}
	if f.tag == "" {
		return api.Bytes(http.StatusOK, best.body, headers)
	}
	headers["ETag"] = `"` + tag + `"`
	if has(r.Event.Headers["if-none-match"], headers["ETag"]) {
		delete(headers, "Content-Type")
		delete(headers, "Content-Encoding")
		return api.Response{StatusCode: http.StatusNotModified, Headers: headers}
	}
	return api.Bytes(http.StatusOK, best.body, headers)
}

// best returns the form with the highest weight. Of several with the same weight it
// returns the smallest.
func (f File) best(accepted string) form {
	weight := weights(accepted)
	return slices.MaxFunc(f.forms, func(a, b form) int { return cmp.Compare(weight(a.coding), weight(b.coding)) })
}

// has reports whether the value of If-None-Match contains the tag.
func has(ifNoneMatch, tag string) bool {
	for element := range strings.SplitSeq(ifNoneMatch, ",") {
		if element = strings.TrimSpace(element); element == "*" || strings.TrimPrefix(element, "W/") == tag {
			return true
		}
	}
	return false
}
