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

// Address is an email address that has passed [ParseAddress]. It is kept as typed
// and compared by its key.
type Address struct{ typed, local, domain string }

// The longest local part and the longest address, in octets. RFC 5321, section
// 4.5.3.1, limits the local part. The address is limited because people sign in
// with it, and the directory takes no longer user name.
const (
	maxLocalOctets   = 64
	maxAddressOctets = 128
)

// maxSearchOctets limits the beginning of an address in a search. It is longer
// than maxAddressOctets, because addresses of up to 254 octets were stored before
// that limit existed.
const maxSearchOctets = 254

// ParseAddress parses one bare address, local-part@domain. It refuses:
//
//   - quoted local parts, comments, display names and IP addresses, which sign-up
//     forms do not take either,
//   - local parts that are not ASCII, because the email service does not send to
//     them,
//   - domains with look-alike characters, because two different addresses would
//     look the same to a person.
//
// The text of the error continues a sentence that begins with the field's name.
func ParseAddress(typed string) (Address, error) {
	local, domain := cutLast(typed, "@")
	switch {
	case typed == "":
		return Address{}, errors.New("is required")
	case !utf8.ValidString(typed):
		return Address{}, errors.New("is not valid UTF-8")
	case utf8.RuneCountInString(norm.NFC.String(typed)) > maxAddressOctets:
		return Address{}, errTooLong // the ASCII form has at least one octet for each character
	case local == "" || domain == "":
		return Address{}, errors.New("is not a valid email address, such as ada@example.com")
	case len(local) > maxLocalOctets:
		return Address{}, errors.New("has more than 64 bytes before the @")
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

var errTooLong = fmt.Errorf("is longer than %d bytes, with the domain in its ASCII form", maxAddressOctets)

// StoredAddress returns an address that a store has kept. The arguments are what
// String and ASCII returned when it was stored. The address is not parsed again,
// because the rules of [ParseAddress] may have changed and stored addresses stay
// valid.
func StoredAddress(typed, ascii string) Address {
	local, _ := cutLast(typed, "@")
	_, domain := cutLast(ascii, "@")
	return Address{typed: typed, local: local, domain: domain}
}

// String returns the address as it was typed.
func (a Address) String() string { return a.typed }

// ASCII returns the address with the local part as typed and the domain in ASCII
// form. Email servers get this form.
func (a Address) ASCII() string { return a.local + "@" + a.domain }

// Unicode returns the address with the local part as typed and the domain as
// people read it: in lower case and in Unicode's composed form.
func (a Address) Unicode() string {
	domain, err := domainNames.ToUnicode(a.domain)
	if err != nil {
		return a.ASCII()
	}
	return a.local + "@" + domain
}

// Key returns the string by which addresses are compared. It is the same for all
// spellings of one address and differs between addresses. Lists are sorted and
// searched by it. It contains no space.
func (a Address) Key() string { return fold(a.local) + "@" + a.domain }

// AddressPrefix returns the beginning of a key, for a search by the beginning of
// an address. An address with an international domain is found by the beginning of
// its ASCII form, or by the whole address.
func AddressPrefix(beginning string) string {
	if whole, err := ParseAddress(beginning); err == nil {
		return whole.Key()
	}
	return fold(norm.NFC.String(beginning))
}

// fold returns s in lower case.
func fold(s string) string { return strings.ToLower(s) }

// cutLast splits s at the last separator. Without one, everything is before it. Only the
// local part of an address could, wrongly, contain a second @.
func cutLast(s, separator string) (before, after string) {
	i := strings.LastIndex(s, separator)
	if i < 0 {
		return s, ""
	}
	return s[:i], s[i+len(separator):]
}

func checkLocal(local string) error {
	if strings.HasPrefix(local, ".") || strings.HasSuffix(local, ".") || strings.Contains(local, "..") {
		return errors.New("has a misplaced dot before the @")
	}
	for _, c := range local {
		if c >= utf8.RuneSelf {
			return errors.New("has a character before the @ that is not ASCII: use letters from a to z, digits and common symbols")
		}
		if !strings.ContainsRune(atext, unicode.ToLower(c)) {
			return errors.New("has a character that is not allowed before the @")
		}
	}
	if _, word, begun := strings.Cut(local, "=?"); begun && strings.Contains(word, "?=") {
		return errors.New("has an encoded word before the @: type the plain address")
	}
	return nil
}

// atext contains the characters of atext in RFC 5322, in lower case, and the dot.
const atext = "abcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-/=?^_`{|}~."

// mixesScripts reports whether s has letters of more than one of the scripts whose
// letters look like each other.
func mixesScripts(s string) bool {
	scripts := 0
	for _, script := range []*unicode.RangeTable{unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Armenian, unicode.Cherokee} {
		if strings.ContainsFunc(s, func(c rune) bool { return unicode.Is(script, c) }) {
			scripts++
		}
	}
	return scripts > 1
}

// domainNames is the IDNA profile of idna.Lookup, and also checks the lengths that
// DNS allows: no label is empty or longer than 63 octets.
var domainNames = idna.New(idna.MapForLookup(), idna.BidiRule(), idna.CheckHyphens(true), idna.CheckJoiners(true),
	idna.StrictDomainName(true), idna.VerifyDNSLength(true))

// asciiDomain returns the ASCII form of a domain. The domain may be in its ASCII
// form or in its Unicode form, composed or decomposed, in upper or lower case.
// Other spellings that IDNA maps to the same name are refused: some of them have
// invisible characters.
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
		return "", errors.New("mixes letters of several alphabets in one part of the domain")
	}
	if _, top := cutLast(ascii, "."); top[0] >= '0' && top[0] <= '9' {
		return "", errors.New("must have a domain name after the @, not an IP address")
	}
	return ascii, nil
}

var errLookAlike = errors.New("has a look-alike character after the @: type the ordinary character")

// singleton reports whether Unicode normalisation replaces c with another
// character, as it replaces the Kelvin sign with the letter K.
func singleton(c rune) bool { return !norm.NFC.IsNormalString(string(c)) }
