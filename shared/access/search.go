package access

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// search finds people by the beginning of a word of their name, of the name as a whole, or
// of their address. Case and accents do not matter. The zero search finds everybody.
type search struct{ name, address string }

// searchFor returns the search for what somebody typed.
func searchFor(typed string) search {
	if strings.TrimSpace(typed) == "" {
		return search{}
	}
	return search{plainText(typed), AddressPrefix(strings.TrimSpace(typed))}
}

// prefix returns what the keys of all addresses that are found begin with. Only a search
// with an @ finds people by their address alone.
func (s search) prefix() string {
	if strings.Contains(s.address, "@") {
		return s.address
	}
	return ""
}

// finds reports whether the search finds a person.
func (s search) finds(firstName, lastName string, address Address) bool {
	switch {
	case s == search{}, strings.HasPrefix(address.Key(), s.address):
		return true
	case s.name == "", s.prefix() != "":
		return false
	}
	return strings.Contains(" "+plainText(firstName+" "+lastName), " "+s.name) ||
		strings.HasPrefix(plainText(lastName+" "+firstName), s.name)
}

// letters are those whose accents Unicode does not take apart, and the marks between parts
// of a name.
var letters = strings.NewReplacer("ø", "o", "æ", "ae", "œ", "oe", "ß", "ss", "ł", "l", "đ", "d", "ð", "d", "þ", "th", "ı", "i", "ŋ", "n", ",", " ", "-", " ", "‐", " ", "'", "", "’", "", "ʼ", "")

// plainText returns a text in lower case, without accents, and with single spaces.
func plainText(text string) string {
	isAccent := func(c rune) rune {
		if unicode.Is(unicode.Mn, c) {
			return -1
		}
		return c
	}
	plain := strings.Map(isAccent, norm.NFKD.String(strings.ToLower(text)))
	return strings.Join(strings.Fields(letters.Replace(plain)), " ")
}
