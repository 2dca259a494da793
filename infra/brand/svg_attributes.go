package brand

import (
	"encoding/xml"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// attribute is an attribute of the cleaned image.
type attribute struct{ name, value string }

// geometry are attributes that are not properties of CSS, and presentation those that are:
// a style may have them, too.
var (
	geometry = []string{
		"viewBox", "width", "height", "preserveAspectRatio", "d", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "ry", "fx", "fy", "points",
		"transform", "gradientTransform", "gradientUnits", "spreadMethod", "clipPathUnits", "offset", "id",
	}
	presentation = []string{
		"fill", "fill-opacity", "fill-rule", "clip-rule", "clip-path", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-miterlimit",
		"stroke-opacity", "stroke-dasharray", "stroke-dashoffset", "opacity", "stop-color", "stop-opacity",
	}
)

// ignored are attributes without effect on the picture, which editors write.
var ignored = []string{"version", "baseProfile", "class", "role", "focusable", "enable-background", "xmlns"}

// cleanAttributes returns the allowed attributes. The declarations of a style become
// attributes, and replace those of the same name, as they do in a browser.
func cleanAttributes(given []xml.Attr) ([]attribute, error) {
	var clean []attribute
	var style string
	for _, a := range given {
		name := a.Name.Local
		switch {
		case a.Name.Space == "xmlns" || isEditors(a.Name.Space) || (a.Name.Space == "http://www.w3.org/XML/1998/namespace" && (name == "space" || name == "lang")):
		case a.Name.Space != "":
			return nil, fmt.Errorf("has the attribute %s of the namespace %q", name, a.Name.Space)
		case slices.Contains(ignored, name) || strings.HasPrefix(name, "aria-") || strings.HasPrefix(name, "data-"):
		case name == "style":
			style = a.Value
		case !slices.Contains(geometry, name) && !slices.Contains(presentation, name):
			return nil, fmt.Errorf("has the attribute %s, which a logo may not have", name)
		case slices.ContainsFunc(clean, func(c attribute) bool { return c.name == name }):
			return nil, fmt.Errorf("has the attribute %s twice", name)
		default:
			value, err := cleanValue(name, a.Value)
			if err != nil {
				return nil, err
			}
			clean = append(clean, attribute{name, value})
		}
	}
	return withStyle(clean, style)
}

// withSize replaces the size of an image by that of its viewBox. Without a size, browsers
// lay out the image before they know how wide it is.
func withSize(attributes []attribute) ([]attribute, error) {
	n := slices.IndexFunc(attributes, func(a attribute) bool { return a.name == "viewBox" })
	if n < 0 {
		return nil, errors.New("has no viewBox, without which a browser cannot scale it")
	}
	box := strings.FieldsFunc(attributes[n].value, func(c rune) bool { return c == ' ' || c == ',' })
	if len(box) != 4 || !isLength(box[2]) || !isLength(box[3]) {
		return nil, fmt.Errorf("has the viewBox %q, which does not end in a width and a height", attributes[n].value)
	}
	attributes = slices.DeleteFunc(attributes, func(a attribute) bool { return a.name == "width" || a.name == "height" })
	return append(attributes, attribute{"width", box[2]}, attribute{"height", box[3]}), nil
}

func isLength(text string) bool {
	length, err := strconv.ParseFloat(text, 64)
	return err == nil && length > 0 && length < 100_000
}

// withStyle adds the declarations of a style.
func withStyle(clean []attribute, style string) ([]attribute, error) {
	for declaration := range strings.SplitSeq(style, ";") {
		if strings.TrimSpace(declaration) == "" {
			continue
		}
		name, value, _ := strings.Cut(declaration, ":")
		name = strings.TrimSpace(name)
		if !slices.Contains(presentation, name) {
			return nil, fmt.Errorf("has %q in its style, which a logo may not have", name)
		}
		if strings.ContainsAny(value, "()") && !strings.HasPrefix(strings.TrimSpace(value), "rgb(") {
			return nil, fmt.Errorf("has %q in its style, which may load something", strings.TrimSpace(declaration))
		}
		value, err := cleanValue(name, value)
		if err != nil {
			return nil, err
		}
		clean = slices.DeleteFunc(clean, func(c attribute) bool { return c.name == name })
		clean = append(clean, attribute{name, value})
	}
	return clean, nil
}

var (
	plain     = regexp.MustCompile(`^[-+.,#%() \t\r\n0-9A-Za-z]*$`) // numbers, colours, paths, transforms, keywords
	reference = regexp.MustCompile(`^url\( *#[-_.0-9A-Za-z]+ *\)$`) // to an element of the image itself
	name      = regexp.MustCompile(`^[-_.0-9A-Za-z]+$`)
	function  = regexp.MustCompile(`([-_0-9A-Za-z]*)[ \t\r\n]*\(`)
)

// functions are the functions that a value may call.
var functions = []string{"matrix", "translate", "scale", "rotate", "skewX", "skewY", "rgb"}

// cleanValue returns the value of an attribute on one line.
func cleanValue(attribute, value string) (string, error) {
	value = strings.Join(strings.Fields(value), " ")
	switch {
	case attribute == "id" && name.MatchString(value):
		return value, nil
	case slices.Contains([]string{"fill", "stroke", "clip-path"}, attribute) && reference.MatchString(value):
		return value, nil
	case attribute == "id" || !plain.MatchString(value):
		return "", fmt.Errorf("has the value %q of %s, which a logo may not have", value, attribute)
	}
	for _, call := range function.FindAllStringSubmatch(value, -1) {
		if !slices.Contains(functions, call[1]) {
			return "", fmt.Errorf("has the value %q of %s, which may load something", value, attribute)
		}
	}
	return value, nil
}
