// Package page is the invitee's page: one HTML document with everything in it.
//
// The document is the same for every invitation, known or not, so that asking
// for it changes nothing and reveals nothing. What is offered to whom is
// fetched by its script, with the secret that the browser keeps in the
// fragment of the address.
//
// Where things are: page.html has the markup of every state, script/ the
// behaviour with one subject a file, locales/ the words. A further locale is a
// further file there; nothing else names it.
package page

import (
	"embed"
	"encoding/json"
	"fmt"
	"html"
	"maps"
	"slices"
	"strings"
	"sync"

	"admit/shared/identity"
)

// Config is what differs between deployments.
type Config struct {
	ClientID    string // of the sign-in's public client
	SignInURL   string // base of the hosted sign-in; /oauth2/authorize is below it
	ContinueURL string // where a person goes after accepting; empty for no button
}

//go:embed page.html style.css script/*.js locales/*.json
var files embed.FS

type document struct {
	body    []byte
	headers map[string]string
}

// documents holds the one document of each Config, which is one a process.
var documents sync.Map

// Render returns the document and the headers that it must be served with.
// The body is shared between calls and must not be changed.
func Render(c Config) (body []byte, headers map[string]string) {
	found, ok := documents.Load(c)
	if !ok {
		found, _ = documents.LoadOrStore(c, build(c))
	}
	d := found.(document)
	return d.body, maps.Clone(d.headers)
}

func build(c Config) document {
	locales := readLocales()
	style, script := read("style.css"), buildScript(c, locales)
	body := strings.NewReplacer(
		"<!--style-->", style,
		"<!--script-->", script,
		"<!--noscript-->", withoutScript(locales),
	).Replace(read("page.html"))
	return document{[]byte(body), headers(style, script, c.SignInURL)}
}

// buildScript puts the files in one closure, so that they share names with
// each other and nothing with the window, and starts them.
func buildScript(c Config, locales []locale) string {
	var b strings.Builder
	b.WriteString("\"use strict\";(() => {\n")
	for _, name := range names("script") {
		b.WriteString(read(name))
	}
	texts := slices.Clone(locales)
	for i := range texts {
		texts[i].NoScript = "" // stands in the markup
	}
	rule := identity.Passwords
	fmt.Fprintf(&b, "start(%s, %s).catch(showProblem);\n})();\n", inScript(map[string]any{
		"clientId":    c.ClientID,
		"signInUrl":   strings.TrimSuffix(c.SignInURL, "/"),
		"continueUrl": c.ContinueURL,
		"rule": map[string]any{
			"minLength": rule.MinLength, "upper": rule.Upper, "lower": rule.Lower, "digit": rule.Digit,
		},
	}), inScript(texts))
	return b.String()
}

// withoutScript says in every language what a browser without scripts must do:
// which language is wanted, only the script could tell.
func withoutScript(locales []locale) string {
	var b strings.Builder
	for _, l := range locales {
		fmt.Fprintf(&b, "<p lang=\"%s\">%s</p>", html.EscapeString(l.Languages[0]), html.EscapeString(l.NoScript))
	}
	return b.String()
}

// inScript writes a value as it may stand in a script: encoding/json escapes
// every < and >, so that no text can end the script.
func inScript(value any) string {
	return string(must(json.Marshal(value)))
}

// names lists the files of a directory, sorted.
func names(directory string) []string {
	var paths []string
	for _, entry := range must(files.ReadDir(directory)) {
		paths = append(paths, directory+"/"+entry.Name())
	}
	return paths
}

func read(name string) string { return string(must(files.ReadFile(name))) }

// must is for what was fixed when the binary was built, and is tested.
func must[T any](value T, err error) T {
	if err != nil {
		panic(fmt.Sprintf("page: %v", err))
	}
	return value
}
