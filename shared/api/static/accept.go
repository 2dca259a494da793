package static

import (
	"strconv"
	"strings"
)

// weights reads Accept-Encoding (RFC 9110, section 12.5.3). What it returns says
// how much a client likes a coding; below 0 it does not take it.
func weights(accepted string) func(coding string) float64 {
	named := map[string]float64{}
	for one := range strings.SplitSeq(accepted, ",") {
		coding, parameter, weighted := strings.Cut(one, ";")
		weight := 1.0
		if weighted {
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
		if weight, is := named[coding]; is {
			return weight
		}
		if weight, is := named["*"]; is {
			return weight
		}
		return -1
	}
}

// plainWeight: plain is taken by everybody who does not say otherwise, as the
// last choice; and it is still sent to those who take nothing at all.
func plainWeight(named map[string]float64) float64 {
	if weight, is := named["identity"]; is {
		return max(weight, 0)
	}
	return 0
}
