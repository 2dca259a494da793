package e2e

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"
)

// needle is one form of a text that must not be found.
type needle struct {
	kind, form, text string
}

// keyLength is the length of the end of each needle by which it is looked up. A search for many
// thousand needles reads the text once. Shorter needles are not searched for.
const keyLength = 12

// haystack finds needles in texts.
type haystack map[[keyLength]byte][]needle

func (h haystack) add(n needle) {
	if len(n.text) < keyLength {
		return
	}
	key := [keyLength]byte([]byte(n.text[len(n.text)-keyLength:]))
	h[key] = append(h[key], n)
}

// addSecret adds every form of a secret.
func (h haystack) addSecret(kind, secret string) {
	for form, text := range formsOf(secret) {
		h.add(needle{kind, form, text})
	}
}

// find returns the needles in a text.
func (h haystack) find(text string) []needle {
	var found []needle
	for end := keyLength; end <= len(text); end++ {
		for _, n := range h[[keyLength]byte([]byte(text[end-keyLength:end]))] {
			if strings.HasSuffix(text[:end], n.text) {
				found = append(found, n)
			}
		}
	}
	return found
}

// formsOf returns the forms in which somebody may write a secret. The token of a link and the
// parts of a JWT are base64 of bytes, which are forms too.
func formsOf(secret string) map[string]string {
	forms := encoded("", secret)
	forms["plain"], forms["URL-encoded"] = secret, percentEncoded(secret)
	forms["the first half"], forms["the second half"] = secret[:len(secret)/2], secret[len(secret)/2:]
	last := secret[strings.LastIndex(secret, ".")+1:]
	if last != secret {
		forms["signature"] = last
	}
	if octets, err := base64.RawURLEncoding.DecodeString(last); err == nil && len(octets) >= keyLength {
		forms["octets"] = string(octets)
		for form, text := range encoded("octets ", string(octets)) {
			forms[form] = text
		}
	}
	return forms
}

// encoded returns hex and base64 of a text. In a longer text base64 depends on the offset of the
// secret, so there are three of each alphabet, without the characters at the ends, which
// contain bits of the neighbours.
func encoded(of, text string) map[string]string {
	inHex := hex.EncodeToString([]byte(text))
	forms := map[string]string{of + "hex": inHex, of + "upper hex": strings.ToUpper(inHex)}
	for name, alphabet := range map[string]*base64.Encoding{"base64": base64.RawStdEncoding, "base64url": base64.RawURLEncoding} {
		for offset, skipped := range []int{0, 2, 3} {
			whole := alphabet.EncodeToString([]byte(strings.Repeat("\x00", offset) + text))
			forms[fmt.Sprint(of, name, " at ", offset)] = whole[skipped : (offset+len(text))*8/6]
		}
	}
	return forms
}

func percentEncoded(text string) string {
	var b strings.Builder
	for _, c := range []byte(text) {
		fmt.Fprintf(&b, "%%%02X", c)
	}
	return b.String()
}

// planted are secrets of every kind, as the tests get them.
var planted = map[string]string{
	"link token": "aB3-dE6_gH9jK2--N5pQ8sT1vW4yZ7bC0eF3hI6_9n8", "password": "Pw1-k3j5h2g7f4d9s8a1q6w0e5r2",
	"access token": "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJlIG9mIGFuIGFjY2VzcyB0b2tlbg",
	"ID token":     "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJlIG9mIGFuIElEIHRva2Vu", "refresh token": "r3fr3sh-0123456789abcdef0123456789abcdef",
	"authorisation code": "c0de-8a5d2c1e-4f6b-4a0d-9e7c-1b2a3c4d5e6f", "client secret": "5ecret1k2j3h4g5f6d7s8a9q0w1e2r3t4y5u6i7o8p9",
	"cursor secret": "Zx9Yw8Vu7Ts6Rq5Po4Nm3Lk2Ji1Hg0Fe9Dc8Ba7Zx6Yw5Vu4Ts3Rq2Po1Nm0Lk9J",
}

// The search for secrets finds every kind in every form, wherever it is in a text. It finds
// nothing in the same text with one character changed.
func TestTheSearchFindsWhatIsPlanted(t *testing.T) {
	t.Parallel()
	all := haystack{}
	for kind, secret := range planted {
		all.addSecret(kind, secret)
	}
	for kind, secret := range planted {
		for how, write := range map[string]func(string) string{
			"plain": func(s string) string { return s }, "URL-encoded": percentEncoded, "hex": func(s string) string { return hex.EncodeToString([]byte(s)) },
			"base64":              func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
			"base64 of JSON":      func(s string) string { return base64.StdEncoding.EncodeToString([]byte(`{"token":"` + s + `"}`)) },
			"base64url of a text": func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte("a: " + s + "\n")) },
			"half of it":          func(s string) string { return s[:len(s)/2] + "\n" },
		} {
			t.Run(kind+" "+how, func(t *testing.T) {
				dump := strings.Repeat(`{"message":"nothing"}`+"\n", 50)
				dump += `{"message":"` + write(secret) + `"}` + dump
				for _, n := range all.find(dump) {
					if n.kind == kind {
						return
					}
				}
				t.Errorf("%q is not found", write(secret))
			})
		}
		middle := len(secret) / 4
		if found := all.find(secret[:middle] + "!" + secret[middle+1:middle+middle] + "!"); len(found) > 0 {
			t.Errorf("something else than the %s is found: %v", kind, found)
		}
	}
}
