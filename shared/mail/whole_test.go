package mail

import (
	"encoding/json"
	"maps"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestLocalesAreWhole holds each file against the English one: every key, with
// the same places, in every plural form of the language, and nothing left in
// English.
func TestLocalesAreWhole(t *testing.T) {
	english, err := mustList(t).find(lastResort)
	if err != nil {
		t.Fatal(err)
	}
	want := texts(english)
	for _, l := range everyLocale(t) {
		checkNames(t, l)
		for path, phrase := range texts(l) {
			checkForms(t, l, path, phrase)
			for _, text := range phrase {
				checkText(t, l, path, text)
				if got, wanted := placesIn(text), placesIn(want[path][other]); !maps.Equal(got, wanted) {
					t.Errorf("%v: %s has the places %v, English %v: %q", l.tag, path, keys(got), keys(wanted), text)
				}
				if base, _ := l.tag.Base(); base.String() != lastResort && isEnglish(text, want[path]) {
					t.Errorf("%v: %s is left in English: %q", l.tag, path, text)
				}
			}
		}
	}
}

// texts are all phrases of a locale, by path.
func texts(l locale) map[string]phrase {
	all := map[string]phrase{}
	collect(reflect.ValueOf(l), "", all)
	return all
}

func collect(v reflect.Value, path string, all map[string]phrase) {
	if v.Type() == reflect.TypeFor[phrase]() {
		all[path] = v.Interface().(phrase)
		return
	}
	if v.Kind() != reflect.Struct {
		return
	}
	for i := range v.NumField() {
		if field := v.Type().Field(i); field.IsExported() {
			collect(v.Field(i), strings.TrimPrefix(path+"."+field.Tag.Get("json"), "."), all)
		}
	}
}

// checkNames sees to what is no phrase. Decoding into an array does not see
// names that are too many, so the file is read again.
func checkNames(t *testing.T, l locale) {
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
	for _, name := range slices.Concat(names.Weekdays, names.Months, []string{l.FirstOfMonth}) {
		if strings.TrimSpace(name) == "" {
			t.Errorf("%v: a weekday, a month or the first of a month is missing", l.tag)
		}
	}
	if l.Direction != "ltr" && l.Direction != "rtl" {
		t.Errorf("%v: direction %q", l.tag, l.Direction)
	}
}

// checkForms wants one form, or one for each category of the language.
func checkForms(t *testing.T, l locale, path string, p phrase) {
	t.Helper()
	want := append(slices.Collect(maps.Keys(l.Plural)), other)
	slices.Sort(want)
	if got := slices.Sorted(maps.Keys(p)); len(p) != 1 && !slices.Equal(got, want) {
		t.Errorf("%v: %s has the forms %v, the language %v", l.tag, path, got, want)
	}
	if p[other] == "" {
		t.Errorf("%v: %s is missing", l.tag, path)
	}
	numbers := map[string]int{} // of each form
	for n := 1; n <= 200; n++ {
		numbers[l.Plural.category(n)]++
	}
	for category, text := range p {
		if numbers[category] > 1 && strings.Contains(p[other], "{count}") && !strings.Contains(text, "{count}") {
			t.Errorf("%v: %s does not say how many, and %s is not one number: %q", l.tag, path, category, text)
		}
	}
}

// The places of a phrase, and those of a moment.
var (
	known  = []string{"count", "inviter", "organisation", "account", "firstName", "span", "end"}
	ofTime = []string{"weekday", "day", "month", "year", "hour", "bareHour", "minute"}
)

var (
	place         = regexp.MustCompile(`\{(\w*)\}`)
	letterJoined  = regexp.MustCompile(`\}[\pL\pN]`)
	spaceBefore   = regexp.MustCompile(` [:;!?.,]`)
	straightQuote = regexp.MustCompile(`['"]`)
)

func checkText(t *testing.T, l locale, path, text string) {
	t.Helper()
	known, isTime := known, path == "dateTime"
	switch {
	case isTime:
		known = ofTime
	case path == "resentSubject":
		known = []string{"subject"}
	}
	for _, match := range place.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(known, match[1]) {
			t.Errorf("%v: %s has the unknown place %s", l.tag, path, match[0])
		}
	}
	for wrong, found := range map[string]bool{
		"is empty":               strings.TrimSpace(text) == "",
		"has a space at an end":  strings.TrimSpace(text) != text,
		"has a stray brace, tag": strings.ContainsAny(place.ReplaceAllString(text, ""), "{}<>"),
		"has a straight quote":   straightQuote.MatchString(text),
		"has a space that a line may break at before a mark":                          spaceBefore.MatchString(text),
		"goes on after a name without a space or a mark, which may make a link of it": !isTime && letterJoined.MatchString(text),
		"has {inviter} elsewhere than at its beginning":                               strings.LastIndex(text, "{inviter}") > 0,
	} {
		if found {
			t.Errorf("%v: %s %s: %q", l.tag, path, wrong, text)
		}
	}
}

// placesIn is the set of places of a text. {count} may be left out, as in "this
// role", and the hour is written in two ways.
func placesIn(text string) map[string]bool {
	found := map[string]bool{}
	for _, match := range place.FindAllStringSubmatch(strings.ReplaceAll(text, "{bareHour}", "{hour}"), -1) {
		if match[1] != "count" {
			found[match[1]] = true
		}
	}
	return found
}

// englishWords are in no sentence of another language that we write.
var englishWords = regexp.MustCompile(`(?i)\b(the|you|your|with|this|these|and|please|until|works|invites|roles? at)\b`)

func isEnglish(text string, english phrase) bool {
	onlyPlaces := !regexp.MustCompile(`\pL`).MatchString(place.ReplaceAllString(text, ""))
	return englishWords.MatchString(text) || (!onlyPlaces && slices.Contains(slices.Collect(maps.Values(english)), text))
}

func keys(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }
