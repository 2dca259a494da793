package main

import (
	"html"
	"strings"
	"testing"

	"admit/shared/api/static"
	"admit/shared/brand"
)

// havn has everything that a brand can have.
var havn = brand.Brand{
	Product: "Havn", Logo: "data:image/svg+xml;base64,PHN2Zz48L3N2Zz4=",
	Light: brand.Palette{Accent: "#0b6b5d", Strong: "#09564a", Tint: "#dcf2ec"}, Dark: brand.Palette{Accent: "#6fd6c0", Strong: "#a1e4d6", Tint: "#123f39"},
	Support: "https://help.havn.example/", Footer: "Havn AS\nStrandgaten 18",
}

func TestThePageHasTheBrand(t *testing.T) {
	response, page := get(t, newConsole(t), "", nil)
	const colours = ":root{--brand-accent-light:#0b6b5d;--brand-strong-light:#09564a;--brand-tint-light:#dcf2ec;" +
		"--brand-accent-dark:#6fd6c0;--brand-strong-dark:#a1e4d6;--brand-tint-dark:#123f39}"
	style := colours + shellStyle
	for _, want := range []string{
		"<title>Havn</title>", `<div class="shell"><b>Havn</b></div>`, "<style>" + style + "</style></head>",
		`"brand":{"product":"Havn","logo":"` + havn.Logo + `","support":"https://help.havn.example/","footer":["Havn AS","Strandgaten 18"]}`,
	} {
		if strings.Count(html.UnescapeString(page), want) != 1 {
			t.Errorf("the page has not one %s: %s", want, page)
		}
	}
	if strings.Contains(page, "Admit") {
		t.Errorf("the page names another product: %s", page)
	}
	policy := response.Headers["Content-Security-Policy"]
	for _, want := range []string{"style-src 'self' " + static.Inline(style) + ";", "img-src 'self' data:;", "script-src 'self';"} {
		if !strings.Contains(policy, want) {
			t.Errorf("no %s in %s", want, policy)
		}
	}
}
