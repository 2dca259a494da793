package setting

import (
	"encoding/json"
	"errors"
	"strings"
	"time"

	"admit/shared/access"
)

// MaxRetention is the longest retention, in days.
const MaxRetention = 36500

// RetentionDays is the setting [Retention] as it is written: in days, and 0 if it is not set.
type RetentionDays struct {
	Events      int `json:"events,omitempty"`
	Invitations int `json:"invitations,omitempty"`
}

func parseRetention(text string) (access.Retention, error) {
	if text == "" { // an optional setting
		return access.Retention{}, nil
	}
	var days RetentionDays
	decoder := json.NewDecoder(strings.NewReader(text))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&days); err != nil {
		return access.Retention{}, err
	}
	if min(days.Events, days.Invitations) < 0 || max(days.Events, days.Invitations) > MaxRetention {
		return access.Retention{}, errors.New("is not between 0 and 36500 days")
	}
	const day = 24 * time.Hour
	return access.Retention{Events: time.Duration(days.Events) * day, Invitations: time.Duration(days.Invitations) * day}, nil
}
