package main

import (
	"bytes"
	"cmp"
	"embed"
	"fmt"
	"html/template"
	"net"
	"net/http"
	"slices"
	"strings"
	"time"
)

//go:embed inboxpage
var inboxFiles embed.FS

var inboxLayout = template.Must(template.ParseFS(inboxFiles, "inboxpage/page.html"))

// inboxPage shows the mails that the emulator caught, in a browser. It changes
// nothing and keeps nothing: each page is made of what the emulator has now.
//
//	GET /                  the list
//	GET /mails/{id}        the list and one mail
//	GET /mails/{id}/html   the mail's HTML part, for the frame in the page
//	GET /style.css, /refresh.js
//
// See look for the query.
type inboxPage struct{ endpoint string }

func newInboxPage(endpoint string) http.Handler {
	p := inboxPage{endpoint}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", p.list)
	mux.HandleFunc("GET /mails/{id}", p.one)
	mux.HandleFunc("GET /mails/{id}/html", p.htmlPart)
	for _, name := range []string{"style.css", "refresh.js"} {
		mux.HandleFunc("GET /"+name, func(w http.ResponseWriter, r *http.Request) {
			http.ServeFileFS(w, r, inboxFiles, "inboxpage/"+name)
		})
	}
	return guarded(mux)
}

// guarded answers only a browser that was sent to this machine. A page from
// elsewhere could otherwise give its own name the address of this machine and
// read the links in the mails (DNS rebinding).
func guarded(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !namesThisMachine(r.Host) {
			http.Error(w, "this page is for localhost only", http.StatusMisdirectedRequest)
			return
		}
		for name, value := range map[string]string{
			"Cache-Control":                "no-store",
			"Content-Security-Policy":      "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; frame-src 'self'; img-src data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
			"Cross-Origin-Opener-Policy":   "same-origin",
			"Cross-Origin-Resource-Policy": "same-origin",
			"Referrer-Policy":              "no-referrer",
			"X-Content-Type-Options":       "nosniff",
		} {
			w.Header().Set(name, value)
		}
		next.ServeHTTP(w, r)
	})
}

func namesThisMachine(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || ip.IsLoopback()
}

// inboxView is what the layout shows.
type inboxView struct {
	look
	Mails   []mail // newest first, as far as the search finds them
	Caught  int    // all of them
	Open    *mail
	Failure string
}

func (p inboxPage) list(w http.ResponseWriter, r *http.Request) {
	view, status := p.read(r)
	show(w, status, view)
}

func (p inboxPage) one(w http.ResponseWriter, r *http.Request) {
	view, status := p.read(r)
	if view.Failure == "" && view.Open == nil {
		view.Failure, status = "There is no such mail. The emulator forgets its mails when it is started anew.", http.StatusNotFound
	}
	show(w, status, view)
}

// read makes the view that a request asks for.
func (p inboxPage) read(r *http.Request) (inboxView, int) {
	view := inboxView{look: lookOf(r)}
	mails, err := caughtMails(r.Context(), p.endpoint)
	if err != nil {
		view.Failure = "The emulator does not say which mails it caught. Does it still run? " + printable(err.Error())
		return view, http.StatusBadGateway
	}
	view.Caught = len(mails)
	view.Open = find(mails, view.ID)
	view.Mails = slices.DeleteFunc(mails, func(m mail) bool { return !m.isTo(view.To) })
	return view, http.StatusOK
}

func find(mails []mail, id string) *mail {
	if i := slices.IndexFunc(mails, func(m mail) bool { return m.ID == id }); i >= 0 {
		found := mails[i]
		return &found
	}
	return nil
}

func (m mail) isTo(part string) bool {
	return strings.Contains(strings.ToLower(strings.Join(slices.Concat(m.To, m.CC), "\n")), strings.ToLower(part))
}

// When is the time of a mail as one looks for it: today's by the clock.
func (m mail) When() string {
	at, now := m.At.Local(), time.Now()
	if at.Format(time.DateOnly) == now.Format(time.DateOnly) {
		return at.Format(time.TimeOnly)
	}
	return at.Format("2 Jan 15:04")
}

// Title is the subject, or what stands for none.
func (m mail) Title() string { return cmp.Or(printable(m.Subject), "(no subject)") }

// BeforeLink and AfterLink are the text around the link, which is the only thing
// in a text part that the page makes a link of, as a mail client would.
func (m mail) BeforeLink() string {
	before, _, _ := strings.Cut(m.Text, m.Link())
	return before
}

func (m mail) AfterLink() string {
	_, after, _ := strings.Cut(m.Text, m.Link())
	return after
}

// Size is that of the HTML part. Gmail shows no more than 102 KB of it.
func (m mail) Size() string { return fmt.Sprintf("%.1f KB", float64(len(m.HTML))/1024) }

func show(w http.ResponseWriter, status int, view inboxView) {
	var page bytes.Buffer
	if err := inboxLayout.Execute(&page, view); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, _ = page.WriteTo(w)
}
