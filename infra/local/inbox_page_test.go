package main

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"
)

const htmlMail = `<!DOCTYPE html><html><head><meta name="color-scheme" content="light dark"><style>
:root { color-scheme: light dark }
@media (prefers-color-scheme: dark) { p { color: white } }
</style></head><body><p>Light dark</p><a href="` + link + `">Accept</a></body></html>`

// newEmulator returns the address of an emulator that caught these emails, oldest
// first.
func newEmulator(t *testing.T, messages ...map[string]any) string {
	t.Helper()
	for i, m := range messages {
		m["Timestamp"] = 1700000000 + i
	}
	body, err := json.Marshal(map[string]any{"messages": map[string]any{"000000000000": messages}})
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(body) }))
	t.Cleanup(server.Close)
	return server.URL
}

func twoMails(t *testing.T) string {
	t.Helper()
	return newEmulator(t,
		map[string]any{"MessageId": "first", "Source": "Admit <a@admit.example>", "To": []string{"Eve@example.com"}, "Subject": "A reminder", "BodyText": "only text"},
		map[string]any{"MessageId": "second", "Source": "Admit <a@admit.example>", "To": []string{"ada@example.com"}, "Subject": "Welcome <b>Ada</b>",
			"BodyText": "Open\n" + link + "\nAda", "BodyHtml": htmlMail},
	)
}

// get sends a request as a browser on this machine does.
func get(t *testing.T, endpoint, path string) *httptest.ResponseRecorder {
	t.Helper()
	request := httptest.NewRequest(http.MethodGet, path, nil)
	request.Host = "localhost:8025"
	answer := httptest.NewRecorder()
	newInboxPage(endpoint).ServeHTTP(answer, request)
	return answer
}

// elements returns the elements with a name in document order.
func elements(t *testing.T, page, name string) (all []*html.Node) {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	for node := range root.Descendants() {
		if node.Type == html.ElementNode && node.Data == name {
			all = append(all, node)
		}
	}
	return all
}

func attribute(node *html.Node, key string) string {
	for _, a := range node.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func textOf(node *html.Node) string {
	var out strings.Builder
	for n := range node.Descendants() {
		if n.Type == html.TextNode {
			out.WriteString(n.Data)
		}
	}
	return out.String()
}

// rows returns the texts of the links in the list.
func rows(t *testing.T, page string) (all []string) {
	t.Helper()
	for _, item := range elements(t, page, "li") {
		for node := range item.Descendants() {
			if node.Data == "a" {
				all = append(all, textOf(node))
			}
		}
	}
	return all
}

func TestListOrderAndSearch(t *testing.T) {
	endpoint := twoMails(t)
	for query, want := range map[string][]string{
		"":                  {"Welcome <b>Ada</b> ada@example.com", "A reminder Eve@example.com"},
		"?to=eve@":          {"A reminder Eve@example.com"},
		"?to=++EVE%40ex++":  {"A reminder Eve@example.com"},
		"?to=nobody":        nil,
		"?to=Welcome":       nil, // only in the subject
		"?colours=nonsense": {"Welcome <b>Ada</b> ada@example.com", "A reminder Eve@example.com"},
	} {
		answer := get(t, endpoint, "/"+query)
		if got := rows(t, answer.Body.String()); answer.Code != http.StatusOK || !slices.Equal(got, want) {
			t.Errorf("%q: %d, %q, want %q", query, answer.Code, got, want)
		}
	}
}

func TestHTMLPartIsSandboxed(t *testing.T) {
	answer := get(t, twoMails(t), "/mails/second?width=phone&colours=dark&to=ada")
	frames := elements(t, answer.Body.String(), "iframe")
	if len(frames) != 1 {
		t.Fatalf("%d frames in:\n%s", len(frames), answer.Body)
	}
	for key, want := range map[string]string{
		"title": "HTML part", "class": "phone dark", "src": "/mails/second/html?colours=dark",
		"sandbox": "allow-popups allow-popups-to-escape-sandbox",
	} {
		if got := attribute(frames[0], key); got != want {
			t.Errorf("the frame's %s is %q, want %q", key, got, want)
		}
	}
}

func TestOptionsAreKeptInLinks(t *testing.T) {
	answer := get(t, twoMails(t), "/mails/second?width=phone&colours=dark&to=example")
	var addresses []string
	for _, node := range elements(t, answer.Body.String(), "a") {
		addresses = append(addresses, attribute(node, "href"))
	}
	for _, want := range []string{
		"/?colours=dark&to=example&width=phone",
		"/mails/first?colours=dark&to=example&width=phone",
		"/mails/second?colours=dark&part=text&to=example&width=phone",
		"/mails/second?colours=dark&to=example",
		"/mails/second?colours=light&to=example&width=phone",
	} {
		if !slices.Contains(addresses, want) {
			t.Errorf("there is no link %s in %q", want, addresses)
		}
	}
}

func TestHTMLPart(t *testing.T) {
	endpoint := twoMails(t)
	for colours, want := range map[string]string{
		"auto":  strings.Replace(htmlMail, "<head>", `<head><base target="_blank">`, 1),
		"dark":  strings.NewReplacer("<head>", `<head><base target="_blank">`, `"light dark"`, `"dark"`, ": light dark", ": dark", "(prefers-color-scheme: dark)", "(min-width: 0)").Replace(htmlMail),
		"light": strings.NewReplacer("<head>", `<head><base target="_blank">`, `"light dark"`, `"light"`, ": light dark", ": light", "(prefers-color-scheme: dark)", "(max-width: 0)").Replace(htmlMail),
	} {
		answer := get(t, endpoint, "/mails/second/html?colours="+colours)
		if answer.Body.String() != want {
			t.Errorf("%s: got\n%s\nwant\n%s", colours, answer.Body, want)
		}
		policy := answer.Header().Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "sandbox allow-popups allow-popups-to-escape-sandbox", "frame-ancestors 'self'"} {
			if !strings.Contains(policy, part) {
				t.Errorf("%s: the policy lacks %q: %s", colours, part, policy)
			}
		}
		if strings.Contains(policy, "allow-scripts") || strings.Contains(policy, "allow-same-origin") || strings.Contains(policy, "script-src") {
			t.Errorf("an email may run scripts: %s", policy)
		}
	}
}

func TestLinksOpenInANewTab(t *testing.T) {
	const base = `<base target="_blank">`
	for before, after := range map[string]string{
		"":                                     "<p>x",
		"<!DOCTYPE html>":                      "<p>x",
		"<!doctype html>\n<html lang=\"en\">":  "<body>x",
		"\n<!DOCTYPE html><html><head id='x'>": "<title>x",
	} {
		if got := asInClient(before+after, "auto"); got != before+base+after {
			t.Errorf("%q became %q", before+after, got)
		}
	}
}

func TestPlainTextAndSource(t *testing.T) {
	endpoint := twoMails(t)
	plain := get(t, endpoint, "/mails/second?part=text").Body.String()
	shown := elements(t, plain, "pre")
	if len(shown) != 1 || textOf(shown[0]) != "Open\n"+link+"\nAda" {
		t.Errorf("the text part is not shown unchanged:\n%s", plain)
	}
	if !strings.Contains(plain, `<a href="`+link+`" target="_blank" rel="noreferrer">`) {
		t.Errorf("the text part has no link:\n%s", plain)
	}
	source := get(t, endpoint, "/mails/second?part=source").Body.String()
	pres := elements(t, source, "pre")
	if len(pres) != 2 || textOf(pres[1]) != htmlMail {
		t.Errorf("the source is not shown unchanged:\n%s", source)
	}
	for _, want := range []string{"From: Admit <a@admit.example>", "To: ada@example.com", "Subject: Welcome <b>Ada</b>", "Message-ID: second"} {
		if !strings.Contains(textOf(pres[0]), want) {
			t.Errorf("the headers lack %q:\n%s", want, textOf(pres[0]))
		}
	}
}

func TestEmailWithoutHTML(t *testing.T) {
	page := get(t, twoMails(t), "/mails/first").Body.String()
	if len(elements(t, page, "iframe")) != 0 || len(elements(t, page, "pre")) != 1 || !strings.Contains(page, "only text") {
		t.Errorf("got:\n%s", page)
	}
}

func TestUnknownEmail(t *testing.T) {
	for _, path := range []string{"/mails/third", "/mails/third/html", "/mails/first/html"} {
		if answer := get(t, twoMails(t), path); answer.Code != http.StatusNotFound {
			t.Errorf("%s: %d", path, answer.Code)
		}
	}
	if page := get(t, twoMails(t), "/mails/third").Body.String(); len(rows(t, page)) != 2 || !strings.Contains(page, "no such email") {
		t.Errorf("got:\n%s", page)
	}
}

func TestStoppedEmulatorIsAnError(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	answer := get(t, server.URL, "/")
	if answer.Code != http.StatusBadGateway || !strings.Contains(answer.Body.String(), "Is it running?") {
		t.Errorf("%d:\n%s", answer.Code, answer.Body)
	}
}

// TestEscaping checks that typed text is shown as text everywhere on the page.
func TestEscaping(t *testing.T) {
	const typed = `"><script>alert(1)</script><img src=x onerror=alert(1)> ` + "\u202e"
	endpoint := newEmulator(t, map[string]any{"MessageId": "a/b?c", "Source": typed, "To": []string{typed}, "CC": []string{typed}, "Subject": typed, "BodyText": typed})
	for _, path := range []string{"/", "/mails/a%2Fb%3Fc", "/mails/a%2Fb%3Fc?part=source", "/mails/a%2Fb%3Fc?part=text"} {
		page := get(t, endpoint, path+map[bool]string{true: "&", false: "?"}[strings.Contains(path, "?")]+"to=%3Cscript%3E").Body.String()
		if scripts := elements(t, page, "script"); len(scripts) != 1 || attribute(scripts[0], "src") != "/refresh.js" {
			t.Errorf("%s: %d scripts in:\n%s", path, len(scripts), page)
		}
		if images := elements(t, page, "img"); len(images) != 0 {
			t.Errorf("%s: an image in:\n%s", path, page)
		}
		if len(rows(t, page)) != 1 {
			t.Errorf("%s: the email is not listed in:\n%s", path, page)
		}
	}
}

// TestOnlyLocalHostsAreServed checks that a foreign host name is refused, even if
// it resolves to this machine.
func TestOnlyLocalHostsAreServed(t *testing.T) {
	page := newInboxPage(twoMails(t))
	for host, want := range map[string]int{
		"localhost": 200, "localhost:8025": 200, "127.0.0.1:8025": 200, "[::1]:8025": 200, "inbox.localhost:8025": 200,
		"evil.example": 421, "evil.example:8025": 421, "localhost.evil.example": 421, "192.0.2.1:8025": 421, "": 421,
	} {
		for _, path := range []string{"/", "/mails/second/html", "/style.css"} {
			request := httptest.NewRequest(http.MethodGet, path, nil)
			request.Host = host
			answer := httptest.NewRecorder()
			page.ServeHTTP(answer, request)
			if answer.Code != want {
				t.Errorf("%q %s: %d, want %d", host, path, answer.Code, want)
			}
		}
	}
}

func TestContentSecurityPolicy(t *testing.T) {
	policy := get(t, twoMails(t), "/").Header().Get("Content-Security-Policy")
	for _, part := range []string{"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'"} {
		if !strings.Contains(policy, part) {
			t.Errorf("the policy lacks %q: %s", part, policy)
		}
	}
	if strings.Contains(policy, "unsafe") {
		t.Errorf("the policy allows too much: %s", policy)
	}
}

func TestWhen(t *testing.T) {
	now := time.Now()
	if got := (mail{At: now}).When(); got != now.Local().Format(time.TimeOnly) {
		t.Errorf("now: %s", got)
	}
	if got := (mail{At: time.Date(2023, 11, 14, 22, 13, 0, 0, time.Local)}).When(); got != "14 Nov 22:13" {
		t.Errorf("long ago: %s", got)
	}
}
