package main

import (
	"net/http"
	"regexp"
	"strings"
)

// sandbox is what a mail may do in its frame: open a link in a new tab, which is
// then an ordinary one. It runs no script, whatever is in it.
const sandbox = "allow-popups allow-popups-to-escape-sandbox"

// htmlPart serves the HTML part of a mail as it came, but for the ways in which
// a mail client differs from a browser.
func (p inboxPage) htmlPart(w http.ResponseWriter, r *http.Request) {
	view, status := p.read(r)
	switch {
	case view.Failure != "":
		http.Error(w, view.Failure, status)
		return
	case view.Open == nil || view.Open.HTML == "":
		http.Error(w, "there is no such mail, or it has no HTML part", http.StatusNotFound)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	// The frame's own attribute says the same; this holds without the frame, too.
	w.Header().Set("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; frame-ancestors 'self'; sandbox "+sandbox)
	_, _ = w.Write([]byte(asInClient(view.Open.HTML, view.Colours)))
}

// Sandbox is for the frame.
func (inboxView) Sandbox() string { return sandbox }

// beginning is what stands before the first element of a document's head, of
// which a mail may have left out any part.
var beginning = regexp.MustCompile(`(?i)^\s*(<!doctype[^>]*>\s*)?(<html[^>]*>\s*)?(<head[^>]*>)?`)

// asInClient has links open in a new tab, and the mail in the colours that were
// asked for.
func asInClient(html, colours string) string {
	html = inColours(html, colours)
	end := beginning.FindStringIndex(html)[1]
	return html[:end] + `<base target="_blank">` + html[end:]
}

var (
	asksForColours = regexp.MustCompile(`(?i)\(\s*prefers-color-scheme\s*:\s*(light|dark)\s*\)`)
	takesEither    = regexp.MustCompile(`(?i)(color-scheme\s*:\s*|content=")(?:light dark|dark light)`)
)

// inColours answers the questions of a document about light or dark instead of
// the browser, which knows only what the whole machine is set to.
func inColours(html, colours string) string {
	if colours == "auto" {
		return html
	}
	html = asksForColours.ReplaceAllStringFunc(html, func(question string) string {
		if strings.Contains(strings.ToLower(question), colours) {
			return "(min-width: 0)"
		}
		return "(max-width: 0)"
	})
	return takesEither.ReplaceAllString(html, "${1}"+colours)
}
