package mail

import (
	"strings"
	"testing"
)

func TestWrap(t *testing.T) {
	five, long := strings.Repeat("abcd ", 15), strings.Repeat("x", 90) // 75 characters and a space at the end; one long word
	for _, c := range []struct{ name, text, want string }{
		{"empty", "", ""},
		{"short lines", "a b\n\nc", "a b\n\nc"},
		{"exactly as wide", five + "e", five + "e"},
		{"one too wide", five + "ef", strings.TrimSpace(five) + "\nef"},
		{"letters, not bytes", strings.Repeat("øæåé ", 15) + "é", strings.Repeat("øæåé ", 15) + "é"},
		{"a word that is too long", "a " + long + " b", "a\n" + long + "\nb"},
		{"a link", "https://access.example.com/" + long, "https://access.example.com/" + long},
		{"a bullet", "  * " + five + "ef", "  * " + strings.Repeat("abcd ", 13) + "abcd\n    abcd ef"},
		{"an indentation", "    " + five + "ef", "    " + strings.Repeat("abcd ", 13) + "abcd\n    abcd ef"},
		{"a name at the edge", five + keepTogether("Ada King"), strings.TrimSpace(five) + "\nAda King"},
		{"a name that is too long", keepTogether(five + five + "e"), five + five + "e"},
		{"a space that holds by itself", five + "7\u00a0h", strings.TrimSpace(five) + "\n7\u00a0h"},
	} {
		if got := wrap(c.text); got != c.want {
			t.Errorf("%s: got\n%q, want\n%q", c.name, got, c.want)
		}
	}
}
