// Package page is the invitee's page: one HTML document with everything in it.
//
// The document is the same for every invitation, known or not, so that asking
// for it changes nothing and reveals nothing. What is offered to whom is
// fetched by its script, with the secret that the browser keeps in the
// fragment of the address.
//
// There is one document a language, with the words of that language alone: all
// of them would weigh more than everything else on the page.
//
// Where things are: page.html has the markup of every state, script/ the
// behaviour with one subject a file, locales/ the words. A further locale is a
// further file there; nothing else names it.
package page

import (
	"cmp"
	"embed"
	"encoding/json"
	"fmt"
	"html"
	"regexp"
	"strings"
	"sync"

	"admit/shared/api/static"
	"admit/shared/identity"
)

// Config is what differs between deployments.
type Config struct {
	ClientID    string // of the sign-in's public client
	SignInURL   string // base of the hosted sign-in; /oauth2/authorize is below it
	Addresses   string // with which links may begin, with spaces between them
	ContinueURL string // where a person goes after accepting; empty for the console
}

// console is the console of the same deployment, seen from an invitation.
const console = "../console"

//go:embed page.html style.css script/*.js locales/*.json
var files embed.FS

// edition is what a document is made from.
type edition struct {
	Config
	language string
}

// documents holds the documents made so far: one for each language that
// somebody has asked this process for.
var documents sync.Map

// Document is the page in one of the languages that [Language] gives.
func Document(c Config, language string) static.File {
	wanted := edition{c, language}
	found, ok := documents.Load(wanted)
	if !ok {
		body, headers := build(wanted)
		found, _ = documents.LoadOrStore(wanted, static.New(body, headers).Gzipped())
	}
	return found.(static.File)
}

func build(e edition) (body []byte, headers map[string]string) {
	words := readLocale(e.language)
	style, script := read("style.css"), buildScript(e, words)
	text := strings.NewReplacer(
		"<!--language-->", html.EscapeString(e.language),
		"<!--title-->", html.EscapeString(words.Texts["title"]),
		"<!--opening-->", html.EscapeString(words.Texts["busy.opening"]),
		"<!--noscript-->", withoutScript(e.language, words),
		"<!--style-->", style,
		"<!--script-->", script,
	).Replace(read("page.html"))
	return []byte(text), headersOf(style, script, e)
}

// comments matches comments that have a line of their own. Readers of the page
// do not load them.
var comments = regexp.MustCompile(`(?m)^\s*//.*\n`)

// buildScript puts the files in one closure, so that they share names with
// each other and nothing with the window, and starts them.
func buildScript(e edition, words locale) string {
	var b strings.Builder
	b.WriteString("\"use strict\";(() => {\n")
	for _, name := range names("script") {
		b.WriteString(comments.ReplaceAllString(read(name), ""))
	}
	rule := identity.Passwords
	fmt.Fprintf(&b, "start(%s, %s).catch(showProblem);\n})();\n", inScript(map[string]any{
		"clientId":    e.ClientID,
		"signInUrl":   strings.TrimSuffix(e.SignInURL, "/"),
		"addresses":   strings.Fields(e.Addresses),
		"continueUrl": cmp.Or(e.ContinueURL, console),
		"languages":   locales().languages,
		"rule": map[string]any{
			"minLength": rule.MinLength, "upper": rule.Upper, "lower": rule.Lower, "digit": rule.Digit,
		},
	}), inScript(words.Texts))
	return b.String()
}

// withoutScript says what a browser without scripts must do, also in English:
// the switch between languages is a script too.
func withoutScript(own string, words locale) string {
	said := paragraph(own, words)
	if own != lastResort {
		said += paragraph(lastResort, readLocale(lastResort))
	}
	return said
}

func paragraph(language string, words locale) string {
	return fmt.Sprintf("<p lang=\"%s\">%s</p>", html.EscapeString(language), html.EscapeString(words.NoScript))
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
