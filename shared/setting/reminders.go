package setting

import "errors"

// Schedules says with what reminders are scheduled in EventBridge Scheduler.
type Schedules struct {
	Group string `json:"group"` // name of the schedule group
	Role  string `json:"role"`  // ARN of the role with which EventBridge Scheduler invokes the function
}

// parseSchedules accepts the JSON of [Schedules].
func parseSchedules(text string) (Schedules, error) {
	s, err := parseObject[Schedules](text)
	if err != nil {
		return Schedules{}, err
	}
	if s.Group == "" || s.Role == "" {
		return Schedules{}, errors.New("group or role is missing")
	}
	return s, nil
}
