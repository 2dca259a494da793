package brand

import (
	"math"
	"os"
	"strings"
	"testing"
)

// The ratios are those of other implementations of WCAG's definition.
func TestRatio(t *testing.T) {
	for _, c := range []struct {
		one, other string
		want       float64
	}{
		{"#000000", "#ffffff", 21}, {"#ffffff", "#ffffff", 1}, {"#777777", "#ffffff", 4.48}, {"#767676", "#ffffff", 4.54}, {"#ff0000", "#ffffff", 4.00},
		{"#0000ff", "#ffffff", 8.59}, {"#ffff00", "#ffffff", 1.07}, {"#808080", "#000000", 5.32},
	} {
		if got, back := ratio(rgb(c.one), rgb(c.other)), ratio(rgb(c.other), rgb(c.one)); math.Abs(got-c.want) > 0.005 || got != back {
			t.Errorf("%s on %s: %.3f, the other way %.3f, want %.2f", c.one, c.other, got, back, c.want)
		}
	}
}

// Colours in which a text is hard to read are refused, with the ratio and the colours.
func TestContrast(t *testing.T) {
	for _, c := range []struct{ accentLight, accentDark, tintLight, tintDark, says string }{
		{"#777777", "#a9b8ff", "#ffffff", "#26305a", "colours.accent.light: #777777, on the background of the page's and the email's card #ffffff, has a contrast of 4.47:1 and needs 4.5:1"},
		{"#ffcc00", "#a9b8ff", "#000000", "#26305a", "colours.accent.light: #ffffff, the text of a button, on the accent #ffcc00, has a contrast of 1."},
		{"#737373", "#a9b8ff", "#ffffff", "#26305a", "colours.accent.light: #737373, on the background of the page and the email #f3f4f7, has a contrast of 4.3"},
		{"#2f46c8", "#2f46c8", "#e6eaff", "#26305a", "colours.accent.dark: #2f46c8, on the background of the console #161d26, has a contrast of 2."},
		{"#2f46c8", "#a9b8ff", "#8899ff", "#26305a", "colours.accent.light: #2f46c8, on colours.tint.light #8899ff, has a contrast of "},
		{"#2f46c8", "#a9b8ff", "#e6eaff", "#667799", "colours.accent.dark: #a9b8ff, on colours.tint.dark #667799"},
		{"#2f46c8", "#a9b8ff", "#303030", "#26305a", "colours.tint.light: #12161f, the text of the page, on the tint #303030"},
		{"#2f46c8", "#a9b8ff", "#e6eaff", "#888888", "colours.tint.dark: #c6c6cd, the text of the console, on the tint #888888"},
	} {
		text := strings.NewReplacer("#2F46C8", c.accentLight, "#a9b8ff", c.accentDark, "#e6eaff", c.tintLight, "#26305a", c.tintDark).Replace(whole)
		_, err := parse([]byte(text), func(string) ([]byte, error) { return []byte(drawing("")), nil })
		if err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%+v: %v", c, err)
		}
	}
}

// A button under the pointer is at least as easy to read as before.
func TestTheStrongAccentIsEasierToRead(t *testing.T) {
	for mode, accents := range map[string][]string{"light": {"#2f46c8", "#767676", "#000000", "#b3261e"}, "dark": {"#a9b8ff", "#ffffff", "#8a8a8a"}} {
		m := modes[mode]
		for _, accent := range accents {
			if strong := rgb(accent).mix(m.towards, m.share); ratio(strong, m.onAccent) < ratio(rgb(accent), m.onAccent) {
				t.Errorf("%s: %s became %s", mode, accent, strong)
			}
		}
	}
}

// The colours that a brand is checked against are those of the page and of the emails. A
// test of the console compares its own.
func TestGroundsAreThoseOfPageAndMail(t *testing.T) {
	for _, c := range []struct {
		file string
		want []string
	}{
		{"../../functions/accept/page/style.css", []string{
			"--ground: #f3f4f7", "--ground: #0e1116", "--card: #ffffff", "--card: #171b22", "--ink: #12161f", "--ink: #f2f4f7", "--on-accent: #ffffff", "--on-accent: #0e1116",
		}},
		{"../../shared/mail/templates/invitation.html.tmpl", []string{
			".page { background-color: #0e1116", ".card { background-color: #171b22", `class="card" style="background-color:#ffffff`, `margin:0;padding:0;background-color:#f3f4f7`,
		}},
	} {
		text, err := os.ReadFile(c.file)
		if err != nil {
			t.Fatal(err)
		}
		for _, want := range c.want {
			if !strings.Contains(string(text), want) {
				t.Errorf("%s has no %q: correct the colours in modes.go", c.file, want)
			}
		}
	}
}
