package e2e

import (
	"bytes"
	"net/http"
	"regexp"
	"strings"
	"testing"
)

// consoleFiles returns the paths of the files that the console's page loads.
func consoleFiles(t *testing.T, page response) []string {
	t.Helper()
	var files []string
	for _, link := range regexp.MustCompile(`(?:src|href)="(/console/[^"]*)"`).FindAllStringSubmatch(string(page.body), -1) {
		files = append(files, link[1])
	}
	if len(files) < 3 {
		t.Fatalf("the page loads only %q\n\n%s", files, page)
	}
	return files
}

// Every path of the console returns the same page, which selects the screen by itself.
func TestAllConsolePathsReturnThePage(t *testing.T) {
	t.Parallel()
	page := get(t, "/console", "").want(t, http.StatusOK)
	if kind := page.header.Get("Content-Type"); kind != "text/html; charset=utf-8" {
		t.Errorf("Content-Type: %s", kind)
	}
	for _, screen := range []string{"/console/me", "/console/organisations/o/users", "/console/organisations/o/permissions/u", "/console/nowhere"} {
		if a := get(t, screen, "").want(t, http.StatusOK); !bytes.Equal(a.body, page.body) {
			t.Errorf("%s returns another page\n\n%s", screen, a)
		}
	}
	get(t, "/console/assets/nothing.js", "").wantProblem(t, http.StatusNotFound, "not-found")
}

func TestTheConsoleLoadsOnlyItsOwnFiles(t *testing.T) {
	t.Parallel()
	page := get(t, "/console", "").want(t, http.StatusOK)
	policy := page.header.Get("Content-Security-Policy")
	if !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "frame-ancestors 'none'") || strings.Contains(policy, "unsafe") {
		t.Errorf("Content-Security-Policy: %s", policy)
	}
	if elsewhere := regexp.MustCompile(`(?:src|href)="(?:https?:)?//`).Find(page.body); elsewhere != nil {
		t.Errorf("the page loads %s", elsewhere)
	}
	for _, file := range consoleFiles(t, page) {
		get(t, file, "").want(t, http.StatusOK)
	}
}

// Files with a content hash in their names are cached forever, the page is not. Both are
// compressed if the client accepts it. Fonts are compressed already.
func TestConsoleCaching(t *testing.T) {
	t.Parallel()
	const small = 4096 // octets; smaller files are not compressed
	page := get(t, "/console", "").want(t, http.StatusOK)
	for _, path := range append(consoleFiles(t, page), "/console", "/console/me") {
		kept := strings.Contains(path, "/assets/")
		for _, coding := range []string{"br", "gzip", "identity"} {
			ask := request{method: http.MethodGet, path: path, header: map[string]string{"Accept-Encoding": coding}}
			first := send(t, ask).want(t, http.StatusOK)
			if immutable := strings.Contains(first.header.Get("Cache-Control"), "immutable"); immutable != kept {
				t.Errorf("%s: Cache-Control: %s", path, first.header.Get("Cache-Control"))
			}
			compressible := len(first.body) > small && !strings.HasSuffix(path, ".woff2")
			if packed := first.header.Get("Content-Encoding"); packed != coding && (packed != "" || (coding != "identity" && compressible)) {
				t.Errorf("%s, accepting %s: %d octets, Content-Encoding %q", path, coding, len(first.body), packed)
			}
			ask.header["If-None-Match"] = first.header.Get("ETag")
			send(t, ask).want(t, http.StatusNotModified)
		}
	}
}
