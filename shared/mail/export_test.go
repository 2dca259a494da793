package mail

import "time"

// Times returns the functions that format times and durations in a locale.
func Times(locale string) (formatTime func(time.Time) string, formatDuration func(time.Duration) string, err error) {
	all, err := locales()
	if err != nil {
		return nil, nil, err
	}
	l, err := all.find(locale)
	return l.formatTime, l.formatDuration, err
}
