package access

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/text/unicode/norm"
)

// Address is a mail address that has passed [ParseAddress]. It is kept as
// typed and compared by its key.
type Address struct{ typed, local, domain string }

// The longest parts of an address, in octets: RFC 5321, section 4.5.3.1, bounds
// the local part, and a user name of Cognito's the whole.
const (
	maxLocalOctets   = 64
	maxAddressOctets = 128
)

// maxSearchOctets bounds the beginning of an address that is searched for:
// addresses that were stored before maxAddressOctets may be this long.
const maxSearchOctets = 254

// ParseAddress takes one bare address, local-part@domain, and nothing around
// it. Refused are quoted local parts, comments, display names and IP literals,
// which no sign-up form of the field takes; local parts beyond ASCII, to which
// SES sends nothing; and domains in characters that look like others, because
// two people would see the same address where a computer sees two.
func ParseAddress(typed string) (Address, error) {
	local, domain, found := cutLast(typed, "@")
	switch {
	case typed == "":
		return Address{}, errors.New("is required")
	case !utf8.ValidString(typed):
		return Address{}, errors.New("is not valid UTF-8")
	case utf8.RuneCountInString(norm.NFC.String(typed)) > maxAddressOctets:
		return Address{}, errTooLong // an octet a character is the least that the ASCII form has
	case !found || local == "" || domain == "":
		return Address{}, errors.New("is not a mail address like ada@example.com")
	case len(local) > maxLocalOctets:
		return Address{}, errors.New("has more than 64 octets before the @")
	}
	if err := checkLocal(local); err != nil {
		return Address{}, err
	}
	ascii, err := asciiDomain(domain)
	if err != nil {
		return Address{}, err
	}
	if len(local)+1+len(ascii) > maxAddressOctets {
		return Address{}, errTooLong
	}
	return Address{typed: typed, local: local, domain: ascii}, nil
}

var errTooLong = fmt.Errorf("is longer than %d octets, with the domain in its ASCII form", maxAddressOctets)

// StoredAddress is an address that passed ParseAddress when it was stored, by
// what String and ASCII said of it then. It is not judged again: what is taken
// may change, and what was taken stays.
func StoredAddress(typed, ascii string) Address {
	local, _, _ := cutLast(typed, "@")
	_, domain, _ := cutLast(ascii, "@")
	return Address{typed: typed, local: local, domain: domain}
}

// String is the address as it was typed.
func (a Address) String() string { return a.typed }

// ASCII is the address as typed with its domain in ASCII form: what a mail
// server is given.
func (a Address) ASCII() string { return a.local + "@" + a.domain }

// Unicode is the address as typed with its domain as people read it: in lower
// case and in Unicode's composed form.
func (a Address) Unicode() string {
	domain, err := domainNames.ToUnicode(a.domain)
	if err != nil {
		return a.ASCII()
	}
	return a.local + "@" + domain
}

// Key is the same for two spellings of one address and for no others. It sorts
// and searches by the beginning, and holds no space.
func (a Address) Key() string { return fold(a.local) + "@" + a.domain }

// AddressPrefix is the beginning of a key, for a search by the beginning of an
// address. An international domain is found by its ASCII form, or whole.
func AddressPrefix(beginning string) string {
	if whole, err := ParseAddress(beginning); err == nil {
		return whole.Key()
	}
	return fold(norm.NFC.String(beginning))
}

// fold maps the cases of an address's letters to one.
func fold(s string) string { return strings.ToLower(s) }

// cutLast splits at the last separator, because only the local part could
// (wrongly) hold another.
func cutLast(s, separator string) (before, after string, found bool) {
	i := strings.LastIndex(s, separator)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(separator):], true
}

func checkLocal(local string) error {
	if strings.HasPrefix(local, ".") || strings.HasSuffix(local, ".") || strings.Contains(local, "..") {
		return errors.New("has a misplaced dot before the @")
	}
	for _, c := range local {
		if c >= utf8.RuneSelf {
			return errors.New("has a character before the @ to which no mail can be sent: use a to z, digits and the usual signs")
		}
		if !strings.ContainsRune(atext, unicode.ToLower(c)) {
			return errors.New("has a character that is not allowed before the @")
		}
	}
	if _, word, begun := strings.Cut(local, "=?"); begun && strings.Contains(word, "?=") {
		return errors.New("has an encoded word before the @: type it in its ordinary form")
	}
	return nil
}

// atext of RFC 5322, in lower case, and the dot.
const atext = "abcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-/=?^_`{|}~."

// mixesScripts tells whether letters of the alphabets whose letters look alike
// stand together.
func mixesScripts(s string) bool {
	scripts := 0
	for _, script := range []*unicode.RangeTable{unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Armenian, unicode.Cherokee} {
		if strings.ContainsFunc(s, func(c rune) bool { return unicode.Is(script, c) }) {
			scripts++
		}
	}
	return scripts > 1
}

// domainNames is IDNA for looking a name up, as idna.Lookup is, and with the
// lengths of DNS: no label is empty or over 63 octets.
var domainNames = idna.New(idna.MapForLookup(), idna.BidiRule(), idna.CheckHyphens(true), idna.CheckJoiners(true),
	idna.StrictDomainName(true), idna.VerifyDNSLength(true))

// asciiDomain takes a domain in its ASCII form or in its Unicode form, composed or
// not, in any case. IDNA would map many more spellings to the same name, among them some
// with characters that nobody sees.
func asciiDomain(domain string) (string, error) {
	if strings.HasPrefix(domain, "[") {
		return "", errors.New("must have a domain name after the @, not an IP address")
	}
	if strings.ContainsFunc(domain, singleton) {
		return "", errLookAlike
	}
	domain = norm.NFC.String(domain)
	ascii, err := domainNames.ToASCII(domain)
	if err != nil || !strings.Contains(ascii, ".") || strings.HasSuffix(ascii, ".") {
		return "", errors.New("does not have a valid domain after the @")
	}
	shown, err := domainNames.ToUnicode(ascii)
	if lower := fold(domain); err != nil || norm.NFKC.String(domain) != domain || (lower != ascii && lower != shown) {
		return "", errLookAlike
	}
	if slices.ContainsFunc(strings.Split(shown, "."), mixesScripts) {
		return "", errors.New("mixes letters of several alphabets after the @")
	}
	if _, top, _ := cutLast(ascii, "."); top[0] >= '0' && top[0] <= '9' {
		return "", errors.New("must have a domain name after the @, not an IP address")
	}
	return ascii, nil
}

var errLookAlike = errors.New("has a look-alike character after the @: type it in its ordinary form")

// singleton tells of the characters that Unicode takes for another one, as the
// Kelvin sign for a K.
func singleton(c rune) bool { return !norm.NFC.IsNormalString(string(c)) }
