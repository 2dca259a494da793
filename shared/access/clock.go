package access

import "time"

// Clock tells the time. Every rule that depends on it is told the time by one.
type Clock func() time.Time
