package access

import (
	"strings"
	"testing"
)

// TestCheckLocale checks the form of a language tag. It need not be one that Admit has.
func TestCheckLocale(t *testing.T) {
	long := "en" + strings.Repeat("-abcdefgh", 3) + "-abcde" // 35 characters
	for _, locale := range []string{"", "en", "az", "AZ", "nb-NO", "es-419", "sl-rozaj-biske-1994", "abcdefgh", "aa-0", "aa-9", "aa-az", "aa-AZ", "aa-abcdefgh", long} {
		if err := checkLocale(locale); err != nil {
			t.Errorf("%q %v", locale, err)
		}
	}
	for _, locale := range []string{"e", "abcdefghi", "en-", "-en", "en--no", "en_NO", "e1", "e9", "en-abcdefghi", "a`", "a{", "a@", "a[", "aa-/", "aa-:", "aa-`", "aa-{", "aa-@", "aa-[", "nø", long + "f"} {
		if checkLocale(locale) == nil {
			t.Errorf("%q is accepted", locale)
		}
	}
}
