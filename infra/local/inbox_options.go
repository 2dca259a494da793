package main

import (
	"net/http"
	"net/url"
	"strings"
)

// viewOptions says which email is shown, and how. All options are in the address
// of the page. A reload keeps them, the next email is shown the same way, and a
// test can request them.
type viewOptions struct {
	ID      string // of the open email
	To      string // filter: a part of the recipient's address
	Part    string // html, text or source
	Width   string // desktop or phone
	Colours string // auto, light or dark; auto follows the browser
}

// option is one value of a setting. The first value of a setting is its default.
type option struct{ value, Name string }

var options = map[string][]option{
	"part":    {{"html", "HTML"}, {"text", "Plain text"}, {"source", "Source"}},
	"width":   {{"desktop", "Desktop"}, {"phone", "Phone"}},
	"colours": {{"auto", "Auto"}, {"light", "Light"}, {"dark", "Dark"}},
}

// parseOptions reads the options from a request. Unknown values become defaults.
func parseOptions(r *http.Request) viewOptions {
	query := r.URL.Query()
	valueOf := func(setting string) string {
		for _, o := range options[setting] {
			if o.value == query.Get(setting) {
				return o.value
			}
		}
		return options[setting][0].value
	}
	return viewOptions{r.PathValue("id"), strings.TrimSpace(query.Get("to")), valueOf("part"), valueOf("width"), valueOf("colours")}
}

// Address returns the address that shows an email with these options.
func (v viewOptions) Address(id string) string {
	query := url.Values{}
	for setting, value := range map[string]string{"part": v.Part, "width": v.Width, "colours": v.Colours} {
		if value != options[setting][0].value {
			query.Set(setting, value)
		}
	}
	if v.To != "" {
		query.Set("to", v.To)
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

// choice is a link that selects an option.
type choice struct {
	option
	Address string
	Chosen  bool
}

// optionGroup has the choices of one option, and its label in the page.
type optionGroup struct {
	Name    string
	Choices []choice
}

// Setting returns the choices for one parameter of the query.
func (v viewOptions) Setting(name, parameter string) optionGroup {
	return optionGroup{name, v.choices(parameter)}
}

func (v viewOptions) choices(setting string) []choice {
	var all []choice
	for _, o := range options[setting] {
		changed := v
		field := map[string]*string{"part": &changed.Part, "width": &changed.Width, "colours": &changed.Colours}[setting]
		chosen := *field == o.value
		*field = o.value
		all = append(all, choice{o, changed.Address(v.ID), chosen})
	}
	return all
}
