package brand

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"strconv"
)

// colour is a colour in sRGB, from 0 to 255 in each part.
type colour [3]uint8

func (c colour) String() string { return fmt.Sprintf("#%02x%02x%02x", c[0], c[1], c[2]) }

var colourPattern = regexp.MustCompile(`^#[0-9a-fA-F]{6}$`)

func rgb(text string) colour {
	value, _ := strconv.ParseUint(text[1:], 16, 32)
	return colour{uint8(value >> 16), uint8(value >> 8), uint8(value)} // #nosec G115 -- the lowest 24 bits
}

// colour reads a colour. It is nil if there is none.
func (r *reader) colour(field string, value json.RawMessage) *colour {
	text := r.text(field, value)
	if text == "" {
		if value != nil && kindOf(value) == "a text" {
			r.problem(field, "is empty")
		}
		return nil
	}
	if !colourPattern.MatchString(text) {
		r.problem(field, "%q is not a colour such as #2f46c8", text)
		return nil
	}
	c := rgb(text)
	return &c
}

// mix returns the colour with a share of another one in it.
func (c colour) mix(other colour, share float64) colour {
	var mixed colour
	for n := range c {
		mixed[n] = uint8(math.Round(float64(c[n])*(1-share) + float64(other[n])*share))
	}
	return mixed
}

// luminance returns the relative luminance as WCAG 2.2 defines it.
func (c colour) luminance() float64 {
	var linear [3]float64
	for n, part := range c {
		value := float64(part) / 255
		if value <= 0.04045 {
			linear[n] = value / 12.92
		} else {
			linear[n] = math.Pow((value+0.055)/1.055, 2.4)
		}
	}
	return 0.2126*linear[0] + 0.7152*linear[1] + 0.0722*linear[2]
}

// ratio returns the contrast ratio of two colours as WCAG 2.2 defines it, from 1 to 21.
func ratio(one, other colour) float64 {
	lighter, darker := one.luminance(), other.luminance()
	if lighter < darker {
		lighter, darker = darker, lighter
	}
	return (lighter + 0.05) / (darker + 0.05)
}

// leastContrast is WCAG's least contrast ratio of texts, level AA.
const leastContrast = 4.5

// contrast reports a text that is hard to read. The ratio in the message is rounded down,
// so that 4.49 is not shown as 4.5.
func (r *reader) contrast(field string, text colour, what string, ground colour) {
	if measured := ratio(text, ground); measured < leastContrast {
		r.problem(field, "%s, %s %s, has a contrast of %.2f:1 and needs %.1f:1", text, what, ground, math.Floor(measured*100)/100, leastContrast)
	}
}
