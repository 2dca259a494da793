package mail

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"

	"golang.org/x/text/language"

	"admit/shared/languages"
)

// locale is the content of one file in locales/.
type locale struct {
	tag language.Tag

	Direction string  `json:"direction"` // ltr or rtl
	Plural    plurals `json:"plural"`

	// DateTime is the pattern of a time, such as "{weekday} {day} {month} {year}
	// at {hour}:{minute} UTC". {hour} has two digits, {bareHour} has no leading
	// zero. The hour selects the plural form: Spanish writes "a la 1:00" and "a
	// las 2:00". Weekdays begin with Sunday. Weekdays and months are in the form
	// that DateTime needs.
	DateTime     phrase     `json:"dateTime"`
	Weekdays     [7]string  `json:"weekdays"`
	Months       [12]string `json:"months"`
	FirstOfMonth string     `json:"firstOfMonth"` // value of {day} on the first; French writes "1er" and then "2"

	// Hours and Days are the values of {span} in Until.
	Hours phrase `json:"hours"`
	Days  phrase `json:"days"`

	Greeting        phrase `json:"greeting"`
	GreetingUnnamed phrase `json:"greetingUnnamed"`

	// UnnamedInviter replaces {inviter} if the inviter has no name. {inviter} is
	// always at the beginning of a text. UnnamedInviter therefore begins with a
	// capital letter, and no word before it needs elision, such as French "que".
	UnnamedInviter phrase `json:"unnamedInviter"`

	// ResentSubject and Resent are used in every email after the first. The
	// subject differs so that a list of emails shows which one has the link that
	// works.
	ResentSubject phrase `json:"resentSubject"`
	Resent        phrase `json:"resent"`

	// ReminderSubject and Reminder are used in a reminder.
	ReminderSubject phrase `json:"reminderSubject"`
	Reminder        phrase `json:"reminder"`

	New      audience `json:"new"`      // the invitee has no user yet
	Existing audience `json:"existing"` // the invitee has one

	// SignIn replaces the call to action of New where new people sign in at the
	// deployment's identity provider, and choose no password.
	SignIn callToAction `json:"signIn"`

	Until     phrase `json:"until"`
	UntilSoon phrase `json:"untilSoon"` // less than an hour
	RoleEnds  phrase `json:"roleEnds"`  // after the description of a role that ends
	Personal  phrase `json:"personal"`
	LinkHint  phrase `json:"linkHint"`
	Why       phrase `json:"why"`
	Decline   phrase `json:"decline"` // contains the label of the button on the invitee's page
	Support   phrase `json:"support"` // for a brand with a support link

	// The emails that tell administrators what somebody asks for.
	Renewal    noticeTexts `json:"renewal"`
	Acceptance noticeTexts `json:"acceptance"`
	NoticeWhy  phrase      `json:"noticeWhy"`

	// The emails of the user pool.
	Code              signInTexts `json:"code"`
	Reset             signInTexts `json:"reset"`
	TemporaryPassword signInTexts `json:"temporaryPassword"`
}

// noticeTexts has the texts of one kind of notice.
type noticeTexts struct {
	Organisation noticeScope `json:"organisation"` // about roles in a whole organisation
	Account      noticeScope `json:"account"`      // about roles in one account of it
	callToAction
}

type noticeScope struct {
	Subject phrase `json:"subject"` // also the headline
	Intro   phrase `json:"intro"`
}

// signInTexts has the texts of one kind of email of the user pool.
type signInTexts struct {
	Subject  phrase `json:"subject"`
	Headline phrase `json:"headline"`
	Intro    phrase `json:"intro"` // followed by the code or the password
	Note     phrase `json:"note"`
}

// audience has the texts for one kind of invitee. The number of roles selects the
// plural form.
type audience struct {
	Organisation offer `json:"organisation"` // roles in a whole organisation
	Account      offer `json:"account"`      // roles in one account of it
	callToAction
}

type callToAction struct {
	Action phrase `json:"action"` // label of the button
	Next   phrase `json:"next"`   // what happens after the button is used
}

type offer struct {
	Subject  phrase `json:"subject"`
	Headline phrase `json:"headline"`
	Intro    phrase `json:"intro"` // followed by the list of roles
}

// fallbackLanguage is the language of an email if neither the requested nor the
// configured language is available.
const fallbackLanguage = "en"

//go:embed locales
var localeFiles embed.FS

// localeSet has all locales. Each file is read when an email first needs it.
type localeSet struct {
	languages.Set
	read map[string]func() (locale, error)
}

var locales = sync.OnceValues(func() (localeSet, error) { return listLocales(localeFiles) })

func listLocales(files fs.FS) (localeSet, error) {
	names, err := fs.Glob(files, "locales/*.json")
	if err != nil {
		return localeSet{}, err
	}
	c := localeSet{read: map[string]func() (locale, error){}}
	var available []string
	for _, name := range names {
		tag := strings.TrimSuffix(path.Base(name), ".json")
		available = append(available, tag)
		c.read[tag] = sync.OnceValues(func() (locale, error) { return readLocale(files, name, language.Make(tag)) })
	}
	c.Set, err = languages.NewSet(available...)
	return c, err
}

func readLocale(files fs.FS, name string, tag language.Tag) (locale, error) {
	file, err := fs.ReadFile(files, name)
	if err != nil {
		return locale{}, err
	}
	l := locale{tag: tag}
	decoder := json.NewDecoder(bytes.NewReader(file))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&l); err != nil {
		return locale{}, fmt.Errorf("%s: %w", name, err)
	}
	return l, nil
}

// find returns the locale of the first language that has a close one, and the
// fallback language's locale if none has.
func (c localeSet) find(wanted ...string) (locale, error) {
	found, ok := c.Closest(append(wanted, fallbackLanguage)...)
	if !ok {
		return locale{}, fmt.Errorf("locales/%s.json is missing", fallbackLanguage)
	}
	return c.read[found]()
}

// formatTime formats a time in UTC, because the reader's time zone is unknown.
func (l locale) formatTime(t time.Time) string {
	t = t.UTC()
	day := l.FirstOfMonth
	if t.Day() > 1 {
		day = strconv.Itoa(t.Day())
	}
	return fill(l.DateTime.pick(l.Plural, t.Hour()), plain, map[string]string{
		"weekday":  l.Weekdays[t.Weekday()],
		"day":      day,
		"month":    l.Months[t.Month()-1],
		"year":     strconv.Itoa(t.Year()),
		"hour":     fmt.Sprintf("%02d", t.Hour()),
		"bareHour": strconv.Itoa(t.Hour()),
		"minute":   fmt.Sprintf("%02d", t.Minute()),
	})
}

// formatDuration formats a duration in whole days, or in whole hours if it is
// shorter than two days. It returns an empty string for less than an hour. The
// duration is first rounded to the nearest hour, because an email is sent moments
// after its invitation is created. It is then rounded down, so that it does not
// promise too much.
func (l locale) formatDuration(d time.Duration) string {
	hours := int(d.Round(time.Hour) / time.Hour)
	unit, count := l.Hours, hours
	if hours >= 48 {
		unit, count = l.Days, hours/24
	}
	if d < time.Hour {
		return ""
	}
	return fill(unit.pick(l.Plural, count), plain, map[string]string{"count": strconv.Itoa(count)})
}

func plain(s string) string { return s }
