package main

import (
	"net/http"
	"net/url"
	"strings"
)

// look is which mail is shown, and how. All of it stands in the address, so that
// a reload keeps it, the next mail is shown the same way, and a test can ask
// for it.
type look struct {
	ID      string // of the open mail
	To      string // only mails to an address with this in it
	Part    string // html, text or source
	Width   string // desktop or phone
	Colours string // auto, light or dark; auto is the browser's
}

// option is one value of a setting of the look. The first is the default.
type option struct{ value, Name string }

var options = map[string][]option{
	"part":    {{"html", "HTML"}, {"text", "Plain text"}, {"source", "Source"}},
	"width":   {{"desktop", "Desktop"}, {"phone", "Phone"}},
	"colours": {{"auto", "Auto"}, {"light", "Light"}, {"dark", "Dark"}},
}

func lookOf(r *http.Request) look {
	query := r.URL.Query()
	known := func(setting string) string {
		for _, o := range options[setting] {
			if o.value == query.Get(setting) {
				return o.value
			}
		}
		return options[setting][0].value
	}
	return look{r.PathValue("id"), strings.TrimSpace(query.Get("to")), known("part"), known("width"), known("colours")}
}

// Address is where a mail is shown in this look.
func (l look) Address(id string) string {
	query := url.Values{}
	for setting, value := range map[string]string{"part": l.Part, "width": l.Width, "colours": l.Colours} {
		if value != options[setting][0].value {
			query.Set(setting, value)
		}
	}
	if l.To != "" {
		query.Set("to", l.To)
	}
	path := "/"
	if id != "" {
		path += "mails/" + url.PathEscape(id)
	}
	if len(query) == 0 {
		return path
	}
	return path + "?" + query.Encode()
}

// choice is an option as a link.
type choice struct {
	option
	Address string
	Chosen  bool
}

// setting is what a mail can be shown in, and what the layout calls it.
type setting struct {
	Name    string
	Choices []choice
}

// Setting offers to change one thing about the look.
func (l look) Setting(name, parameter string) setting { return setting{name, l.choices(parameter)} }

func (l look) choices(setting string) []choice {
	var all []choice
	for _, o := range options[setting] {
		changed := l
		field := map[string]*string{"part": &changed.Part, "width": &changed.Width, "colours": &changed.Colours}[setting]
		chosen := *field == o.value
		*field = o.value
		all = append(all, choice{o, changed.Address(l.ID), chosen})
	}
	return all
}
