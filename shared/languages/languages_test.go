package languages

import (
	"slices"
	"strings"
	"testing"

	"admit/shared/access"
)

func TestClosest(t *testing.T) {
	set, err := NewSet("en", "de", "nb", "pt")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		wanted []string
		want   string
	}{
		{nil, ""},
		{[]string{""}, ""},
		{[]string{"de"}, "de"},
		{[]string{"DE-at"}, "de"},
		{[]string{"nn-NO", "de"}, "nb"},
		{[]string{"no"}, "nb"},
		{[]string{"ja", "pt-BR", "de"}, "pt"},
		{[]string{"ja"}, ""},
		{[]string{"nonsense!", "de"}, "de"},
	} {
		if got, ok := set.Closest(c.wanted...); got != c.want || ok != (c.want != "") {
			t.Errorf("%q: %q, %t; want %q", c.wanted, got, ok, c.want)
		}
	}
	if got, ok := (Set{}).Closest("en"); ok {
		t.Errorf("found %q in a set without languages", got)
	}
	if _, err := NewSet("en", "not a language"); err == nil || !strings.Contains(err.Error(), "not a language") {
		t.Errorf("an invalid language: %v", err)
	}
}

func TestAccepted(t *testing.T) {
	for header, want := range map[string][]string{
		"":                           {},
		"de":                         {"de"},
		"sv;q=0.5, fi;q=0.9, da;q=0": {"fi", "sv"},
		"\x00,,;q=,de;q=x":           nil,
		strings.Repeat("x-", 5000):   nil,
	} {
		if got := Accepted(header); !slices.Equal(got, want) {
			t.Errorf("%.40q: %q, want %q", header, got, want)
		}
	}
}

// TestRoleTexts gives each reader a language with its own texts, or the catalogue's.
func TestRoleTexts(t *testing.T) {
	roles, err := access.Roles()
	if err != nil {
		t.Fatal(err)
	}
	role, _ := roles.Role(access.OrganisationAdmin)
	for header, want := range map[string]string{
		"": "en", "en-US": "en", "ja": "en", "*": "en", "ja, de-AT;q=0.5": "de", "nn": "nb", "../de": "en",
	} {
		texts, language, err := RoleTexts(header)
		if err != nil || language != want {
			t.Errorf("%q: %s, %v; want %s", header, language, err, want)
		}
		if own := texts.In(role).Name == role.Name; own != (want == "en") {
			t.Errorf("%q: the name is %q", header, texts.In(role).Name)
		}
	}
}
