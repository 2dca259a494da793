// Package brand describes whose emails and pages a deployment sends and serves. The stack
// checks the file brand.json, and writes a [Brand] beside the functions that show it.
package brand

import (
	"encoding/json"
	"fmt"
	"strings"
)

// FileName is the name of the file beside the binary of a function.
const FileName = "brand.json"

// Brand is what emails and pages show. It is comparable.
type Brand struct {
	Product string  `json:"product"` // what people sign in to and continue in
	Logo    string  `json:"logo"`    // data: URL of an SVG image; empty: none
	Light   Palette `json:"light"`
	Dark    Palette `json:"dark"`
	ReplyTo string  `json:"replyTo"` // an email address, ReplyToInviter or ReplyToNobody
	Support string  `json:"support"` // https: or mailto: URL; empty: none
	Footer  string  `json:"footer"`  // the company's particulars, with line breaks between lines; empty: none
}

// Palette has the colours of a brand in light or dark, in the form #rrggbb.
type Palette struct {
	Accent string `json:"accent"` // of buttons and links
	Strong string `json:"strong"` // of a button under the pointer; derived from Accent
	Tint   string `json:"tint"`   // behind the accent and behind notices
}

// Values of Brand.ReplyTo that are not addresses.
const (
	ReplyToInviter = "inviter" // the inviter's address; the invitee can see it
	ReplyToNobody  = "none"    // replies go to the sender
)

// Parse returns the brand in a file that the stack has written.
func Parse(file []byte) (Brand, error) {
	var b Brand
	if err := json.Unmarshal(file, &b); err != nil {
		return Brand{}, fmt.Errorf("%s: %w", FileName, err)
	}
	if b.Product == "" {
		return Brand{}, fmt.Errorf("%s has no product", FileName)
	}
	return b, nil
}

// Encode returns the file that Parse reads.
func (b Brand) Encode() ([]byte, error) { return json.Marshal(b) }

// FooterLines returns the lines of the footer.
func (b Brand) FooterLines() []string {
	return strings.FieldsFunc(b.Footer, func(c rune) bool { return c == '\n' })
}

// SupportText returns the support link as people read it: an email address or a URL.
func (b Brand) SupportText() string { return strings.TrimPrefix(b.Support, "mailto:") }
