package mail

import (
	"encoding/json"
	"maps"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/text/feature/plural"
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

func TestLastResortMustBeThere(t *testing.T) {
	nb, err := os.ReadFile("locales/nb.json")
	if err != nil {
		t.Fatal(err)
	}
	all, err := readLocales(fstest.MapFS{"locales/nb.json": {Data: nb}})
	if err != nil {
		t.Fatal(err)
	}
	if l, err := all.find("zh", "ja"); err == nil {
		t.Errorf("found %v for Chinese", l.tag)
	}
}

func TestBadLocaleFilesAreRefused(t *testing.T) {
	for name, file := range map[string]string{
		"unknown key":      `{"greetings": "x"}`,
		"unknown category": `{"hours": {"several": "x"}}`,
		"wrong type":       `{"hours": 3}`,
		"not JSON":         `{`,
	} {
		if _, err := readLocales(fstest.MapFS{"locales/en.json": {Data: []byte(file)}}); err == nil {
			t.Errorf("%s: taken", name)
		}
	}
}

// TestLocalesAreWhole holds each file against the English one: every key, every
// plural form of the language, and no place that the English text has not.
func TestLocalesAreWhole(t *testing.T) {
	all, err := locales()
	if err != nil {
		t.Fatal(err)
	}
	english, err := all.find(lastResort)
	if err != nil {
		t.Fatal(err)
	}
	want := places(t, english)
	for _, l := range all.locales {
		if l.Direction != "ltr" && l.Direction != "rtl" {
			t.Errorf("%v: direction %q", l.tag, l.Direction)
		}
		if slices.Contains(l.Weekdays[:], "") || slices.Contains(l.Months[:], "") {
			t.Errorf("%v: a weekday or a month is missing", l.tag)
		}
		checkLengths(t, l)
		got := places(t, l)
		for path, wanted := range want {
			if !maps.Equal(got[path], wanted) {
				t.Errorf("%v: %s has the places %v, English %v", l.tag, path, keys(got[path]), keys(wanted))
			}
		}
	}
}

// checkLengths sees what decoding into an array does not: surplus names.
func checkLengths(t *testing.T, l locale) {
	t.Helper()
	file, err := localeFiles.ReadFile("locales/" + l.tag.String() + ".json")
	if err != nil {
		t.Fatal(err)
	}
	var names struct{ Weekdays, Months []string }
	if err := json.Unmarshal(file, &names); err != nil {
		t.Fatal(err)
	}
	if len(names.Weekdays) != 7 || len(names.Months) != 12 {
		t.Errorf("%v: %d weekdays, %d months", l.tag, len(names.Weekdays), len(names.Months))
	}
}

// known are the places that write fills; DateTime has its own.
var known = []string{"count", "inviter", "organisation", "account", "firstName", "span", "end", "weekday", "day", "month", "year", "hour", "minute"}

var place = regexp.MustCompile(`\{(\w*)\}`)

// joined finds letters right after a place.
var joined = regexp.MustCompile(`\}[\pL\pN]`)

// places is the set of places of each text of a locale by its path. It fails
// the test for texts that are empty or lack a plural form. {count} may be left
// out of a form, as in "this role".
func places(t *testing.T, l locale) map[string]map[string]bool {
	t.Helper()
	found := map[string]map[string]bool{}
	note := func(path, text string) {
		if strings.TrimSpace(text) == "" {
			t.Errorf("%v: %s is missing", l.tag, path)
		}
		if found[path] == nil {
			found[path] = map[string]bool{}
		}
		for _, match := range place.FindAllStringSubmatch(text, -1) {
			if !slices.Contains(known, match[1]) {
				t.Errorf("%v: %s has the unknown place %s", l.tag, path, match[0])
			}
			if match[1] != "count" {
				found[path][match[1]] = true
			}
		}
		if joined.MatchString(text) {
			t.Errorf("%v: %s goes on after a name without a space or a mark, which could make a link of both: %q", l.tag, path, text)
		}
		if strings.ContainsAny(place.ReplaceAllString(text, ""), "{}<>") {
			t.Errorf("%v: %s has a stray brace or tag: %q", l.tag, path, text)
		}
	}
	note("dateTime", l.DateTime)
	walk(reflect.ValueOf(l), "", func(path string, p phrase) {
		note(path, p[plural.Other])
		for form, text := range p {
			note(path, text)
			if form != plural.Other {
				checkForms(t, l, path, p)
			}
		}
	})
	return found
}

// checkForms wants each form that the language has for numbers that occur.
func checkForms(t *testing.T, l locale, path string, p phrase) {
	t.Helper()
	for n := 1; n <= 200; n++ {
		if form := plural.Cardinal.MatchPlural(l.tag, n, 0, 0, 0, 0); p[form] == "" {
			t.Errorf("%v: %s lacks the form for %d", l.tag, path, n)
			return
		}
	}
}

func walk(v reflect.Value, path string, visit func(string, phrase)) {
	if v.Type() == reflect.TypeFor[phrase]() {
		visit(path, v.Interface().(phrase))
		return
	}
	if v.Kind() != reflect.Struct {
		return
	}
	for i := range v.NumField() {
		if field := v.Type().Field(i); field.IsExported() {
			walk(v.Field(i), strings.TrimPrefix(path+"."+field.Tag.Get("json"), "."), visit)
		}
	}
}

func keys(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }
