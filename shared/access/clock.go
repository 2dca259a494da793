package access

import "time"

// Clock returns the present time. Every rule that depends on the time gets it from
// a Clock, so that tests can set it.
type Clock func() time.Time
