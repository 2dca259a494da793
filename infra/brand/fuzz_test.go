package brand

import (
	"regexp"
	"strings"
	"testing"
	"unicode"
)

// FuzzBrand parses any file as a brand. An accepted brand has only what can be shown: names
// on one line, colours with six digits that can be read, and a logo of a known kind.
func FuzzBrand(f *testing.F) {
	f.Add(whole, drawing(`<g class="x"/>`))
	for _, seed := range []string{`{}`, `[]`, `null`, `{"product":"A\r\nB"}`, strings.Replace(whole, "#2F46C8", "#ffffff", 1), strings.Replace(whole, "logo.svg", "../logo.svg", 1), strings.Replace(whole, "https://fika", "javascript://fika", 1), strings.Replace(whole, "Fika AB", "\\u202e", 1)} {
		f.Add(seed, `<svg/>`)
	}
	colour := regexp.MustCompile(`^#[0-9a-f]{6}$`)
	f.Fuzz(func(t *testing.T, text, image string) {
		file, err := parse([]byte(text), func(name string) ([]byte, error) {
			if strings.Contains(name, "..") && strings.HasPrefix(name, "../") || strings.HasPrefix(name, "/") {
				t.Errorf("%s opens %q", text, name)
			}
			return []byte(image), nil
		})
		if err != nil {
			return
		}
		for _, line := range append(strings.Split(file.Footer, "\n"), file.Product, file.Sender, file.ReplyTo, file.Support) {
			if strings.ContainsFunc(line, unicode.IsControl) {
				t.Errorf("%s has the text %q", text, line)
			}
		}
		for _, c := range []string{file.Light.Accent, file.Light.Strong, file.Light.Tint, file.Dark.Accent, file.Dark.Strong, file.Dark.Tint} {
			if c != "" && !colour.MatchString(c) {
				t.Errorf("%s has the colour %q", text, c)
			}
		}
		if logo := file.Logo; logo != "" && !strings.HasPrefix(logo, "data:image/") {
			t.Errorf("%s has the logo %q", text, logo)
		}
	})
}
