package main

import (
	"net/http"
	"regexp"
	"strings"
)

// sandbox is the sandbox attribute of an email's frame. Links open in a new tab,
// which is not sandboxed. Scripts do not run.
const sandbox = "allow-popups allow-popups-to-escape-sandbox"

// htmlPart serves the HTML part of an email. It changes only what makes a browser
// show it like an email client.
func (p inboxPage) htmlPart(w http.ResponseWriter, r *http.Request) {
	view, status := p.read(r)
	switch {
	case view.Failure != "":
		http.Error(w, view.Failure, status)
		return
	case view.Open == nil || view.Open.HTML == "":
		http.Error(w, "there is no such email, or it has no HTML part", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	// The frame has the same sandbox. This one also applies outside the frame.
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'self'; sandbox "+sandbox)
	_, _ = w.Write([]byte(asInClient(view.Open.HTML, view.Colours)))
}

// Sandbox returns the sandbox attribute of the frame.
func (inboxView) Sandbox() string { return sandbox }

// documentStart matches everything before the first element of a document's head.
// Each part of it is optional in an email.
var documentStart = regexp.MustCompile(`(?i)^\s*(<!doctype[^>]*>\s*)?(<html[^>]*>\s*)?(<head[^>]*>)?`)

// asInClient makes links open in a new tab and applies the requested colours.
func asInClient(html, colours string) string {
	html = inColours(html, colours)
	end := documentStart.FindStringIndex(html)[1]
	return html[:end] + `<base target="_blank">` + html[end:]
}

var (
	colourQuery = regexp.MustCompile(`(?i)\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)`)
	bothSchemes = regexp.MustCompile(`(?i)(color-scheme\s*:\s*|content=")(?:light dark|dark light)`)
)

// inColours replaces the colour scheme queries of a document by their result for
// the requested colours. A browser would answer them with the setting of the
// whole machine.
func inColours(html, colours string) string {
	if colours == "auto" {
		return html
	}
	html = colourQuery.ReplaceAllStringFunc(html, func(query string) string {
		if strings.Contains(strings.ToLower(query), colours) {
			return "(min-width: 0)"
		}
		return "(max-width: 0)"
	})
	return bothSchemes.ReplaceAllString(html, "${1}"+colours)
}
