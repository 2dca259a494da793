package access

import (
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

func TestParseAddressAccepts(t *testing.T) {
	longest := strings.Repeat("d", 59) + ".com" // 63 octets
	for name, c := range map[string]struct{ typed, key, ascii string }{
		"an ordinary address":   {"ada@example.com", "ada@example.com", "ada@example.com"},
		"upper case":            {"Ada.Lovelace@Example.COM", "ada.lovelace@example.com", "Ada.Lovelace@example.com"},
		"dots and plus":         {"a.d.a+x+y@example.com", "a.d.a+x+y@example.com", "a.d.a+x+y@example.com"},
		"every sign of atext":   {"!#$%&'*+-/=?^_`{|}~@example.com", "!#$%&'*+-/=?^_`{|}~@example.com", "!#$%&'*+-/=?^_`{|}~@example.com"},
		"digits":                {"007@example.com", "007@example.com", "007@example.com"},
		"an IDN":                {"ada@bücher.example", "ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example"},
		"an IDN in upper case":  {"ada@BÜCHER.example", "ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example"},
		"an IDN in ASCII form":  {"ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example"},
		"an IDN, decomposed":    {"ada@bu\u0308cher.example", "ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example"},
		"decomposed capitals":   {"ada@BU\u0308CHER.example", "ada@xn--bcher-kva.example", "ada@xn--bcher-kva.example"},
		"in two steps":          {"ada@ti\u0302\u0301nh.example", "ada@xn--tnh-vma96x.example", "ada@xn--tnh-vma96x.example"},
		"Hangul in its letters": {"ada@\u1112\u1161\u11ab.example", "ada@xn--6q8b.example", "ada@xn--6q8b.example"},
		"64 before the @":       {strings.Repeat("a", 64) + "@example.com", strings.Repeat("a", 64) + "@example.com", strings.Repeat("a", 64) + "@example.com"},
		"128 in all":            {strings.Repeat("a", 64) + "@" + longest, strings.Repeat("a", 64) + "@" + longest, strings.Repeat("a", 64) + "@" + longest},
	} {
		t.Run(name, func(t *testing.T) {
			address, err := ParseAddress(c.typed)
			if err != nil {
				t.Fatalf("%s %v", c.typed, err)
			}
			if address.String() != c.typed {
				t.Errorf("stored as %s, want as typed", address)
			}
			if address.Key() != c.key || address.ASCII() != c.ascii {
				t.Errorf("key %s, ASCII %s; want %s, %s", address.Key(), address.ASCII(), c.key, c.ascii)
			}
		})
	}
}

func TestParseAddressRefuses(t *testing.T) {
	label := strings.Repeat("d", 63)
	for name, typed := range map[string]string{
		"empty":                        "",
		"1 MB":                         strings.Repeat("a", 1<<20) + "@example.com",
		"no @":                         "ada.example.com",
		"nothing before the @":         "@example.com",
		"nothing after the @":          "ada@",
		"an @ alone":                   "@",
		"two @":                        "ada@eve@example.com",
		"two addresses, comma":         "ada@example.com,eve@example.com",
		"two addresses, semicolon":     "ada@example.com;eve@example.com",
		"two addresses, space":         "ada@example.com eve@example.com",
		"two addresses, line break":    "ada@example.com\neve@example.com",
		"a header after it":            "ada@example.com\r\nBcc: eve@example.com",
		"CR":                           "ada\r@example.com",
		"LF":                           "ada\n@example.com",
		"LF at the end":                "ada@example.com\n",
		"NUL":                          "ada\x00@example.com",
		"NUL in the domain":            "ada@exam\x00ple.com",
		"a tab":                        "ada\t@example.com",
		"DEL":                          "ada\x7f@example.com",
		"a space before":               " ada@example.com",
		"a space after":                "ada@example.com ",
		"a space inside":               "a da@example.com",
		"a no-break space":             "ada\u00a0@example.com",
		"an ideographic space":         "ada\u3000@example.com",
		"a display name":               "Ada <ada@example.com>",
		"angle brackets":               "<ada@example.com>",
		"a mailto link":                "mailto:ada@example.com",
		"a quoted local part":          `"ada"@example.com`,
		"a quoted @":                   `"ada@eve"@example.com`,
		"a backslash":                  `ada\@example.com`,
		"a comment before":             "(eve)ada@example.com",
		"a comment after":              "ada(eve)@example.com",
		"a comment in the domain":      "ada@example.com(eve)",
		"a group":                      "all:ada@example.com;",
		"a source route":               "@eve.example,@x.example:ada@example.com",
		"a dot first":                  ".ada@example.com",
		"a dot last":                   "ada.@example.com",
		"two dots":                     "ada..lovelace@example.com",
		"dotless i":                    "adı@example.com",
		"dotted capital I":             "adİ@example.com",
		"Kelvin sign":                  "\u212aada@example.com",
		"Ångström sign":                "\u212bda@example.com",
		"long s":                       "adaſ@example.com",
		"a ligature":                   "ﬁda@example.com",
		"full-width letters":           "ａｄａ@example.com",
		"full-width at sign":           "ada＠example.com",
		"full-width at sign and @":     "ada＠eve.example@example.com",
		"small at sign":                "ada﹫example.com",
		"a Cyrillic a among Latin":     "ad\u0430@example.com",
		"a Greek omicron among Latin":  "t\u03bfm@example.com",
		"superscript":                  "ada²@example.com",
		"a roman numeral":              "ada\u2163@example.com",
		"zero-width joiner":            "ad\u200da@example.com",
		"zero-width non-joiner":        "ad\u200ca@example.com",
		"zero-width space":             "ad\u200ba@example.com",
		"a byte-order mark":            "\ufeffada@example.com",
		"a soft hyphen":                "ad\u00ada@example.com",
		"right-to-left override":       "ada\u202e@example.com",
		"left-to-right mark":           "ada\u200e@example.com",
		"a tag character":              "ada\U000e0061@example.com",
		"a grapheme joiner":            "ad\u034fa@example.com",
		"a Hangul filler":              "ada\u3164@example.com",
		"a mark first":                 "\u0338ada@example.com",
		"a variation selector":         "ada\ufe0f@example.com",
		"decomposed":                   "a\u030ada@example.com",
		"letters beyond ASCII":         "Øyvind.Ås@example.com",
		"another alphabet":             "Мария@example.com",
		"no alphabet at all":           "李小龍@example.com",
		"an emoji":                     "ada😀@example.com",
		"a private character":          "ada\ue000@example.com",
		"invalid UTF-8":                "ada\xff@example.com",
		"an overlong @":                "ada\xc1\x80example.com",
		"half a surrogate":             "ada\xed\xa0\x80@example.com",
		"a dot after the domain":       "ada@example.com.",
		"a dot before the domain":      "ada@.example.com",
		"two dots in the domain":       "ada@example..com",
		"an ideographic full stop":     "ada@example。com",
		"a full-width full stop":       "ada@example．com",
		"a domain of one label":        "ada@localhost",
		"a hyphen first":               "ada@-example.com",
		"a hyphen last":                "ada@example-.com",
		"an underscore":                "ada@exa_mple.com",
		"a space in the domain":        "ada@exam ple.com",
		"a slash in the domain":        "ada@example.com/eve",
		"a port":                       "ada@example.com:25",
		"a percent":                    "ada@example%2ecom",
		"an IP literal":                "ada@[192.0.2.1]",
		"an IPv6 literal":              "ada@[IPv6:2001:db8::1]",
		"a bare IP address":            "ada@192.0.2.1",
		"a bare IPv6 address":          "ada@2001:db8::1",
		"a domain in soft hyphens":     "ada@exam\u00adple.com",
		"a domain with a word joiner":  "ada@exam\u2060ple.com",
		"a domain with a selector":     "ada@exam\ufe0fple.com",
		"a domain half in ASCII form":  "ada@xn--bcher-kva.bücher.example",
		"a domain in zero-width":       "ada@exam\u200dple.com",
		"a domain overridden":          "ada@\u202eexample.com",
		"a domain, full-width":         "ada@ｅxample.com",
		"a domain with a Kelvin sign":  "ada@\u212a.example",
		"a look-alike, decomposed":     "ada@\u212a\u0308.example",
		"a domain, marks out of order": "ada@e\u0302\u0323\u0489.example",
		"a mixed domain, decomposed":   "ada@ex\u0430\u0308mple.com",
		"an ASCII form that is none":   "ada@xn--.example",
		"an ASCII form of ASCII":       "ada@xn--example-.com",
		"a label of 64":                "ada@" + label + "d.example",
		"65 before the @":              strings.Repeat("a", 65) + "@example.com",
		"129 in all":                   strings.Repeat("a", 64) + "@" + strings.Repeat("d", 60) + ".com",
		"129 in ASCII form alone":      strings.Repeat("a", 64) + "@ü" + strings.Repeat("d", 52) + ".com",
		"1 MB of a domain":             "ada@" + strings.Repeat("u\u0308", 1<<18) + ".example",
	} {
		t.Run(name, func(t *testing.T) {
			address, err := ParseAddress(typed)
			if err == nil {
				t.Fatalf("%q is accepted, with the key %q", typed, address.Key())
			}
			if address != (Address{}) {
				t.Errorf("it is refused with the address %v", address)
			}
		})
	}
}

func TestAddressEquality(t *testing.T) {
	for name, c := range map[string]struct {
		one, other string
		equal      bool
	}{
		"case":                  {"ada@example.com", "ADA@example.com", true},
		"decomposed domain":     {"ada@bücher.example", "ada@bu\u0308cher.example", true},
		"decomposed and ASCII":  {"ada@BU\u0308CHER.example", "ada@xn--bcher-kva.example", true},
		"case of the domain":    {"ada@example.com", "ada@EXAMPLE.com", true},
		"IDN and ASCII":         {"ada@bücher.example", "ada@xn--bcher-kva.example", true},
		"IDN and ASCII, upper":  {"ada@bücher.example", "ada@XN--BCHER-KVA.example", true},
		"dots":                  {"ada@example.com", "a.da@example.com", false},
		"plus tag":              {"ada@example.com", "ada+x@example.com", false},
		"another domain":        {"ada@example.com", "ada@example.co", false},
		"domain with an accent": {"ada@bucher.example", "ada@bücher.example", false},
		"domain with sharp s":   {"ada@strasse.example", "ada@straße.example", false},
	} {
		t.Run(name, func(t *testing.T) {
			one, err := ParseAddress(c.one)
			other, otherErr := ParseAddress(c.other)
			if err != nil || otherErr != nil {
				t.Fatal(err, otherErr)
			}
			if (one.Key() == other.Key()) != c.equal {
				t.Errorf("keys %q and %q, want them equal: %t", one.Key(), other.Key(), c.equal)
			}
		})
	}
}

// TestShownAddressHasSameKey checks that an address as it is shown parses to the
// same key. People sign in with what they see.
func TestShownAddressHasSameKey(t *testing.T) {
	for typed, want := range map[string]string{
		"Ada@Example.com": "Ada@example.com", "ada@BU\u0308CHER.example": "ada@bücher.example", "ada@XN--BCHER-KVA.example": "ada@bücher.example",
		"ada@straße.example": "ada@straße.example",
	} {
		address, err := ParseAddress(typed)
		if err != nil {
			t.Fatalf("%s %v", typed, err)
		}
		again, err := ParseAddress(address.Unicode())
		if address.Unicode() != want || err != nil || again.Key() != address.Key() {
			t.Errorf("%s is shown as %s, which has the key %s (%v)", typed, address.Unicode(), again.Key(), err)
		}
	}
	for _, old := range [][2]string{{"Øyvind@bücher.example", "Øyvind@xn--bcher-kva.example"}, {"ada@xn--a.example", "ada@xn--a.example"}} {
		if address := StoredAddress(old[0], old[1]); address.String() != old[0] || address.ASCII() != old[1] || address.Unicode() != old[0] {
			t.Errorf("%s was stored, is read as %s and shown as %s", old[0], address, address.Unicode())
		}
	}
}

func TestAddressPrefix(t *testing.T) {
	for typed, want := range map[string]string{
		"":                         "",
		"Ada":                      "ada",
		"ada+":                     "ada+",
		"a%":                       "a%",
		"ADA@EX":                   "ada@ex",
		"Å":                        "å",
		"A\u030a":                  "å",
		"ada@bücher.example":       "ada@xn--bcher-kva.example",
		"ada@BÜCHER.example":       "ada@xn--bcher-kva.example",
		"ada@bu\u0308cher.example": "ada@xn--bcher-kva.example",
		"Øyvind@Example.com":       "øyvind@example.com", // an earlier version stored such addresses
	} {
		if got := AddressPrefix(typed); got != want {
			t.Errorf("%q begins keys with %q, want %q", typed, got, want)
		}
	}
}

// FuzzParseAddress checks that an accepted address has a key that is complete
// and the same for every spelling.
func FuzzParseAddress(f *testing.F) {
	for _, seed := range []string{
		"ada@example.com", "Ada.Lovelace+x@Example.COM", "Øyvind@bücher.example", "ada@xn--bcher-kva.example", "straße@straße.example",
		"ＡＤＡ@example.com", "adı@example.com", "ΣΊΣΥΦΟς@example.com", "Мария@пример.example", "a\u030ada@example.com", "ǅ@example.com",
		"ada@[192.0.2.1]", "ada@eve@example.com", "ᏸ@example.com", "Ꭰ@example.com", "ẞ@example.com", "ʼn@example.com", "ᾳ@example.com",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, typed string) {
		address, err := ParseAddress(typed)
		if err != nil {
			if address != (Address{}) {
				t.Errorf("%q is refused with the address %v", typed, address)
			}
			return
		}
		key := address.Key()
		local, domain, _ := strings.Cut(key, "@")
		if strings.Count(key, "@") != 1 || local == "" || domain == "" {
			t.Errorf("%q has the key %q", typed, key)
		}
		if strings.ContainsFunc(key, func(c rune) bool { return unicode.IsSpace(c) || !unicode.IsPrint(c) && !unicode.IsMark(c) }) {
			t.Errorf("%q has the key %q, which has invisible characters", typed, key)
		}
		if strings.ContainsFunc(domain, func(c rune) bool { return c > unicode.MaxASCII || unicode.IsUpper(c) }) {
			t.Errorf("%q has the domain %q", typed, domain)
		}
		if address.String() != typed || !strings.HasSuffix(address.ASCII(), "@"+domain) {
			t.Errorf("%q is stored as %q and mailed to %q", typed, address, address.ASCII())
		}
		for name, spelling := range spellings(typed, address) {
			if other, err := ParseAddress(spelling); err != nil {
				t.Errorf("%q is accepted, and its %s %q is not: it %v", typed, name, spelling, err)
			} else if other.Key() != key {
				t.Errorf("%q has the key %q, its %s %q has %q", typed, key, name, spelling, other.Key())
			}
		}
	})
}

// spellings returns an address in other ways that mean the same. For the domain,
// IDNA defines which those are. In IDNA a final sigma and a sigma are two
// letters.
func spellings(typed string, address Address) map[string]string {
	at := strings.LastIndex(typed, "@")
	local, domain := typed[:at], typed[at:]
	return map[string]string{
		"key": address.Key(), "ASCII": address.ASCII(), "Unicode": address.Unicode(),
		"upper case": strings.ToUpper(local) + domain, "lower case": strings.ToLower(local) + domain,
		"NFC": norm.NFC.String(typed), "NFD": norm.NFD.String(typed),
	}
}
