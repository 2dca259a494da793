package page

import (
	"encoding/json"
	"path"
	"strings"
	"sync"

	"golang.org/x/text/language"
)

// locale is the content of a file in locales/. The file is named after its
// language.
type locale struct {
	NoScript string            `json:"noscript"` // shown by browsers without JavaScript
	Texts    map[string]string `json:"texts"`
}

// fallbackLanguage is used if there is no locale for any of the reader's languages.
const fallbackLanguage = "en"

// localeSet has the available languages, and a matcher that finds the closest one
// for a reader.
type localeSet struct {
	languages []string
	matcher   language.Matcher
}

var locales = sync.OnceValue(func() localeSet {
	var c localeSet
	var tags []language.Tag
	for _, file := range listFiles("locales") {
		name := strings.TrimSuffix(path.Base(file), ".json")
		c.languages = append(c.languages, name)
		tags = append(tags, must(language.Parse(name)))
	}
	c.matcher = language.NewMatcher(tags)
	return c
})

// Language returns the locale for a reader. The requested language comes first,
// then the languages of the Accept-Language header in their order. As in the
// email, a close language that the reader understands also matches: a reader of
// Nynorsk (nn) gets Bokmål (nb) before English.
func Language(asked, accepted string) string {
	wanted, _, _ := language.ParseAcceptLanguage(accepted) // an invalid header is ignored
	for _, tag := range append([]language.Tag{language.Make(asked)}, wanted...) {
		if _, i, confidence := locales().matcher.Match(tag); confidence >= language.High {
			return locales().languages[i]
		}
	}
	return fallbackLanguage
}

func readLocale(name string) locale {
	var l locale
	if err := json.Unmarshal([]byte(read("locales/"+name+".json")), &l); err != nil {
		panic("page: locale " + name + ": " + err.Error())
	}
	return l
}
