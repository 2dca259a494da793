package main

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"admit/shared/access"
	"admit/shared/api"
	"admit/shared/api/apitest"
	"admit/shared/api/openapi"
	"admit/shared/events"
)

// deployed returns a directory as the build creates it. It also has files that must
// not be served.
func deployed(t *testing.T) fstest.MapFS {
	t.Helper()
	document, err := openapi.JSON()
	if err != nil {
		t.Fatal(err)
	}
	files := fstest.MapFS{"bootstrap": {Data: []byte("\x7fELF")}}
	put := func(name string, content []byte) {
		files["web/"+name] = &fstest.MapFile{Data: content}
		files["web/"+name+".gz"] = &fstest.MapFile{Data: packed(t, content)}
	}
	for _, name := range needed {
		put(name, []byte("content of "+name+strings.Repeat(" and so on", 100)))
	}
	put(documentName, document)
	for _, kind := range access.EventTypes {
		schema, err := events.Schemas.ReadFile(events.SchemaOf(kind))
		if err != nil {
			t.Fatal(err)
		}
		put(path.Base(events.SchemaOf(kind)), schema)
	}
	for _, name := range []string{pageName, "reference.js"} {
		content, err := os.ReadFile("page/" + name)
		if err != nil {
			t.Fatal(err)
		}
		put(name, content)
	}
	return files
}

// packed returns the gzip form of a content.
func packed(t *testing.T, content []byte) []byte {
	t.Helper()
	var form bytes.Buffer
	w := gzip.NewWriter(&form)
	if _, err := w.Write(content); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return form.Bytes()
}

func docs(t *testing.T) api.Handlers {
	t.Helper()
	r, err := readReference(deployed(t))
	if err != nil {
		t.Fatal(err)
	}
	return handlers(r)
}

// ask sends a request with headers, as API Gateway passes it on.
func ask(t *testing.T, h api.Handlers, route, name string, headers map[string]string) (api.Response, string) {
	t.Helper()
	event := api.Event{RouteKey: route, Headers: headers, PathParameters: map[string]string{"proxy": name}}
	raw, err := json.Marshal(event)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := h.Serve(t.Context(), raw)
	if err != nil {
		t.Fatal(err)
	}
	body := []byte(answer.Body)
	if answer.IsBase64Encoded {
		if body, err = base64.StdEncoding.DecodeString(answer.Body); err != nil {
			t.Fatal(err)
		}
	}
	if answer.Headers["Content-Encoding"] == "gzip" {
		reader, err := gzip.NewReader(bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		if body, err = io.ReadAll(reader); err != nil {
			t.Fatal(err)
		}
	}
	return answer, string(body)
}

func TestRoutes(t *testing.T) {
	apitest.AnswersItsRoutes(t, "docs", docs(t))
}

func TestDocument(t *testing.T) {
	h := docs(t)
	want, _ := openapi.JSON()
	for _, accepted := range []string{"", "gzip, deflate, br", "identity", "gzip;q=0", "*"} {
		answer, body := ask(t, h, "GET /openapi.json", "", map[string]string{"accept-encoding": accepted})
		if answer.StatusCode != http.StatusOK || body != string(want) || answer.Headers["Content-Type"] != "application/json" {
			t.Errorf("accepting %q: %d, %s, %d bytes", accepted, answer.StatusCode, answer.Headers["Content-Type"], len(body))
		}
		packed := answer.Headers["Content-Encoding"] == "gzip"
		if packed != (accepted == "*" || strings.HasPrefix(accepted, "gzip,")) {
			t.Errorf("accepting %q: compressed: %t", accepted, packed)
		}
	}
}

// TestPageLinks checks that every file the page links to is served.
func TestPageLinks(t *testing.T) {
	h := docs(t)
	answer, text := ask(t, h, "GET /docs", "", nil)
	if answer.Headers["Content-Type"] != "text/html; charset=utf-8" || !strings.Contains(answer.Headers["Content-Security-Policy"], "script-src 'self'") {
		t.Errorf("the page has the headers %v", answer.Headers)
	}
	var links []string
	for _, attribute := range []string{`src="`, `href="`} {
		for _, rest := range strings.Split(text, attribute)[1:] {
			link, _, _ := strings.Cut(rest, `"`)
			links = append(links, link)
		}
	}
	slices.Sort(links)
	if !slices.Equal(links, []string{"/docs/reference.js", "/docs/swagger-ui-bundle.js", "/docs/swagger-ui.css", "/openapi.json", "data:,"}) {
		t.Fatalf("the page has the links %q", links)
	}
	for _, link := range links {
		if name, is := strings.CutPrefix(link, "/docs/"); is {
			if answer, body := ask(t, h, "GET /docs/{proxy+}", name, nil); answer.StatusCode != http.StatusOK || body == "" {
				t.Errorf("%s: %d", link, answer.StatusCode)
			}
		}
	}
	if strings.Contains(text, "<style") || strings.Contains(text, "style=") || strings.Contains(text, "<script>") {
		t.Error("the page has an inline style or script, which its policy forbids")
	}
}

func TestOnlyPageFilesAreServed(t *testing.T) {
	h := docs(t)
	for _, name := range []string{
		"", ".", "..", "bootstrap", "../bootstrap", "./swagger-ui.css", "/swagger-ui.css", "web/swagger-ui.css", "sub/../swagger-ui.css",
		"..%2fbootstrap", "%2e%2e/bootstrap", "....//bootstrap", `..\bootstrap`, "swagger-ui.css\x00", "swagger-ui.css/", "SWAGGER-UI.CSS", "swagger-ui.css.gz", "openapi.json",
		"/etc/passwd", "../../../../etc/passwd", "reference.html", "page/reference.js", strings.Repeat("a/", 2000),
	} {
		if answer, body := ask(t, h, "GET /docs/{proxy+}", name, nil); answer.StatusCode != http.StatusNotFound || !strings.Contains(body, "urn:admit:problem:not-found") {
			t.Errorf("%q: %d %s", name, answer.StatusCode, body)
		}
	}
	for name, kind := range map[string]string{
		"swagger-ui-bundle.js": "text/javascript; charset=utf-8", "swagger-ui-bundle.js.LICENSE.txt": "text/plain; charset=utf-8",
		"swagger-ui.css": "text/css; charset=utf-8", "reference.js": "text/javascript; charset=utf-8",
	} {
		answer, body := ask(t, h, "GET /docs/{proxy+}", name, nil)
		if answer.StatusCode != http.StatusOK || answer.Headers["Content-Type"] != kind || body != string(deployed(t)["web/"+name].Data) {
			t.Errorf("%s: %d %s", name, answer.StatusCode, answer.Headers["Content-Type"])
		}
	}
}

func TestEventSchemasAreServed(t *testing.T) {
	h := docs(t)
	for _, kind := range access.EventTypes {
		path := events.SchemaOf(kind)
		want, err := events.Schemas.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		answer, body := ask(t, h, "GET /docs/{proxy+}", strings.TrimPrefix(path, "schemas/"), nil)
		if answer.StatusCode != http.StatusOK || answer.Headers["Content-Type"] != "application/schema+json" || body != string(want) {
			t.Errorf("%s: %d %s", path, answer.StatusCode, answer.Headers["Content-Type"])
		}
	}
}

func TestIncompleteBuilds(t *testing.T) {
	for _, name := range needed {
		files := deployed(t)
		delete(files, "web/"+name)
		if _, err := readReference(files); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("without %s: %v", name, err)
		}
	}
	for name, content := range map[string]string{"swagger-ui.css": "", "notes.docx": "notes"} {
		files := deployed(t)
		files["web/"+name] = &fstest.MapFile{Data: []byte(content)}
		if _, err := readReference(files); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("with %s of %d bytes: %v", name, len(content), err)
		}
	}
}
