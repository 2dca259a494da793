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

// inboxPage shows the emails that the emulator caught. It stores and changes
// nothing: each page shows what the emulator has at that moment.
//
//	GET /                  the list
//	GET /mails/{id}        the list and one email
//	GET /mails/{id}/html   the email's HTML part, for the frame in the page
//	GET /style.css, /refresh.js
//
// See viewOptions for the query.
type inboxPage struct{ endpoint string }

func newInboxPage(endpoint string) http.Handler {
	p := inboxPage{endpoint}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", p.list)
	mux.HandleFunc("GET /mails/{id}", p.message)
	mux.HandleFunc("GET /mails/{id}/html", p.htmlPart)
	for _, name := range []string{"style.css", "refresh.js"} {
		mux.HandleFunc("GET /"+name, func(w http.ResponseWriter, r *http.Request) {
			http.ServeFileFS(w, r, inboxFiles, "inboxpage/"+name)
		})
	}
	return localOnly(mux)
}

// localOnly refuses requests for hosts other than localhost. Otherwise a web page
// could let its own name resolve to this machine and read the links in the emails
// (DNS rebinding).
func localOnly(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !isLocalHost(r.Host) {
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

func isLocalHost(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return host == "localhost" || strings.HasSuffix(host, ".localhost") || ip.IsLoopback()
}

// inboxView has the values of the layout.
type inboxView struct {
	viewOptions
	Mails   []mail // matching the search, newest first
	Caught  int    // number of all emails
	Open    *mail
	Failure string
}

func (p inboxPage) list(w http.ResponseWriter, r *http.Request) {
	view, status := p.read(r)
	show(w, status, view)
}

func (p inboxPage) message(w http.ResponseWriter, r *http.Request) {
	view, status := p.read(r)
	if view.Failure == "" && view.Open == nil {
		view.Failure, status = "There is no such email. The emulator loses its emails when it restarts.", http.StatusNotFound
	}
	show(w, status, view)
}

// read returns the view for a request.
func (p inboxPage) read(r *http.Request) (inboxView, int) {
	view := inboxView{viewOptions: parseOptions(r)}
	mails, err := caughtMails(r.Context(), p.endpoint)
	if err != nil {
		view.Failure = "The emulator did not return its emails. Is it running? " + printable(err.Error())
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

// When returns the time of an email for the list: only the time of day if it was
// sent today.
func (m mail) When() string {
	at, now := m.At.Local(), time.Now()
	if at.Format(time.DateOnly) == now.Format(time.DateOnly) {
		return at.Format(time.TimeOnly)
	}
	return at.Format("2 Jan 15:04")
}

// Title returns the subject, or a placeholder if it is empty.
func (m mail) Title() string { return cmp.Or(printable(m.Subject), "(no subject)") }

// BeforeLink returns the text part up to the invitation link. Only that link is
// clickable in the text part.
func (m mail) BeforeLink() string {
	before, _, _ := strings.Cut(m.Text, m.Link())
	return before
}

// AfterLink returns the text part after the invitation link.
func (m mail) AfterLink() string {
	_, after, _ := strings.Cut(m.Text, m.Link())
	return after
}

// Size returns the size of the HTML part. Gmail clips it at 102 KB.
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
