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
	"sync"

	"admit/shared/api"
)

// File is a file in one or more forms: uncompressed, and compressed for the clients
// that accept it.
type File struct {
	forms   []form // the smallest first
	headers map[string]string
}

// form is a file in one content coding.
type form struct {
	coding string // the value of Content-Encoding; empty for uncompressed
	size   int64  // in bytes
	read   func() (tagged, error)
}

// tagged is the content of a form, with its entity tag.
type tagged struct {
	body []byte
	tag  string
}

// newForm returns a form whose content is read when it is first needed.
func newForm(coding string, size int64, read func() ([]byte, error)) form {
	return form{coding, size, sync.OnceValues(func() (tagged, error) {
		body, err := read()
		sum := sha256.Sum256(body)
		return tagged{body, `"` + base64.RawURLEncoding.EncodeToString(sum[:15]) + `"`}, err
	})}
}

// New returns a file with its uncompressed form. It adds the headers that every file
// has. The given headers take precedence.
func New(body []byte, headers map[string]string) File {
	return File{headers: with(headers)}.WithForm("", body)
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
// coding. It returns the file unchanged if that form is not smaller than the content.
func (f File) WithForm(coding string, body []byte) File {
	return f.add(newForm(coding, int64(len(body)), func() ([]byte, error) { return body, nil }))
}

// add returns the file with one more form, or unchanged if that form is not smaller than
// the content.
func (f File) add(another form) File {
	if len(f.forms) > 0 && another.size >= f.plain().size {
		return f
	}
	f.forms = append(slices.Clone(f.forms), another)
	slices.SortStableFunc(f.forms, func(a, b form) int { return cmp.Compare(a.size, b.size) })
	return f
}

// Gzipped returns the file with a form that it compresses with gzip. The file must be
// one of New.
func (f File) Gzipped() File {
	plain, _ := f.plain().read() // memory can be read
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = w.Write(plain.body) // a write to memory does not fail
	_ = w.Close()
	return f.WithForm("gzip", packed.Bytes())
}

// plain returns the uncompressed form, which is the largest.
func (f File) plain() form { return f.forms[len(f.forms)-1] }

// Answer returns the response with the form that the client prefers, or 304 if the
// client already has that form. Each form has its own entity tag (RFC 9110, section
// 8.8.3.3), unless no client may store the file. Answer returns an error if the file
// cannot be read.
func (f File) Answer(r api.Request) (api.Response, error) {
	best := f.best(r.Event.Headers["accept-encoding"])
	found, err := best.read()
	if err != nil {
		return api.Response{}, err
	}
	headers := maps.Clone(f.headers)
	if headers["Cache-Control"] != "no-store" {
		headers["ETag"] = found.tag
		if has(r.Event.Headers["if-none-match"], found.tag) {
			delete(headers, "Content-Type")
			return api.Response{StatusCode: http.StatusNotModified, Headers: headers}, nil
		}
	}
	if best.coding != "" {
		headers["Content-Encoding"] = best.coding
	}
	return api.Bytes(http.StatusOK, found.body, headers), nil
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
