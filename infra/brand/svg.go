package brand

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Limits of a logo. It is part of every page, and larger by a third there.
const (
	maxLogoBytes = 20_000
	maxLogoDepth = 20
)

const svgSpace = "http://www.w3.org/2000/svg"

// elements are the elements that a logo may have. None of them runs, loads or animates
// anything, and none repeats another.
var elements = []string{
	"svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon",
	"defs", "linearGradient", "radialGradient", "stop", "clipPath",
}

// dropped are elements without effect on the picture, which editors write. They are left
// out with everything in them.
var dropped = []string{"title", "desc", "metadata"}

// cleanSVG returns an SVG image that has nothing but what is allowed in the given one. What
// could run, load or hide something is an error, and not only left out: the operator should
// know of it. What only an editor reads is left out.
func cleanSVG(image []byte) ([]byte, error) {
	if len(image) > maxLogoBytes {
		return nil, fmt.Errorf("has %d bytes, more than %d", len(image), maxLogoBytes)
	}
	c := cleaner{decoder: xml.NewDecoder(bytes.NewReader(image))}
	for {
		token, err := c.decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("is not XML in UTF-8: %w", err)
		}
		if err := c.take(token); err != nil {
			return nil, err
		}
	}
	if !c.ended {
		return nil, errors.New("has no element svg")
	}
	return c.out.Bytes(), nil
}

// cleaner writes the allowed parts of an image.
type cleaner struct {
	decoder *xml.Decoder
	out     bytes.Buffer
	open    []string // the elements around the next one
	ended   bool     // the root has ended
}

func (c *cleaner) take(token xml.Token) error {
	switch token := token.(type) {
	case xml.StartElement:
		return c.start(token)
	case xml.EndElement:
		c.out.WriteString("</" + token.Name.Local + ">")
		c.open = c.open[:len(c.open)-1]
		c.ended = len(c.open) == 0
	case xml.Directive:
		return errors.New("has a document type or another declaration")
	case xml.ProcInst:
		if token.Target != "xml" {
			return fmt.Errorf("has the processing instruction %s", token.Target)
		}
	}
	return nil // texts and comments are left out
}

func (c *cleaner) start(element xml.StartElement) error {
	name := element.Name.Local
	switch {
	case len(c.open) == 0 && (c.ended || name != "svg" || element.Name.Space != svgSpace):
		return fmt.Errorf("has the root %s, not one svg of the namespace %s", name, svgSpace)
	case element.Name.Space != svgSpace && !isEditors(element.Name.Space):
		return fmt.Errorf("has the element %s of the namespace %q", name, element.Name.Space)
	case element.Name.Space != svgSpace || slices.Contains(dropped, name):
		return c.decoder.Skip()
	case !slices.Contains(elements, name) || (name == "svg" && len(c.open) > 0):
		return fmt.Errorf("has the element %s, which a logo may not have here; it may have %s", name, strings.Join(elements, ", "))
	case len(c.open) == maxLogoDepth:
		return fmt.Errorf("has elements in each other deeper than %d", maxLogoDepth)
	}
	attributes, err := cleanAttributes(element.Attr)
	if err != nil {
		return fmt.Errorf("the element %s %w", name, err)
	}
	c.out.WriteString("<" + name)
	if len(c.open) == 0 {
		if attributes, err = withSize(attributes); err != nil {
			return err
		}
		c.out.WriteString(` xmlns="` + svgSpace + `"`)
	}
	for _, a := range attributes {
		c.out.WriteString(" " + a.name + `="` + a.value + `"`) // the characters of a value need no escape: see cleanValue
	}
	c.out.WriteString(">")
	c.open = append(c.open, name)
	return nil
}

// editors are the namespaces that editors add for themselves. Browsers ignore them.
var editors = []string{
	"http://www.inkscape.org/namespaces/inkscape", "http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd",
	"http://www.w3.org/1999/02/22-rdf-syntax-ns#", "http://creativecommons.org/ns#", "http://purl.org/dc/elements/1.1/",
	"http://www.bohemiancoding.com/sketch/ns", "http://www.figma.com/figma/ns", "http://www.serif.com/", "https://boxy-svg.com",
}

func isEditors(namespace string) bool { return slices.Contains(editors, namespace) }
