package page

import (
	"encoding/json"
	"path"
	"strings"
	"sync"

	"golang.org/x/text/language"
)

// locale is a file of locales/, which has the name of its language.
type locale struct {
	NoScript string            `json:"noscript"` // what a browser without scripts is told
	Texts    map[string]string `json:"texts"`
}

// lastResort is the language of a reader for whose languages there is no locale.
const lastResort = "en"

// catalogue is the languages that there are locales for, and what finds the one
// nearest to a reader's.
type catalogue struct {
	languages []string
	matcher   language.Matcher
}

var locales = sync.OnceValue(func() catalogue {
	var c catalogue
	var tags []language.Tag
	for _, name := range names("locales") {
		own := strings.TrimSuffix(path.Base(name), ".json")
		c.languages = append(c.languages, own)
		tags = append(tags, must(language.Parse(own)))
	}
	c.matcher = language.NewMatcher(tags)
	return c
})

// Language is the locale for a reader: of the language asked for by name, else
// of the first in the browser's Accept-Language. As in the mail, a language is
// also served by a near one that its readers understand: who reads Nynorsk (nn)
// would rather have Bokmål (nb) than the English further down their list.
func Language(asked, accepted string) string {
	wanted, _, _ := language.ParseAcceptLanguage(accepted) // what cannot be read is no wish
	for _, tag := range append([]language.Tag{language.Make(asked)}, wanted...) {
		if _, i, confidence := locales().matcher.Match(tag); confidence >= language.High {
			return locales().languages[i]
		}
	}
	return lastResort
}

func readLocale(own string) locale {
	var l locale
	if err := json.Unmarshal([]byte(read("locales/"+own+".json")), &l); err != nil {
		panic("page: locale " + own + ": " + err.Error())
	}
	return l
}
