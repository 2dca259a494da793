package static

import (
	"strconv"
	"strings"
)

// weights parses Accept-Encoding (RFC 9110, section 12.5.3). It returns a function
// that returns the weight of a content coding, from 0 to 1. A negative weight means
// that the client does not accept the coding. The coding "" means uncompressed.
func weights(accepted string) func(coding string) float64 {
	named := map[string]float64{}
	for element := range strings.SplitSeq(accepted, ",") {
		coding, parameter, hasWeight := strings.Cut(element, ";")
		weight := 1.0
		if hasWeight {
			q, err := strconv.ParseFloat(strings.TrimPrefix(strings.TrimSpace(parameter), "q="), 64)
			if err != nil || !(q > 0 && q <= 1) {
				q = -1
			}
			weight = q
		}
		named[strings.ToLower(strings.TrimSpace(coding))] = weight
	}
	return func(coding string) float64 {
		if coding == "" {
			return plainWeight(named)
		}
		if weight, found := named[coding]; found {
			return weight
		}
		if weight, found := named["*"]; found {
			return weight
		}
		return -1
	}
}

// plainWeight returns the weight of uncompressed content. It is 0 if the client does
// not mention it, so that it is the last choice. It is never negative: a client that
// accepts nothing else still gets the content.
func plainWeight(named map[string]float64) float64 {
	if weight, found := named["identity"]; found {
		return max(weight, 0)
	}
	return 0
}
