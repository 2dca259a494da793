package access

import (
	"net/url"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"encoding/json"
)

// FuzzName checks that an accepted name can be shown on one line, in valid UTF-8, and that
// a name from outside is shown as it is or not at all.
func FuzzName(f *testing.F) {
	for _, seed := range []string{"", " ", "Ada", "Ægir Ø", "a\nb", "\u202eevil", "\u2066", "\u200b", "\ufffd", "\xff", "👩‍👩‍👧", "\u2800", "\u0600", strings.Repeat("é", 100), strings.Repeat("x", 101)} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, name string) {
		err := checkName(name)
		if shown := safeName(name); (err == nil) != (shown == name) && name != "" || err != nil && shown != "" {
			t.Errorf("%q (%v) is shown as %q", name, err, shown)
		}
		if err != nil {
			return
		}
		if !utf8.ValidString(name) || utf8.RuneCountInString(name) > MaxName || strings.ContainsFunc(name, unicode.IsControl) {
			t.Errorf("%q is accepted", name)
		}
		if blank := strings.TrimSpace(name) == ""; blank != (requireName(name) != nil) {
			t.Errorf("%q is required, and: %v", name, requireName(name))
		}
		if strings.TrimSpace(name) != "" && strings.TrimFunc(name, func(c rune) bool {
			return unicode.IsSpace(c) || !unicode.IsGraphic(c) && !unicode.Is(unicode.Prepended_Concatenation_Mark, c)
		}) == "" {
			t.Errorf("nothing of %q can be seen", name)
		}
	})
}

// FuzzMetadata checks that accepted metadata stays within its limits and comes back from
// JSON as it was.
func FuzzMetadata(f *testing.F) {
	f.Add("plan", "gold", "a.b-c_D9", "ünï")
	f.Add("", "", "x", "\n")
	f.Add(strings.Repeat("k", 64), strings.Repeat("v", 1900), "k", "\xff")
	f.Add("a b", "c", "é", "d")
	f.Fuzz(func(t *testing.T, key, value, otherKey, otherValue string) {
		m := Metadata{key: value, otherKey: otherValue}
		if m.check() != nil {
			return
		}
		size := 0
		for k, v := range m {
			size += len(k) + len(v)
			if k == "" || len(k) > 64 || strings.Trim(k, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-") != "" || strings.ContainsFunc(v, unicode.IsControl) {
				t.Errorf("%q: %q is accepted", k, v)
			}
		}
		if size > 2048 {
			t.Errorf("metadata of %d octets is accepted", size)
		}
	})
}

// FuzzReturnURL checks that an accepted return URL has an allowed origin for every reader,
// and is stored in a form that stays as it is.
func FuzzReturnURL(f *testing.F) {
	for _, seed := range []string{
		"", "https://app.example.com", "https://app.example.com/x?y#z", "HTTPS://APP.example.com:443/", "https://app.example.com.evil.example/", "https://app.example.com@evil.example/",
		"https://app.example.com\\@evil.example", "//app.example.com/", "javascript:alert(1)", "https://app.example.com/%0a", "https://app.example.com:8443/", "http://localhost:3000/a", "https://app.example.com/../..//evil",
	} {
		f.Add(seed)
	}
	origins := ReturnOrigins{"https://app.example.com", "http://localhost:3000"}
	f.Fuzz(func(t *testing.T, text string) {
		stored, err := origins.parse(text)
		if err != nil || stored == "" {
			if stored != "" || err == nil && text != "" {
				t.Errorf("%q is %q (%v)", text, stored, err)
			}
			return
		}
		u, err := url.Parse(stored)
		if err != nil || u.User != nil || !slices.Contains(origins, u.Scheme+"://"+u.Host) {
			t.Errorf("%q is stored as %q, of the origin %v (%v)", text, stored, u, err)
		}
		if again, err := origins.parse(stored); err != nil || again != stored {
			t.Errorf("%q is stored as %q, and then as %q (%v)", text, stored, again, err)
		}
		if strings.ContainsFunc(stored, func(c rune) bool { return c <= ' ' || c > '~' || c == '\\' || c == '"' || c == '<' }) || len(stored) > 2048 {
			t.Errorf("%q is stored as %q", text, stored)
		}
	})
}

// FuzzLocale checks that an accepted language has the form of a tag.
func FuzzLocale(f *testing.F) {
	for _, seed := range []string{"", "en", "nb-NO", "zh-Hant-TW", "e", "en-", "-en", "en_US", "x-a", strings.Repeat("a", 9), "en-abcdefghi", "ën", "en-1", "en-" + strings.Repeat("a-", 16) + "a"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, locale string) {
		if checkLocale(locale) != nil || locale == "" {
			return
		}
		for n, subtag := range strings.Split(locale, "-") {
			if subtag == "" || len(subtag) > 8 || len(locale) > 35 || n == 0 && len(subtag) < 2 || strings.ContainsFunc(subtag, func(c rune) bool { return c > 'z' || c < '0' }) {
				t.Errorf("%q is accepted", locale)
			}
		}
	})
}

// FuzzScopePosition checks that a position of a list of scopes is read as it was written.
func FuzzScopePosition(f *testing.F) {
	f.Add("a", "b", "c")
	f.Add("", "", "")
	f.Fuzz(func(t *testing.T, after, organisation, account string) {
		if !ValidID(after) || !ValidID(organisation) || account != "" && !ValidID(account) {
			parseScopePosition(after + organisation + account) // it comes from a cursor, and must not panic
			return
		}
		want := scopePosition{OrganisationID(after), Scope{OrganisationID(organisation), AccountID(account)}}
		if got := parseScopePosition(want.String()); got != want {
			t.Errorf("%v is read as %v", want, got)
		}
	})
}

// FuzzCatalogue checks that an accepted catalogue has roles that keep their bounds, and is
// the same when it is written and parsed again.
func FuzzCatalogue(f *testing.F) {
	f.Add(rolesFile)
	f.Add([]byte(`[]`))
	f.Add([]byte(`[{"id":"x"}] []`))
	f.Add(append([]byte(`[{"id":"a#b","name":"x","category":"c","type":"viewer","givenAt":["account"],"permissions":["a:delete"],"description":"d"},`), rolesFile[1:]...))
	f.Fuzz(func(t *testing.T, file []byte) {
		c, err := ParseCatalogue(file)
		if err != nil {
			return
		}
		seen := map[RoleID]bool{}
		for _, role := range c.All() {
			if seen[role.ID] || !ValidID(string(role.ID)) || strings.TrimSpace(role.Name) == "" || len(role.GivenAt) == 0 {
				t.Errorf("the catalogue has the role %+v", role)
			}
			seen[role.ID] = true
		}
		if !seen[OrganisationAdmin] || !seen[PartnerOrganisationAdmin] || !seen[AccountAdmin] {
			t.Error("an administrative role is missing")
		}
		text, err := json.Marshal(c.All())
		if err != nil {
			t.Fatal(err)
		}
		if again, err := ParseCatalogue(text); err != nil || len(again.All()) != len(c.All()) {
			t.Errorf("the catalogue is not accepted again: %v", err)
		}
	})
}

// FuzzRoleTexts checks that accepted texts in another language have names of their own
// file, and that none of the texts that pass the check is blank.
func FuzzRoleTexts(f *testing.F) {
	for _, seed := range []string{`{}`, `{"roles":{"billing-viewer":{"name":"x","description":"y"}},"categories":{"Billing":"z"}}`, `{"roles":{"x":{"name":" "}}}`, `{} {}`, `[]`, `{"other":1}`} {
		f.Add([]byte(seed))
	}
	catalogue, err := Roles()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		texts, err := parseRoleTexts("roles/xx.json", file)
		if err != nil || len(catalogue.textProblems(texts)) > 0 {
			return
		}
		for _, role := range catalogue.All() {
			if shown := texts.In(role); strings.TrimSpace(shown.Name) == "" || shown.ID != role.ID || shown.Type != role.Type || !slices.Equal(shown.Permissions, role.Permissions) {
				t.Errorf("%s is shown as %+v", role.ID, shown)
			}
		}
	})
}
