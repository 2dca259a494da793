package brand

import (
	"strings"
	"testing"
)

// drawing returns an image with something in it, as it is written anew.
func drawing(inside string) string {
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8" width="8" height="8">` + inside + `</svg>`
}

// refused has images that could run, load or hide something, and a part of the refusal.
var refused = map[string]struct{ image, says string }{
	"script":                               {drawing(`<script>alert(1)</script>`), "the element script"},
	"script in a prefix":                   {`<s:svg xmlns:s="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><s:script>alert(1)</s:script></s:svg>`, "the element script"},
	"script of HTML":                       {drawing(`<script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script>`), `the namespace "http://www.w3.org/1999/xhtml"`},
	"event handler":                        {drawing(`<path onclick="alert(1)" d="M0 0"/>`), "the attribute onclick"},
	"event handler of the root":            {`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8" onload="alert(1)"/>`, "the attribute onload"},
	"event handler in capitals":            {drawing(`<path ONCLICK="alert(1)"/>`), "the attribute ONCLICK"},
	"foreign object":                       {drawing(`<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject>`), "the element foreignObject"},
	"frame":                                {drawing(`<iframe xmlns="http://www.w3.org/1999/xhtml" src="https://evil.example"/>`), "the element iframe"},
	"image":                                {drawing(`<image href="https://evil.example/x.png"/>`), "the element image"},
	"image as data":                        {drawing(`<image href="data:image/png;base64,AAAA"/>`), "the element image"},
	"image of a filter":                    {drawing(`<filter><feImage href="https://evil.example"/></filter>`), "the element filter"},
	"use of another file":                  {drawing(`<use href="https://evil.example/x.svg#a"/>`), "the element use"},
	"use that repeats itself":              {drawing(`<g id="a"><use href="#a"/></g>`), "the element use"},
	"link":                                 {drawing(`<a href="javascript:alert(1)"><path d="M0 0"/></a>`), "the element a,"},
	"reference":                            {drawing(`<linearGradient href="https://evil.example/x.svg#a"/>`), "the attribute href"},
	"xlink":                                {drawing(`<linearGradient xmlns:xlink="http://www.w3.org/1999/xlink" xlink:href="https://evil.example"/>`), "the attribute href of the namespace"},
	"base":                                 {drawing(`<g xml:base="https://evil.example/"/>`), "the attribute base"},
	"animation":                            {drawing(`<path d="M0 0"><animate attributeName="d" to="M1 1"/></path>`), "the element animate"},
	"set":                                  {drawing(`<path d="M0 0"><set attributeName="onclick" to="alert(1)"/></path>`), "the element set"},
	"style sheet":                          {drawing(`<style>@import url(https://evil.example)</style>`), "the element style"},
	"style that loads":                     {drawing(`<path style="fill:url(https://evil.example/#a)"/>`), "may load something"},
	"style that loads from here":           {drawing(`<path style="fill:url(#a)"/>`), "may load something"},
	"style with an escape":                 {drawing(`<path style="fill:\75rl(https://evil.example)"/>`), "may load something"},
	"style with an escape and no brackets": {drawing(`<path style="fill:\72 ed"/>`), "a logo may not have"},
	"style of a background":                {drawing(`<path style="background:red"/>`), `"background" in its style`},
	"style with a comment":                 {drawing(`<path style="fi/**/ll:red"/>`), "in its style"},
	"style with an image set":              {drawing(`<path style="fill:image-set('x' 1x)"/>`), "may load something"},
	"fill that loads":                      {drawing(`<path fill="url(https://evil.example/x.svg#a)"/>`), "a logo may not have"},
	"fill that loads without a scheme":     {drawing(`<path fill="url(//evil.example)"/>`), "a logo may not have"},
	"fill that loads a file":               {drawing(`<path fill="url(x.svg)"/>`), "may load something"},
	"fill in capitals":                     {drawing(`<path fill="URL(x.svg)"/>`), "may load something"},
	"fill with quotes":                     {drawing(`<path fill="url('#a')"/>`), "a logo may not have"},
	"fill with two references":             {drawing(`<path fill="url(#a) url(x.svg)"/>`), "may load something"},
	"filter":                               {drawing(`<path filter="url(#f)"/>`), "the attribute filter"},
	"mask":                                 {drawing(`<path mask="url(https://evil.example)"/>`), "the attribute mask"},
	"cursor":                               {drawing(`<path cursor="url(https://evil.example)"/>`), "the attribute cursor"},
	"value that ends the attribute":        {drawing(`<path d="M0 0&#34; onload=&#34;alert(1)"/>`), "a logo may not have"},
	"value that ends the element":          {drawing(`<path d="&gt;&lt;script&gt;"/>`), "a logo may not have"},
	"id with markup":                       {drawing(`<g id="&lt;script&gt;"/>`), "of id"},
	"document type":                        {`<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">` + drawing(""), "a document type"},
	"entity":                               {`<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>` + drawing(`<g id="&x;"/>`), "a document type"},
	"entities in each other":               {`<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>` + drawing(`&b;`), "a document type"},
	"unknown entity":                       {drawing(`&x;`), "is not XML"},
	"style sheet beside":                   {`<?xml-stylesheet href="https://evil.example/x.css"?>` + drawing(""), "the processing instruction xml-stylesheet"},
	"UTF-7":                                {`<?xml version="1.0" encoding="UTF-7"?>` + drawing(""), "is not XML in UTF-8"},
	"UTF-16":                               {"\xff\xfe<\x00s\x00v\x00g\x00", "is not XML in UTF-8"},
	"SVG in SVG":                           {drawing(`<svg viewBox="0 0 1 1"/>`), "the element svg"},
	"two images":                           {drawing("") + drawing(""), "the root svg, not one svg"},
	"HTML":                                 {`<html xmlns="http://www.w3.org/1999/xhtml"><script/></html>`, "the root html"},
	"no namespace":                         {`<svg viewBox="0 0 8 8"/>`, "the root svg, not one svg of the namespace"},
	"a view box of three numbers":          {`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8"/>`, "the viewBox"},
	"a flat view box":                      {`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 0"/>`, "the viewBox"},
	"a view box without an end":            {`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 Inf"/>`, "the viewBox"},
	"no view box":                          {`<svg xmlns="http://www.w3.org/2000/svg" width="8" height="8"/>`, "no viewBox"},
	"text":                                 {drawing(`<text>Fika</text>`), "the element text"},
	"no picture":                           {"\x89PNG\r\n", "is not XML"},
	"nothing":                              {"", "no element svg"},
	"half an image":                        {`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8">`, "is not XML"},
	"an attribute twice":                   {drawing(`<path d="M0 0" d="M1 1"/>`), "the attribute d twice"},
	"too large":                            {drawing(strings.Repeat(" ", maxLogoBytes)), "more than 20000"},
	"too deep":                             {drawing(strings.Repeat("<g>", 40) + strings.Repeat("</g>", 40)), "deeper than 20"},
}

func TestHostileImagesAreRefused(t *testing.T) {
	if len(refused) < 30 {
		t.Errorf("%d hostile images", len(refused))
	}
	for title, c := range refused {
		if clean, err := cleanSVG([]byte(c.image)); err == nil || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %s (%v), want %q", title, clean, err, c.says)
		}
	}
}

// What has no effect on the picture is left out, and everything else is written anew.
func TestImagesAreWrittenAnew(t *testing.T) {
	for title, c := range map[string]struct{ image, want string }{
		"shapes": {
			drawing(`<g transform="rotate(45 4 4)"><path d="M0,0 L8 8z" fill="#f00"/><circle cx="4" cy="4" r="2.5"/></g>`),
			drawing(`<g transform="rotate(45 4 4)"><path d="M0,0 L8 8z" fill="#f00"></path><circle cx="4" cy="4" r="2.5"></circle></g>`),
		},
		"a gradient": {
			drawing(`<defs><linearGradient id="a"><stop offset="50%" style="stop-color:rgb(1, 2, 3)"/></linearGradient></defs><rect fill="url(#a)" width="8" height="8"/>`),
			drawing(`<defs><linearGradient id="a"><stop offset="50%" stop-color="rgb(1, 2, 3)"></stop></linearGradient></defs><rect fill="url(#a)" width="8" height="8"></rect>`),
		},
		"another size":              {`<svg xmlns="http://www.w3.org/2000/svg" width="100%" viewBox="-1,-1, 8,16" height="1em"/>`, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="-1,-1, 8,16" width="8" height="16"></svg>`},
		"a style over an attribute": {drawing(`<path fill="red" style="fill: blue; stroke:none;"/>`), drawing(`<path fill="blue" stroke="none"></path>`)},
		"comments and texts":        {drawing("<!-- <script/> -->x<![CDATA[<script>alert(1)</script>]]>"), drawing("")},
		"an XML declaration":        {`<?xml version="1.0" encoding="UTF-8"?>` + drawing(""), drawing("")},
		"titles and metadata":       {drawing(`<title>x<script/></title><metadata><script/></metadata><desc/>`), drawing("")},
		"what editors write": {
			`<svg xmlns="http://www.w3.org/2000/svg" xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape" inkscape:version="1" version="1.1" ` +
				`viewBox="0 0 8 8" xml:space="preserve" class="x" aria-label="x" data-name="x"><inkscape:grid><inkscape:x/></inkscape:grid></svg>`,
			drawing(""),
		},
		"a prefix":            {`<s:svg xmlns:s="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><s:g/></s:svg>`, drawing("<g></g>")},
		"a value on lines":    {drawing("<path d=\"M0 0\n\tL8 8\"/>"), drawing(`<path d="M0 0 L8 8"></path>`)},
		"a character by name": {drawing(`<path d="M0 0&#x20;L8 8"/>`), drawing(`<path d="M0 0 L8 8"></path>`)},
	} {
		clean, err := cleanSVG([]byte(c.image))
		if err != nil || string(clean) != c.want {
			t.Errorf("%s: %s (%v)", title, clean, err)
		}
		if again, err := cleanSVG(clean); err != nil || string(again) != string(clean) {
			t.Errorf("%s: the clean image became %s (%v)", title, again, err)
		}
	}
}

// FuzzSVG searches for an image that is accepted and still has something forbidden in it.
func FuzzSVG(f *testing.F) {
	for _, c := range refused {
		f.Add(c.image)
	}
	f.Add(drawing(`<rect fill="url(#a)" style="stroke:#fff" transform="scale(2)"/>`))
	f.Fuzz(func(t *testing.T, image string) {
		clean, err := cleanSVG([]byte(image))
		if err != nil {
			return
		}
		if again, err := cleanSVG(clean); err != nil || string(again) != string(clean) {
			t.Errorf("%q became %q (%v)", clean, again, err)
		}
		text := strings.ToLower(strings.Replace(string(clean), svgSpace, "", 1))
		for _, forbidden := range []string{"<script", "href", " on", "//", "&", "<!", "<?", "javascript:", "data:", "<style", " style", "\\"} {
			if strings.Contains(text, forbidden) {
				t.Errorf("%q is in %q", forbidden, clean)
			}
		}
	})
}
