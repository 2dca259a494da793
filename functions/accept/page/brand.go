package page

import (
	"fmt"
	"html"
	"strings"

	"admit/shared/brand"
)

// brandStyle returns the rules with the colours of the brand.
func brandStyle(b brand.Brand) string {
	colours := func(p brand.Palette) string {
		return fmt.Sprintf(":root { --accent: %s; --accent-strong: %s; --tint: %s; }", p.Accent, p.Strong, p.Tint)
	}
	return colours(b.Light) + "\n@media (prefers-color-scheme: dark) { " + colours(b.Dark) + " }\n"
}

// pageTitle returns the title of the page before the script sets one.
func pageTitle(words locale, b brand.Brand) string {
	if b.Product == "" {
		return words.Texts["title"]
	}
	return words.Texts["title"] + " · " + b.Product
}

// brandHeader returns the header with the logo and the product's name.
func brandHeader(b brand.Brand) string {
	if b.Product == "" {
		return ""
	}
	var logo string
	if b.Logo != "" {
		logo = fmt.Sprintf(`<img src="%s" alt="">`, html.EscapeString(b.Logo))
	}
	return fmt.Sprintf(`<header class="brand">%s<span>%s</span></header>`, logo, html.EscapeString(b.Product))
}

// brandFooter returns the support link and the footer of the brand, if it has them.
func brandFooter(words locale, b brand.Brand) string {
	var lines []string
	if b.Support != "" {
		lines = append(lines, fmt.Sprintf(`<p><a href="%s" target="_blank" rel="noopener noreferrer">%s</a></p>`,
			html.EscapeString(b.Support), html.EscapeString(words.Texts["support"])))
	}
	for _, line := range b.FooterLines() {
		lines = append(lines, "<p>"+html.EscapeString(line)+"</p>")
	}
	if len(lines) == 0 {
		return ""
	}
	return `<div class="about">` + strings.Join(lines, "") + "</div>"
}
