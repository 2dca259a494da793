// Package page builds the invitee's page: one HTML document with inline style and
// script.
//
// The document is the same for every invitation, known or unknown. Opening it
// changes nothing and reveals nothing. Its script requests the invitation's
// content with the token, which the browser keeps in the fragment of the address.
//
// There is one document for each language, with the texts of that language only.
// The texts of all languages would be larger than the rest of the page.
//
// page.html has the markup of every state. script/ has the behaviour, with one
// subject in each file. locales/ has the texts. To add a language, add a file
// there; nothing else lists the languages.
package page

import (
	"embed"
	"encoding/json"
	"fmt"
	"html"
	"regexp"
	"strings"
	"sync"

	"admit/shared/access"
	"admit/shared/api/static"
	"admit/shared/brand"
	"admit/shared/setting"
)

// Config has the settings of a deployment.
type Config struct {
	SignIn      setting.SignIn
	Addresses   string // base addresses of the links that the page accepts, separated by spaces
	ContinueURL string // where the Continue button leads, unless the API answers otherwise; empty for the console
	Passwords   access.PasswordRule
	Brand       brand.Brand
}

// consolePath is the console of the same deployment, relative to an invitation's
// address.
const consolePath = "../console"

//go:embed page.html style.css script/*.js locales/*.json
var files embed.FS

// edition identifies a document: the deployment's settings and a language.
type edition struct {
	Config
	language string
}

// documents caches the built documents, one for each edition that this process has
// served.
var documents sync.Map

// Document returns the page in one of the languages that [Language] returns.
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
	style, script := brandStyle(e.Brand)+condense.Replace(stripped("style.css")), buildScript(e, words)
	text := strings.NewReplacer(
		"<!--language-->", html.EscapeString(e.language),
		"<!--title-->", html.EscapeString(pageTitle(words, e.Brand)),
		"<!--brand-->", brandHeader(e.Brand),
		"<!--about-->", brandFooter(words, e.Brand),
		"<!--opening-->", html.EscapeString(words.Texts["busy.opening"]),
		"<!--noscript-->", noScriptText(e.language, words),
		"<!--style-->", style,
		"<!--script-->", script,
	).Replace(stripped("page.html"))
	return []byte(text), documentHeaders(style, script, e)
}

// unread matches what is for readers of the source alone: indentation, comments on lines
// of their own, and empty lines. It is removed from the page, so that browsers do not load
// it.
var unread = regexp.MustCompile(`(?m)^(\s+|\s*//.*\n|\s*/\*.*\*/\n)+`)

// remark matches a comment after code in a script.
var remark = regexp.MustCompile(`(?m) +// .*$`)

// condense removes the whitespace of a style sheet, too, where it has no meaning.
var condense = strings.NewReplacer("\n", "", ": ", ":", " {", "{", "{ ", "{", "; }", "}", "; ", ";")

// buildScript joins the script files in one closure and calls start. The files
// share their names with each other, but not with the window.
func buildScript(e edition, words locale) string {
	var b strings.Builder
	b.WriteString("\"use strict\";(() => {\n")
	for _, name := range listFiles("script") {
		b.WriteString(remark.ReplaceAllString(stripped(name), ""))
	}
	fmt.Fprintf(&b, "start(%s, %s).catch(showProblem);\n})();\n", scriptJSON(map[string]any{
		"signIn":      e.SignIn,
		"addresses":   strings.Fields(e.Addresses),
		"consoleUrl":  consolePath,
		"continueUrl": e.ContinueURL,
		"productName": e.Brand.Product,
		"languages":   locales().Names(),
		"rule":        e.Passwords,
	}), scriptJSON(words.Texts))
	return b.String()
}

// noScriptText returns the text for browsers without JavaScript. It is also in
// English, because choosing a language needs JavaScript.
func noScriptText(language string, words locale) string {
	text := paragraph(language, words)
	if language != fallbackLanguage {
		text += paragraph(fallbackLanguage, readLocale(fallbackLanguage))
	}
	return text
}

func paragraph(language string, words locale) string {
	return fmt.Sprintf("<p lang=\"%s\">%s</p>", html.EscapeString(language), html.EscapeString(words.NoScript))
}

// scriptJSON encodes a value as JSON for use inside a script. encoding/json escapes
// every < and >, so no text can end the script.
func scriptJSON(value any) string {
	return string(must(json.Marshal(value)))
}

// listFiles returns the paths of the files in a directory, sorted.
func listFiles(directory string) []string {
	var paths []string
	for _, entry := range must(files.ReadDir(directory)) {
		paths = append(paths, directory+"/"+entry.Name())
	}
	return paths
}

// stripped returns a file without what browsers do not read.
func stripped(name string) string { return unread.ReplaceAllString(read(name), "") }

func read(name string) string { return string(must(files.ReadFile(name))) }

// must panics on errors that only a broken build can cause. Tests cover them.
func must[T any](value T, err error) T {
	if err != nil {
		panic(fmt.Sprintf("page: %v", err))
	}
	return value
}
