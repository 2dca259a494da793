package page

import (
	"strings"
	"testing"

	"admit/shared/brand"
)

// TestContinueButton checks that the settings reach the script, and that every language
// names the product.
func TestContinueButton(t *testing.T) {
	body, _ := build(edition{Config{ContinueURL: "https://fika.example/?a=1&b=</script>", Brand: brand.Brand{Product: `Fi"ka</script>`}}, "en"})
	for _, want := range []string{`"continueUrl":"https://fika.example/?a=1\u0026b=\u003c/script\u003e"`, `"productName":"Fi\"ka\u003c/script\u003e"`, `"consoleUrl":"../console"`} {
		if !strings.Contains(string(body), want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	for _, language := range locales().Names() {
		if text := readLocale(language).Texts["action.continue-to"]; !strings.HasSuffix(text, " {product}") {
			t.Errorf("%s: the button says %q", language, text)
		}
	}
}
