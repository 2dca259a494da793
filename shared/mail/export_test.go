package mail

import "time"

// Times is how a locale writes moments and spans, for the golden files.
func Times(locale string) (moment func(time.Time) string, span func(time.Duration) string, err error) {
	all, err := locales()
	if err != nil {
		return nil, nil, err
	}
	l, err := all.find(locale)
	return l.moment, l.span, err
}
