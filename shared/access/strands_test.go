package access

import (
	"fmt"
	"testing"
)

func TestStrands(t *testing.T) {
	line := func(identity, email string) Line {
		m := MemberLine{Email: email}
		if identity != "" {
			m.Issuer, m.Subject = "https://issuer.example", identity
		}
		return m
	}
	for name, c := range map[string]struct {
		lines []Line
		want  string
	}{
		"nobody twice":             {[]Line{line("1", "a@x.no"), line("2", "b@x.no"), line("", "c@x.no")}, "[[0] [1] [2]]"},
		"addresses alone":          {[]Line{line("", "a@x.no"), line("", "b@x.no")}, "[[0] [1]]"},
		"one address":              {[]Line{line("1", "a@x.no"), line("2", "b@x.no"), line("", "A@X.no")}, "[[0 2] [1]]"},
		"one identity":             {[]Line{line("1", "a@x.no"), line("2", "b@x.no"), line("1", "c@x.no")}, "[[0 2] [1]]"},
		"two strands that meet":    {[]Line{line("1", "a@x.no"), line("2", "b@x.no"), line("2", "a@x.no"), line("", "b@x.no")}, "[[0 1 2 3]]"},
		"a key after two have met": {[]Line{line("1", "a@x.no"), line("3", "c@x.no"), line("2", "a@x.no"), line("2", "d@x.no"), line("1", "e@x.no")}, "[[0 2 3 4] [1]]"},
		"an organisation":          {[]Line{OrganisationLine{}}, "[[0]]"},
	} {
		if got := fmt.Sprint(strands(c.lines)); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
}
