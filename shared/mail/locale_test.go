package mail

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

func TestLocaleFallback(t *testing.T) {
	all, err := locales()
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ asked, configured, want string }{
		{"en", "nb", "en"},
		{"nb", "en", "nb"},
		{"nb-NO", "en", "nb"},
		{"nb_NO", "en", "nb"},
		{"NB-no", "en", "nb"},
		{"no", "en", "nb"},
		{"nn", "en", "nb"},
		{"nn-NO", "en", "nb"},
		{"en-GB", "nb", "en"},
		{"en-US", "nb", "en"},
		{"", "nb", "nb"},
		{"", "no", "nb"},
		{"no-NO", "de", "nb"},
		{"sv-FI", "en", "sv"},
		{"da-GL", "en", "da"},
		{"fo", "en", "da"},
		{"de-AT", "en", "de"},
		{"de-CH", "en", "de"},
		{"de_DE", "en", "de"},
		{"fr-CA", "en", "fr"},
		{"fr-BE", "en", "fr"},
		{"es-419", "en", "es"},
		{"es-MX", "en", "es"},
		{"nl-BE", "en", "nl"},
		{"pt-BR", "en", "pt"},
		{"pt-PT", "en", "pt"},
		{"fi-FI", "en", "fi"},
		{"", "pt-BR", "pt"},
		{"it", "de-AT", "de"},
		{"ru", "nn-NO", "nb"},
		{"zh-Hant", "nb", "nb"},
		{"tlh", "", "en"},
		{"", "", "en"},
		{"zh", "ja", "en"},
		{"no such language", "nb", "nb"},
		{"../en", "nb", "nb"},
		{"<script>", "nonsense!", "en"},
		{strings.Repeat("nb-", 4000), "en", "nb"},
	} {
		got, err := all.find(c.asked, c.configured)
		if err != nil || got.tag.String() != c.want {
			t.Errorf("asked %.20q, configured %q: %v, %v; want %s", c.asked, c.configured, got.tag, err, c.want)
		}
	}
}

func TestEveryLocaleIsFound(t *testing.T) {
	for _, l := range everyLocale(t) {
		for _, asked := range []string{l.tag.String(), strings.ToUpper(l.tag.String()), l.tag.String() + "-u-ca-gregory"} {
			if got, err := allLocales(t).find(asked, fallbackLanguage); err != nil || got.tag != l.tag {
				t.Errorf("asked for %s: %v, %v", asked, got.tag, err)
			}
		}
	}
}

func TestFallbackLocaleMustExist(t *testing.T) {
	nb, err := os.ReadFile("locales/nb.json")
	if err != nil {
		t.Fatal(err)
	}
	all, err := listLocales(fstest.MapFS{"locales/nb.json": {Data: nb}})
	if err != nil {
		t.Fatal(err)
	}
	if l, err := all.find("zh", "ja"); err == nil {
		t.Errorf("found %v for Chinese", l.tag)
	}
}

func TestInvalidLocaleFiles(t *testing.T) {
	for name, file := range map[string]string{
		"unknown key":      `{"greetings": "x"}`,
		"unknown category": `{"hours": {"several": "x"}}`,
		"unknown rule":     `{"plural": {"one": "n is 1"}}`,
		"wrong type":       `{"hours": 3}`,
		"not JSON":         `{`,
	} {
		all, err := listLocales(fstest.MapFS{"locales/en.json": {Data: []byte(file)}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := all.find("en"); err == nil || !strings.Contains(err.Error(), "locales/en.json") {
			t.Errorf("%s: %v, want an error with the name of the file", name, err)
		}
	}
	if _, err := listLocales(fstest.MapFS{"locales/no_language_at_all.json": {Data: []byte(`{}`)}}); err == nil {
		t.Error("a file whose name is not a language is accepted")
	}
}

func allLocales(t *testing.T) localeSet {
	t.Helper()
	all, err := locales()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func everyLocale(t *testing.T) (every []locale) {
	t.Helper()
	for _, read := range allLocales(t).read {
		l, err := read()
		if err != nil {
			t.Fatal(err)
		}
		every = append(every, l)
	}
	return every
}
