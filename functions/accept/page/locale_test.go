package page

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"admit/shared/access"
)

func TestLocalesHaveTheSameTextsAndGaps(t *testing.T) {
	locales := readLocales()
	english := localeOf(t, locales, "en")
	gap := regexp.MustCompile(`\{\w+\}`)
	gaps := func(text string) []string {
		return slices.Compact(slices.Sorted(slices.Values(gap.FindAllString(text, -1))))
	}
	for _, l := range locales {
		name := l.Languages[0]
		for key, text := range english.Texts {
			switch translated, ok := l.Texts[key]; {
			case !ok:
				t.Errorf("%s lacks %s", name, key)
			case strings.TrimSpace(translated) == "":
				t.Errorf("%s: %s is empty", name, key)
			case !slices.Equal(gaps(translated), gaps(text)):
				t.Errorf("%s: %s has the gaps %v, English has %v", name, key, gaps(translated), gaps(text))
			}
		}
		for key := range l.Texts {
			if _, ok := english.Texts[key]; !ok {
				t.Errorf("%s has %s, which English lacks", name, key)
			}
		}
		if l.NoScript == "" {
			t.Errorf("%s lacks noscript", name)
		}
	}
}

func TestLocalesShareNoLanguage(t *testing.T) {
	owner := map[string]int{}
	for i, l := range readLocales() {
		for _, tag := range l.Languages {
			if other, taken := owner[tag]; taken && other != i {
				t.Errorf("two locales serve %s", tag)
			}
			owner[tag] = i
		}
	}
	for _, tag := range []string{"en", "nb", "no", "nn"} {
		if _, ok := owner[tag]; !ok {
			t.Errorf("no locale serves %s", tag)
		}
	}
}

// A text that the page asks for and no locale has would be found by an
// invitee; a text that nothing asks for would be translated for nothing.
func TestTextsAreThoseThatThePageAsksFor(t *testing.T) {
	asked := askedTexts()
	english := localeOf(t, readLocales(), "en").Texts
	for key := range asked {
		if _, ok := english[key]; !ok {
			t.Errorf("the page asks for %s, which English lacks", key)
		}
	}
	for key := range maps.Keys(english) {
		if !asked[key] {
			t.Errorf("nothing asks for %s", key)
		}
	}
}

// Every refusal that can meet an invitee has a state of its own; the others
// are one state, "something went wrong".
func TestEveryRefusalOfAnInviteeHasAnEnding(t *testing.T) {
	english := localeOf(t, readLocales(), "en").Texts
	for _, kind := range []access.Kind{
		access.NotFound, access.AlreadyGranted, access.InvitationAccepted, access.InvitationExpired,
		access.InvitationRevoked, access.InvitationDeclined, access.InvitationNotAuthorised,
		access.WrongAccount, access.Unavailable, access.Internal,
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
	inScripts = regexp.MustCompile(`"((?:busy|offer|register|password|field|sign-in|decline|notice|action)\.[\w-]+)"`)
	single    = regexp.MustCompile(`"(reference)"|texts\.(title)`)
	endings   = regexp.MustCompile(`(?m)^  "([a-z-]+)": \{ mark: `)
	actions   = regexp.MustCompile(`(?m)^  "([a-z-]+)": \(`)
	passing   = regexp.MustCompile(`return \[([^\]]+)\]\.includes\(this\.name\)`)
)

func askedTexts() map[string]bool {
	asked := map[string]bool{}
	add := func(source string, pattern *regexp.Regexp, keys func(name string) []string) {
		for _, match := range pattern.FindAllStringSubmatch(source, -1) {
			for _, key := range keys(strings.Join(match[1:], "")) {
				if !strings.HasPrefix(key, "value.") { // a gap and nothing else
					asked[key] = true
				}
			}
		}
	}
	itself := func(name string) []string { return []string{name} }
	add(read("page.html"), inMarkup, itself)
	for _, name := range names("script") {
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
	return asked
}

func localeOf(t *testing.T, locales []locale, tag string) locale {
	t.Helper()
	for _, l := range locales {
		if slices.Contains(l.Languages, tag) {
			return l
		}
	}
	t.Fatalf("no locale serves %s", tag)
	return locale{}
}
