package mail

import (
	"strings"
	"testing"
	"unicode/utf8"
)

// FuzzWrap checks that the lines of a text are broken only at spaces, and are no longer
// than they may be unless they are one word.
func FuzzWrap(f *testing.F) {
	for _, seed := range []string{"", "a b", strings.Repeat("word ", 40), " * " + strings.Repeat("word ", 40), "    " + strings.Repeat("x", 90) + " y", "a\n\nb", keepTogether("a b c"), "  ", "\n *"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		wrapped := wrap(text)
		if got, want := strings.Join(strings.Fields(wrapped), " "), strings.Join(strings.Fields(strings.ReplaceAll(text, nonBreakingSpace, " ")), " "); got != want {
			t.Errorf("%q becomes %q", text, wrapped)
		}
		if strings.Contains(text, nonBreakingSpace) {
			return
		}
		for line := range strings.SplitSeq(wrapped, "\n") {
			if words := strings.Fields(line); len(words) > 1 && utf8.RuneCountInString(strings.TrimRight(line, " ")) > lineWidth && words[0] != "*" {
				t.Errorf("%q has the line %q", text, line)
			}
		}
	})
}

// FuzzPlural parses any plural rule, and asks it about numbers.
func FuzzPlural(f *testing.F) {
	for _, seed := range []string{"", "n = 1", "n % 10 = 2..4 and n % 100 != 12..14", "i = 0 or v != 0", "n % 0 = 1", "n = 5..1", "n = 1,3..4", "e = 0 and i != 0 and i % 1000000 = 0 and v = 0", "n % -1 = 0"} {
		f.Add(seed, 2)
	}
	f.Fuzz(func(t *testing.T, text string, n int) {
		var r rule
		if r.UnmarshalText([]byte(text)) != nil || n < 0 {
			return
		}
		category := plurals{"few": r}.category(n)
		if (category == "few") != r.matches(n) {
			t.Errorf("%q puts %d into %q", text, n, category)
		}
	})
}
