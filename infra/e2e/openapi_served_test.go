package e2e

import (
	"bytes"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// All other tests check exchanges against the document; this one checks how it is served.
func TestTheOpenAPIDocumentIsPublic(t *testing.T) {
	t.Parallel()
	a := get(t, "/openapi.json", "").want(t, http.StatusOK)
	var document struct{ OpenAPI string }
	if err := json.Unmarshal(a.body, &document); err != nil || !strings.HasPrefix(document.OpenAPI, "3.1.") {
		t.Errorf("OpenAPI %q, %v\n\n%s", document.OpenAPI, err, a)
	}
	for _, header := range []string{"Access-Control-Allow-Origin", "Set-Cookie"} {
		if a.header.Get(header) != "" {
			t.Errorf("%s: %s", header, a.header.Get(header))
		}
	}
}

func TestDocumentationCaching(t *testing.T) {
	t.Parallel()
	for _, path := range []string{"/openapi.json", "/docs", "/docs/reference.js"} {
		for _, coding := range []string{"gzip", "identity"} {
			ask := request{method: http.MethodGet, path: path, header: map[string]string{"Accept-Encoding": coding}}
			first := send(t, ask).want(t, http.StatusOK)
			if packed := bytes.HasPrefix(first.body, []byte("\x1f\x8b")); packed != (coding == "gzip") || packed != (first.header.Get("Content-Encoding") == "gzip") {
				t.Errorf("%s, accepting %s: compressed: %t, Content-Encoding %q", path, coding, packed, first.header.Get("Content-Encoding"))
			}
			ask.header = map[string]string{"Accept-Encoding": coding, "If-None-Match": first.header.Get("ETag")}
			send(t, ask).want(t, http.StatusNotModified)
			ask.header["If-None-Match"] = `"another"`
			send(t, ask).want(t, http.StatusOK)
		}
	}
}

// The page loads files from this API only.
func TestTheDocumentationPageLoadsOnlyItsOwnFiles(t *testing.T) {
	t.Parallel()
	a := get(t, "/docs", "").want(t, http.StatusOK)
	policy := a.header.Get("Content-Security-Policy")
	if !strings.Contains(policy, "default-src 'none'") || strings.Contains(policy, "unsafe") || strings.Contains(policy, "http") {
		t.Errorf("Content-Security-Policy: %s", policy)
	}
	links := regexp.MustCompile(`(?:src|href)="([^"]*)"`).FindAllStringSubmatch(string(a.body), -1)
	if len(links) < 4 {
		t.Errorf("%d links\n\n%s", len(links), a)
	}
	for _, link := range links {
		if link[1] != "data:," {
			get(t, link[1], "").want(t, http.StatusOK)
		}
	}
}

func TestOnlyDocumentationFilesAreServed(t *testing.T) {
	t.Parallel()
	for _, name := range []string{
		"bootstrap", "../bootstrap", "%2e%2e/bootstrap", "..%2fbootstrap", "..%5cbootstrap", "%2e%2e%2f%2e%2e%2fetc%2fpasswd", "%2fetc%2fpasswd",
		"./bootstrap", "swagger-ui.css/..", "swagger-ui.css%00", "SWAGGER-UI.CSS", "package.json", "reference.html", "page/reference.js",
	} {
		a := get(t, "/docs/"+name, "")
		if a.status != http.StatusNotFound || bytes.Contains(a.body, []byte("ELF")) {
			t.Errorf("%s\n\n%s", name, a)
		}
	}
}
