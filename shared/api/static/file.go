// Package static serves files that do not change while a function runs: scripts,
// style sheets, pages. Each is sent in the form that the client takes best, and
// not at all to one that has it already.
package static

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/base64"
	"maps"
	"net/http"
	"slices"
	"strings"

	"admit/shared/api"
)

// File is content in one or more forms: plain, and compressed for the clients
// that take it so.
type File struct {
	forms   []form // the smallest first
	headers map[string]string
	tag     string // of the content; empty for what no client may keep
}

type form struct {
	coding string // as in Content-Encoding; empty for plain
	body   []byte
}

// New is a file of its plain form. The headers are the file's own; to them come
// those that every file has.
func New(content []byte, headers map[string]string) File {
	sum := sha256.Sum256(content)
	file := File{forms: []form{{"", content}}, headers: with(headers)}
	if headers["Cache-Control"] != "no-store" {
		file.tag = base64.RawURLEncoding.EncodeToString(sum[:15])
	}
	return file
}

// with returns the headers of every file with a file's own, which take precedence.
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

// In is the file with the same content in a further coding, if that saves
// anything.
func (f File) In(coding string, body []byte) File {
	if len(body) >= len(f.plain()) {
		return f
	}
	f.forms = append(slices.Clone(f.forms), form{coding, body})
	slices.SortStableFunc(f.forms, func(a, b form) int { return len(a.body) - len(b.body) })
	return f
}

// Gzipped is the file with a compressed form, made here.
func (f File) Gzipped() File {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = w.Write(f.plain()) // into memory: never fails
	_ = w.Close()
	return f.In("gzip", packed.Bytes())
}

// plain is the largest form there is.
func (f File) plain() []byte { return f.forms[len(f.forms)-1].body }

// Answer is the file in the form that the client takes, or word that it has it
// already. A form has a tag of its own (RFC 9110, section 8.8.3.3).
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

// best is the form that the client likes most, and of those that it likes as
// well the smallest.
func (f File) best(accepted string) form {
	likes := weights(accepted)
	return slices.MaxFunc(f.forms, func(a, b form) int {
		switch likesA, likesB := likes(a.coding), likes(b.coding); {
		case likesA < likesB:
			return -1
		case likesA > likesB:
			return 1
		}
		return 0
	})
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
