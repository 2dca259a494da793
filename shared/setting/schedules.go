package setting

import "errors"

// Scheduling says with what reminders and postponed emails are scheduled in EventBridge Scheduler.
type Scheduling struct {
	Group       string `json:"group"`       // name of the schedule group
	Role        string `json:"role"`        // ARN of the role with which EventBridge Scheduler invokes the function
	DeadLetters string `json:"deadLetters"` // ARN of the queue for what it cannot hand to the function
}

// parseSchedules accepts the JSON of [Scheduling].
func parseSchedules(text string) (Scheduling, error) {
	s, err := parseObject[Scheduling](text)
	if err != nil {
		return Scheduling{}, err
	}
	if s.Group == "" || s.Role == "" || s.DeadLetters == "" {
		return Scheduling{}, errors.New("group, role or deadLetters is missing")
	}
	return s, nil
}

// parseSwitch accepts true and false.
func parseSwitch(text string) (bool, error) {
	if text != "true" && text != "false" {
		return false, errors.New("neither true nor false")
	}
	return text == "true", nil
}
