package page

import "encoding/json"

// locale is a file of locales/.
type locale struct {
	Languages []string          `json:"languages"`          // BCP 47 tags that it serves, its own first
	NoScript  string            `json:"noscript,omitempty"` // what a browser without scripts is told
	Texts     map[string]string `json:"texts"`
}

func readLocales() []locale {
	var all []locale
	for _, name := range names("locales") {
		var l locale
		if err := json.Unmarshal([]byte(read(name)), &l); err != nil {
			panic("page: " + name + ": " + err.Error())
		}
		all = append(all, l)
	}
	return all
}
