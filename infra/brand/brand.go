// Package brand reads and checks the brand of a deployment: the file brand.json and the
// logo beside it. What is wrong is refused before anything is deployed. The functions get
// the checked form, [brand.Brand] of package shared/brand, and trust it.
package brand

import (
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"admit/shared/brand"
)

// File is a checked brand.
type File struct {
	brand.Brand

	// Sender is the display name before the address of the setting sender. Empty: that of
	// the setting, if it has one.
	Sender string
}

// Read reads the file of a brand, and the logo that it names. Its error lists everything
// that is wrong.
func Read(path string) (File, error) {
	text, err := os.ReadFile(path) // #nosec G304 -- the operator names the file
	if err != nil {
		return File{}, fmt.Errorf("the brand cannot be read: %w (the setting brand names the file)", err)
	}
	file, err := parse(text, func(name string) ([]byte, error) {
		return os.ReadFile(filepath.Join(filepath.Dir(path), filepath.FromSlash(name))) // #nosec G304 -- a local path: see logo
	})
	if err != nil {
		return File{}, fmt.Errorf("the brand %s cannot be used:\n%w", path, err)
	}
	return file, nil
}

// WriteBeside writes the brand into the directory of a function.
func (f File) WriteBeside(directory string) error {
	text, err := f.Encode()
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(directory, brand.FileName), text, 0o644) // #nosec G306 -- Lambda runs the function as another user
}

// parse checks the text of a brand. The function open returns the content of a file beside it.
func parse(text []byte, open func(name string) ([]byte, error)) (File, error) {
	r := reader{}
	top := r.object("", text, "product", "logo", "colours", "sender", "replyTo", "support", "footer")
	colours := r.object("colours", r.needed("", top, "colours"), "accent", "tint")
	accent := r.object("colours.accent", r.needed("colours.", colours, "accent"), "light", "dark")
	tint := r.object("colours.tint", r.needed("colours.", colours, "tint"), "light", "dark")

	file := File{
		Brand: brand.Brand{
			Product: r.text("product", r.needed("", top, "product")),
			ReplyTo: r.text("replyTo", top["replyTo"]),
			Support: r.text("support", top["support"]),
			Footer:  strings.Join(r.lines("footer", top["footer"]), "\n"),
			Light:   r.palette("light", accent, tint),
			Dark:    r.palette("dark", accent, tint),
		},
		Sender: r.text("sender", top["sender"]),
	}
	if file.ReplyTo == "" {
		file.ReplyTo = brand.ReplyToNobody
	}
	r.checkTexts(file, top["product"] != nil)
	file.Logo = r.logo(r.text("logo", top["logo"]), open)
	return file, errors.Join(r.problems...)
}

// logo returns the data: URL of the logo, which is rewritten from what is allowed in it.
func (r *reader) logo(name string, open func(name string) ([]byte, error)) string {
	if name == "" {
		return ""
	}
	if !filepath.IsLocal(filepath.FromSlash(name)) {
		r.problem("logo", "%q is not the path of a file beside the brand", name)
		return ""
	}
	image, err := open(name)
	if err != nil {
		r.problem("logo", "the file cannot be read: %v", err)
		return ""
	}
	clean, err := cleanSVG(image)
	if err != nil {
		r.problem("logo", "%s: %v", name, err)
		return ""
	}
	return "data:image/svg+xml;base64," + base64.StdEncoding.EncodeToString(clean)
}

// palette reads the colours of one mode and checks that texts in them can be read.
func (r *reader) palette(mode string, accents, tints object) brand.Palette {
	accent := r.colour("colours.accent."+mode, r.needed("colours.accent.", accents, mode))
	tint := r.colour("colours.tint."+mode, r.needed("colours.tint.", tints, mode))
	if accent == nil || tint == nil {
		return brand.Palette{}
	}
	m := modes[mode]
	strong := accent.mix(m.towards, m.share)
	for _, ground := range m.grounds {
		r.contrast("colours.accent."+mode, *accent, "on the background of "+ground.of, ground.colour)
	}
	r.contrast("colours.accent."+mode, *accent, "on colours.tint."+mode, *tint)
	r.contrast("colours.accent."+mode, m.onAccent, "the text of a button, on the accent", *accent)
	for _, ink := range m.inks {
		r.contrast("colours.tint."+mode, ink.colour, "the text of "+ink.of+", on the tint", *tint)
	}
	return brand.Palette{Accent: accent.String(), Strong: strong.String(), Tint: tint.String()}
}
