package main

import (
	"encoding/base64"
	"encoding/json"
	"html"
	"maps"
	"net/http"
	"reflect"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"admit/shared/api"
	"admit/shared/api/apitest"
	"admit/shared/brand"
	"admit/shared/setting"
)

const indexHTML = `<!doctype html><head><meta name="admit-settings" content=""><title>Admit</title><script type="module" src="/console/assets/index-1a2b.js"></script>` +
	`</head><div id="console"><div class="shell"><b>Admit</b></div></div><link rel="stylesheet" href="/console/assets/index-3c4d.css">`

// build returns the output of a build.
func build() fstest.MapFS {
	files := fstest.MapFS{}
	for name, content := range map[string]string{
		"bootstrap": "\x7fELF", "web/index.html": indexHTML,
		"web/assets/index-1a2b.js": "script" + strings.Repeat(";", 100), "web/assets/index-1a2b.js.br": "br", "web/assets/index-1a2b.js.gz": "gzip",
		"web/assets/index-3c4d.css": "style", "web/assets/font-5e6f.woff2": "font", "web/assets/icon-7a8b.svg": "icon",
	} {
		files[name] = &fstest.MapFile{Data: []byte(content)}
	}
	return files
}

var testSignIn = setting.SignIn{
	ClientID: "client", Token: "https://sign-in.example/token", Revoke: "https://sign-in.example/revoke", Scope: "openid",
}

func newConsole(t *testing.T) api.Handlers {
	t.Helper()
	s, err := readSite(build(), testSignIn, havn)
	if err != nil {
		t.Fatal(err)
	}
	return handlers(s)
}

// get sends the event of a request. Without a name it requests the page.
func get(t *testing.T, h api.Handlers, name string, headers map[string]string) (api.Response, string) {
	t.Helper()
	event := api.Event{RouteKey: "GET /console", Headers: headers}
	if name != "" {
		event.RouteKey, event.PathParameters = "GET /console/{proxy+}", map[string]string{"proxy": name}
	}
	raw, err := json.Marshal(event)
	if err != nil {
		t.Fatal(err)
	}
	response, err := h.Serve(t.Context(), raw)
	if err != nil {
		t.Fatal(err)
	}
	if !response.IsBase64Encoded {
		return response, response.Body
	}
	body, err := base64.StdEncoding.DecodeString(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response, string(body)
}

func TestRoutes(t *testing.T) {
	apitest.AnswersItsRoutes(t, "console", newConsole(t))
}

func TestEveryScreenServesThePage(t *testing.T) {
	h := newConsole(t)
	_, page := get(t, h, "", nil)
	for _, name := range []string{
		"me", "organisations/o/users", "organisations/o/users/invite", "nowhere/to/be/found", "index.html", "asset", "assets",
		"..", "../bootstrap", "..%2fbootstrap", `..\bootstrap`, "/etc/passwd", "web/index.html", "./assets/index-1a2b.js", strings.Repeat("a/", 2000),
	} {
		response, body := get(t, h, name, nil)
		if response.StatusCode != http.StatusOK || body != page || response.Headers["Content-Type"] != "text/html; charset=utf-8" || response.Headers["Cache-Control"] != "no-cache" {
			t.Errorf("%q: %d %v", name, response.StatusCode, response.Headers)
		}
	}
}

func TestFilesAreImmutable(t *testing.T) {
	h := newConsole(t)
	for name, contentType := range map[string]string{
		"assets/index-1a2b.js": "text/javascript; charset=utf-8", "assets/index-3c4d.css": "text/css; charset=utf-8",
		"assets/font-5e6f.woff2": "font/woff2", "assets/icon-7a8b.svg": "image/svg+xml",
	} {
		response, body := get(t, h, name, nil)
		if response.StatusCode != http.StatusOK || response.Headers["Content-Type"] != contentType || body != string(build()["web/"+name].Data) ||
			response.Headers["Cache-Control"] != "public, max-age=31536000, immutable" {
			t.Errorf("%s: %d %v", name, response.StatusCode, response.Headers)
		}
	}
}

func TestFilesAreServedCompressed(t *testing.T) {
	h := newConsole(t)
	for accepted, want := range map[string]string{"gzip, deflate, br": "br", "gzip": "gzip", "": ""} {
		response, body := get(t, h, "assets/index-1a2b.js", map[string]string{"accept-encoding": accepted})
		if response.Headers["Content-Encoding"] != want || (want != "" && body != want) {
			t.Errorf("accepting %q: %q %q", accepted, response.Headers["Content-Encoding"], body)
		}
	}
}

// A page that requests a file of an earlier build must get an error and not HTML.
func TestUnknownAssetsAreNotFound(t *testing.T) {
	h := newConsole(t)
	for _, name := range []string{"assets/", "assets/index-0000.js", "assets/index-1a2b.js.br", "assets/../index.html", "assets/index-1a2b.js/", "assets/INDEX-1A2B.js"} {
		if response, body := get(t, h, name, nil); response.StatusCode != http.StatusNotFound || !strings.Contains(body, "urn:admit:problem:not-found") {
			t.Errorf("%s: %d %s", name, response.StatusCode, body)
		}
	}
}

func TestThePageIsRevalidated(t *testing.T) {
	h := newConsole(t)
	first, _ := get(t, h, "", nil)
	again, body := get(t, h, "organisations/o/users", map[string]string{"if-none-match": first.Headers["ETag"]})
	if again.StatusCode != http.StatusNotModified || body != "" {
		t.Errorf("%d with %d bytes", again.StatusCode, len(body))
	}
}

func TestThePageContainsItsSettings(t *testing.T) {
	const text = `"></title></style></head><script>alert(1)</script>&<title>Admit</title>`
	hostile := brand.Brand{Product: text, Logo: text, Support: text, Footer: text + "\n" + text}
	signIn := setting.SignIn{ClientID: text, Token: "https://sign-in.example/token"}
	s, err := readSite(build(), signIn, hostile)
	if err != nil {
		t.Fatal(err)
	}
	_, page := get(t, handlers(s), "", nil)
	if strings.Contains(page, "<script>alert") {
		t.Errorf("a setting was not escaped: %s", page)
	}
	found := regexp.MustCompile(`name="admit-settings" content="([^"]*)"`).FindStringSubmatch(page)
	if found == nil {
		t.Fatalf("no settings: %s", page)
	}
	var read settings
	if err := json.Unmarshal([]byte(html.UnescapeString(found[1])), &read); err != nil || !reflect.DeepEqual(read, settings{signIn, shownOf(hostile)}) {
		t.Errorf("%+v, %v", read, err)
	}
}

func TestThePageConnectsToTheSignInOnly(t *testing.T) {
	response, _ := get(t, newConsole(t), "", nil)
	policy := response.Headers["Content-Security-Policy"]
	if !strings.Contains(policy, "connect-src 'self' https://sign-in.example;") || strings.Contains(policy, "unsafe") || strings.Count(policy, "http") != 1 {
		t.Errorf("Content-Security-Policy: %s", policy)
	}
	for name, value := range map[string]string{
		"X-Frame-Options": "DENY", "Cross-Origin-Opener-Policy": "same-origin", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
	} {
		if response.Headers[name] != value {
			t.Errorf("%s: %q", name, response.Headers[name])
		}
	}
}

// The sign-in URL of some emulators has a path. The content security policy
// contains its origin, and the page the whole URL.
func TestSignInURLWithPath(t *testing.T) {
	const url = "https://localhost.localstack.cloud:4566/_aws/cognito-idp"
	s, err := readSite(build(), setting.SignIn{ClientID: "client", Token: url + "/oauth2/token"}, havn)
	if err != nil {
		t.Fatal(err)
	}
	response, page := get(t, handlers(s), "", nil)
	if policy := response.Headers["Content-Security-Policy"]; !strings.Contains(policy, "connect-src 'self' https://localhost.localstack.cloud:4566;") {
		t.Error(policy)
	}
	if !strings.Contains(html.UnescapeString(page), `"token":"`+url+`/oauth2/token"`) {
		t.Errorf("the page does not contain %s: %s", url, page)
	}
}

func TestIncompleteBuilds(t *testing.T) {
	damages := map[string]func(fstest.MapFS){
		"no page": func(f fstest.MapFS) { delete(f, "web/index.html") },
		"no site": func(f fstest.MapFS) {
			maps.DeleteFunc(f, func(name string, _ *fstest.MapFile) bool { return name != "bootstrap" })
		},
		"no script":         func(f fstest.MapFS) { delete(f, "web/assets/index-1a2b.js") },
		"empty style":       func(f fstest.MapFS) { f["web/assets/index-3c4d.css"] = &fstest.MapFile{} },
		"unknown file type": func(f fstest.MapFS) { f["web/assets/notes.docx"] = &fstest.MapFile{Data: []byte("notes")} },
		"no settings": func(f fstest.MapFS) {
			f["web/index.html"] = &fstest.MapFile{Data: []byte(strings.Replace(indexHTML, "admit-settings", "settings", 1))}
		},
		"no title": func(f fstest.MapFS) {
			f["web/index.html"] = &fstest.MapFile{Data: []byte(strings.Replace(indexHTML, "<title>", "<title lang=en>", 1))}
		},
		"no shell": func(f fstest.MapFS) {
			f["web/index.html"] = &fstest.MapFile{Data: []byte(strings.Replace(indexHTML, "<b>", "<b lang=en>", 1))}
		},
		"no end of the head": func(f fstest.MapFS) {
			f["web/index.html"] = &fstest.MapFile{Data: []byte(strings.Replace(indexHTML, "</head>", "", 1))}
		},
		"no links": func(f fstest.MapFS) {
			f["web/index.html"] = &fstest.MapFile{Data: []byte(`<head><meta name="admit-settings" content=""><title>Admit</title></head><b>Admit</b>`)}
		},
	}
	for what, damage := range damages {
		files := build()
		damage(files)
		if _, err := readSite(files, testSignIn, havn); err == nil {
			t.Errorf("%s: readSite did not fail", what)
		}
	}
}
