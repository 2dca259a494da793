package page

import (
	"bytes"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"admit/shared/access"
	"admit/shared/api"
	"admit/shared/setting"
)

var config = Config{SignIn: setting.SignIn{
	ClientID: "client-1", Scope: "openid email", Authorize: "https://admit.auth.example.com/oauth2/authorize", Token: "https://admit.auth.example.com/oauth2/token",
}, Passwords: access.DefaultPasswords, Brand: admit}

// maxBytes is the maximum size of the page, so that it loads fast on a slow
// connection.
const maxBytes = 62_000

func TestSizeOfTheDocument(t *testing.T) {
	for _, language := range locales().Names() {
		body, _ := build(edition{config, language})
		if len(body) > maxBytes {
			t.Errorf("%s: the document has %d bytes, more than %d", language, len(body), maxBytes)
		}
		answer, err := Document(config, language).Answer(api.Request{Event: api.Event{Headers: map[string]string{"accept-encoding": "gzip"}}})
		if err != nil {
			t.Fatal(err)
		}
		compressed := len(base64Decoded(t, answer.Body))
		if compressed >= len(body)/2 {
			t.Errorf("%s: %d bytes are %d compressed", language, len(body), compressed)
		}
		t.Logf("%s: %d bytes, %d compressed", language, len(body), compressed)
	}
}

func TestDocumentIsInItsLanguage(t *testing.T) {
	for _, language := range locales().Names() {
		body, headers := build(edition{config, language})
		words := readLocale(language)
		for _, want := range []string{
			`<html lang="` + language + `">`, "<title>" + words.Texts["title"] + " · Admit</title>",
			html.EscapeString(words.NoScript), html.EscapeString(readLocale("en").NoScript),
		} {
			if !bytes.Contains(body, []byte(want)) {
				t.Errorf("%s lacks %s", language, want)
			}
		}
		if headers["Content-Language"] != language || headers["Vary"] != "Accept-Encoding, Accept-Language" {
			t.Errorf("%s: Content-Language %q, Vary %q", language, headers["Content-Language"], headers["Vary"])
		}
	}
}

func TestHeaders(t *testing.T) {
	_, headers := build(edition{config, "en"})
	for name, want := range map[string]string{
		"Content-Type":               "text/html; charset=utf-8",
		"Cache-Control":              "no-store",
		"Referrer-Policy":            "no-referrer",
		"X-Content-Type-Options":     "nosniff",
		"X-Frame-Options":            "DENY",
		"Cross-Origin-Opener-Policy": "same-origin",
	} {
		if headers[name] != want {
			t.Errorf("%s: %q, want %q", name, headers[name], want)
		}
	}
}

func TestPolicyAllowsOnlyTheDocument(t *testing.T) {
	for _, language := range locales().Names() {
		t.Run(language, func(t *testing.T) { checkPolicy(t, language) })
	}
}

func checkPolicy(t *testing.T, language string) {
	t.Helper()
	body, headers := build(edition{config, language})
	directives := map[string]string{}
	for _, directive := range strings.Split(headers["Content-Security-Policy"], "; ") {
		name, sources, _ := strings.Cut(directive, " ")
		directives[name] = sources
	}
	want := map[string]string{
		"default-src":               "'none'",
		"script-src":                hashOf(t, contents(t, body, "script")),
		"style-src":                 hashOf(t, contents(t, body, "style")),
		"img-src":                   "data:",
		"connect-src":               "'self' https://admit.auth.example.com",
		"base-uri":                  "'none'",
		"form-action":               "'none'",
		"frame-ancestors":           "'none'",
		"require-trusted-types-for": "'script'",
		"trusted-types":             "'none'",
	}
	for name, sources := range want {
		if directives[name] != sources {
			t.Errorf("%s %s, want %s", name, directives[name], sources)
		}
	}
	if len(directives) != len(want) {
		t.Errorf("%d directives, want %d: %v", len(directives), len(want), directives)
	}
}

func TestPolicyWithoutSignIn(t *testing.T) {
	for _, url := range []string{"", "not a url", "/relative"} {
		_, headers := build(edition{Config{SignIn: setting.SignIn{Token: url}}, "en"})
		if policy := headers["Content-Security-Policy"]; !strings.Contains(policy, "connect-src 'self';") {
			t.Errorf("sign-in %q: %s", url, policy)
		}
	}
}

// TestSignInWithAPath checks a sign-in address with a path, which some emulators
// have. The policy contains its origin, and the page its whole address.
func TestSignInWithAPath(t *testing.T) {
	const url = "https://localhost.localstack.cloud:4566/_aws/cognito-idp"
	body, headers := build(edition{Config{SignIn: setting.SignIn{Token: url + "/oauth2/token"}}, "en"})
	if policy := headers["Content-Security-Policy"]; !strings.Contains(policy, "connect-src 'self' https://localhost.localstack.cloud:4566;") {
		t.Error(policy)
	}
	if !bytes.Contains(body, []byte(`"token":"`+url+`/oauth2/token"`)) {
		t.Errorf("the page does not contain %s", url)
	}
}

// TestDocumentLoadsNothing checks that the document loads nothing from elsewhere
// and has no inline code besides the hashed style and script.
func TestDocumentLoadsNothing(t *testing.T) {
	body, _ := build(edition{config, "en"})
	for _, forbidden := range []string{`src="`, `style="`, "@import", "javascript:", "innerHTML", "insertAdjacentHTML", "eval("} {
		if bytes.Contains(body, []byte(forbidden)) {
			t.Errorf("the document contains %q", forbidden)
		}
	}
	if style := contents(t, body, "style"); strings.Contains(style, "url(") {
		t.Error("the style loads something")
	}
	if handler := regexp.MustCompile(`<[^>]+\son[a-z]+=`).Find(body); handler != nil {
		t.Errorf("inline event handler: %s", handler)
	}
	for _, link := range regexp.MustCompile(`<link [^>]*>`).FindAll(body, -1) {
		if !bytes.Contains(link, []byte(`href="data:,"`)) {
			t.Errorf("link: %s", link)
		}
	}
}

func TestConfigurationIsEscaped(t *testing.T) {
	body, _ := build(edition{Config{SignIn: setting.SignIn{ClientID: "</script><script>alert(1)</script>"}}, "en"})
	if scripts := bytes.Count(body, []byte("<script")); scripts != 1 {
		t.Errorf("%d scripts, want 1", scripts)
	}
}

func TestEveryPlaceholderIsFilled(t *testing.T) {
	body, _ := build(edition{config, "en"})
	if left := regexp.MustCompile(`<!--`).Find(body); left != nil {
		t.Errorf("%s is not replaced", left)
	}
}

// contents returns the text of the only element with a name, as a browser hashes
// it.
func contents(t *testing.T, body []byte, element string) string {
	t.Helper()
	var found []string
	for tokens := html.NewTokenizer(bytes.NewReader(body)); ; {
		switch tokens.Next() {
		case html.ErrorToken:
			if err := tokens.Err(); !errors.Is(err, io.EOF) {
				t.Fatal(err)
			}
			if len(found) != 1 {
				t.Fatalf("%d <%s> elements, want 1", len(found), element)
			}
			return found[0]
		case html.StartTagToken:
			if name, _ := tokens.TagName(); string(name) == element {
				tokens.Next()
				found = append(found, string(tokens.Raw()))
			}
		}
	}
}

func base64Decoded(t *testing.T, text string) []byte {
	t.Helper()
	decoded, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		t.Fatal(err)
	}
	return decoded
}

func hashOf(t *testing.T, inline string) string {
	t.Helper()
	if inline == "" {
		t.Fatal("nothing to hash")
	}
	sum := sha256.Sum256([]byte(inline))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}
