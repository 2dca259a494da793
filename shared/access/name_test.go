package access

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestCheckName(t *testing.T) {
	for _, name := range []string{
		"", "Ada", "Søren Aabye", "O'Neil", "Anne-Marie", "李小龍", "محمد", "Þórr Ægisson", "Ada 😀", "👩‍👩‍👧", "X Æ A-12", "R\u200cR", "?", "7",
		`<script>alert("x")</script>`, "{{.Secret}}", "https://example.com", // plain text: the code that renders it escapes it
		strings.Repeat("ø", MaxName), strings.Repeat("😀", MaxName), "  Ada  ",
	} {
		if err := checkName(name); err != nil {
			t.Errorf("%q %v", name, err)
		}
	}
	for name, says := range map[string]string{
		"invalid UTF-8":          "Ada\xff",
		"a line break":           "Ada\nBcc: eve@example.com",
		"a carriage return":      "Ada\rLovelace",
		"a tab":                  "Ada\tLovelace",
		"a NUL":                  "Ada\x00",
		"an escape":              "\x1b[31mAda",
		"a C1 control":           "Ada\u0085Lovelace",
		"a line separator":       "Ada\u2028Lovelace",
		"a paragraph separator":  "Ada\u2029Lovelace",
		"a right-to-left":        "Ada \u202eecalevoL",
		"a left-to-right":        "Ada \u202dLovelace",
		"an isolate":             "Ada \u2067Lovelace\u2069",
		"101 characters":         strings.Repeat("a", MaxName+1),
		"101 characters, wide":   strings.Repeat("😀", MaxName+1),
		"ten thousand octets":    strings.Repeat("Ada ", 2500),
		"a hundred line breaks":  strings.Repeat("\n", MaxName),
		"a direction mark at it": "\u202aAda",
		"a zero-width space":     "\u200b",
		"a byte-order mark":      " \ufeff ",
		"direction marks alone":  "\u200f\u200e",
		"an empty Braille sign":  "\u2800\u2800",
		"a Hangul filler":        "\u3164",
		"tags of a flag":         "\U000e0067\U000e0062",
	} {
		if checkName(says) == nil {
			t.Errorf("a name with %s is accepted", name)
		}
	}
}

// TestWhichCharactersHideText includes the first and the last of each range of Unicode's
// controls of direction, and not their neighbours.
func TestWhichCharactersHideText(t *testing.T) {
	for c, want := range map[rune]bool{
		'\u2027': false, '\u2028': true, '\u2029': true, '\u202a': true, '\u202c': true, '\u202e': true, '\u202f': false,
		'\u2065': false, '\u2066': true, '\u2068': true, '\u2069': true, '\u206a': false,
		'\x1f': true, ' ': false, '~': false, '\x7f': true, '\u009f': true, '\u00a0': false,
	} {
		if HidesText(c) != want {
			t.Errorf("%U hides text: %t, want %t", c, !want, want)
		}
		if err := checkName("Ada" + string(c) + "Lovelace"); (err != nil) != want {
			t.Errorf("a name with %U: %v", c, err)
		}
	}
}

// TestVisiblePatternOfAPIDocument checks that the pattern of the API document
// matches the same characters as isVisible.
func TestVisiblePatternOfAPIDocument(t *testing.T) {
	document, err := os.ReadFile("../api/openapi/openapi.yaml")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`(?s)\n    Visible:\n.*?pattern: "([^"]*)"`).FindSubmatch(document)
	if found == nil {
		t.Fatal("the API document has no pattern")
	}
	escape := regexp.MustCompile(`\\(?:\\u|U000)([0-9a-f]+)`)
	pattern := regexp.MustCompile(escape.ReplaceAllString(string(found[1]), `\x{$1}`))
	for c := rune(0); c <= unicode.MaxRune; c++ {
		if utf8.ValidRune(c) && pattern.MatchString(string(c)) != isVisible(c) {
			t.Errorf("%U: visible %v, and the pattern of the API document differs", c, isVisible(c))
		}
	}
}

func TestRequireName(t *testing.T) {
	for _, name := range []string{"", " ", "\u00a0", " \u2003 ", "\t\n"} {
		if err := requireName(name); err == nil || err.Error() != "is required" {
			t.Errorf("%q: %v", name, err)
		}
	}
	if err := requireName("A"); err != nil {
		t.Error(err)
	}
	if requireName("A\nB") == nil {
		t.Error("a required name may have a line break")
	}
}
