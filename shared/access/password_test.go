package access

import (
	"strings"
	"testing"
)

func TestPasswordRule(t *testing.T) {
	rule := PasswordRule{MinLength: 12, Upper: true, Lower: true, Digit: true}
	for _, c := range []struct{ name, password, says string }{
		{"as short as allowed", "Abcdefghijk1", ""},
		{"a sentence", "Correct horse 7 staple", ""},
		{"other alphabets", "Пароль-Aa-длинный-7", ""},
		{"classes of other alphabets", "Пароль-длинный-٧", "needs an upper-case letter, a lower-case letter, a digit"},
		{"symbols and emoji", `"'<>&{{}}\😀Aa1`, ""},
		{"as long as allowed", "Aa1" + strings.Repeat("x", 253), ""},
		{"empty", "", "needs at least 12 characters, an upper-case letter, a lower-case letter, a digit"},
		{"one too short", "Abcdefghij1", "needs at least 12 characters"},
		{"short in characters, long in octets", "Aa1" + strings.Repeat("😀", 8), "needs at least 12 characters"},
		{"no upper case", "abcdefghijk1", "needs an upper-case letter"},
		{"no lower case", "ABCDEFGHIJK1", "needs a lower-case letter"},
		{"no digit", "Abcdefghijkl", "needs a digit"},
		{"no letter", "123456789012", "needs an upper-case letter, a lower-case letter"},
		{"one octet too long", "Aa1" + strings.Repeat("x", 254), "must not be longer than 256 bytes"},
		{"too long in octets alone", "Aa1" + strings.Repeat("😀", 64), "must not be longer than 256 bytes"},
		{"a space before", " Abcdefghijk1", "must not begin or end with a space"},
		{"a space after", "Abcdefghijk1 ", "must not begin or end with a space"},
		{"a NUL", "Abcdef\x00ghijk1", "must not contain control characters"},
		{"a line break", "Abcdef\nghijk1", "must not contain control characters"},
		{"invalid UTF-8", "Abcdefghijk1\xff", "must be valid UTF-8"},
	} {
		err := rule.Check(c.password)
		if c.says == "" && err != nil || c.says != "" && (err == nil || err.Error() != c.says) {
			t.Errorf("%s: %v, want %q", c.name, err, c.says)
		}
	}
}

func TestPasswordRuleWithASymbol(t *testing.T) {
	rule := PasswordRule{MinLength: 4, Symbol: true}
	for _, symbol := range "^$*.[]{}()?-\"!@#%&/\\,><':;|_~`+= " {
		if err := rule.Check("aa" + string(symbol) + "1"); err != nil {
			t.Errorf("%q: %v", symbol, err)
		}
	}
	for _, none := range []string{"aa11", "aaß1", "aa£1", "aa—1", "aa€1"} {
		if err := rule.Check(none); err == nil || err.Error() != "needs a symbol" {
			t.Errorf("%s: %v", none, err)
		}
	}
}

func TestPasswordRuleWithoutClasses(t *testing.T) {
	if err := (PasswordRule{MinLength: 4}).Check("7777"); err != nil {
		t.Error(err)
	}
}

// TestTheClassesOfAPassword has the first and the last character of each class, and their
// neighbours, which are symbols.
func TestTheClassesOfAPassword(t *testing.T) {
	upper, lower, digit, symbol := PasswordRule{Upper: true}, PasswordRule{Lower: true}, PasswordRule{Digit: true}, PasswordRule{Symbol: true}
	for password, class := range map[string]PasswordRule{
		"A": upper, "Z": upper, "@": symbol, "[": symbol, "a": lower, "z": lower, "`": symbol, "{": symbol, "~": symbol,
		"0": digit, "9": digit, "/": symbol, ":": symbol, "!": symbol,
	} {
		for name, rule := range map[string]PasswordRule{"an upper-case letter": upper, "a lower-case letter": lower, "a digit": digit, "a symbol": symbol} {
			if err := rule.Check(password); (err == nil) != (rule == class) {
				t.Errorf("%s as %s: %v", password, name, err)
			}
		}
	}
}
