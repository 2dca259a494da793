package boot

import (
	"encoding/json"
	"strings"

	"admit/shared/access"
)

// Limits are those that the stack was given.
func Limits() access.Limits {
	var limits access.Limits
	decoder := json.NewDecoder(strings.NewReader(Setting("ADMIT_LIMITS")))
	decoder.DisallowUnknownFields()
	err := decoder.Decode(&limits)
	return Must(limits, err)
}
