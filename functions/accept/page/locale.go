package page

import (
	"encoding/json"
	"path"
	"strings"
	"sync"

	"admit/shared/languages"
)

// locale is the content of a file in locales/. The file is named after its
// language.
type locale struct {
	NoScript string            `json:"noscript"` // shown by browsers without JavaScript
	Texts    map[string]string `json:"texts"`
}

// fallbackLanguage is used if there is no locale for any of the reader's languages.
const fallbackLanguage = "en"

// locales has the languages of the page.
var locales = sync.OnceValue(func() languages.Set {
	var names []string
	for _, file := range listFiles("locales") {
		names = append(names, strings.TrimSuffix(path.Base(file), ".json"))
	}
	return must(languages.NewSet(names...))
})

// Language returns the locale for a reader. The requested language comes first,
// then the languages of the Accept-Language header in their order. As in the
// email, a close language that the reader understands also matches: a reader of
// Nynorsk (nn) gets Bokmål (nb) before English.
func Language(asked, accepted string) string {
	wanted := append([]string{asked}, languages.Accepted(accepted)...)
	if found, ok := locales().Closest(wanted...); ok {
		return found
	}
	return fallbackLanguage
}

// Reader returns the locale that is close to a language of the Accept-Language header. It
// is empty if none is, or if there is no header.
func Reader(accepted string) string {
	found, _ := locales().Closest(languages.Accepted(accepted)...)
	return found
}

func readLocale(name string) locale {
	var l locale
	if err := json.Unmarshal([]byte(read("locales/"+name+".json")), &l); err != nil {
		panic("page: locale " + name + ": " + err.Error())
	}
	return l
}
