package report

import (
	"fmt"
	"math"
	"slices"
	"time"
)

// Sample is a list of measured values of one quantity.
type Sample []float64

// Quantile returns the value below which a share of the sample lies, between 0 and 1. It
// interpolates between the two nearest values. The quantile of an empty sample is NaN.
func (s Sample) Quantile(share float64) float64 {
	if len(s) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(s))
	position := share * float64(len(sorted)-1)
	below := int(position)
	if below+1 >= len(sorted) {
		return sorted[len(sorted)-1]
	}
	return sorted[below] + (position-float64(below))*(sorted[below+1]-sorted[below])
}

// Median returns the middle of the sample.
func (s Sample) Median() float64 { return s.Quantile(0.5) }

// Spread returns the median and, in parentheses, the quartiles, with a number of decimals.
func (s Sample) Spread(decimals int) string {
	if len(s) == 0 {
		return Unknown
	}
	return fmt.Sprintf("%.*f (%.*f–%.*f)", decimals, s.Median(), decimals, s.Quantile(0.25), decimals, s.Quantile(0.75))
}

// Add appends a duration in milliseconds.
func (s *Sample) Add(d time.Duration) { *s = append(*s, Milliseconds(d)) }

// Milliseconds returns a duration in milliseconds.
func Milliseconds(d time.Duration) float64 { return float64(d.Nanoseconds()) / 1e6 }

// Unknown stands in a cell for a value that was not measured.
const Unknown = "not measured"

// Number formats a value with a number of decimals. NaN is [Unknown].
func Number(value float64, decimals int) string {
	if math.IsNaN(value) {
		return Unknown
	}
	return fmt.Sprintf("%.*f", decimals, value)
}

// Judged formats a value and says whether it meets a goal: at most the goal.
func Judged(value, goal float64, decimals int) string {
	switch {
	case math.IsNaN(value):
		return Unknown
	case value <= goal:
		return Number(value, decimals) + " ✓"
	}
	return Number(value, decimals) + " ✗"
}
