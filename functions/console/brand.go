package main

import (
	"fmt"

	"admit/shared/brand"
)

// shown is the part of the brand that the page's script shows.
type shown struct {
	Product string   `json:"product"`
	Logo    string   `json:"logo,omitempty"`
	Support string   `json:"support,omitempty"`
	Footer  []string `json:"footer,omitempty"`
}

func shownOf(b brand.Brand) shown {
	return shown{Product: b.Product, Logo: b.Logo, Support: b.Support, Footer: b.FooterLines()}
}

// brandStyle returns the rule with the colours of the brand. The style sheet of the page
// says where they show.
func brandStyle(b brand.Brand) string {
	return fmt.Sprintf(":root{--brand-accent-light:%s;--brand-strong-light:%s;--brand-tint-light:%s;--brand-accent-dark:%s;--brand-strong-dark:%s;--brand-tint-dark:%s}",
		b.Light.Accent, b.Light.Strong, b.Light.Tint, b.Dark.Accent, b.Dark.Strong, b.Dark.Tint)
}
