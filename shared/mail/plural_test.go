package mail

import (
	"encoding/json"
	"maps"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// cldrRule is CLDR's entry for a plural category. The category "other" has no rule.
type cldrRule struct {
	rule    string
	samples string // numbers of the category
}

// cldr returns CLDR 48's plural rules by language and category. The file is an
// unchanged copy from the npm package cldr-core.
func cldr(t *testing.T) map[string]map[string]cldrRule {
	t.Helper()
	file, err := os.ReadFile("testdata/cldr/plurals.json")
	if err != nil {
		t.Fatal(err)
	}
	var data struct {
		Supplemental struct {
			Languages map[string]map[string]string `json:"plurals-type-cardinal"`
		}
	}
	if err := json.Unmarshal(file, &data); err != nil {
		t.Fatal(err)
	}
	languages := map[string]map[string]cldrRule{}
	for language, rules := range data.Supplemental.Languages {
		languages[language] = map[string]cldrRule{}
		for key, written := range rules {
			rule, samples, _ := strings.Cut(written, "@integer")
			samples, _, _ = strings.Cut(samples, "@decimal")
			rule, _, _ = strings.Cut(rule, "@decimal")
			languages[language][strings.TrimPrefix(key, "pluralRule-count-")] = cldrRule{strings.TrimSpace(rule), samples}
		}
	}
	return languages
}

// TestPluralRulesMatchCLDR checks that the rules of each locale are exactly CLDR's.
func TestPluralRulesMatchCLDR(t *testing.T) {
	languages := cldr(t)
	for _, l := range everyLocale(t) {
		file, err := localeFiles.ReadFile("locales/" + l.tag.String() + ".json")
		if err != nil {
			t.Fatal(err)
		}
		var got struct{ Plural map[string]string }
		if err := json.Unmarshal(file, &got); err != nil {
			t.Fatal(err)
		}
		want := map[string]string{}
		for category, is := range cldrOf(t, languages, l) {
			if category != other {
				want[category] = is.rule
			}
		}
		if !maps.Equal(got.Plural, want) {
			t.Errorf("%v: the rules are %q, CLDR's %q", l.tag, got.Plural, want)
		}
	}
}

// TestEveryPluralCategoryIsReached checks that the numbers up to a million have
// exactly the categories that CLDR has for the language.
func TestEveryPluralCategoryIsReached(t *testing.T) {
	languages := cldr(t)
	for _, l := range everyLocale(t) {
		reached := map[string]bool{}
		for n := 0; n <= 1_000_000; n++ {
			if n > 2000 && n%1000 == 1 {
				n += 998 // above 2000, only the thousands and their neighbours
			}
			reached[l.Plural.category(n)] = true
		}
		if want := cldrOf(t, languages, l); !slices.Equal(keys(reached), slices.Sorted(maps.Keys(want))) {
			t.Errorf("%v: numbers reach %v, CLDR has %v", l.tag, keys(reached), slices.Sorted(maps.Keys(want)))
		}
	}
}

// cldrOf returns CLDR's rules of a locale's region, or else of its language.
func cldrOf(t *testing.T, languages map[string]map[string]cldrRule, l locale) map[string]cldrRule {
	t.Helper()
	for tag := l.tag; !tag.IsRoot(); tag = tag.Parent() {
		if rules, ok := languages[tag.String()]; ok {
			return rules
		}
	}
	t.Fatalf("%v: CLDR has no such language", l.tag)
	return nil
}

// TestPluralRulesOfAllLanguages checks the rules of every language in CLDR with
// CLDR's samples, so that any language can be added.
func TestPluralRulesOfAllLanguages(t *testing.T) {
	checked := 0
	for language, categories := range cldr(t) {
		rules := plurals{}
		for category, is := range categories {
			var parsed rule
			if category == other {
				continue
			}
			if err := parsed.UnmarshalText([]byte(is.rule)); err != nil {
				t.Errorf("%s: %v", language, err)
			}
			rules[category] = parsed
		}
		for category, is := range categories {
			for _, n := range samples(t, is.samples) {
				if got := rules.category(n); got != category {
					t.Errorf("%s: %d is %s, want %s", language, n, got, category)
				}
				checked++
			}
		}
	}
	if checked < 5000 {
		t.Errorf("only %d samples were checked", checked)
	}
}

// samples parses CLDR's samples, such as "0, 2~16, 100, 1c6, …". It skips 1c6, a
// million in compact notation, because emails have numbers in digits only.
func samples(t *testing.T, written string) (numbers []int) {
	t.Helper()
	for sample := range strings.SplitSeq(written, ",") {
		sample = strings.TrimSpace(sample)
		if sample == "" || sample == "…" || strings.Contains(sample, "c") {
			continue
		}
		first, last, isRange := strings.Cut(sample, "~")
		if !isRange {
			last = first
		}
		from, err := strconv.Atoi(first)
		if err != nil {
			t.Fatal(err)
		}
		to, err := strconv.Atoi(last)
		if err != nil {
			t.Fatal(err)
		}
		for n := from; n <= to; n++ {
			numbers = append(numbers, n)
		}
	}
	return numbers
}

func TestInvalidPluralRules(t *testing.T) {
	for _, bad := range []string{
		"", "n", "n =", "n = x", "n == 1", "n is 1", "x = 1", "ni = 1", "n % 0 = 1", "n % x = 1", "n mod 10 = 1",
		"n = 1..", "n = 4..2", "n = 1,", "n = 1 and", "n = 1 or", "n = 1 n = 2", "n = 1 @integer 1",
	} {
		var r rule
		if err := r.UnmarshalText([]byte(bad)); err == nil {
			t.Errorf("the rule %q is accepted: %v", bad, r)
		}
	}
}
