package main

import (
	"encoding/base64"
	"encoding/json"
	"html"
	"maps"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"admit/shared/api"
	"admit/shared/api/apitest"
)

const start = `<!doctype html><meta name="admit-settings" content=""><script type="module" src="/console/assets/index-1a2b.js"></script>` +
	`<link rel="stylesheet" href="/console/assets/index-3c4d.css">`

// deployed is a directory as the build makes it.
func deployed() fstest.MapFS {
	files := fstest.MapFS{}
	for name, content := range map[string]string{
		"bootstrap": "\x7fELF", "web/index.html": start,
		"web/assets/index-1a2b.js": "script" + strings.Repeat(";", 100), "web/assets/index-1a2b.js.br": "br", "web/assets/index-1a2b.js.gz": "gzip",
		"web/assets/index-3c4d.css": "style", "web/assets/font-5e6f.woff2": "font", "web/assets/icon-7a8b.svg": "icon",
	} {
		files[name] = &fstest.MapFile{Data: []byte(content)}
	}
	return files
}

var here = settings{ClientID: "client", SignInURL: "https://sign-in.example/"}

func console(t *testing.T) api.Handlers {
	t.Helper()
	s, err := readSite(deployed(), here)
	if err != nil {
		t.Fatal(err)
	}
	return handlers(s)
}

// ask makes a request as API Gateway hands it on; without a name, of the page.
func ask(t *testing.T, h api.Handlers, name string, headers map[string]string) (api.Response, string) {
	t.Helper()
	event := api.Event{RouteKey: "GET /console", Headers: headers}
	if name != "" {
		event.RouteKey, event.PathParameters = "GET /console/{proxy+}", map[string]string{"proxy": name}
	}
	raw, err := json.Marshal(event)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := h.Serve(t.Context(), raw)
	if err != nil {
		t.Fatal(err)
	}
	if !answer.IsBase64Encoded {
		return answer, answer.Body
	}
	body, err := base64.StdEncoding.DecodeString(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(body)
}

func TestItAnswersItsRoutes(t *testing.T) {
	apitest.AnswersItsRoutes(t, "console", console(t))
}

func TestEveryScreenIsThePage(t *testing.T) {
	h := console(t)
	_, page := ask(t, h, "", nil)
	for _, name := range []string{
		"me", "organisations/o/users", "organisations/o/users/invite", "nowhere/to/be/found", "index.html", "asset", "assets",
		"..", "../bootstrap", "..%2fbootstrap", `..\bootstrap`, "/etc/passwd", "web/index.html", "./assets/index-1a2b.js", strings.Repeat("a/", 2000),
	} {
		answer, body := ask(t, h, name, nil)
		if answer.StatusCode != http.StatusOK || body != page || answer.Headers["Content-Type"] != "text/html; charset=utf-8" || answer.Headers["Cache-Control"] != "no-cache" {
			t.Errorf("%q: %d %v", name, answer.StatusCode, answer.Headers)
		}
	}
}

func TestAFileIsKeptForEver(t *testing.T) {
	h := console(t)
	for name, kind := range map[string]string{
		"assets/index-1a2b.js": "text/javascript; charset=utf-8", "assets/index-3c4d.css": "text/css; charset=utf-8",
		"assets/font-5e6f.woff2": "font/woff2", "assets/icon-7a8b.svg": "image/svg+xml",
	} {
		answer, body := ask(t, h, name, nil)
		if answer.StatusCode != http.StatusOK || answer.Headers["Content-Type"] != kind || body != string(deployed()["web/"+name].Data) ||
			answer.Headers["Cache-Control"] != "public, max-age=31536000, immutable" {
			t.Errorf("%s: %d %v", name, answer.StatusCode, answer.Headers)
		}
	}
}

func TestAFileIsSentAsTheBuildCompressedIt(t *testing.T) {
	h := console(t)
	for accepted, want := range map[string]string{"gzip, deflate, br": "br", "gzip": "gzip", "": ""} {
		answer, body := ask(t, h, "assets/index-1a2b.js", map[string]string{"accept-encoding": accepted})
		if answer.Headers["Content-Encoding"] != want || (want != "" && body != want) {
			t.Errorf("accepting %q: %q %q", accepted, answer.Headers["Content-Encoding"], body)
		}
	}
}

// A page that loads an old file must fail, and not run the page as a script.
func TestBelowTheAssetsThereIsNothingButFiles(t *testing.T) {
	h := console(t)
	for _, name := range []string{"assets/", "assets/index-0000.js", "assets/index-1a2b.js.br", "assets/../index.html", "assets/index-1a2b.js/", "assets/INDEX-1A2B.js"} {
		if answer, body := ask(t, h, name, nil); answer.StatusCode != http.StatusNotFound || !strings.Contains(body, "urn:admit:problem:not-found") {
			t.Errorf("%s: %d %s", name, answer.StatusCode, body)
		}
	}
}

func TestThePageIsAskedForAndNotSentAgain(t *testing.T) {
	h := console(t)
	first, _ := ask(t, h, "", nil)
	again, body := ask(t, h, "organisations/o/users", map[string]string{"if-none-match": first.Headers["ETag"]})
	if again.StatusCode != http.StatusNotModified || body != "" {
		t.Errorf("%d with %d octets", again.StatusCode, len(body))
	}
}

func TestThePageKnowsItsSettings(t *testing.T) {
	strange := settings{ClientID: `"><script>alert(1)</script>&`, SignInURL: "https://sign-in.example"}
	s, err := readSite(deployed(), strange)
	if err != nil {
		t.Fatal(err)
	}
	_, page := ask(t, handlers(s), "", nil)
	if strings.Contains(page, "<script>alert") {
		t.Errorf("a setting became markup: %s", page)
	}
	found := regexp.MustCompile(`name="admit-settings" content="([^"]*)"`).FindStringSubmatch(page)
	if found == nil {
		t.Fatalf("no settings: %s", page)
	}
	var read settings
	if err := json.Unmarshal([]byte(html.UnescapeString(found[1])), &read); err != nil || read != strange {
		t.Errorf("%+v, %v", read, err)
	}
}

func TestThePageMayTalkToTheSignInAndNobodyElse(t *testing.T) {
	answer, _ := ask(t, console(t), "", nil)
	policy := answer.Headers["Content-Security-Policy"]
	if !strings.Contains(policy, "connect-src 'self' https://sign-in.example;") || strings.Contains(policy, "unsafe") || strings.Count(policy, "http") != 1 {
		t.Errorf("Content-Security-Policy: %s", policy)
	}
	for name, value := range map[string]string{
		"X-Frame-Options": "DENY", "Cross-Origin-Opener-Policy": "same-origin", "Referrer-Policy": "no-referrer", "X-Content-Type-Options": "nosniff",
	} {
		if answer.Headers[name] != value {
			t.Errorf("%s: %q", name, answer.Headers[name])
		}
	}
}

// The sign-in of some emulators is below a path. A policy names its origin, and
// the page its whole address.
func TestASignInMayHaveAPath(t *testing.T) {
	const url = "https://localhost.localstack.cloud:4566/_aws/cognito-idp"
	s, err := readSite(deployed(), settings{ClientID: "client", SignInURL: url + "/"})
	if err != nil {
		t.Fatal(err)
	}
	answer, page := ask(t, handlers(s), "", nil)
	if policy := answer.Headers["Content-Security-Policy"]; !strings.Contains(policy, "connect-src 'self' https://localhost.localstack.cloud:4566;") {
		t.Error(policy)
	}
	if !strings.Contains(html.UnescapeString(page), `"signInUrl":"`+url+`"`) {
		t.Errorf("the page does not know %s: %s", url, page)
	}
}

func TestASiteThatIsNotWholeIsNotServed(t *testing.T) {
	breaks := map[string]func(fstest.MapFS){
		"no page": func(f fstest.MapFS) { delete(f, "web/index.html") },
		"no site": func(f fstest.MapFS) {
			maps.DeleteFunc(f, func(name string, _ *fstest.MapFile) bool { return name != "bootstrap" })
		},
		"no script":    func(f fstest.MapFS) { delete(f, "web/assets/index-1a2b.js") },
		"empty style":  func(f fstest.MapFS) { f["web/assets/index-3c4d.css"] = &fstest.MapFile{} },
		"strange file": func(f fstest.MapFS) { f["web/assets/notes.docx"] = &fstest.MapFile{Data: []byte("notes")} },
		"no settings": func(f fstest.MapFS) {
			f["web/index.html"] = &fstest.MapFile{Data: []byte(strings.Replace(start, "admit-settings", "settings", 1))}
		},
		"no links": func(f fstest.MapFS) {
			f["web/index.html"] = &fstest.MapFile{Data: []byte(`<meta name="admit-settings" content="">`)}
		},
	}
	for what, damage := range breaks {
		files := deployed()
		damage(files)
		if _, err := readSite(files, here); err == nil {
			t.Errorf("%s: it was taken for a whole site", what)
		}
	}
}
