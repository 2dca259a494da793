package mail

import (
	"fmt"
	"html/template"

	"admit/shared/brand"
)

// branded holds what a layout shows of the brand. T is plain text or escaped HTML.
type branded[T ~string] struct {
	Product     T
	Support     T   // where people get help; empty if the brand does not say
	Footer      []T // the lines of the footer
	Light, Dark brand.Palette
}

// newBranded fills in what one part of an email shows of a brand. The function literal
// converts text to the format of that part, and support makes the support link.
func newBranded[T ~string](l locale, b brand.Brand, literal func(string) T, support func(brand.Brand) T) branded[T] {
	shown := branded[T]{Light: b.Light, Dark: b.Dark}
	if visible(b.Product) != "" {
		shown.Product = literal(sanitise(b.Product, maxName))
	}
	if b.Support != "" {
		shown.Support = fill(l.Support.pick(l.Plural, 1), literal, map[string]T{"support": support(b)})
	}
	for _, line := range b.FooterLines() {
		shown.Footer = append(shown.Footer, literal(sanitise(line, maxName)))
	}
	return shown
}

// supportHTML returns the support link in the HTML part. The stack has checked the URL and
// the colour.
func supportHTML(b brand.Brand) template.HTML {
	return template.HTML(fmt.Sprintf( // #nosec G203 -- the values are escaped here
		`<a ses:no-track class="link" href="%s" dir="ltr" style="color:%s;text-decoration:underline">%s</a>`,
		escape(b.Support), escape(b.Light.Accent), escape(b.SupportText())))
}
