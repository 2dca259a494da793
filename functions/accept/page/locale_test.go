package page

import (
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"admit/shared/access"
)

var (
	placeholder    = regexp.MustCompile(`\{\w+\}`)
	breakableSpace = regexp.MustCompile(` [:;!?»]|« `)
)

func TestLocalesHaveTheSameTextsAndPlaceholders(t *testing.T) {
	english := readLocale("en").Texts
	placeholders := func(text string) []string {
		return slices.Compact(slices.Sorted(slices.Values(placeholder.FindAllString(text, -1))))
	}
	for _, name := range locales().Names() {
		l := readLocale(name)
		for key, text := range english {
			switch translated, ok := l.Texts[key]; {
			case !ok:
				t.Errorf("%s lacks %s", name, key)
			case strings.TrimSpace(translated) == "":
				t.Errorf("%s: %s is empty", name, key)
			case breakableSpace.MatchString(translated):
				t.Errorf("%s: %s has a breaking space before a punctuation mark", name, key)
			case !slices.Equal(placeholders(translated), placeholders(text)):
				t.Errorf("%s: %s has the placeholders %v, English has %v", name, key, placeholders(translated), placeholders(text))
			}
		}
		for key := range l.Texts {
			if _, ok := english[key]; !ok {
				t.Errorf("%s has %s, which English lacks", name, key)
			}
		}
		if l.NoScript == "" {
			t.Errorf("%s lacks noscript", name)
		}
	}
}

// TestLocalesAreTranslated finds texts that are still in English. The exceptions
// are the same word in both languages.
func TestLocalesAreTranslated(t *testing.T) {
	same := map[string][]string{
		"da": {"title"}, "nl": {"offer.account"}, "sv": {}, "de": {}, "fr": {"title"},
	}
	everywhere := []string{"offer.organisation", "password.pair"}
	english := readLocale("en").Texts
	for _, name := range locales().Names() {
		for key, text := range readLocale(name).Texts {
			if name != "en" && text == english[key] && !slices.Contains(append(same[name], everywhere...), key) {
				t.Errorf("%s: %s is English: %s", name, key, text)
			}
		}
	}
}

// TestEmailLanguages checks that the page has every language of the email.
func TestEmailLanguages(t *testing.T) {
	emails, err := filepath.Glob("../../../shared/mail/locales/*.json")
	if err != nil || len(emails) == 0 {
		t.Fatal("no locales of the email", err)
	}
	for _, file := range emails {
		if name := strings.TrimSuffix(filepath.Base(file), ".json"); !slices.Contains(locales().Names(), name) {
			t.Errorf("no locale for %s", name)
		}
	}
}

func TestLanguage(t *testing.T) {
	for _, c := range []struct{ asked, accepted, want string }{
		{"", "", "en"},
		{"", "en-US,en;q=0.9", "en"},
		{"", "nb-NO,nb;q=0.9,no;q=0.8,nn;q=0.7,en-US;q=0.6", "nb"},
		{"", "no", "nb"},
		{"", "nn-NO,nn;q=0.9,en;q=0.8", "nb"}, // near, and before English
		{"", "pt-BR,pt;q=0.9,en;q=0.8", "pt"},
		{"", "de-AT", "de"},
		{"", "fr-CA,en;q=0.5", "fr"},
		{"", "sv;q=0.5, fi", "fi"},
		{"", "sv;q=0,fi", "fi"},
		{"", "ja,nl;q=0.5", "nl"},
		{"", "ja", "en"},
		{"", "*", "en"},
		{"", "\x00,,;q=,de;q=x", "en"},
		{"", strings.Repeat("x-", 5000), "en"},
		{"es", "de", "es"},
		{"es-MX", "de", "es"},
		{"ja", "de", "de"},
		{"../../en", "de", "de"},
	} {
		if got := Language(c.asked, c.accepted); got != c.want {
			t.Errorf("?lang=%s, Accept-Language %.40s: %s, want %s", c.asked, c.accepted, got, c.want)
		}
	}
}

// TestLocalesHaveExactlyTheTextsInUse checks that every text of the page exists in
// English and that every English text is used.
func TestLocalesHaveExactlyTheTextsInUse(t *testing.T) {
	used := usedTexts()
	english := readLocale("en").Texts
	for key := range used {
		if _, ok := english[key]; !ok {
			t.Errorf("the page uses %s, which English lacks", key)
		}
	}
	for key := range maps.Keys(english) {
		if !used[key] {
			t.Errorf("nothing uses %s", key)
		}
	}
}

// TestEveryRefusalHasAnEnding checks the refusals that an invitee can get. Each has
// an ending page of its own; all others share "Something went wrong".
func TestEveryRefusalHasAnEnding(t *testing.T) {
	english := readLocale("en").Texts
	for _, kind := range []access.Kind{
		access.NotFound, access.AlreadyGranted, access.InvitationAccepted, access.InvitationExpired,
		access.InvitationRevoked, access.InvitationDeclined, access.InvitationNotAuthorised,
		access.WrongUser, access.RequestPending, access.LimitReached, access.RateLimited, access.Unavailable, access.Internal,
	} {
		for _, part := range []string{".title", ".text", ".next"} {
			if english[string(kind)+part] == "" {
				t.Errorf("no text for %s%s", kind, part)
			}
		}
	}
}

var (
	inMarkup  = regexp.MustCompile(`data-text="([a-z][\w.-]+)"`)
	inScripts = regexp.MustCompile(`"((?:busy|offer|register|password|field|sign-in|decline|notice|action|language|link)\.[\w-]+)"`)
	single    = regexp.MustCompile(`"(reference)"|texts\.(title)`)
	endings   = regexp.MustCompile(`(?m)^  "([a-z-]+)": \{ mark: `)
	actions   = regexp.MustCompile(`(?m)^  "([a-z-]+)": \(`)
	passing   = regexp.MustCompile(`return \[([^\]]+)\]\.includes\(this\.name\)`)
)

// usedTexts returns the keys of all texts that the markup and the script use.
func usedTexts() map[string]bool {
	used := map[string]bool{}
	add := func(source string, pattern *regexp.Regexp, keys func(name string) []string) {
		for _, match := range pattern.FindAllStringSubmatch(source, -1) {
			for _, key := range keys(strings.Join(match[1:], "")) {
				if !strings.HasPrefix(key, "value.") { // filled with a value, not a text
					used[key] = true
				}
			}
		}
	}
	itself := func(name string) []string { return []string{name} }
	used["title"], used["busy.opening"], used["support"] = true, true, true // in the document itself
	add(read("page.html"), inMarkup, itself)
	for _, name := range listFiles("script") {
		script := read(name)
		add(script, inScripts, itself)
		add(script, single, itself)
		add(script, endings, func(name string) []string {
			return []string{name + ".title", name + ".text", name + ".next"}
		})
		add(script, actions, func(name string) []string { return []string{"action." + name} })
		add(script, passing, func(list string) []string {
			var keys []string
			for _, name := range strings.Split(list, ", ") {
				keys = append(keys, "notice."+strings.Trim(name, `"`))
			}
			return keys
		})
	}
	return used
}
