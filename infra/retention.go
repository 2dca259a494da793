package main

import (
	"fmt"

	"admit/shared/setting"
)

// readRetention reads how long events and closed invitations are kept.
func readRetention(r *contextReader) setting.RetentionDays {
	return setting.RetentionDays{Events: r.days("retainEvents"), Invitations: r.days("retainInvitations")}
}

// days reads a whole number of days. It is 0 if it is empty.
func (r *contextReader) days(key string) int {
	switch r.lookUp(key) {
	case nil, "", "0", 0.0:
		return 0
	}
	n := r.count(key)
	if n > setting.MaxRetention {
		r.check(key, fmt.Sprintf("%d days is more than %d", n, setting.MaxRetention))
	}
	return n
}

// retentionText returns the retention as the functions read it. It is empty if nothing is
// set.
func retentionText(r setting.RetentionDays) *string {
	if r == (setting.RetentionDays{}) {
		empty := ""
		return &empty
	}
	return jsonText(r)
}
