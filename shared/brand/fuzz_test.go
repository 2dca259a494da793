package brand

import (
	"strings"
	"testing"
)

// FuzzParse parses any file as a brand. An accepted brand has a product, and is the same
// when it is written and parsed again.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{``, `{}`, `null`, `{"product":""}`, `{"product":"Fika","footer":"a\nb\r\n","light":{"accent":"#000000"}}`, `{"product":7}`, "{\"product\":\"\xff\"}"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, file []byte) {
		b, err := Parse(file)
		if err != nil {
			if b != (Brand{}) {
				t.Errorf("%s is %+v and %v", file, b, err)
			}
			return
		}
		text, err := b.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if again, err := Parse(text); err != nil || again != b || b.Product == "" {
			t.Errorf("%s is %+v, and then %+v (%v)", file, b, again, err)
		}
		for _, line := range b.FooterLines() {
			if line == "" || strings.Contains(line, "\n") {
				t.Errorf("%s has the line %q", file, line)
			}
		}
	})
}
