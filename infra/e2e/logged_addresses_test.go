package e2e

import (
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"maps"
	"regexp"
	"strings"
	"testing"
)

// anyAddress matches what looks like an email address, also in a URL. A path of a Go module has an
// at sign before a version.
var anyAddress = regexp.MustCompile(`[\w.+-]+(@|%40)[a-z\d][\w-]*(\.[\w-]+)*\.[a-z]{2,}`)

// searchAddresses fails the test if the logs name an email address, in any spelling. What operators
// look for is a keyed hash, which nobody can compute who has only the logs.
func searchAddresses(t *testing.T, logs string) {
	t.Helper()
	found := map[string]int{}
	for _, n := range addressesOf(t).find(strings.ToLower(logs)) {
		found[n.kind+" ("+n.form+")"]++
	}
	for _, text := range anyAddress.FindAllString(strings.ToLower(logs), -1) {
		found[text]++
	}
	if len(found) > 0 {
		t.Errorf("the logs have addresses: %v", found)
	}
}

// addressesOf returns the addresses of all people in the tests, in lower case, with the forms in
// which somebody may write them, and without a key.
func addressesOf(t *testing.T) haystack {
	t.Helper()
	people := maps.Clone(watched.addresses)
	for _, m := range mails.matching(t, func(mail) bool { return true }) {
		for _, to := range m.to {
			people[to] = true
		}
	}
	all := haystack{}
	for email := range people {
		addAddress(all, email)
	}
	return all
}

func addAddress(all haystack, email string) {
	lower := strings.ToLower(email)
	local, domain, _ := strings.Cut(lower, "@")
	all.add(needle{"address", "plain", lower})
	all.add(needle{"address", "URL-encoded", local + "%40" + domain})
	all.add(needle{"address", "in words", local + " at " + domain})
	if uniqueName.MatchString(local) {
		all.add(needle{"address", "without the domain", local})
	}
	for _, spelling := range []string{email, lower} {
		for form, text := range encoded("", spelling) {
			all.add(needle{"address", form, strings.ToLower(text)})
		}
		sums := map[string][]byte{}
		long, short, old := sha256.Sum256([]byte(spelling)), sha1.Sum([]byte(spelling)), md5.Sum([]byte(spelling))
		sums["SHA-256"], sums["SHA-1"], sums["MD5"] = long[:], short[:], old[:]
		for name, sum := range sums {
			for form, text := range encoded(name+" in ", string(sum)) {
				all.add(needle{"address", form, strings.ToLower(text)})
			}
		}
	}
}

// uniqueName matches a name by [unique].
var uniqueName = regexp.MustCompile(`-[a-z2-7]{10}$`)

// The search finds an address in every spelling, and an unkeyed hash of it.
func TestTheSearchFindsAddresses(t *testing.T) {
	t.Parallel()
	const email = "Ada.Lovelace-abcdefghij@People.example"
	all := haystack{}
	addAddress(all, email)
	sum := sha256.Sum256([]byte(strings.ToLower(email)))
	for form, text := range map[string]string{
		"as typed": email, "lower case": strings.ToLower(email), "upper case": strings.ToUpper(email), "URL-encoded": strings.Replace(email, "@", "%40", 1),
		"without the domain": "ada.lovelace-abcdefghij", "in words": "ada.lovelace-abcdefghij at people.example",
		"base64": encoded("", email)["base64 at 1"], "hex": encoded("", email)["hex"], "its SHA-256": encoded("", string(sum[:]))["hex"],
		"its SHA-256 in base64": encoded("", string(sum[:]))["base64 at 0"],
	} {
		t.Run(form, func(t *testing.T) {
			if len(all.find(strings.ToLower(`{"msg":"mail to `+text+` refused"}`))) == 0 {
				t.Errorf("%s is not found", text)
			}
		})
	}
	for text, want := range map[string]bool{"to=<eve@example.com>": true, "email=eve%40mail.example": true, "golang.org/toolchain@v0.0.1-go1.26.0": false, "no address @ all": false} {
		if anyAddress.MatchString(text) != want {
			t.Errorf("%s: looks like an address: %t, want %t", text, !want, want)
		}
	}
}
