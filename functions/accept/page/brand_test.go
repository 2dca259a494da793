package page

import (
	"bytes"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"admit/shared/brand"
)

// admit is the default brand. havn has everything that a brand can have.
var (
	admit = brand.Brand{
		Product: "Admit", Light: brand.Palette{Accent: "#2f46c8", Strong: "#2638a0", Tint: "#e6eaff"}, Dark: brand.Palette{Accent: "#a9b8ff", Strong: "#c7d1ff", Tint: "#26305a"},
	}
	havn = brand.Brand{
		Product: "Havn", Logo: "data:image/svg+xml;base64,PHN2Zz48L3N2Zz4=",
		Light: brand.Palette{Accent: "#0b6b5d", Strong: "#09564a", Tint: "#dcf2ec"}, Dark: brand.Palette{Accent: "#6fd6c0", Strong: "#a1e4d6", Tint: "#123f39"},
		Support: "https://help.havn.example/?a=1&b=2", Footer: "Havn AS\nStrandgaten 18",
	}
)

// withBrand returns the page with a brand.
func withBrand(b brand.Brand, language string) string {
	c := config
	c.Brand = b
	body, _ := build(edition{c, language})
	return string(body)
}

func TestThePageShowsTheBrand(t *testing.T) {
	for _, language := range locales().Names() {
		body := withBrand(havn, language)
		for _, want := range []string{
			`<header class="brand"><img src="` + havn.Logo + `" alt=""><span>Havn</span></header>`, " · Havn</title>", `"productName":"Havn"`,
			`href="https://help.havn.example/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">` + readLocale(language).Texts["support"] + "</a>",
			"<p>Havn AS</p><p>Strandgaten 18</p>",
			"<style>:root { --accent: #0b6b5d; --accent-strong: #09564a; --tint: #dcf2ec; }\n" +
				"@media (prefers-color-scheme: dark) { :root { --accent: #6fd6c0; --accent-strong: #a1e4d6; --tint: #123f39; } }\n",
		} {
			if strings.Count(body, want) != 1 {
				t.Errorf("%s: the page has %d of %s", language, strings.Count(body, want), want)
			}
		}
		for _, other := range []string{admit.Light.Accent, admit.Dark.Accent, "Admit"} {
			if strings.Contains(body, other) {
				t.Errorf("%s: the page has %s of another brand", language, other)
			}
		}
	}
}

// A brand without a logo, a support link or a footer leaves no empty element.
func TestThePageOfASmallBrand(t *testing.T) {
	body := withBrand(admit, "en")
	for want, times := range map[string]int{`<header class="brand"><span>Admit</span></header>`: 1, "<footer></footer>": 1, "<img": 0, `class="about"`: 0, "<a ": 0} {
		if strings.Count(body, want) != times {
			t.Errorf("the page has %d of %s, want %d", strings.Count(body, want), want, times)
		}
	}
}

// The style of the page uses no colour of a brand but through its properties, and defines
// none of them itself.
func TestTheStyleLeavesTheColoursToTheBrand(t *testing.T) {
	for _, property := range []string{"--accent:", "--accent-strong:", "--tint:"} {
		if strings.Contains(read("style.css"), property) {
			t.Errorf("style.css defines %s", property)
		}
	}
}

// The policy allows the logo, which is data, and nothing more than for a brand without one.
func TestPolicyWithALogo(t *testing.T) {
	c := config
	c.Brand = havn
	body, headers := build(edition{c, "en"})
	policy := headers["Content-Security-Policy"]
	for _, want := range []string{"img-src data:;", "style-src " + hashOf(t, contents(t, body, "style")) + ";", "default-src 'none';"} {
		if !strings.Contains(policy, want) {
			t.Errorf("no %s in %s", want, policy)
		}
	}
}

// Texts of a brand are texts, whatever is in them.
func TestHostileBrand(t *testing.T) {
	const hostile = `</span></style></title><script>alert(1)</script><img src=x onerror="alert(1)">'"&<!--`
	b := havn
	b.Product, b.Footer, b.Support, b.Logo = hostile, hostile, `https://x.example/"><script>alert(1)</script>`, `data:image/svg+xml,"><script>alert(1)</script>`
	plain := countElements(t, withBrand(havn, "en"))
	lines := strings.Count(havn.Footer, "\n") // the hostile footer has one line
	got := countElements(t, withBrand(b, "en"))
	got["p"] += lines
	for name, count := range got {
		if count != plain[name] {
			t.Errorf("%d <%s>, want %d", count, name, plain[name])
		}
	}
	for _, handler := range []string{"onerror"} {
		if got["@"+handler] > 0 {
			t.Errorf("the page has the attribute %s", handler)
		}
	}
}

// countElements returns how many elements of each name a document has, and attributes with
// an @ before the name.
func countElements(t *testing.T, document string) map[string]int {
	t.Helper()
	root, err := html.Parse(bytes.NewReader([]byte(document)))
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for node := range root.Descendants() {
		if node.Type == html.CommentNode {
			counts["comment"]++
		}
		if node.Type == html.ElementNode {
			counts[node.Data]++
			for _, a := range node.Attr {
				counts["@"+a.Key]++
			}
		}
	}
	return counts
}
