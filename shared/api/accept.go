package api

import (
	"mime"
	"strconv"
	"strings"
)

// Accepts returns which of some media types the client prefers by its header Accept. It
// returns the first one if the client names none of them.
func (r Request) Accepts(types ...string) string {
	best, highest := types[0], 0.0
	for part := range strings.SplitSeq(r.header("accept"), ",") {
		named, parameters, err := mime.ParseMediaType(part)
		if err != nil {
			continue
		}
		weight := 1.0
		if q, has := parameters["q"]; has {
			weight, _ = strconv.ParseFloat(q, 64)
		}
		for _, offered := range types {
			if strings.EqualFold(named, offered) && weight > highest {
				best, highest = offered, weight
			}
		}
	}
	return best
}
