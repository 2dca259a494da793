package mail

import "testing"

func TestSanitise(t *testing.T) {
	for _, c := range []struct {
		name, typed string
		maxLength   int
		want        string
	}{
		{"plain", "Ada Lovelace", 100, "Ada Lovelace"},
		{"as long as allowed", "Ada", 3, "Ada"},
		{"too long", "Ada Lovelace", 6, "Ada L…"},
		{"no space before the ellipsis", "Ada Lovelace", 5, "Ada…"},
		{"cut before an accent", "Adae\u0301x", 5, "Ada…"},
		{"cut inside a family", "Ada 👩‍👩‍👧x", 7, "Ada…"},
		{"cut before a skin tone", "Ada 👍🏽x", 6, "Ada…"},
		{"cut inside a flag of a region", "A 🏴󠁧󠁢󠁥󠁮󠁧󠁿x", 6, "A…"},
		{"spaces of every kind", " Ada\t\u00a0\u3000Lovelace\n", 100, "Ada Lovelace"},
		{"right to left is isolated", "חשמל", 100, "\u2068חשמל\u2069"},
		{"right to left inside is isolated", "Acme ת", 100, "\u2068Acme ת\u2069"},
		{"an override is removed", "\u202eAcme", 100, "Acme"},
		{"Persian joiner", "می\u200cخواهم", 100, "\u2068می\u200cخواهم\u2069"},
		{"domain", "www.evil.example", 100, "www.\u2060evil.\u2060example"},
		{"address", "a@b", 100, "a\u2060@\u2060b"},
		{"scheme", "http://b", 100, "http\u2060:\u2060/\u2060/b"},
		{"abbreviation", "Acme Inc. of Bergen", 100, "Acme Inc. of Bergen"},
		{"company form with a slash", "Acme A/S", 100, "Acme A/S"},
		{"colon before a space", "Acme: Bergen", 100, "Acme: Bergen"},
		{"empty", "", 100, "—"},
	} {
		if got := sanitise(c.typed, c.maxLength); got != c.want {
			t.Errorf("%s: sanitise(%q, %d) = %q, want %q", c.name, c.typed, c.maxLength, got, c.want)
		}
	}
}
