package brand

import (
	"encoding/base64"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"admit/shared/brand"
)

// whole is a brand with every field.
const whole = `{
  "product": "Fika",
  "logo": "logo.svg",
  "colours": {"accent": {"light": "#2F46C8", "dark": "#a9b8ff"}, "tint": {"light": "#e6eaff", "dark": "#26305a"}},
  "sender": "Fika på nett",
  "replyTo": "support@fika.example",
  "support": "https://fika.example/help",
  "footer": ["Fika AB", "Storgatan 1, Växjö"]
}`

// noLogo opens nothing.
func noLogo(string) ([]byte, error) { return nil, fs.ErrNotExist }

func TestEveryField(t *testing.T) {
	opened := ""
	got, err := parse([]byte(whole), func(name string) ([]byte, error) { opened = name; return []byte(drawing(`<g class="x"/>`)), nil })
	want := File{Sender: "Fika på nett", Brand: brand.Brand{
		Product: "Fika", Logo: "data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString([]byte(drawing("<g></g>"))),
		Light:   brand.Palette{Accent: "#2f46c8", Strong: "#2638a0", Tint: "#e6eaff"},
		Dark:    brand.Palette{Accent: "#a9b8ff", Strong: "#c7d1ff", Tint: "#26305a"},
		ReplyTo: "support@fika.example", Support: "https://fika.example/help", Footer: "Fika AB\nStorgatan 1, Växjö",
	}}
	if err != nil || got != want || opened != "logo.svg" {
		t.Errorf("%+v (%v), opened %q, want %+v", got, err, opened, want)
	}
}

func TestOptionalFields(t *testing.T) {
	got, err := parse([]byte(`{"product":"Fika","colours":{"accent":{"light":"#2f46c8","dark":"#a9b8ff"},"tint":{"light":"#e6eaff","dark":"#26305a"}}}`), noLogo)
	if err != nil || got.ReplyTo != brand.ReplyToNobody || got.Logo+got.Support+got.Footer+got.Sender != "" {
		t.Errorf("%+v (%v)", got, err)
	}
}

func TestWrongFields(t *testing.T) {
	for _, c := range []struct{ old, new, says string }{
		{whole, `{`, "the file: is not JSON"},
		{whole, `[]`, "the file: is a list, not an object"},
		{whole, ``, "the file: is not JSON"},
		{whole, `{} {}`, "the file: is not JSON"},
		{`"product"`, `"name"`, "name: is not a field of a brand; here are product, logo"},
		{`"product"`, `"name"`, "\nproduct: is missing"},
		{`"product"`, `"Product"`, "Product: is not a field"},
		{`"product": "Fika"`, `"product": "Fika", "product": "Kaffe"`, "product: is there twice"},
		{`"Fika"`, `7`, "product: is a number, not a text"},
		{`"Fika"`, `null`, "product: is null, not a text"},
		{`"Fika"`, `" "`, "product: is empty"},
		{`"Fika"`, `"` + strings.Repeat("x", 51) + `"`, "product: "},
		{`"Fika"`, `"Fi\u202eka"`, "is not a text of at most 50 characters without control characters"},
		{`"Fika"`, `"Fi\nka"`, "product: "},
		{`"logo.svg"`, `true`, "logo: is true or false, not a text"},
		{`"logo.svg"`, `"../logo.svg"`, `logo: "../logo.svg" is not the path of a file beside the brand`},
		{`"logo.svg"`, `"/etc/passwd"`, "is not the path of a file beside the brand"},
		{`"light": "#2F46C8", `, ``, "colours.accent.light: is missing"},
		{`"light": "#2F46C8"`, `"light": "blue"`, `colours.accent.light: "blue" is not a colour such as #2f46c8`},
		{`"light": "#2F46C8"`, `"light": "#2f46c8;}"`, "is not a colour"},
		{`"light": "#2F46C8"`, `"light": "#fff"`, "is not a colour"},
		{`"light": "#2F46C8"`, `"light": ""`, "colours.accent.light: is empty"},
		{`"light": "#2F46C8"`, `"bright": "#2F46C8"`, "colours.accent.bright: is not a field of a brand; here are light, dark"},
		{`{"light": "#e6eaff", "dark": "#26305a"}`, `"#e6eaff"`, "colours.tint: is a text, not an object"},
		{`"tint"`, `"shade"`, "colours.shade: is not a field"},
		{`"tint"`, `"shade"`, "colours.tint: is missing"},
		{`"Fika på nett"`, `["Fika"]`, "sender: is a list, not a text"},
		{`"Fika på nett"`, `"Fika\r\nBcc: x@evil.example"`, "sender: "},
		{`"support@fika.example"`, `"nobody"`, `replyTo: "nobody" is not inviter, none, or an email address`},
		{`"support@fika.example"`, `"a@b.example, c@d.example"`, "replyTo: "},
		{`"https://fika.example/help"`, `"http://fika.example"`, "support: "},
		{`"https://fika.example/help"`, `"javascript:alert(1)"`, "support: "},
		{`"https://fika.example/help"`, `"https://me@fika.example"`, "support: "},
		{`"https://fika.example/help"`, `"https://fika.example/\" onclick=\"x"`, "support: "},
		{`"https://fika.example/help"`, `"https://"`, "support: "},
		{`"https://fika.example/help"`, `"mailto:a@b.example?bcc=c@d.example"`, "support: "},
		{`"https://fika.example/help"`, `"mailto:nobody"`, "support: "},
		{`"https://fika.example/help"`, `"https://fika.example/` + strings.Repeat("x", 200) + `"`, "support: "},
		{`["Fika AB", "Storgatan 1, Växjö"]`, `"Fika AB"`, "footer: is a text, not a list of texts"},
		{`"Fika AB", `, `"Fika AB", 7, `, "footer[1]: is a number, not a text"},
		{`"Fika AB", `, `"", `, "footer[0]: is empty"},
		{`"Fika AB", `, `"Fika\u2028AB", `, "footer[0]: "},
		{`"Fika AB", `, strings.Repeat(`"Fika AB", `, 6), "footer: has 7 lines, more than 6"},
	} {
		text := strings.Replace(whole, c.old, c.new, 1)
		if text == whole {
			t.Fatalf("%q is not in the brand", c.old)
		}
		_, err := parse([]byte(text), func(string) ([]byte, error) { return []byte(drawing("")), nil })
		if err == nil || !strings.Contains("\n"+err.Error(), c.says) {
			t.Errorf("%s: %v, want %q", c.new, err, c.says)
		}
	}
}

// Everything that is wrong is reported at once.
func TestAllProblemsAreReported(t *testing.T) {
	_, err := parse([]byte(`{"product":7,"colours":{"accent":{"light":"x","dark":"y"},"tint":{}},"footer":1}`), noLogo)
	for _, field := range []string{"product", "colours.accent.light", "colours.accent.dark", "colours.tint.light", "colours.tint.dark", "footer"} {
		if err == nil || !strings.Contains("\n"+err.Error(), "\n"+field+": ") {
			t.Errorf("%s is not in: %v", field, err)
		}
	}
}

func TestRead(t *testing.T) {
	directory := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(directory, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	path := write("brand.json", whole)
	if _, err := Read(path); err == nil || !strings.Contains(err.Error(), "logo: the file cannot be read") || !strings.Contains(err.Error(), path) {
		t.Errorf("without the logo: %v", err)
	}
	write("logo.svg", drawing("<script/>"))
	if _, err := Read(path); err == nil || !strings.Contains(err.Error(), "logo: logo.svg: has the element script") {
		t.Errorf("with a hostile logo: %v", err)
	}
	write("logo.svg", drawing(""))
	if got, err := Read(path); err != nil || got.Logo == "" {
		t.Errorf("%+v (%v)", got, err)
	}
	if _, err := Read(filepath.Join(directory, "none.json")); !errors.Is(err, fs.ErrNotExist) || !strings.Contains(err.Error(), "the setting brand") {
		t.Errorf("without the file: %v", err)
	}
}

// The brand of the browser tests has every field.
func TestSecondBrand(t *testing.T) {
	got, err := Read("../e2e/browser/brand/brand.json")
	if err != nil || got.Product == "" || got.Logo == "" || got.Sender == "" || got.Support == "" || got.Footer == "" {
		t.Errorf("%+v (%v)", got, err)
	}
}

// The default brand is valid.
func TestDefaultBrand(t *testing.T) {
	got, err := Read("../../brand.json")
	if err != nil || got.Product != "Admit" || got.ReplyTo != brand.ReplyToNobody {
		t.Errorf("%+v (%v)", got, err)
	}
}
