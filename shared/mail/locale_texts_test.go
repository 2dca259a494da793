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

// TestLocalesAreComplete compares each locale with English. A locale must have
// every key, the same placeholders, every plural form of its language, and no
// text in English.
func TestLocalesAreComplete(t *testing.T) {
	english, err := allLocales(t).find(fallbackLanguage)
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
				if got, wanted := placeholdersIn(text), placeholdersIn(want[path][other]); !maps.Equal(got, wanted) {
					t.Errorf("%v: %s has the placeholders %v, English %v: %q", l.tag, path, keys(got), keys(wanted), text)
				}
				if base, _ := l.tag.Base(); base.String() != fallbackLanguage && isEnglish(text, want[path]) {
					t.Errorf("%v: %s is in English: %q", l.tag, path, text)
				}
			}
		}
	}
}

// texts returns all phrases of a locale by path.
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

// checkNames checks the parts that are not phrases. It reads the file again,
// because decoding into an array ignores surplus names.
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

// checkForms checks that a phrase has one form, or one for each category of the
// language.
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
	numbers := map[string]int{} // how many numbers use each form
	for n := 1; n <= 200; n++ {
		numbers[l.Plural.category(n)]++
	}
	for category, text := range p {
		if numbers[category] > 1 && strings.Contains(p[other], "{count}") && !strings.Contains(text, "{count}") {
			t.Errorf("%v: %s has no {count} in the form %s, which several numbers use: %q", l.tag, path, category, text)
		}
	}
}

// The placeholders of a phrase, and those of a time.
var (
	known  = []string{"count", "inviter", "organisation", "account", "firstName", "span", "end"}
	ofTime = []string{"weekday", "day", "month", "year", "hour", "bareHour", "minute"}
)

var (
	placeholder   = regexp.MustCompile(`\{(\w*)\}`)
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
	case path == "resentSubject", path == "reminderSubject":
		known = []string{"subject"}
	case path == "support":
		known = []string{"support"}
	case strings.HasPrefix(path, "renewal."):
		known = []string{"invitee", "organisation", "account"}
	case strings.HasPrefix(path, "acceptance."), path == "noticeWhy":
		known = []string{"invitee", "requester", "organisation", "account"}
	case strings.HasPrefix(path, "temporaryPassword."):
		known = []string{"product", "username"}
	case strings.HasPrefix(path, "code."), strings.HasPrefix(path, "reset."):
		known = []string{"product"}
	}
	for _, match := range placeholder.FindAllStringSubmatch(text, -1) {
		if !slices.Contains(known, match[1]) {
			t.Errorf("%v: %s has the unknown placeholder %s", l.tag, path, match[0])
		}
	}
	for wrong, found := range map[string]bool{
		"is empty":                                                 strings.TrimSpace(text) == "",
		"has a space at the start or end":                          strings.TrimSpace(text) != text,
		"has a stray brace or tag":                                 strings.ContainsAny(placeholder.ReplaceAllString(text, ""), "{}<>"),
		"has a straight quote":                                     straightQuote.MatchString(text),
		"has a breaking space before a punctuation mark":           spaceBefore.MatchString(text),
		"continues directly after a name, which may create a link": !isTime && letterJoined.MatchString(text),
		"does not have {inviter} at its beginning":                 strings.LastIndex(text, "{inviter}") > 0,
	} {
		if found {
			t.Errorf("%v: %s %s: %q", l.tag, path, wrong, text)
		}
	}
}

// placeholdersIn returns the placeholders of a text. It ignores {count}, which a
// form may leave out, as in "this role", and treats {bareHour} as {hour}.
func placeholdersIn(text string) map[string]bool {
	found := map[string]bool{}
	for _, match := range placeholder.FindAllStringSubmatch(strings.ReplaceAll(text, "{bareHour}", "{hour}"), -1) {
		if match[1] != "count" {
			found[match[1]] = true
		}
	}
	return found
}

// englishWords matches words that no other language of the locales has.
var englishWords = regexp.MustCompile(`(?i)\b(the|you|your|with|this|these|and|please|until|works|invite[sd]|offered|roles? at)\b`)

func isEnglish(text string, english phrase) bool {
	onlyPlaceholders := !regexp.MustCompile(`\pL`).MatchString(placeholder.ReplaceAllString(text, ""))
	return englishWords.MatchString(text) || (!onlyPlaceholders && slices.Contains(slices.Collect(maps.Values(english)), text))
}

func keys(set map[string]bool) []string { return slices.Sorted(maps.Keys(set)) }
